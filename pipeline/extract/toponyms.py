"""Place names in a read text: what spaCy tags as places, what the gazetteer knows beside it, and what the words around them say."""

from __future__ import annotations

import re
from functools import lru_cache
from importlib import resources
from typing import TYPE_CHECKING

from pipeline.extract.texts import text_of
from pipeline.language.word_sets import word_set
from pipeline.records import PlaceName
from pipeline.reference import gazetteer as gazetteer_module
from pipeline.reference.countries import demonyms

if TYPE_CHECKING:
    from spacy.tokens import Doc, Span, Token

    from pipeline.reference.gazetteer import Gazetteer

_PLACE_LABELS = frozenset({"GPE", "LOC", "FAC"})
#: Longest name looked up, in words.
MAX_WORDS = 4
_RELATIONS = {
    "in": "in",
    "at": "in",
    "inside": "in",
    "within": "in",
    "throughout": "in",
    "across": "in",
    "on": "in",
    "near": "near",
    "outside": "near",
    "around": "near",
    "by": "near",
    "close": "near",
    "off": "near",
    "beside": "near",
    "between": "between",
    "from": "from",
    "to": "to",
    "toward": "to",
    "towards": "to",
    "into": "in",
}
_DIRECTIONS = word_set("pipeline.extract", "directions", "patterns/word_sets.csv")
_FEATURES = {
    "province": "province",
    "provinces": "province",
    "governorate": "province",
    "state": "province",
    "department": "province",
    "departments": "province",
    "oblast": "province",
    "region": "province",
    "county": "district",
    "district": "district",
    "districts": "district",
    "municipality": "district",
    "prefecture": "district",
    "jurisdiction": "district",
    "subdistrict": "district",
    "valley": "mountain",
    "village": "village",
    "villages": "village",
    "hamlet": "village",
    "town": "city",
    "city": "city",
    "capital": "city",
    "neighbourhood": "neighbourhood",
    "neighborhood": "neighbourhood",
    "suburb": "neighbourhood",
    "quarter": "neighbourhood",
    "camp": "camp",
    "base": "base",
    "airport": "base",
    "airfield": "base",
    "river": "river",
    "mountain": "mountain",
    "mountains": "mountain",
    "hill": "mountain",
    "hills": "mountain",
    "island": "island",
    "islands": "island",
    "sea": "sea",
    "gulf": "sea",
    "road": "road",
    "highway": "road",
    "border": "border",
    "crossing": "border",
    "republic": "country",
    "kingdom": "country",
}
_FEATURE_BEFORE = word_set("pipeline.extract", "feature_before", "patterns/word_sets.csv")
_DATELINE = re.compile(
    r"^[\s(\[]*(?:\([A-Z]+\)\s*)?(?P<place>[A-Z][\w'’. -]{1,40}?(?:,\s*[A-Z][\w'’. -]{1,30})?)\s*(?:,\s*(?:[A-Za-z]{3,9}\.?\s*\d{1,2}|\d{1,2}\s+[A-Za-z]{3,9}\.?)[^-—–\n]{0,25})?\s*(?:\([^)]{2,40}\)\s*)*(?:--|—|–| - )",
    re.M,
)
_TITLES = word_set("pipeline.extract", "titles", "patterns/word_sets.csv")


@lru_cache(maxsize=1)
def _stop_names() -> frozenset[str]:
    """Names of places that are far more often other words (`patterns/toponym_stop.txt`)."""
    lines = (
        resources.files("pipeline.extract")
        .joinpath("patterns/toponym_stop.txt")
        .read_text(encoding="utf-8")
        .splitlines()
    )
    return frozenset(line for line in lines if line)


