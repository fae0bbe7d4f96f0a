"""Names of places that the words around them tell: "the village of X", "X province", "in X"."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from pipeline.extract.arguments import comes_under
from pipeline.extract.name_checks import is_common, is_no_name, stop_names, without_weekday
from pipeline.extract.name_runs import is_name_word, list_mark
from pipeline.extract.nouns import categories, lemma
from pipeline.extract.place_contexts import (
    BESIDE,
    DIRECTIONS,
    FEATURE_BEFORE,
    LEADS_TO_PLACE,
    is_along_road,
)
from pipeline.extract.place_finder import CITY_PARTS, Finder
from pipeline.extract.usual_words import news_words
from pipeline.extract.word_sets import word_set
from pipeline.reference.countries import country_names, demonyms

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token


#: Words before "of" a place that what lies around it is told by, and before "on" one that is attacked.
_AROUND, _STRIKES = word_set("around"), word_set("strikes")
_PARTS = frozenset({"part", "parts", "side"})
#: Words of those who did it between a strike and the town that it is on; chosen by hand.
_LONGEST_DOER = 8
#: Verbs whose object is a place more often than a person, and verbs whose object may be anything.
_PLACES_STRUCK = word_set("places_struck")
#: Adjectives for a creed or a people, by which a part of a city is described and not named.
_CREEDS = word_set("creeds_and_peoples")
_ANYTHING_STRUCK = word_set("anything_struck")
#: What is fired at towns.
_FROM_AFAR = frozenset({"aircraft", "explosive", "missile"})
#: Verbs whose object is a town where the division that it lies in is named behind it.
_PLACES_BURNED = word_set("places_burned")
#: What stands between a town and its division: "Koro, in the Mopti region".
_WITHIN = frozenset({"in", "the"})


def add_told(finder: Finder) -> None:
    """Names that the words beside them make a place, whatever the model took them for."""
    for start, end in finder.runs:
        for first, last in _told_in(finder, start, end):
            if finder.is_free(first, last) and not is_common(finder.doc[first:last]):
                finder.add(first, last, "place")
                finder.told.add(first)


def _country_behind(finder: Finder, end: int) -> tuple[int, int] | None:
    """The name of a country behind the comma that ends a run of names: "in Barsalogho, Burkina Faso"."""
    if end >= len(finder.doc) or finder.doc[end].text != ",":
        return None
    behind = next((run for run in finder.runs if run[0] == end + 1), None)
    if behind is None:
        return None
    named = finder.known.lookup(finder.doc[behind[0] : behind[1]].text)
    return behind if any(place.feature == "country" for place in named) else None


def _city_behind(finder: Finder, end: int) -> tuple[int, int] | None:
    """The name of a great town or division behind the comma that ends a run of names, where its phrase ends: "in
    Mufakose, Harare, during a protest"."""
    doc = finder.doc
    if end >= len(doc) or doc[end].text != ",":
        return None
    behind = next((run for run in finder.runs if run[0] == end + 1), None)
    if behind is None or not _ends_there(doc, behind[1]) or finder.is_person(*behind):
        return None
    is_other = any(doc[i].ent_type_ in _OTHER_NAMES for i in range(*behind)) or _is_group(finder, *behind)
    return behind if not is_other and finder.is_great(doc[behind[0] : behind[1]].text) else None


