"""Lemmas and the beginnings of sentences are set as spaCy sets them, word for word."""

from __future__ import annotations

import pytest

from pipeline.extract import word_lemmas
from pipeline.extract.reading import bare_nlp, load_nlp
from pipeline.extract.skimming import first_words
from pipeline.extract.word_lemmas import WordLemmas

pytestmark = pytest.mark.integration

ODD = (
    "Lying men lay where the leaves leave; he leaves, axes in the axis, better and best, was n't it?",
    "  \n\n It 's\tbeen  said. \n",
    "\u0130lk \u0130zmir'de GEESE geese Geese",
    "Gunfire",
    "",
)


def test_lemmas_are_those_of_spacy(codebook_texts: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    nlp = bare_nlp()
    lemmas = WordLemmas(nlp.get_pipe("lemmatizer"))
    monkeypatch.setattr(word_lemmas, "MOST_KINDS", 100)  # begun anew now and then
    for text in (*ODD, *codebook_texts):
        spacys = nlp(text)
        ours = nlp(text, disable=["lemmatizer"])
        assert [token.lemma_ for token in lemmas(ours)] == [token.lemma_ for token in spacys]
        assert [token.dep_ for token in ours] == [token.dep_ for token in spacys]


def test_the_pipeline_uses_them() -> None:
    assert "conflict_word_lemmas_v1" in load_nlp().pipe_names
    assert "lemmatizer" not in load_nlp().pipe_names
    assert [token.lemma_ for token in load_nlp()("Gunmen fled.")][:2] == ["gunman", "flee"]


@pytest.mark.parametrize(
    ("breaks", "words"),
    [((), []), ((0,), [0]), ((6, 7), [1]), ((6, 10), [1, 2]), ((12, 13), [4]), ((90,), [])],
)
def test_a_break_leads_to_the_first_word_behind_it(breaks: tuple[int, ...], words: list[int]) -> None:
    doc = load_nlp().make_doc("Police say no\n\nmore.")
    assert [doc[i].text for i in first_words(doc, breaks)] == [doc[i].text for i in words]
