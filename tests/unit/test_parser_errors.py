"""Mends of the tree leave one head and no circle, also at the ends of a text."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from spacy.lang.en import English
from spacy.tokens import Doc

from pipeline.extract import clause_errors, noun_errors, subject_errors
from pipeline.extract.realis import judge

_VOCAB = English().vocab


def _doc(rows: Sequence[str], ents: Sequence[str] | None = None) -> Doc:
    """A text of rows of a word, its part of speech, tag, relation and head."""
    words, pos, tags, deps, heads = zip(*(row.split() for row in rows), strict=True)
    lemmas = [word.lower() if word != "clashed" else "clash" for word in words]
    return Doc(
        _VOCAB,
        words=list(words),
        pos=list(pos),
        tags=list(tags),
        lemmas=lemmas,
        deps=list(deps),
        heads=[int(head) for head in heads],
        ents=list(ents) if ents else None,
    )


def _is_tree(doc: Doc) -> bool:
    for word in doc:
        for _ in doc:
            word = word.head
        if word.head != word or word.dep_ != "ROOT":
            return False
    return True


def test_a_clause_that_is_the_whole_text_gets_its_verb() -> None:
    doc = _doc(
        [
            "As ADP IN ROOT 0",
            "students NOUN NNS pobj 0",
            "demanding VERB VBG acl 1",
            "jobs NOUN NNS dobj 2",
            "clashed VERB VBN acl 3",
        ]
    )
    clause_errors.as_they_clashed(doc)
    assert _is_tree(doc)
    assert doc[1].head == doc[4]


def test_people_whose_own_clause_follows_are_not_its_subject() -> None:
    doc = _doc(
        [
            "met VERB VBD ROOT 0",
            "in ADP IN prep 0",
            "Jos PROPN NNP pobj 1",
            "and CCONJ CC cc 2",
            "soldiers NOUN NNS conj 2",
            "posted VERB VBD acl 4",
        ],
        ents=["O", "O", "B-GPE", "O", "O", "O"],
    )
    subject_errors.beyond_a_place(doc)
    assert _is_tree(doc)


@pytest.mark.parametrize("head", [1, 2])
def test_a_passer_by_under_what_heads_its_by(head: int) -> None:
    """The model may hang all of "passer-by" under its "by", with another word between."""
    doc = _doc(
        [
            f"passer NOUN NN compound {3 if head == 2 else 1}",
            f"- PUNCT HYPH {'ROOT 1' if head == 1 else 'punct 2'}",
            f"by ADP IN {'prep 1' if head == 1 else 'ROOT 2'}",
            "man NOUN NN pobj 2",
        ]
    )
    noun_errors.passers_by(doc)
    assert _is_tree(doc)


def test_a_text_may_begin_with_than() -> None:
    doc = _doc(["than SCONJ IN mark 2", "rebels NOUN NNS nsubj 2", "attacked VERB VBD ROOT 2"])
    assert judge(doc[2])[0] == "asserted"