def _told_in(finder: Finder, start: int, end: int) -> list[tuple[int, int]]:
    """Parts of a run of capitalised words that the words around it or in it tell to be places."""
    doc = finder.doc
    is_settlement = start > 1 and doc[start - 1].lower_ == "of" and doc[start - 2].lower_ in _SURE_BEFORE
    while end > start and end - 1 in finder.fixed and not is_settlement:  # "in Nasarawa State Saturday"
        end -= 1
    end = without_weekday(doc, start, end)
    is_fixed = any(i in finder.fixed for i in range(start, end)) and not is_settlement
    if start == end or is_fixed or _is_group(finder, start, end):
        return []
    told = _told_by_larger(finder, start, end)
    if told is None:
        told = _told_by_kind_inside(finder, start, end)
    if told is None and (kind := _kind_behind(doc, end)) in {*CITY_PARTS, "district"}:
        # "A mostly Shiite Karrada neighbourhood", "a Kurdish neighbourhood": who lives there is no name of it.
        while kind in CITY_PARTS and start < end and doc[start].ent_type_ == "NORP":
            start += 1
        if all(doc[i].lower_ in _CREEDS or doc[i].lower_ in demonyms() for i in range(start, end)):
            return []
    for ask in (_told_by_kind_behind, _told_by_word_before, _told_by_scene):
        if told is None:
            told = ask(finder, start, end)
    return told or []


def _told_by_larger(finder: Finder, start: int, end: int) -> list[tuple[int, int]] | None:
    """A country, or a name with its country, city or village beside it; None where that says nothing."""
    doc = finder.doc
    if _is_country(finder, start, end):
        return [(start, end)]
    country = _country_behind(finder, end)
    is_led = bool(start) and doc[start - 1].lower_ in LEADS_TO_PLACE
    if country is not None and end - start <= _NAME_TOKENS and not is_led and not finder.is_person(start, end):
        # "went to Gao, Mali", "out of Qusair, Syria"
        is_led = finder.is_in_country(doc[start:end].text, doc[country[0] : country[1]].text)
    around = country or (_city_behind(finder, end) if is_led and not finder.is_person(start, end) else None)
    if around is not None and is_led and end - start <= _NAME_TOKENS:
        return [(start, end), around]
    is_village = _is_of_barangay(finder, start) and not is_no_name(doc[start:end].text)
    return [(start, end)] if is_village else None


def _told_by_kind_inside(finder: Finder, start: int, end: int) -> list[tuple[int, int]] | None:
    """A name that ends with the kind of place it is; None for others."""
    doc = finder.doc
    government = next((i for i in range(start + 1, end) if doc[i].lower_ == "local"), end)
    is_nation = doc[start:government].text.lower() in demonyms()  # "the Nigerian local government area of Bama"
    if not is_nation and (government < end or (_kind_behind(doc, end) == "local" and end + 1 < len(doc))):
        if government + 1 < len(doc) and doc[government + 1].lower_ in ("government", "council", "govt"):
            return [(start, government)]
    kind_inside = next((i for i in range(start + 1, end) if doc[i].lower_ in _KINDS_AFTER), None)
    if kind_inside is None or kind_inside != end - 1:  # "Gidan Idi Village", "Lagos State"
        return None
    name, kind = doc[start : end - 1].text, doc[end - 1].lower_
    sure = kind in _SURE_KINDS and (kind not in _OFFICES or _is_scene(finder, start, end))
    is_listed = name in finder.known or doc[start:end].text in finder.known  # "Dadaab Refugee Camp"
    return [(start, end)] if not is_no_name(name) and (sure or is_listed) else []


def _told_by_kind_behind(finder: Finder, start: int, end: int) -> list[tuple[int, int]] | None:
    """A name with the kind of place it is behind it; None where another word stands there."""
    doc = finder.doc
    after, name = _kind_behind(doc, end), doc[start:end].text
    is_name = len(name.split()) <= _NAME_TOKENS or name in finder.known
    if after in _KINDS_AFTER and doc[end - 1].lower_ not in _NOT_BEFORE_KINDS and is_name:
        is_sure = after in _SURE_KINDS or (after == "area" and _is_in_the(finder, start, end))
        is_part = after in CITY_PARTS and start > 1 and doc[start - 1].tag_ == "POS"  # "Kampala's Bwaise suburb"
        return [(start, end)] if not is_no_name(name) and (is_sure or is_part or name in finder.known) else []
    is_named_for = not _is_people(finder, start, end) or _is_in_its_division(finder, start, end)
    if after in _PEOPLED_KINDS and _is_located(finder, end + 1) and is_named_for:
        return [(start, end)]
    is_apposed = after == "," and _is_apposed_settlement(finder, end + 1) and not finder.is_person(start, end)
    return [(start, end)] if is_apposed else None


