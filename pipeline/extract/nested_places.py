"""Which of two names beside each other lies in the other: "X in Y", "the X neighbourhood of Y", "Y's X"."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Protocol

from pipeline.extract.place_contexts import FEATURES
from pipeline.extract.texts import text_of
from pipeline.records import PlaceName
from pipeline.reference.countries import country_names

if TYPE_CHECKING:
    from spacy.tokens import Doc

_KIND = (
    "province|district|governorate|department|state|region|county|town|township|city|villages?|neighbou?rhood|suburb"
    "|camp|refugee camp|area|municipality|jurisdiction|community|settlement|ward|locality|territory|tehsil|commune"
    "|chiefdom|(?:local )?government(?: area| council)?|lga|subdistrict|sub-district|upazila|wilaya|woreda|zone"
    "|oblast"
)
_WIDE_KIND = f"{_KIND}|capital|prefecture|sector|division|cercle"
#: What stands between the name of a country or division and that of a part of it: "Borno's northern town of Gwoza".
_HIS_PART = re.compile(
    rf"['’]s?(?: (?:the )?(?:(?:far )?(?:north|south|east|west|central)[\w-]*|coastal|restive|troubled))?"
    rf"(?: (?:(?:border|port) )?(?:{_WIDE_KIND})(?: of|,)?)?"
)
_PARAGRAPH = re.compile(r"\n\s*\n")
#: What stands between the name of a place and that of what it lies in.
_WITHIN = re.compile(
    rf"(?:{_KIND})?,?\s*(?:(?:an?|the) (?:[\w-]+ ){{0,2}}(?:{_KIND}) )?(?:of|in|,|\()?\s*(?:the(?: |$))?"
    rf"(?:(?:(?!(?:near|close|outside|from|to|and|between|beyond)\b)[\w-]+ ){{0,2}}(?:{_WIDE_KIND})(?: of)?"
    r"|(?:upper|lower|(?:rural )?(?:north|south|east|west|central)[\w-]*))?"
)
#: What stands between the name of a city or division and that of a part of it.
_PART_THEN_NAME = re.compile(
    r"(?:(?P<division>province|governorate|department|state|region|county|oblast) )?"
    r"(?:border |coastal |frontier |mining |port |residential |slum )?"
    r"(?P<kind>suburb|neighbou?rhood|quarter|district|municipality|capital|city|town|village|hamlet|camp)(?: of)?"
)
#: What stands before the last item of a list of places.
_LAST_ITEM = re.compile(rf",?\s*and(?: (?:in|at|near))?(?: the)?(?: (?:[\w-]+ )?(?:{_KIND}) of)?")
#: What stands between a nationality and a place: "the Syrian city of Homs", "the Venezuelan mining town of El Callao".
_AFTER_NATIONALITY = re.compile(
    rf"(?:[\w-]+ ){{0,2}}?(?:{_WIDE_KIND}|agency|archipelago|canton|countryside|crossing|emirate|enclave|island|oasis"
    r"|peninsula|port|quarter|raion|regency|valley)(?: of|,)?"
)

#: What a country has in another, and what may be a country of the list itself: "the Israeli settlement of Itamar",
#: "the British territory of Gibraltar".
_SETTLED = re.compile(r"\b(?:colony|outpost|settlement)\b")
_OF_OTHERS = re.compile(r"\b(?:dependency|territory)\b")


class Relations(Protocol):
    """What a gazetteer tells of two names."""

    def is_wider(self, name: str, other: str, kind: str) -> bool:
        """Is the first that of what the second lies in, with the kind of place between them ("suburb"): "the Paris
        suburb of Nanterre", not "the Daraya suburb of Damascus"?"""

    def lies_in(self, name: str, other: str) -> bool:
        """Is the first that of a town or district in a division of the second: "Dallas, Texas"?"""

    def is_division_of(self, name: str, country: str) -> bool:
        """Is the first that of a first-order division of the second: "Georgia, United States"?"""


