"""Names that no list knows, where the words before them say that they are places."""

from __future__ import annotations

import pytest
from spacy.lang.en import English
from spacy.tokens import Doc

from pipeline.extract.toponyms import find_place_names

_VOCAB = English().vocab


def _found(name: str, *, link: str = "near", entity: str = "O") -> list[str]:
    """The names of places found in a sentence of people who sang near, or otherwise, one name."""
    doc = Doc(
        _VOCAB,
        words=["Two", "sang", link, name, "."],
        pos=["NUM", "VERB", "ADP", "PROPN", "PUNCT"],
        tags=["CD", "VBD", "IN", "NNP", "."],
        lemmas=["two", "sing", link, name, "."],
        heads=[1, 1, 1, 2, 1],
        deps=["nsubj", "ROOT", "prep", "pobj", "punct"],
        ents=["O", "O", "O", entity, "O"],
    )
    return [found.text for found in find_place_names(doc)]


def test_an_unlisted_name_behind_near_is_a_scene() -> None:
    assert _found("Zurqabad") == ["Zurqabad"]


@pytest.mark.parametrize(
    ("name", "link", "entity"),
    [
        pytest.param("Zurqabad", "for", "O", id="another preposition"),
        pytest.param("Zurqabad", "near", "B-PERSON", id="a person"),
        pytest.param("Zurqabad", "near", "B-DATE", id="a feast"),
        pytest.param("ZQA", "near", "O", id="an acronym"),
    ],
)
def test_other_names_that_nobody_lists_are_none(name: str, link: str, entity: str) -> None:
    assert _found(name, link=link, entity=entity) == []