def _told_by_word_before(finder: Finder, start: int, end: int) -> list[tuple[int, int]] | None:
    """A name with the kind of place it is before it: "the town of", "village"; None where another word stands there."""
    doc = finder.doc
    lead = start - 1  # of "the neighbourhood of western Mosul", "of"
    if lead > 0 and doc[lead].lower_ in _DIRECTION_ADJECTIVES:
        lead -= 1
    before = doc[lead].lower_ if start else ""
    kind = doc[lead - 1] if before == "of" and lead > 0 else None
    if kind is not None and kind.lower_ in FEATURE_BEFORE and len(doc[start:end].text.split()) <= _LONG_NAME_WORDS:
        sure = kind.lower_ in _SURE_BEFORE and (kind.text.islower() or kind.lower_ in _NAMED_KINDS)
        return [(start, end)] if sure or finder.longest(start, end) == end else []
    if kind is not None and kind.lower_ in _DWELLERS and finder.longest(start, end) == end:
        return [(start, end)]
    is_site = kind is not None and kind.text in _SITES_OF  # "looted the market of El Geneina"
    if is_site and finder.longest(start, end) == end and finder.is_town_of_theirs(doc[start:end]):
        return [(start, end)]
    if before in _KINDS_RIGHT_BEFORE:
        return [(start, end)] if end - start <= _NAME_TOKENS and not finder.is_person(start, end) else []
    is_apposed = before == "," and start > 1 and doc[start - 2].lower_ == "capital"  # "outside the capital, Bamako,"
    return [(start, end)] if is_apposed and finder.longest(start, end) == end else None


def _told_by_scene(finder: Finder, start: int, end: int) -> list[tuple[int, int]] | None:
    """A name that is struck, or that a preposition of place leads to; None for others."""
    doc = finder.doc
    if _is_struck(finder, start, end) or _is_struck_on(finder, start, end) or _is_named_settlement(finder, start, end):
        return [(start, end)]
    last = finder.longest(start, end) if _locative(finder, start) else None
    if last is None or (last != end and finder.is_person(start, end)):
        return None
    if doc[start:last].text.lower() in demonyms() and last < len(doc) and doc[last].lower_ == "capital":
        return None  # "outside the Malian capital Bamako"
    is_whole = last == end or (end - start > last - start and doc[last].is_punct)
    return [(start, last)] if is_whole and not finder.is_person(start, last) else None


def _is_of_barangay(finder: Finder, start: int) -> bool:
    """ "Barangay Kahawa, Talipao, Sulu": a word that begins the name of a village, and what lies around it behind
    commas, whatever the model takes them for."""
    doc = finder.doc
    ends = {end: first for first, end in finder.runs}
    at = start
    while at > 1 and doc[at - 1].text == "," and at - 1 in ends:
        at = ends[at - 1]
    return doc[at].lower_ in _VILLAGE_WORDS and doc[at].text.istitle() and at + 1 < len(doc)


def _kind_behind(doc: Doc, end: int) -> str:
    """The word behind a name; of "the Bajaur tribal district" the one behind "tribal"."""
    if end + 1 < len(doc) and doc[end].lower_ == "tribal":
        end += 1
    return doc[end].lower_ if end < len(doc) else ""


def _is_group(finder: Finder, start: int, end: int) -> bool:
    """Does a run of words name a group, and not a division one word of whose name a group has: "Maidan Wardak"?"""
    if _locative(finder, start) and finder.is_at_home(finder.doc[start:end]):
        return False  # "in Rada in central Yemen"
    words = [i in finder.groups for i in range(start, end)]
    is_division = (
        end < len(finder.doc) and finder.doc[end].lower_ in _SURE_KINDS and finder.doc[start:end].text in finder.known
    )
    return any(words) and (all(words) or not is_division)


