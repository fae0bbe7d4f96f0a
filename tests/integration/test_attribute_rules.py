"""The attribute rules are set as spaCy's own component sets them, word for word."""

from __future__ import annotations

import pytest

from pipeline.errors import SettingError
from pipeline.extract.attribute_rules import AttributeRules
from pipeline.extract.reading import bare_nlp, load_nlp

pytestmark = pytest.mark.integration

#: Words that rules of two words look at, blanks, letters beyond ASCII, one word alone, nothing.
ODD = (
    "There's nothin' they ain't gonna do; I got ta go. C'm on, let's see what y' all did and who's there.",
    "  \n\n He 'd not  have\tsaid that he is an İzmir man; it's been İLK.\n",
    "Does she? I saw you. You saw it, but it saw me.",
    "Gunfire",
    "",
)


def test_every_word_gets_what_the_model_s_own_component_gives_it(codebook_texts: list[str]) -> None:
    bare, ours = bare_nlp(), load_nlp()
    assert "attribute_ruler" in bare.pipe_names
    assert "attribute_ruler" not in ours.pipe_names
    words = 0
    for text in (*ODD, *codebook_texts):
        docs = [nlp.make_doc(text) for nlp in (bare, ours)]
        wanted, found = (
            [(token.text, token.tag_, token.pos_, str(token.morph), token.lemma_, token.dep_) for token in nlp(doc)]
            for nlp, doc in zip((bare, ours), docs, strict=True)
        )
        assert found == wanted
        words += len(found)
    assert words > 3_000


def test_kinds_of_words_are_remembered_and_begun_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipeline.extract.attribute_rules.MOST_WORDS", 3)
    nlp = bare_nlp()
    rules = AttributeRules(nlp.get_pipe("attribute_ruler"))
    first = nlp("The soldiers who weren't there fled to the hills.")
    tags = [(token.pos_, str(token.morph)) for token in first]
    assert [(token.pos_, str(token.morph)) for token in rules(first)] == tags
    assert len(rules._words) <= 3


def test_a_rule_that_looks_at_something_else_is_refused() -> None:
    nlp = bare_nlp()
    ruler = nlp.get_pipe("attribute_ruler")
    ruler.add([[{"SHAPE": "Xxx"}]], {"POS": "X"})
    with pytest.raises(SettingError, match="looks at more than tag"):
        AttributeRules(ruler)