def find_place_names(doc: Doc, *, gazetteer: Gazetteer | None = None) -> list[PlaceName]:
    """Place names and demonyms of a read text, in text order, without overlaps.

    Args:
        doc: A whole text, parsed, its entities set.
        gazetteer: Where names are looked up; the installed one by default.

    Returns:
        One record a name. `parent` is the index of the name that it is said to lie in; `sentence` is left 0 for the caller.
    """
    known = gazetteer if gazetteer is not None else gazetteer_module.load()
    spans: list[tuple[int, int, str]] = []
    taken: set[int] = set()
    datelines = _datelines(doc)
    for ent in doc.ents:
        if ent.label_ in _PLACE_LABELS:
            start, end = _trim(ent)
            if start >= end or _is_time_or_common(doc[start:end]):
                continue
            text = doc[start:end].text
            if text.lower() in demonyms() and text not in known:
                continue
            if not any(i in taken for i in range(start, end)):
                spans.append((start, end, "place"))
                taken.update(range(start, end))
        elif ent.label_ in ("PERSON", "ORG", "DATE", "TIME", "WORK_OF_ART", "EVENT", "PRODUCT", "LAW"):
            if ent.label_ in ("PERSON", "ORG") and _is_place_after_all(ent, known):
                spans.append((ent.start, ent.end, "place"))
            taken.update(range(ent.start, ent.end))
    for token in doc:
        if token.i in taken:
            continue
        word = token.lower_.removesuffix("'s")
        if word in demonyms() and token.text[:1].isupper() and token.ent_type_ != "GPE":
            spans.append((token.i, token.i + 1, "demonym"))
            taken.add(token.i)
            continue
        if token.pos_ in ("PROPN", "NOUN", "X", "ADJ") and token.text[:1].isupper() and not token.is_sent_start:
            end = _longest_known(doc, token.i, taken, known)
            if end is not None:
                spans.append((token.i, end, "place"))
                taken.update(range(token.i, end))
    spans.sort()
    out = [_record(doc, start, end, kind, datelines) for start, end, kind in spans]
    return _with_parents(doc, spans, out)


def _trim(ent: Span) -> tuple[int, int]:
    """Without article, possessive, punctuation, and without the word for the kind of place in front ("the city of")."""
    start, end = ent.start, ent.end
    while start < end and (
        ent.doc[start].lower_ in ("the", "of") or ent.doc[start].is_punct or ent.doc[start].is_space
    ):
        start += 1
    while end > start and (
        ent.doc[end - 1].text in ("'s", "'")
        or ent.doc[end - 1].is_punct
        and not ent.doc[end - 1].text.endswith(".")
        or ent.doc[end - 1].is_space
    ):
        end -= 1
    while end - start > 1 and ent.doc[end - 1].lower_ in _FEATURES and ent.doc[end - 1].text[:1].islower():
        end -= 1
    if end - start > 2 and ent.doc[start].lower_ in _FEATURE_BEFORE and ent.doc[start + 1].lower_ == "of":
        start += 2
    return start, end


def _is_time_or_common(span: Span) -> bool:
    return (
        span.text.lower() in _stop_names()
        or not any(c.isalpha() for c in span.text)
        or (span.text.islower() and span.root.pos_ != "PROPN")
    )


def _is_place_after_all(ent: Span, known: Gazetteer) -> bool:
    """A name that the model took for a person or an organisation, where a preposition and the gazetteer say it is a place."""
    if ent.start == 0 or ent.text.lower() in _stop_names():
        return False
    before = ent.doc[ent.start - 1]
    after = ent.doc[ent.end] if ent.end < len(ent.doc) else None
    followed = after is not None and after.lower_ in _FEATURES
    if (
        before.lower_ in ("in", "at", "near", "outside", "around")
        or (before.lower_ == "of" and ent.start > 1 and ent.doc[ent.start - 2].lower_ in _FEATURE_BEFORE | _DIRECTIONS)
        or followed
    ):
        return ent.text in known or followed and len(ent) <= 2 and ent.label_ != "ORG"
    return False