def _is_located(finder: Finder, at: int) -> bool:
    """Do a preposition and a name at a token say where something lies: "in Kankara", "west of Taiz"?"""
    doc = finder.doc
    if at + 1 < len(doc) and doc[at].lower_ in DIRECTIONS and doc[at + 1].lower_ == "of":
        at += 1
    return at + 1 < len(doc) and doc[at].lower_ in ("in", "of", "near") and is_name_word(doc[at + 1])


def _is_in_the(finder: Finder, start: int, end: int) -> bool:
    """ "In the Spinkai area": words that nothing but a place stands between."""
    doc = finder.doc
    is_people = doc[start:end].text.lower() in demonyms() or any(t.ent_type_ == "NORP" for t in doc[start:end])
    return (
        start > 1
        and not is_people
        and doc[start - 1].lower_ == "the"
        and doc[start - 2].lower_ in LEADS_TO_PLACE
        and all(word.text.istitle() for word in doc[start:end])
    )


def _is_apposed_settlement(finder: Finder, at: int) -> bool:
    """Do words at a token say that the name before is that of a settlement: ", a farming village in Guma"?"""
    doc = finder.doc
    if at >= len(doc) or doc[at].lower_ not in ("a", "an"):
        return False
    for token in doc[at + 1 : at + _APPOSED_WORDS]:
        if token.lower_ in _SETTLED:
            return token.i + 1 < len(doc) and doc[token.i + 1].pos_ in ("ADP", "ADV", "NUM", "PUNCT", "DET")
        if not token.text.islower() and token.text != "-":
            return False
    return False


def _is_named_settlement(finder: Finder, start: int, end: int) -> bool:
    """Does a known name between commas say which town was told: "its third largest city, Taiz, said"?"""
    doc = finder.doc
    return (
        start > 1
        and doc[start - 1].text == ","
        and doc[start - 2].lower_ in _SETTLED
        and end < len(doc)
        and doc[end].text in (",", ".")
        and finder.is_town_of_theirs(doc[start:end])
    )


def _is_people(finder: Finder, start: int, end: int) -> bool:
    """Is a name that of a people or a faith, as an article, the model or the list of nationalities has it?"""
    name = finder.doc[start:end]
    if start and finder.doc[start - 1].lower_ in ("the", "a", "an"):
        return True
    return name.text.lower() in demonyms() or any(token.ent_type_ == "NORP" for token in name)


def _is_in_its_division(finder: Finder, start: int, end: int) -> bool:
    """Is a name that of a town of the division that is named behind it: "Madagali community in Adamawa"?"""
    if start and finder.doc[start - 1].lower_ in ("the", "a", "an"):
        return False
    division = next((run for run in finder.runs if run[0] == end + 2), None)
    if division is None:
        return False
    return finder.lies_in(finder.doc[start:end].text, finder.doc[division[0] : division[1]].text)


def _is_scene(finder: Finder, start: int, end: int) -> bool:
    """Is what could be an office as well where something is: "in Deh Rawud District", not "the School District"?"""
    before = finder.doc[start - 1].lower_ if start else ""
    return before in _BEFORE_SCENES and finder.doc[end - 2].lower_ not in _NOT_BEFORE_KINDS


def _is_country(finder: Finder, start: int, end: int) -> bool:
    """Is a run of words the name of a country, whatever the model took it for, and no person's name?"""
    name = finder.doc[start:end].text.lower()
    if name not in country_names() or name in stop_names() or name in _GIVEN_NAMES:
        return False
    return not finder.is_person(start, end)


