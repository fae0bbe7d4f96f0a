"""The city at the head of a sentence, and the quarter of it in which something happened: "In Lima, a car bomb exploded
in the San Isidro district"."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Protocol

from pipeline.extract.nouns import lemma
from pipeline.extract.word_sets import word_set

if TYPE_CHECKING:
    from collections.abc import Sequence

    from spacy.tokens import Doc

    from pipeline.records import PlaceName

_REPORTING_VERBS = word_set("reporting_verbs")
#: What a part of a city is called.
_PARTS = frozenset({"district", "neighbourhood"})
#: The word for which a city must be larger than what is named (`Known.is_wider`).
_KIND = "quarter"


#: Clauses in which something is told that went on elsewhere: "in Nairobi, lawmakers heard that gunmen killed four in".
_CLAUSES = frozenset({"acl", "advcl", "ccomp", "relcl"})


class Known(Protocol):
    """What a gazetteer tells of two names."""

    def is_wider(self, name: str, other: str, kind: str) -> bool:
        """Is the first that of a city with more people than any place of the second has?"""

    def is_great(self, name: str) -> bool:
        """Is a name that of a place which readers know without any hint?"""


def with_fronted_cities(
    doc: Doc, spans: Sequence[tuple[int, int, str]], names: Sequence[PlaceName], known: Known
) -> list[PlaceName]:
    """The names; a district or quarter lies in the city at the head of its sentence.

    Where somebody speaks there ("In Kabul, officials said a bomb exploded in the Sangin district"), it lies anywhere.

    Args:
        doc: The text.
        spans: Of the names, in tokens, with their kind.
        names: Their rows so far.
        known: What the gazetteer tells of two names.
    """
    out = list(names)
    outer = [i for i, (start, end, kind) in enumerate(spans) if kind == "place" and _is_fronted(doc, start, end)]
    for city in outer:
        part = city + 2 if names[city].parent == city + 1 else city + 1  # "In Lima, Peru, ..."
        if part >= len(names) or names[part].parent is not None or names[part].feature not in _PARTS:
            continue
        start, end = spans[city][1], spans[part][0]
        is_told = doc[start].sent == doc[end].sent and names[part].relation == "in" and spans[part][2] == "place"
        verbs = [token for token in doc[start:end] if token.pos_ == "VERB"]
        is_heard = any(lemma(verb) in _REPORTING_VERBS or verb.dep_ in _CLAUSES for verb in verbs)
        outer_name, name = names[city].text, names[part].text
        if is_told and not is_heard and known.is_great(outer_name) and known.is_wider(outer_name, name, _KIND):
            out[part] = replace(names[part], parent=city)
    return out


def _is_fronted(doc: Doc, start: int, end: int) -> bool:
    """Do "In" and a comma set a name off at the head of a sentence?"""
    return start > 0 and doc[start - 1].text == "In" and end < len(doc) and doc[end].text == ","
