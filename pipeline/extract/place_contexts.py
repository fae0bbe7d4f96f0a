"""What the words around a place name say: how what happens stands to it, and what kind of place it is."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from pipeline.extract.voices import is_voice
from pipeline.extract.word_sets import word_set
from pipeline.records import PlaceName
from pipeline.reference import countries
from pipeline.reference.countries import country_names, demonyms

if TYPE_CHECKING:
    from spacy.tokens import Doc, Span, Token

_RELATIONS = {
    "in": "in",
    "at": "in",
    "inside": "in",
    "within": "in",
    "through": "in",
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
DIRECTIONS = word_set("directions")
#: Words of a way between towns, before it, and behind it; its words and those before "to" in which it is looked for.
_ROADS, _ALONG = frozenset({"highway", "motorway", "road", "route", "way"}), frozenset({"along", "off", "on"})
#: Words of a way that the names of two towns stand before, what joins these, and how many words a town has.
_WAYS = frozenset({"axis", "expressway", "freeway", "highway", "motorway", "road", "route"})
_JOINED, _TOWN_WORDS = frozenset({"-", "\u2013", "\u2014", "to"}), 3
#: Words between a way and those of from where or to where it leads.
_LEADING, GOALS = frozenset({"leading"}), frozenset({"from", "to", "toward", "towards"})
_WHOSE = frozenset({"her", "his", "its", "our", "their"})
_ROAD_WORDS, _ROAD_WINDOW = 4, 8
FEATURES = {
    "province": "province",
    "provinces": "province",
    "governorate": "province",
    "state": "province",
    "states": "province",
    "governorates": "province",
    "wilaya": "province",
    "lga": "district",
    "tehsil": "district",
    "commune": "district",
    "canton": "district",
    "cercle": "district",
    "raion": "district",
    "regency": "district",
    "sub-county": "district",
    "subcounty": "district",
    "taluk": "district",
    "territory": "district",
    "upazila": "district",
    "woreda": "district",
    "locality": "district",
    "counties": "district",
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
    "slum": "neighbourhood",
    "favela": "neighbourhood",
    "shantytown": "neighbourhood",
    "township": "district",
    "camp": "camp",
    "base": "base",
    "airport": "base",
    "airbase": "base",
    "airfield": "base",
    "airstrip": "base",
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
FEATURE_BEFORE = word_set("feature_before")
_VICINITY = word_set("vicinity")
#: What an area is called that lies inside a town.
_INNER_AREAS = word_set("inner_areas")
#: Of these, "of" a town: just outside it. Of these, "to" a place: beside it.
_EDGES, BESIDE = word_set("edges"), frozenset({"adjacent", "close", "next"})
#: "The city of X" is X.
_SETTLEMENTS = frozenset({"capital", "cities", "city", "port", "town", "towns", "village", "villages"})
_MOTION_VERBS = word_set("motion_verbs")
_ABIDING = frozenset({"be", "live", "reside", "study", "work"})
#: Words from a name up to the verb that governs it, at most: "returning from the villages of X and Y".
_GOVERNORS = 6
#: Of these, "the ... of X" is a part of X: X is of another kind.
_PART_OF = frozenset({"border", "capital", "crossing", "neighborhood", "neighbourhood", "quarter", "suburb"})
#: Kinds of name that may tell who speaks, or where.
_HEARD = frozenset({"capital", "demonym", "organisation", "place"})
#: What a country has in others.
_MISSIONS = frozenset({"ambassador", "ambassadors", "consulate", "consulates", "embassies", "embassy"})
#: What a government does and no town: it denies, summons an ambassador, vows.
_GOVERNMENT_VERBS = word_set("government_verbs")
#: What stands before the place of a thing that happened.
LEADS_TO_PLACE = frozenset({"at", "in", "near", "off", "outside"})


def place_name(doc: Doc, start: int, end: int, kind: str, datelines: list[tuple[int, int]]) -> PlaceName:
    """The row of a place name without its parent; `start` and `end` are token offsets, datelines in code points."""
    while end - start > 1 and doc[end - 1].is_space:
        end -= 1  # the end of a headline
    span = doc[start:end]
    relation, feature = _relation(span), _feature(doc, start, end)
    if relation == "from" and any(above.lemma_ in _MOTION_VERBS for above in list(span.root.ancestors)[:_GOVERNORS]):
        relation = "to"  # "a patrol returning from Gao": no scene either
    if any(begin <= span.start_char < stop for begin, stop in datelines):
        relation = "dateline"
    if kind == "demonym":
        relation, feature = "none", "country"
    elif kind == "capital":
        feature = "city"
    elif kind == "place" and (_is_government(span) or _is_of_a_mission(span)):
        kind = "organisation"
    if kind in _HEARD and relation != "dateline" and is_voice(span):
        relation = "voice"
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


def _is_government(span: Span) -> bool:
    """Does the name of a town stand for a government: "Riyadh called the report unfounded"?"""
    root = span.root
    verb = root.head
    is_beside = all(word.pos_ in ("ADV", "AUX") for word in span.doc[span.end : verb.i])
    is_doer = root.dep_ == "nsubj" and is_beside and verb.lemma_.lower() in _GOVERNMENT_VERBS
    return is_doer and countries.find_country(span.text) is None


def _is_of_a_mission(span: Span) -> bool:
    """Does the name of a country say whose embassy something is: "bombed the embassies of China and Cuba"?"""
    root = span.root
    while root.dep_ == "conj":
        root = root.head
    return root.dep_ == "pobj" and root.head.lower_ == "of" and root.head.head.lower_ in _MISSIONS


def _relation(span: Span) -> str:
    """How the event lies to a name, by the words before it: in, near, a direction off, between, border, from, to."""
    doc, start = span.doc, span.start
    if _is_end_of_way(doc, start, span.end):
        return "between"
    start = _before_apposed(doc, start)
    window = [doc[i].lower_ for i in range(max(0, start - 5), start)]
    before = window[-1] if window else ""
    if before == "the" and len(window) > 1:
        before = window[-2]
    root = span.root
    head = root.head if root.dep_ in ("pobj", "conj", "appos", "compound", "poss", "nmod") else root
    if (
        before == "bordering"
        or any(word in ("border", "borders", "frontier") for word in window[-4:])
        or (span.end < len(doc) and doc[span.end].lower_ in ("border", "borders", "frontier"))
    ):
        return "border"
    is_off = before in ("of", "from") and any(word in DIRECTIONS for word in window[-4:])
    if is_off or _is_off_a_city(span):
        return "near" if _EDGES & set(window) else "direction"
    if _is_vicinity(span):
        return "near"
    if before == "in" and {"near", "outside"} & set(window[-4:-2]):
        return "in"  # "outside parliament in Tbilisi", "near a checkpoint in Mosul"
    if "near" in window[-4:] or (BESIDE & set(window[-3:]) and "to" in window[-2:]) or "outside" in window[-3:]:
        return "near"
    if _is_abode(root):
        return "none"
    if is_along_road(doc, span.start - 1):
        return "near"
    if before == "of" and "streets" in window[-4:]:
        return "in"  # "took to the streets of Gao"
    if before in _RELATIONS and before not in ("by", "on"):
        return _RELATIONS[before]
    for token in _prepositions(head):
        if is_along_road(doc, token.i):
            return "near"
        if token.lower_ in _RELATIONS:
            return _RELATIONS[token.lower_]
    return "in" if before == "of" and any(word in FEATURE_BEFORE for word in window[-3:]) else "none"


def ends_of_ways(doc: Doc) -> Iterator[tuple[tuple[int, int], tuple[int, int]]]:
    """The words before and behind what joins two names before a way: "the Abuja-Kaduna highway"."""
    for way in doc:
        if way.lower_ not in _WAYS:
            continue
        last = way.i
        first = _name_before(doc, last)
        if first == last or first < 2 or doc[first - 1].lower_ not in _JOINED:
            continue
        start = _name_before(doc, first - 1)
        if start < first - 1:
            yield (start, first - 1), (first, last)


def _name_before(doc: Doc, end: int) -> int:
    """Where the words in capitals begin that end before a token, without the "The" of a sentence."""
    start = end
    while start and end - start < _TOWN_WORDS and doc[start - 1].text[:1].isupper() and not doc[start - 1].is_stop:
        start -= 1
    return start


def _is_end_of_way(doc: Doc, start: int, end: int) -> bool:
    """Is a name one of the two before a way: "the Abuja-Kaduna highway"?"""
    is_joined = (end < len(doc) and doc[end].lower_ in _JOINED) or (start > 0 and doc[start - 1].lower_ in _JOINED)
    return is_joined and any((start, end) in ends for ends in ends_of_ways(doc))


def is_along_road(doc: Doc, at: int) -> bool:
    """Is a token the "to" or "from" of a road on which something happens: "on the road to Biu", "along the highway
    leading from Tikrit to Samarra"?"""
    if at < _ROAD_WORDS - 1 or doc[at].lower_ not in GOALS:
        return False
    words = [token.lower_ for token in doc[max(0, at - _ROAD_WINDOW) : at]]
    while words and (words[-1] in _LEADING or ("from" in words and words[-1] not in _ROADS)):
        words.pop()  # "leading", "from Tikrit"
    is_road = bool(words) and words[-1] in _ROADS and not _ALONG.isdisjoint(words[-_ROAD_WORDS:-1])
    return is_road and words[-2] not in _WHOSE  # "a convoy on its way to Kidal" is still far from it