def _is_struck(finder: Finder, start: int, end: int) -> bool:
    """A known name that is all of what is shelled or overrun; of what is attacked, where it is a great place."""
    name = finder.doc[start:end]
    verb = name.root.head
    word = lemma(verb)
    if _is_struck_in_its_division(finder, start, end):
        return True
    if name.root.dep_ == "nsubj" and comes_under(verb) and not finder.is_person(start, end):
        return _is_town(finder, name.text)  # "Mariupol came under shelling"
    if verb.pos_ != "VERB" or name.root.dep_ not in ("dobj", "nsubjpass") or name.text not in finder.known:
        return False
    if word in _ANYTHING_STRUCK and _is_by_missiles(verb) and _is_town(finder, name.text):
        return True
    if finder.is_person(start, end) or any(child.i not in range(start, end) for child in name.root.lefts):
        return False
    if word in _PLACES_STRUCK:
        return True
    is_ours = finder.is_town_of_theirs(name) and name.root.ent_type_ != "NORP"
    return word in _ANYTHING_STRUCK and (finder.is_great(name.text) or is_ours)


def _is_by_missiles(verb: Token) -> bool:
    """ "Rockets struck Kiryat Shmona": what comes from afar strikes towns, also those that look like persons."""
    return any(child.dep_ == "nsubj" and categories(child) & _FROM_AFAR for child in verb.lefts)


def _is_struck_in_its_division(finder: Finder, start: int, end: int) -> bool:
    """ "Attacked Rutshuru, North Kivu,", "burned Koro, in the Mopti region": right behind the verb a town of the
    division that is named behind the comma, whatever the parser makes of the two."""
    doc = finder.doc
    verb = doc[start - 1] if start else None
    if verb is None or verb.pos_ != "VERB" or lemma(verb) not in _PLACES_STRUCK | _ANYTHING_STRUCK | _PLACES_BURNED:
        return False
    if end + 1 >= len(doc) or doc[end].text != "," or finder.is_person(start, end):
        return False
    return _lies_in_what_follows(finder, start, end, end + 1)


def _lies_in_what_follows(finder: Finder, start: int, end: int, at: int) -> bool:
    """Does the division in which a town lies stand from a word on: "[Koro,] in the Mopti region"?"""
    doc = finder.doc
    while at < len(doc) and doc[at].lower_ in _WITHIN:
        at += 1
    division = next((run for run in finder.runs if run[0] == at), None)
    if division is None or not finder.lies_in(doc[start:end].text, doc[division[0] : division[1]].text):
        return False
    after = doc[division[1] : division[1] + 1].text
    return after in _KINDS_AFTER or _ends_there(doc, division[1])


def _is_struck_on(finder: Finder, start: int, end: int) -> bool:
    """A town behind "air strikes on" or "the shelling of central"."""
    doc = finder.doc
    lead = start - 1
    if lead > 0 and doc[lead].lower_ in _DIRECTION_ADJECTIVES:
        lead -= 1
    return (
        lead > 0
        and doc[lead].lower_ in ("of", "on")
        and (lemma(doc[lead - 1]) in _STRIKES or (doc[lead].lower_ == "on" and _is_behind_doer(doc, lead)))
        and not finder.is_person(start, end)
        and (_is_town(finder, doc[start:end].text) or _lies_in_what_follows(finder, start, end, end))
    )


def _is_behind_doer(doc: Doc, lead: int) -> bool:
    """ "An attack by Islamic State on" a town: who did it stands between."""
    for at in range(lead - 2, max(lead - _LONGEST_DOER, 0), -1):
        if doc[at].lower_ == "by":
            return lemma(doc[at - 1]) in _STRIKES
        if doc[at].pos_ in ("ADP", "VERB", "PUNCT"):
            return False
    return False


def _is_town(finder: Finder, name: str) -> bool:
    """Is a name that of a town of a country that the text names, or of one place in the world and of nothing else?"""
    found = finder.known.lookup(name)
    main = {(place.iso3, place.admin1) for place in found if place.is_main}
    is_one = len(main) == 1 or (len({iso3 for iso3, _ in main}) == 1 and finder.is_great(name))
    return is_one or any(place.feature == "city" and place.iso3 in finder.homes for place in found)