def _longest_known(doc: Doc, start: int, taken: set[int], known: Gazetteer) -> int | None:
    """End of the longest name of the gazetteer that begins at a word; names of one word need a hint beside them."""
    limit = start
    while (
        limit < len(doc)
        and limit - start < MAX_WORDS
        and limit not in taken
        and (
            doc[limit].text[:1].isupper()
            or doc[limit].lower_ in ("de", "la", "el", "los", "las", "del", "al", "-", "e", "da", "do", "dos", "of")
        )
        and not doc[limit].is_space
    ):
        limit += 1
    for end in range(limit, start, -1):
        if doc[end - 1].lower_ in ("of", "de", "-", "la", "el", "del", "al"):
            continue
        text = doc[start:end].text
        if text.lower() in _stop_names() or text not in known:
            continue
        if end - start > 1 or _has_hint(doc, start, end, known):
            return end
        return None
    return None


def _has_hint(doc: Doc, start: int, end: int, known: Gazetteer) -> bool:
    before = doc[start - 1].lower_ if start else ""
    after = doc[end].lower_ if end < len(doc) else ""
    if (
        before in _TITLES
        or (end < len(doc) and doc[end].pos_ == "PROPN" and doc[end].text[:1].isupper())
        or (start and doc[start - 1].pos_ == "PROPN" and before not in _FEATURE_BEFORE)
    ):
        return False
    if (
        before in ("in", "at", "near", "from", "outside", "around", "between", "through", "toward", "towards")
        or after in _FEATURES
    ):
        return True
    if (
        before == "of"
        and start > 1
        and (doc[start - 2].lower_ in _FEATURE_BEFORE or doc[start - 2].lower_ in _DIRECTIONS)
    ):
        return True
    if before in ("and", ",") and start > 1 and doc[start - 2].ent_type_ in _PLACE_LABELS:
        return True
    return any(place.feature == "country" or place.population > 300_000 for place in known.lookup(doc[start:end].text))


def _datelines(doc: Doc) -> list[tuple[int, int]]:
    """Offsets of datelines: the place at the head of a text ("NAIROBI, March 3 (Example Wire) --")."""
    out = []
    for paragraph in re.finditer(r"(?:^|\n\s*\n)(?=\s*\S)", text_of(doc)):
        head = text_of(doc)[paragraph.end() : paragraph.end() + 140]
        match = _DATELINE.match(head)
        if match and len(match.group("place").split()) <= 6:
            out.append((paragraph.end() + match.start("place"), paragraph.end() + match.end()))
        if len(out) >= 3:
            break
    return out


def _record(doc: Doc, start: int, end: int, kind: str, datelines: list[tuple[int, int]]) -> PlaceName:
    span = doc[start:end]
    relation, feature = _relation(span), _feature(doc, start, end)
    if any(begin <= span.start_char < stop for begin, stop in datelines):
        relation = "dateline"
    if kind == "demonym":
        relation, feature = "none", "country"
    return PlaceName(
        start=span.start_char,
        end=span.end_char,
        text=span.text,
        relation=relation,
        feature=feature,
        parent=None,
        kind=kind,
        sentence=0,
    )


def _relation(span: Span) -> str:
    """What the words before a name say of where it lies to the event: in, near, a direction off, between, border, from, to."""
    doc, start = span.doc, span.start
    window = [doc[i].lower_ for i in range(max(0, start - 5), start)]
    before = window[-1] if window else ""
    if before == "the" and len(window) > 1:
        before = window[-2]
    root = span.root
    head = root.head if root.dep_ in ("pobj", "conj", "appos", "compound", "poss", "nmod") else root
    if any(word in ("border", "borders", "frontier") for word in window[-4:]) or (
        span.end < len(doc) and doc[span.end].lower_ in ("border", "frontier")
    ):
        return "border"
    if before in ("of", "from") and any(word in _DIRECTIONS for word in window[-4:]):
        return "near" if "outskirts" in window else "direction"
    if "near" in window[-4:] or ("close" in window[-3:] and "to" in window[-2:]) or "outside" in window[-3:]:
        return "near"
    if before in _RELATIONS and before not in ("by", "on"):
        return _RELATIONS[before]
    for token in _prepositions(head):
        if token in _RELATIONS:
            return _RELATIONS[token]
    return "in" if before == "of" and any(word in _FEATURE_BEFORE for word in window[-3:]) else "none"