def _is_off_a_city(span: Span) -> bool:
    """ "South of the Afghan city of Ghazni"."""
    words = [word.lower_ for word in span.doc[max(0, span.start - 6) : span.start]]
    return len(words) == 6 and words[0] in DIRECTIONS and words[1] == words[5] == "of" and words[4] in FEATURE_BEFORE


def _is_abode(noun: Token) -> bool:
    """Is the place where somebody is or lives told of him alone: "the president, who was in Araraquara, ordered"?"""
    clause = noun.head.head if noun.dep_ == "pobj" else noun
    is_of_somebody = any(child.lower_ == "who" for child in clause.lefts)
    return is_of_somebody and clause.dep_ == "relcl" and clause.lemma_ in _ABIDING


def _before_apposed(doc: Doc, start: int) -> int:
    """Where the words begin that say what the town of a name is: "25 km from the state capital Sittwe"."""
    at = start - 1 if start and doc[start - 1].lower_ == "of" else start
    if start > 1 and doc[start - 1].text == "," and doc[start - 2].lower_ == "capital":
        at = start - 1  # "north of the capital, Mogadishu"
    if not at or doc[at - 1].lower_ not in _SETTLEMENTS:
        return start
    at -= 1
    while at and (
        ((doc[at - 1].pos_ == "ADJ" or doc[at - 1].dep_ == "compound") and doc[at - 1].text.islower())
        or doc[at - 1].lower_ in demonyms()  # "north of the Kenyan capital Nairobi"
    ):
        at -= 1
    return at - 1 if at and doc[at - 1].lower_ == "the" else at