def _locative(finder: Finder, start: int) -> bool:
    """Does a preposition of place stand before a word, with at most an adjective of direction between?"""
    i = start - 1
    if i >= 0 and finder.doc[i].lower_ in _DIRECTION_ADJECTIVES:
        i -= 1
    if i >= 0 and finder.doc[i].lower_ == "the":
        i -= 1
    if i < 0:
        return False
    if finder.doc[i].lower_ in _BEFORE_PLACES or is_along_road(finder.doc, i):
        return True
    if finder.doc[i].lower_ in ("between", "and"):
        return start in finder.between
    if finder.doc[i].lower_ == "to" and i and finder.doc[i - 1].lower_ in BESIDE:
        return True  # "close to Bhaderwah"
    if finder.doc[i].lower_ in ("of", "from") and i:
        before = finder.doc[i - 1].lower_
        return before in DIRECTIONS or before in _AROUND or _is_some_part(finder, i - 1)
    return False


def _is_some_part(finder: Finder, at: int) -> bool:
    """Does a token say that a part of a place is meant: "in the central part of" a town?"""
    return at > 0 and finder.doc[at].lower_ in _PARTS and finder.doc[at - 1].lower_ in _DIRECTION_ADJECTIVES


def add_fronted(finder: Finder) -> None:
    """Names in no list that say at the head of a sentence where it happened: "In Naungmon in the northeast, rebels
    attacked", "Near Alder Ford, a mine"."""
    for start, end in finder.runs:
        doc = finder.doc
        if start == 0 or not doc[start - 1].is_sent_start or doc[start - 1].lower_ not in LEADS_TO_PLACE:
            continue
        is_set_off = end < len(doc) and (doc[end].text == "," or doc[end].lower_ == "in")
        words = [token.lower_ for token in doc[start:end]]
        is_free = finder.is_free(start, end) and not finder.fixed & set(range(start, end))
        if is_set_off and is_free and news_words().isdisjoint(words):
            finder.add(start, end, "place")


def add_scenes(finder: Finder) -> None:
    """Names in no list behind "in", "at" or "near" of a deed: "six people were shot dead in a church in Dablo"."""
    doc = finder.doc
    claimed = finder.fixed | {i for start, end, _ in finder.spans for i in range(start, end)}
    for start, end in finder.runs:
        if not start or end - start > _LONGEST_SCENE or doc[start - 1].lower_ not in LEADS_TO_PLACE:
            continue
        is_free = claimed.isdisjoint(range(start, end))
        if not is_free or finder.longest(start, end) is not None or _is_group(finder, start, end):
            continue
        name = doc[start:end]
        # The model takes many a village for an organisation; "near Starbucks" is more often one.
        is_inside = doc[start - 1].lower_ == "in" or (doc[start - 1].lower_ == "at" and _is_of_building(doc[start - 1]))
        is_village = len(name) == 1 and not name.text.isupper() and is_inside
        is_body = any(token.ent_type_ == "ORG" for token in name) and not is_village
        if name[0].lower_ in _NO_SCENES:
            continue
        is_other = is_body or any(t.ent_type_ in _OTHER_NAMES or not t.text[:1].isupper() for t in name)
        if is_other or _is_people(finder, start, end) or is_no_name(name.text) or not _ends_there(doc, end):
            continue
        leading = doc[start - 1]
        if name.root.head == leading and any(lemma(above) in _DEEDS for above in islice(leading.ancestors, _ABOVE)):
            finder.add(start, end, "place")


def _is_of_building(preposition: Token) -> bool:
    """ "The hospital at Dablo", whatever the parser hangs it on."""
    before = preposition.nbor(-1) if preposition.i else preposition
    return before.pos_ == "NOUN" and not categories(before).isdisjoint(_BUILDINGS)


def _ends_there(doc: Doc, end: int) -> bool:
    """Does a name end its phrase: before a stop, a day, or what is told next?"""
    if end >= len(doc):
        return True
    after = doc[end]
    return after.is_punct or after.lower_ in _BEHIND_SCENES or after.ent_type_ in ("DATE", "TIME")


