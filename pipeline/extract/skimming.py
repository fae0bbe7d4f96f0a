"""Which sentences of an article that is hardly about conflict are read: those with a word of it, and those beside.

Most of a long text that the screen lets through for its doubts speaks of other things, and to parse a sentence costs
many times what it costs to look for words in it. A sentence that is passed over stays in the Doc, with its words and
offsets, but without tags, names and grammar.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from pipeline.language.conflict_words import conflict_words_in, lower_words

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

#: Sentences before and behind one with a word of conflict that are read as well: they say who, where and when.
BESIDE = 1
#: Sentences from the start that are read whatever they say: headline and lead.
LEAD = 2

_STOP = re.compile(r"[.!?][\"”’')\]]*\Z")
_QUOTES = "\"'“("
#: spaCy's number for a word that is in no name.
_OUTSIDE = 2


def read_in_part(nlp: Language, doc: Doc, breaks: Sequence[int]) -> Doc:
    """Read the sentences of an article that speak of conflict and those beside them.

    Args:
        nlp: The pipeline.
        doc: The words of the article.
        breaks: Sorted offsets at which a sentence must begin.
    """
    from spacy.tokens import Doc as SpacyDoc

    if not len(doc):
        return doc
    starts = _sentence_starts(doc, breaks)
    is_read = _are_read(doc, starts)
    ends = [*starts[1:], len(doc)]
    kept = [i for start, end, read in zip(starts, ends, is_read, strict=True) if read for i in range(start, end)]
    part = SpacyDoc(doc.vocab, words=[doc[i].text for i in kept], spaces=[bool(doc[i].whitespace_) for i in kept])
    # Where a sentence was passed over the next one begins for sure; elsewhere the parser finds out, as in a whole text.
    begin = {*first_words(doc, breaks)}
    begin |= {start for start, last, read in zip(starts[1:], is_read, is_read[1:], strict=False) if read and not last}
    part._.breaks = tuple(part[at].idx for at, i in enumerate(kept) if i in begin)
    part._.headline_end = doc._.headline_end
    return _put_back(doc, nlp(part), kept, starts)


def first_words(doc: Doc, breaks: Sequence[int]) -> list[int]:
    """Index of the first word at or behind each break."""
    from spacy.attrs import IDX, IS_SPACE

    if not breaks:
        return []
    offsets, spaces = doc.to_array([IDX, IS_SPACE]).astype(np.int64).T
    words = np.flatnonzero(spaces == 0)
    found = np.searchsorted(offsets[words], np.asarray(breaks))
    return [int(i) for i in np.unique(words[found[found < len(words)]])]


def _sentence_starts(doc: Doc, breaks: Sequence[int]) -> list[int]:
    """Indices of the words at which a sentence begins, by its stops and the breaks."""
    stops = (token.i + 1 for token in doc[:-1] if _STOP.search(token.text))
    after_stops = (i for i in stops if doc[i].text[0].isupper() or doc[i].text[0] in _QUOTES)
    return sorted({0, *after_stops, *first_words(doc, breaks)})


def _are_read(doc: Doc, starts: Sequence[int]) -> list[bool]:
    """Whether each sentence is read."""
    text = doc.text
    offsets = [*(doc[start].idx for start in starts), len(text)]
    tells = [
        number < LEAD or bool(conflict_words_in(lower_words(text[start:end])))
        for number, (start, end) in enumerate(zip(offsets, offsets[1:], strict=False))
    ]
    return [any(tells[max(0, number - BESIDE) : number + BESIDE + 1]) for number in range(len(tells))]


def _put_back(doc: Doc, part: Doc, kept: Sequence[int], starts: Sequence[int]) -> Doc:
    """The whole Doc with what was found in a part of it; the words of a sentence passed over hang on its first one."""
    from spacy.attrs import DEP, ENT_IOB, ENT_TYPE, HEAD, LEMMA, MORPH, NORM, POS, TAG

    found = {name: part.to_array(name) for name in (HEAD, DEP, TAG, POS, LEMMA, MORPH, ENT_IOB, ENT_TYPE)}
    first = np.zeros(len(doc), dtype=np.int64)
    first[list(starts)] = list(starts)
    passed_over = {
        HEAD: (np.maximum.accumulate(first) - np.arange(len(doc))).astype(np.uint64),
        DEP: np.full(len(doc), doc.vocab.strings.add("dep"), np.uint64),
        LEMMA: doc.to_array(NORM),
        ENT_IOB: np.full(len(doc), _OUTSIDE, np.uint64),
    }
    passed_over[DEP][list(starts)] = doc.vocab.strings.add("ROOT")
    values = np.zeros((len(doc), len(found)), dtype=np.uint64)
    for column, (name, of_part) in enumerate(found.items()):
        values[:, column] = passed_over.get(name, 0)
        values[list(kept), column] = of_part
    return doc.from_array(list(found), values)
