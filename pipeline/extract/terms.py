"""The content words of an article: what merging compares reports by."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from spacy.tokens import Doc

#: Terms kept an article. More adds only words that every report shares.
MAX_TERMS = 80


def content_terms(doc: Doc) -> tuple[str, ...]:
    """The most frequent content lemmas, earlier ones first among equals; sorted by the alphabet.

    Names, nouns, verbs and numbers; no words of fewer than three letters.
    """
    counts: Counter[str] = Counter()
    first: dict[str, int] = {}
    for token in doc:
        if token.pos_ not in ("NOUN", "PROPN", "VERB", "ADJ", "NUM") or token.is_stop or not token.is_alpha and token.pos_ != "NUM":
            continue
        word = (token.lemma_ if token.pos_ != "PROPN" else token.text).lower()
        if len(word) < 3 and token.pos_ != "NUM":
            continue
        counts[word] += 2 if token.pos_ == "PROPN" else 1
        first.setdefault(word, token.i)
    ranked = sorted(counts, key=lambda w: (-counts[w], first[w]))[:MAX_TERMS]
    return tuple(sorted(ranked))
