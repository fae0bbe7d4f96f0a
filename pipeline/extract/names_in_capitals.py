"""Names in a text that was sent in capitals, as the tables of groups and places write them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from pipeline.extract.nouns import kinds_of, lexicon
from pipeline.extract.place_contexts import FEATURES
from pipeline.extract.usual_words import (
    SMALL_WORDS,
    WORD,
    is_dictionary_word,
    is_usual,
    lower,
    name_forms,
    title_case,
)
from pipeline.extract.word_sets import word_set
from pipeline.reference import actors, gazetteer
from pipeline.reference.countries import country_names, demonyms
from pipeline.reference.gazetteer import Place

#: Words of a name of a place at most.
_LONGEST = 5
#: So many people make a place that a name of usual words is taken for it ("CAPE TOWN"); chosen by hand.
_KNOWN_TO_ALL = 100_000
#: So many people make a town that a usual word is taken for it where it stands as a name does; chosen by hand.
_TOWN = 10_000
_WIDE = frozenset({"country", "admin1", "region"})
_DIRECTIONS = word_set("direction_adjectives")
_NO_TOWNS = _DIRECTIONS | FEATURES.keys()
_SETTLED = frozenset({"admin1", "admin2", "city"})
_JOINT = re.compile(r"[ \n]|-")
#: Stand inside names and are small there: "Port-au-Prince", "Bahr el Ghazal", "Lashkar-e-Taiba".
_PARTICLES = word_set("name_particles")
_WHERE = frozenset({"at", "in", "near", "outside"})
_BEFORE_NAMES = _WHERE | frozenset({"around", "between", "from", "of", "to", "towards"})
#: What stands between a town and its country: "SAKE IN THE EAST OF THE DEMOCRATIC REPUBLIC OF CONGO", "KALE, MYANMAR".
_IN_COUNTRY = re.compile(r"(?:,|,? IN)(?: THE)?(?: [A-Z]+ OF(?: THE)?| [A-Z]+ERN)? ")
#: Behind a town that stands alone as a place: "IN SAKE ON SUNDAY".
_ENDS = re.compile(r"[.,;)\n]|$| (?:AFTER|AND|EARLY|LATE|ON|WHEN|YESTERDAY)\b")
_POSSESSIVE = ("'S", "\u2019S")
_OF_A_COUNTRY = frozenset({"aircraft", "armed_group", "force", "government"})
_ARMED = frozenset({"armed_group", "force"})
_DETERMINERS = word_set("determiners")
#: Letters of a town that may also be a word, at least.
_SHORTEST = 3
#: Letters before the number of a group at most: "M23"; chosen by hand.
_LONGEST_BEFORE_NUMBER = 3


def written_names(text: str, bracketed: frozenset[str]) -> dict[int, str]:
    """Where a word of a known name begins in a text in capitals -> the word as it is written.

    Args:
        text: An article of which paragraphs are in capitals; what is found in its other ones says nothing.
        bracketed: Acronyms that the article has in brackets.
    """
    words = [(m.start(), m.end() - 2 * (m.group()[-2:] in _POSSESSIVE)) for m in WORD.finditer(text)]
    return _places(text, words) | _acronyms(text, words) | _groups(text, bracketed)


def _parts(text: str, start: int, end: int, written: str) -> Iterator[tuple[int, str]]:
    """Each word of a name, with its letters in the case of what is written for the name."""
    for match in WORD.finditer(text, start, end):
        as_written = written[match.start() - start : match.end() - start]
        yield (
            match.start(),
            "".join(
                here if there.isupper() else lower(here) for here, there in zip(match.group(), as_written, strict=True)
            ),
        )


def _groups(text: str, bracketed: frozenset[str]) -> dict[int, str]:
    out: dict[int, str] = {}
    for start, end, _ in actors.name_spans(text):
        name = text[start:end]
        written = actors.as_listed(name)
        if is_usual(lower(name)) and name not in bracketed and not written.islower():
            continue  # "A RAID", "NAVY SEAL", "LET PAN HLA"
        out.update(_parts(text, start, end, written))
    return out


def _acronyms(text: str, words: Sequence[tuple[int, int]]) -> dict[int, str]:
    """Short acronyms of groups that are no words, those with a number ("M23"), and those that their neighbours tell
    from words: "A US DRONE", "DR CONGO", "IS FIGHTERS"."""
    out: dict[int, str] = {}
    for number, (start, end) in enumerate(words):
        word, small = text[start:end], lower(text[start:end])
        before = lower(text[slice(*words[number - 1])]) if number and text[words[number - 1][1] : start] == " " else ""
        after = lower(text[slice(*words[number + 1])]) if number + 1 < len(words) else ""
        after = after if after and _JOINT.fullmatch(text, end, words[number + 1][0]) else ""
        is_alone = not before or before in _BEFORE_NAMES or before in _DETERMINERS or before in ("and", "by", "with")
        if small == "us":
            is_one = before in _DETERMINERS or bool(kinds_of(after) & _OF_A_COUNTRY) or text[end : end + 4] == "-LED"
        elif small == "is":
            is_one = is_alone and bool(kinds_of(after) & _ARMED) and after.endswith("s")
        elif small == "dr":
            is_one = after == "congo"
        elif small == "un":
            is_one = True
        else:
            is_one = re.match(r"\d", text[end : end + 1]) is not None and len(word) <= _LONGEST_BEFORE_NUMBER
            is_one = is_one or (len(word) == 1 and re.match(r"-\d", text[end : end + 2]) is not None)
            is_one = is_one or (actors.is_acronym(actors.as_listed(small)) and not _is_word(small))
        if is_one:
            out[start] = word
    return out


def _is_word(small: str) -> bool:
    return is_usual(small) or name_forms().get(small) == "title" or is_dictionary_word(small)


def _places(text: str, words: Sequence[tuple[int, int]]) -> dict[int, str]:
    out: dict[int, str] = {}
    number = 0
    while number < len(words):
        for size in range(min(_LONGEST, len(words) - number), 1, -1):
            span = words[number : number + size]
            written = _as_place(text, span)
            if written:
                out.update(_parts(text, span[0][0], span[-1][1], written))
                number += size - 1
                break
        number += 1
    towns = {
        lower(text[start:end])
        for number, (start, end) in enumerate(words)
        if start not in out and _is_town(text, words, number)
    }
    for number, (start, end) in enumerate(words):
        before = lower(text[slice(*words[number - 1])]) if number else ""
        if start not in out and lower(text[start:end]) in towns and before not in _DETERMINERS:
            out[start] = title_case(text[start:end])
    return out


def _as_place(text: str, span: Sequence[tuple[int, int]]) -> str:
    """Several words as the gazetteer writes the place that bears them as its name; empty where none does."""
    small = [lower(text[start:end]) for start, end in span]
    if small[0] in SMALL_WORDS or small[-1] in SMALL_WORDS:
        return ""
    if not all(_JOINT.fullmatch(text, a, b) for (_, a), (b, _) in zip(span, span[1:], strict=False)):
        return ""
    name = text[span[0][0] : span[-1][1]]
    if " ".join(small) in demonyms():
        return _in_title_case(name)
    found = _found(name.replace("\n", " "))
    mains = [place for place in found if place.is_main and actors.fold(place.name) == actors.fold(name)]
    if small[0] in _DIRECTIONS or all(is_usual(word) for word in small):
        if small[-1] in _DIRECTIONS:
            return ""
        wide = _WIDE | {"admin2"} if small[0] in _DIRECTIONS else _WIDE
        found = [p for p in found if p.is_main and (p.feature in wide or p.population >= _KNOWN_TO_ALL)]
    elif not mains and small[-1] in FEATURES:
        return ""  # "LIMA PROVINCE"
    if not found:
        return ""
    return mains[0].name if mains else _in_title_case(name)


def _in_title_case(name: str) -> str:
    """A name with a capital at the head of every word but of those that are small inside names."""
    out, position = [], 0
    for match in WORD.finditer(name):
        is_small = match.start() > 0 and lower(match.group()) in _PARTICLES
        out += [name[position : match.start()], lower(match.group()) if is_small else title_case(match.group())]
        position = match.end()
    return "".join([*out, name[position:]])


@lru_cache(maxsize=20_000)
def _found(name: str) -> list[Place]:
    return list(gazetteer.load().lookup(name))


def _is_town(text: str, words: Sequence[tuple[int, int]], number: int) -> bool:
    """Does a word that news writes small stand as the name of a town does: "THE TOWN OF SAKE", "IN KALE, MYANMAR"?"""
    start, end = words[number]
    small = lower(text[start:end])
    if number == 0 or len(small) < _SHORTEST or small in _NO_TOWNS or small in name_forms() or not _is_word(small):
        return False
    before = lower(text[slice(*words[number - 1])])
    if before in _DETERMINERS or not text[words[number - 1][1] : start].isspace():
        return False
    found = [place for place in _found(small) if place.feature in _SETTLED]
    if found and before == "of" and number > 1 and lower(text[slice(*words[number - 2])]) in {"port", *FEATURES}:
        return True
    behind = _IN_COUNTRY.match(text, end)
    if behind and {place.iso3 for place in found} & _countries_at(text, behind.end()):
        return True
    towns = {place.iso3 for place in found if place.is_main and place.population >= _TOWN}
    is_alone = before in _WHERE and small not in lexicon() and _ENDS.match(text, end) is not None
    return is_alone and not towns.isdisjoint(_countries_in(text))


def _countries_at(text: str, start: int) -> set[str]:
    """Countries (alpha-3) that a name which begins at a point of a text is of, or of one of their divisions."""
    found: set[str] = set()
    for size, match in enumerate(WORD.finditer(text, start), 1):
        name = text[start : match.end()]
        found |= {place.iso3 for place in _found(name) if place.feature in _WIDE and place.is_main}
        if (country := country_names().get(lower(name))) is not None:
            found.add(country)
        if size == _LONGEST:
            break
    return found


@lru_cache(maxsize=8)
def _countries_in(text: str) -> frozenset[str]:
    """Countries (alpha-3) that a text names, or whose people it names."""
    small = WORD.findall(lower(text))
    told = {" ".join(small[i : i + size]) for size in range(1, _LONGEST + 1) for i in range(len(small))}
    return frozenset(names[name] for names in (country_names(), demonyms()) for name in told & names.keys())
