"""How large a crowd is, in the words of the article."""

from __future__ import annotations

from pipeline.extract import casualties
from pipeline.extract.draft import Draft
from pipeline.extract.nouns import lemma
from pipeline.extract.texts import text_of
from pipeline.extract.word_sets import word_set

#: Words for the size of a crowd that stand beside it or above it, and those that stand beside "crowd" or "gathering".
_SIZES = word_set("crowd_sizes")
_ADJECTIVES = word_set("crowd_adjectives")


def crowd_size(draft: Draft) -> str | None:
    """The size of a crowd in the article's words ("around 3,000", "dozens", "large"), None when it is not told."""
    if draft.crowd is None:
        return None
    head = draft.crowd
    count = casualties.count_people(head)
    if count.low is not None and (
        head.pos_ == "NUM" or any(child.dep_ in ("nummod", "quantmod") for child in head.lefts) or count.low > 2
    ):
        words = text_of(head.doc)[count.start : count.end]
        number = [child for child in head.lefts if child.dep_ == "nummod"]
        if number:
            words = text_of(head.doc)[count.start : number[-1].idx + len(number[-1])]
        elif head.pos_ != "NUM" and " of " in words:
            words = words.split(" of ")[0]
        return " ".join(words.split()).lower()[:60]
    for token in [*head.lefts, *head.ancestors]:
        if token.lower_ in _SIZES:
            return "large" if token.lower_ in ("huge", "big", "mass") else token.lower_
        if token.pos_ == "NOUN" and lemma(token) in ("gathering", "crowd", "group"):
            for child in token.lefts:
                if child.lower_ in _ADJECTIVES:
                    return "large" if child.lower_ in ("huge", "big") else child.lower_
    return None