def _prepositions(token: Token) -> list[str]:
    out = []
    for _ in range(5):
        if token.dep_ in ("prep",) or token.pos_ == "ADP":
            out.append(token.lower_)
            if token.lower_ != "of":
                break
        if token.head == token:
            break
        token = token.head
        if token.pos_ in ("VERB", "AUX"):
            break
    return out


def _feature(doc: Doc, start: int, end: int) -> str | None:
    """The kind of place that the words beside a name tell: "X province", "the village of X"."""
    if end < len(doc):
        word = doc[end].lower_
        if word in _FEATURES:
            return _FEATURES[word]
        if end + 1 < len(doc) and word == "refugee" and doc[end + 1].lower_ == "camp":
            return "camp"
        if word in ("and", ",") and end + 2 < len(doc):  # "Usulutan and Morazan departments"
            for i in range(end + 1, min(end + 7, len(doc))):
                if doc[i].lower_ in ("provinces", "departments", "districts", "villages"):
                    return _FEATURES[doc[i].lower_]
                if not (doc[i].text[:1].isupper() or doc[i].lower_ in ("and", ",")):
                    break
    last = doc[end - 1].lower_
    if last in _FEATURES and end - start > 1:
        return _FEATURES[last]
    if start >= 2 and doc[start - 1].lower_ == "of" and doc[start - 2].lower_ in _FEATURES:
        return _FEATURES[doc[start - 2].lower_]
    if start >= 1 and doc[start - 1].lower_ in ("city", "town", "village", "capital", "province", "district"):
        return _FEATURES[doc[start - 1].lower_]
    return None


def _with_parents(doc: Doc, spans: list[tuple[int, int, str]], names: list[PlaceName]) -> list[PlaceName]:
    """Say which name lies in which: "X, Y", "X in Y", "X (Y)", "the X neighbourhood of Y", "Y's X"."""
    from dataclasses import replace

    out = list(names)
    for i in range(len(spans) - 1):
        _, end, kind = spans[i]
        start, _, following = spans[i + 1]
        between = doc[end:start].text.lower().strip()
        if kind != "place" or following != "place":
            if (
                kind == "demonym"
                and following == "place"
                and (
                    between
                    in (
                        "city of",
                        "town of",
                        "village of",
                        "capital",
                        "capital of",
                        "capital,",
                        "province of",
                        "city",
                        "town",
                        "district of",
                        "region of",
                        "state of",
                        "port of",
                        "port city of",
                        "border town of",
                    )
                )
            ):
                out[i + 1] = replace(out[i + 1], parent=i)
            continue
        if (
            between in (",", "in", "(", "of", ", in", "- in")
            or re.fullmatch(
                r"(?:province|district|governorate|department|state|region|county|town|city|village|neighbou?rhood|suburb|camp|refugee camp|area|municipality|jurisdiction)?,?\s*(?:of|in|,|\()?\s*(?:the )?(?:\w+ )?(?:province|district|governorate|department|state|region|city|town|capital)?(?: of)?",
                between,
            )
            and between not in ("", "and")
        ):
            out[i] = replace(out[i], parent=i + 1)
        elif between in (
            "'s",
            "'s capital",
            "'s capital,",
            "'s capital of",
            "'s city of",
            "'s northern city of",
            "'s southern city of",
            "'s eastern",
            "'s northern",
        ):
            out[i + 1] = replace(out[i + 1], parent=i)
    return out