def _is_vicinity(span: Span) -> bool:
    """Do words beside a name tell that what is around it is meant: "the Sinjar area", "the countryside of Hama"?"""
    doc, start, end = span.doc, span.start, span.end
    if end < len(doc) and doc[end].lower_ in _VICINITY:
        return True
    before = [doc[i].lower_ for i in range(max(0, start - 3), start) if doc[i].lower_ not in ("the", "city", "town")]
    if "government" in before or not _INNER_AREAS.isdisjoint(before):
        return False  # "Bama local government area of Borno", "a residential area of Donetsk"
    return before[-1:] == ["of"] and start > 1 and bool(_VICINITY & {*before, doc[start - 2].lower_})


def _prepositions(token: Token) -> list[Token]:
    out = []
    for _ in range(5):
        if token.dep_ in ("prep",) or token.pos_ == "ADP":
            out.append(token)
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
        following = doc[end + 1].lower_ if end + 1 < len(doc) else ""
        if word in FEATURES:
            return FEATURES[word]
        if word == "tribal" and following in FEATURES:
            return FEATURES[following]
        if word == "refugee" and following == "camp":
            return "camp"
        if word == "local" and following in ("government", "council", "govt"):
            return "district"
        if word in ("and", ",") and end + 2 < len(doc):  # "Usulutan and Morazan departments"
            for i in range(end + 1, min(end + 7, len(doc))):
                if doc[i].lower_ in ("provinces", "departments", "districts", "villages"):
                    return FEATURES[doc[i].lower_]
                if not (doc[i].text[:1].isupper() or doc[i].lower_ in ("and", ",")):
                    break
    last = doc[end - 1].lower_
    if last in FEATURES and end - start > 1:
        return FEATURES[last]
    if start >= 2 and doc[start - 1].lower_ == "of" and doc[start - 2].lower_ in FEATURES:
        kind = doc[start - 2].lower_
        # "Abinsi town of Guma": the word is of the name before it; in "the Yemeni provinces of Marib" it is not.
        before = doc[start - 3] if start >= 3 else None
        is_of_another = (
            before is not None
            and before.text[:1].isupper()
            and not before.is_sent_start
            and before.lower_ not in demonyms()
        )
        return None if kind in _PART_OF or is_of_another else FEATURES[kind]
    if start and doc[start - 1].text == "," and doc[start:end].text.lower() in country_names():
        return None  # "the villages of Dogo and Bankass, Mali"
    for i in range(start - 1, max(start - 9, 0), -1):  # "the provinces of Usulutan, Morazan and San Miguel"
        if doc[i].lower_ == "of" and doc[i - 1].lower_ in (
            "provinces",
            "departments",
            "districts",
            "villages",
            "states",
        ):
            return FEATURES[doc[i - 1].lower_]
        if not (doc[i].text[:1].isupper() or doc[i].lower_ in ("and", ",")):
            break
    if start >= 1 and doc[start - 1].lower_ in ("city", "town", "village", "capital", "province", "district"):
        return FEATURES[doc[start - 1].lower_]
    return None