def with_parents(
    doc: Doc,
    spans: list[tuple[int, int, str]],
    names: list[PlaceName],
    known: Relations,
) -> list[PlaceName]:
    """Say which name lies in which: "X, Y", "X in Y", "X (Y)", "the X neighbourhood of Y", "Y's X".

    Args:
        doc: The text.
        spans: Of the names, in tokens, with their kind.
        names: Their rows so far.
        known: What the gazetteer tells of two names.
    """
    out, text = list(names), text_of(doc)
    for i in range(len(spans) - 1):
        _, end, kind = spans[i]
        start, _, following = spans[i + 1]
        words = text[doc[end].idx : doc[start].idx] if end < start else ""
        if _PARAGRAPH.search(words):
            continue  # a headline and its dateline
        between = words.lower().strip()
        if "capital" in (kind, following):
            _tell_capital(out, i, following, between)
            continue
        if (
            kind == "demonym"
            and following == "place"
            and _AFTER_NATIONALITY.fullmatch(between)
            and not (_OF_OTHERS.search(between) and names[i + 1].text.lower() in country_names())
            and not _SETTLED.search(between)
        ):
            out[i + 1] = replace(out[i + 1], parent=i)
        if kind != "place" or following != "place":
            continue
        if between == "," and (_are_countries(doc, spans, i, names, known) or _is_list(doc, spans, i, names, known)):
            continue
        swapped = _PART_THEN_NAME.fullmatch(between)
        if swapped and (swapped["division"] or known.is_wider(out[i].text, out[i + 1].text, swapped["kind"])):
            _tell_part_then_name(out, i, swapped)
            continue
        if between in (",", "in", "in the", "(", "of", ", in", "- in") or (
            between not in ("", "the") and _WITHIN.fullmatch(between)
        ):
            inner = i - 1 if i and out[i].parent == i - 1 else i  # "the Homs suburb of Waer in Syria"
            out[inner] = replace(out[inner], parent=i + 1)
        elif _HIS_PART.fullmatch(between):
            out[i + 1] = replace(out[i + 1], parent=i)
            if out[i].parent is None and i and out[i - 1].parent == i:
                out[i - 1] = replace(out[i - 1], parent=i + 1)  # "a village in Somalia's Bay region"
    return out


def _tell_capital(out: list[PlaceName], i: int, following: str, between: str) -> None:
    """ "The Yemeni capital", "the capital of Iraq", "the capital's airport": of two names, the `i`-th and the next."""
    if following == "capital":
        if between in ("", "'s", "'"):
            out[i + 1] = replace(out[i + 1], parent=i)
    elif following == "place" and between == "of":
        out[i] = replace(out[i], parent=i + 1)
    elif following == "place" and between in ("'s", "'"):
        out[i + 1] = replace(out[i + 1], parent=i)


def _tell_part_then_name(out: list[PlaceName], i: int, found: re.Match[str]) -> None:
    """ "The Paris suburb of Nanterre", "the Donetsk region town of Kurakhove": the second is the part."""
    relation = out[i].relation if out[i + 1].relation in ("in", "none") else out[i + 1].relation
    out[i + 1] = replace(out[i + 1], parent=i, feature=FEATURES.get(found["kind"]), relation=relation)
    if not found["division"]:
        out[i] = replace(out[i], feature=None)
    if i and out[i - 1].parent == i:
        out[i - 1] = replace(out[i - 1], parent=i + 1)  # "the Boy-Rabe quarter of the Bangui suburb of ..."


def _is_list(doc: Doc, spans: list[tuple[int, int, str]], index: int, names: list[PlaceName], known: Relations) -> bool:
    """ "A, B and C" names three places, "A, B, C and D" four where A is in no B; "A, B" says that A lies in B."""
    first, second = names[index], names[index + 1]
    if first.feature is not None and first.feature == second.feature:
        return True
    if second.text.lower() in country_names():
        return False
    for i in range(index + 1, len(spans) - 1):
        joined = doc[spans[i][1] : spans[i + 1][0]].text.lower()
        if _LAST_ITEM.fullmatch(joined.strip()):
            return i == index + 1 or not known.lies_in(first.text, second.text)
        if joined.strip() != ",":
            return False
    return False


def _are_countries(
    doc: Doc, spans: list[tuple[int, int, str]], index: int, names: list[PlaceName], known: Relations
) -> bool:
    """ "Iran, Iraq" names two countries; "Georgia, United States" a state, unless other countries stand beside it."""

    def is_pair(at: int) -> bool:
        between = doc[spans[at][1] : spans[at + 1][0]].text.lower().split() if 0 <= at < len(spans) - 1 else []
        return between in ([","], ["and"], [",", "and"]) and all(
            name.text.lower() in country_names() for name in names[at : at + 2]
        )

    if not is_pair(index):
        return False
    return (
        is_pair(index - 1) or is_pair(index + 1) or not known.is_division_of(names[index].text, names[index + 1].text)
    )