def add_listed(finder: Finder) -> None:
    """Names between places of a list that begins where something happened, whatever the model took them for: "in
    Kassala, Wad Madani and Geneina"; at its end those known in the country of the place before."""
    doc = finder.doc
    before = {end: start for start, end, kind in finder.spans if kind == "place"}
    for start, end in finder.runs:
        last = list_mark(doc, start, -1)
        if last is None or last not in before or not finder.is_free(start, end):
            continue
        first = before[last]
        while (earlier := list_mark(doc, first, -1)) in before and earlier is not None:
            first = before[earlier]
        following = list_mark(doc, end - 1, 1)
        is_inside = following is not None and following in before.values()
        is_named = not finder.is_person(start, end) and not finder.fixed & set(range(start, end))
        is_one = (
            is_inside
            or finder.are_of_one_country(doc[before[last] : last].text, doc[start:end].text)
            or (first > 1 and doc[first - 1].lower_ == "of" and doc[first - 2].lower_ in _SETTLEMENTS)
        )
        is_scene = _locative(finder, first) or first in finder.told
        if is_scene and is_named and is_one and not _is_group(finder, start, end):
            finder.add(start, end, "place")
            before[end] = start


#: What may follow the name of the scene of a deed, and the longest such name in words.
_BEHIND_SCENES = frozenset("after and as at before by during early in late on when where while".split())
_LONGEST_SCENE = 3
#: First words of names of what is no place: "in Operation Trident", "in Parliament".
_NO_SCENES = word_set("no_scenes")
#: Words that tell a deed, and how far above its scene they stand.
_DEEDS = word_set("deeds_at_scenes")
_ABOVE = 4
#: What the model is seldom wrong about.
_OTHER_NAMES = frozenset({"DATE", "EVENT", "LANGUAGE", "LAW", "MONEY", "NORP", "PRODUCT", "TIME"})
#: Categories of what stands somewhere.
_BUILDINGS = frozenset({"base", "building", "place_site"})
#: Words before a list of nothing but such places.
_SETTLEMENTS = frozenset({"cities", "districts", "towns", "villages"})
#: What a town has, as news calls it by the town.
_SITES_OF = frozenset("airport bazaar cathedral center centre harbour hospital market mosque port prison".split())
#: Those who live in what stands behind "of", or govern a town.
_DWELLERS = frozenset({"inhabitants", "mayor", "mayors", "residents"})
_KINDS_AFTER = word_set("kinds_after")
#: What stands at the head of the name of a Philippine village.
_VILLAGE_WORDS = frozenset({"barangay", "brgy", "purok", "sitio"})
#: What people call their village, and themselves: "Adebo community in Guma", "the Meitei community in Assam".
_PEOPLED_KINDS = frozenset({"area", "community", "settlement", "ward"})
#: Settlements that a name is said to be, and the words within which that is told: ", a small farming village in ...".
_SETTLED, _APPOSED_WORDS = word_set("settled"), 6
#: "the Somali District of Buulo Mareer": in capitals too, these stand before names of places.
_NAMED_KINDS = frozenset({"district", "province", "governorate", "village", "town", "city"})
#: In capitals these are offices as often as places: "the Illinois Department", "the School District".
_OFFICES = frozenset({"department", "departments", "district", "districts", "prefecture"})
_SURE_KINDS = word_set("sure_kinds")
_SURE_BEFORE = word_set("sure_before")
_KINDS_RIGHT_BEFORE = word_set("kinds_right_before")
#: Tokens of most names of places, and words of a long one that "the town of" leads to.
_NAME_TOKENS, _LONG_NAME_WORDS = 3, 4
#: Prepositions after which even "District" in capitals is where something is.
_BEFORE_SCENES = frozenset({"in", "of", "at", "near", "around"})
_GIVEN_NAMES = word_set("given_names")
#: Prepositions of place.
_BEFORE_PLACES = frozenset("around at in inside near off outside over through throughout toward towards".split())
_NOT_BEFORE_KINDS = word_set("not_before_kinds")
_DIRECTION_ADJECTIVES = word_set("direction_adjectives")
