"""spaCy's lemmas, asked of spaCy once for each kind of word: its lemmatizer took a sixteenth of the whole parser."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from spacy.pipeline import Lemmatizer
    from spacy.tokens import Doc, Token

#: Kinds of words that are remembered, about 10 MB; then it is begun anew.
MOST_KINDS = 100_000


class WordLemmas:
    """Set the lemmas that a model's `lemmatizer` gives, which looks at nothing but a word, its part of speech and its
    morphology.

    Args:
        lemmatizer: spaCy's component, in its mode "rule".
    """

    def __init__(self, lemmatizer: Lemmatizer) -> None:
        self._lemmatizer = lemmatizer
        self._strings = lemmatizer.vocab.strings
        self._lemmas: dict[tuple[int, int, int], int] = {}

    def __call__(self, doc: Doc) -> Doc:
        """Set the lemma of each word that has none yet, as spaCy's component does."""
        from spacy.attrs import LEMMA, MORPH, ORTH, POS

        words = doc.to_array([ORTH, POS, MORPH, LEMMA])
        lemmas = words[:, 3]
        known = self._lemmas
        for index, (orth, pos, morph, lemma) in enumerate(words.tolist()):
            if not lemma or self._lemmatizer.overwrite:
                kind = orth, pos, morph
                found = known.get(kind)
                lemmas[index] = self._lemma(kind, doc[index]) if found is None else found
        return doc.from_array([LEMMA], lemmas.reshape(-1, 1))

    def _lemma(self, kind: tuple[int, int, int], token: Token) -> int:
        """The lemma of a kind of word that was not seen before, as spaCy's number."""
        if len(self._lemmas) >= MOST_KINDS:
            self._lemmas.clear()
            self._lemmatizer.cache.clear()
        self._lemmas[kind] = number = int(self._strings.add(self._lemmatizer.lemmatize(token)[0]))
        return number
