"""Actors: the table of named groups with their aliases, and the nouns that say what kind of actor a phrase means."""

from __future__ import annotations

import csv
import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from importlib import resources
from typing import Any

#: Categories of the table whose bearers are forces of states.
_OF_STATES = frozenset({"mission", "police", "state"})
_APOSTROPHES = str.maketrans({"’": "'", "‘": "'", "ʼ": "'", "`": "'", "–": "-", "—": "-"})
_WORD = re.compile(r"[^\W_]")
#: A name of several parts may begin with a small one: "al-Qaida", "the Contras".
_PARTED = re.compile(r"[\s-]")
#: An alias in capitals of at most this many letters is an acronym: it must stand in capitals in the text.
MAX_ACRONYM = 8
#: An acronym as short as this names groups of several countries, and things that are no groups: only the country of the
#: event tells.
SHORT_ACRONYM = 3
#: Category of the militias of a community. "Fulani" alone is a people, and herders may be victims: only these words
#: make it armed.
_COMMUNAL = "communal"
_ARMED_WORD = re.compile(
    r"\b(?:militias?|militiamen|gunmen|fighters|bandits|militants|warriors|forces|rebels|mercenaries|extremists|mobs?)\b",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Actor:
    """A named group of `actors.csv`, in one period of its life.

    Attributes:
        name: Canonical name.
        aliases: Other names in use, the acronym among them, the name itself left out. One in small letters is a common
            noun ("peacekeepers").
        countries: Where it is active, alpha-3, its home first; empty for groups that are active anywhere.
        inter: Actor type, 1-8.
        category: rebel, militia, gang, communal, mission, state, police, defacto (a state that few recognise), private,
            party or crowd.
        valid_from, valid_to: First and last day of this row; None where it is open.
        parent: Name of the group that it is part of; "" for none.
        is_whole: True for all the forces, the police, the army, the navy or the air force of a state, which coders name
            after the state; False for a unit, which stands under its own name behind them.
        source: Where the row is from.
    """

    name: str
    aliases: tuple[str, ...]
    countries: tuple[str, ...]
    inter: int
    category: str
    valid_from: date | None
    valid_to: date | None
    parent: str
    is_whole: bool
    source: str

    def is_valid_on(self, day: date | None) -> bool:
        """True if the row holds on a day; of an unknown day every row may."""
        return day is None or (
            (self.valid_from is None or self.valid_from <= day) and (self.valid_to is None or day <= self.valid_to)
        )


@dataclass(frozen=True, slots=True)
class Role:
    """A noun for people and what it says of them.

    Attributes:
        category: state, police, armed_group, gang, communal, vigilante, rioter, protester, civilian, official, external
            or private.
        associate: Name of the associate that describes them, without country ("Students"); "" for none.
    """

    noun: str
    category: str
    associate: str


@lru_cache(maxsize=1)
def table() -> tuple[Actor, ...]:
    """All named groups, by name and first day."""
    out = []
    with resources.files(__name__).joinpath("actors.csv").open(encoding="utf-8") as lines:
        for row in csv.DictReader(lines):
            aliases = [row["acronym"], *row["aliases"].split("|")]
            out.append(
                Actor(
                    row["name"],
                    tuple(dict.fromkeys(alias for alias in aliases if alias)),
                    tuple(code for code in row["countries"].split("|") if code),
                    int(row["inter"]),
                    row["category"],
                    date.fromisoformat(row["valid_from"]) if row["valid_from"] else None,
                    date.fromisoformat(row["valid_to"]) if row["valid_to"] else None,
                    row["parent"],
                    row["is_whole"] == "yes",
                    row["source"],
                )
            )
    return tuple(out)


class _Folded(dict[int, str]):
    """Code point -> what it becomes, found when it is first asked for; all of Unicode at most."""

    def __missing__(self, number: int) -> str:
        character = chr(number).translate(_APOSTROPHES)
        base = character if character.isascii() else unicodedata.normalize("NFKD", character)[:1] or character
        low = base.lower()
        self[number] = low if len(low) == 1 else character
        return self[number]


_FOLDED = _Folded()


def fold(name: str) -> str:
    """A name for comparison: no case, diacritics or fancy apostrophes; as long as the original where every letter folds
    to one."""
    if name.isascii():
        return name.replace("`", "'").lower()
    return name.translate(_FOLDED)


def names_of(actor: Actor) -> tuple[str, ...]:
    """Every name under which texts speak of a group; of a people's militia only those that say it is armed."""
    names = [actor.name, *actor.aliases]
    if actor.category == _COMMUNAL:
        names = [name for name in names if _ARMED_WORD.search(name)]
    if ": " in actor.name:
        names += actor.name.split(": ", 1)
    bare = re.fullmatch(r"(.+) \([^()]+\)", actor.name)
    if bare and not actor.parent:  # a faction does not bear the name of the whole
        names.append(bare[1])
    return tuple(dict.fromkeys(names))


@lru_cache(maxsize=1)
def alias_index() -> dict[str, tuple[Actor, ...]]:
    """Folded name or alias -> the groups that bear it ("ELN": one in Colombia)."""
    out: dict[str, list[Actor]] = {}
    for actor in table():
        for name in names_of(actor):
            entry = out.setdefault(fold(name), [])
            if actor not in entry:
                entry.append(actor)
    return {name: tuple(actors) for name, actors in out.items()}


@lru_cache(maxsize=1)
def peoples() -> dict[str, str]:
    """Folded name of a community -> the name of its militia, without country: "fulani" -> "Fulani Ethnic Militia".

    A word for what people do is no name of theirs: "Herders".
    """
    found: dict[str, str] = {}
    for actor in table():
        if actor.category == _COMMUNAL:
            militia = re.sub(r" \([^()]+\)$", "", actor.name)
            found.setdefault(fold(re.split(r" (?:Ethnic|Communal|Clan|Tribal|Family) ", militia)[0]), militia)
            for alias in actor.aliases:
                if " " not in alias:
                    found.setdefault(fold(alias), militia)
    trades = {noun for noun, role in roles().items() if role.category == "communal" or role.associate == "Farmers"}
    return {name: militia for name, militia in found.items() if name not in trades}


#: Letters of an acronym with small ones at most: "let" is a word, "Let Pan Hla" a village, LeT a group.
_MOST_MIXED = 4


def is_acronym(name: str) -> bool:
    """True for a name that must stand in capitals: MAS and RAF are acronyms, "mas" and "raf" are words."""
    return len(name) <= MAX_ACRONYM and name.upper() == name and " " not in name


@lru_cache(maxsize=1)
def _writing() -> dict[str, str]:
    """Folded name -> how it must stand in a text: "upper" for acronyms, "mixed" for those with small letters (LeT),
    "any" for common nouns, else "title"."""
    out: dict[str, str] = {}
    ease = ("upper", "mixed", "title", "any")
    for actor in table():
        for name in names_of(actor):
            kind = "upper" if is_acronym(name) else "any" if name == name.lower() else "title"
            if kind == "title" and len(name) <= _MOST_MIXED and name[1:] != name[1:].lower():
                kind = "mixed"
            key = fold(name)
            out[key] = max(kind, out.get(key, kind), key=ease.index)
    return out


@lru_cache(maxsize=1)
def _spellings() -> dict[str, str]:
    """Folded name -> as the table writes it: a common noun small, an acronym in capitals where one is written so."""
    out: dict[str, str] = {}
    for actor in table():
        for name in names_of(actor):
            key = fold(name)
            is_better = name == key if _writing()[key] == "any" else is_acronym(name)
            if len(key) == len(name) and (is_better or key not in out):
                out[key] = name
    return out


def as_listed(words: str) -> str:
    """A known name as the table writes it; other words as they are."""
    written = _spellings().get(fold(words), words)
    return written if len(written) == len(words) else words


def is_common_noun(words: str) -> bool:
    """True for an alias that says what, not who: "peacekeepers", "coalition forces"."""
    return _writing().get(fold(words)) == "any"


def is_party(name: str, on: date | None) -> bool:
    """True for a name that means parties alone on a day (on any, where that is not known), whose people no word for
    fighters means: the African National Congress since 1994."""
    bearers = [actor for actor in alias_index().get(fold(name), ()) if actor.is_valid_on(on)]
    return bool(bearers) and all(actor.category == "party" for actor in bearers)


@lru_cache(maxsize=1)
def _automaton() -> tuple[Any, tuple[str, ...]]:
    import ahocorasick_rs

    names = tuple(sorted(name for name in alias_index() if len(name) >= 2))
    return ahocorasick_rs.AhoCorasick(list(names), matchkind=ahocorasick_rs.MatchKind.LeftmostLongest), names


@lru_cache(maxsize=1024)
def name_spans(text: str) -> tuple[tuple[int, int, str], ...]:
    """Names of known groups in a text.

    Returns:
        Start, end (code points, end exclusive) and how the name is written ("upper" for acronyms, else "title"), in
        text order; the longest name wins. An acronym counts only in capitals, and in a text of capitals only in
        brackets or of four letters and more.

    The last texts are remembered: while an article is read, several ask for its names.
    """
    folded = fold(text)
    automaton, names = _automaton()
    out = []
    for number, start, end in automaton.find_matches_as_indexes(folded):
        if (start and _WORD.match(folded[start - 1])) or (end < len(folded) and _WORD.match(folded[end])):
            continue
        written = text[start:end]
        kind = _writing()[names[number]]
        if kind == "mixed" and written[1:] == written[1:].lower():
            continue
        if kind == "upper":
            if written.upper() != written:
                continue
            around = text[max(0, start - 12) : end + 12]
            bracketed = start and text[start - 1] in "[(" and end < len(text) and text[end] in "])"
            if around.upper() == around and len(written) < 4 and not bracketed and len(text) > len(written):
                continue
            out.append((start, end, "upper"))
        elif kind == "any" or written[:1].isupper() or (written != written.lower() and _PARTED.search(written)):
            out.append((start, end, "title"))
    return tuple(out)


@lru_cache(maxsize=1)
def roles() -> dict[str, Role]:
    """Noun, or noun group, in small letters -> what it says."""
    with resources.files(__name__).joinpath("roles.csv").open(encoding="utf-8") as lines:
        return {row["noun"]: Role(row["noun"], row["category"], row["associate"]) for row in csv.DictReader(lines)}


_STOP = frozenset(
    "of from in at near who that which with by and for on to during after believed suspected thought including".split()
)


@lru_cache(maxsize=1)
def _carriers() -> frozenset[str]:
    """Words before "of" that only count or gather: "dozens of villagers", "men of the police unit"."""
    with resources.files(__name__).joinpath("word_sets.csv").open(encoding="utf-8") as lines:
        return frozenset(row["word"] for row in csv.DictReader(lines) if row["word_set"] == "role_carriers")


#: Categories of those whose supporters are a crowd, and no force.
_CHEERED = frozenset({"official", "police", "state"})


def role_of(phrase: str) -> Role | None:
    """The role that a noun phrase names, by its head: the last known noun before a preposition, the longest group
    first."""
    words = [word.strip(".,;:\"'“”()[]") for word in fold(phrase).replace("'s ", " ").split()]
    weak: Role | None = None
    start = 0
    for end in range(1, len(words) + 1):
        if end < len(words) and not (_ends_head(words, end) and words[end - 1] not in _carriers()):
            continue
        role, is_carrier = _head_role(words, start, end)
        if role is not None and not is_carrier:
            # "Supporters of General Bozize" are none of the army.
            is_cheered = words[start : start + 2] == ["supporters", "of"] and role.category in _CHEERED
            return roles()["supporters"] if is_cheered else role
        weak = weak or role
        start = end + 1
    return weak


def _ends_head(words: list[str], at: int) -> bool:
    """Does a word end the noun before it? "Men armed with guns", not "heavily armed men"."""
    return words[at] in _STOP or (words[at] == "armed" and words[at + 1 : at + 2] in ([], ["with"]))


def _head_role(words: list[str], start: int, stop: int) -> tuple[Role | None, bool]:
    """The last role noun of a stretch of words, the longest group first, and whether it only carries what follows ("men
    of the police")."""
    weak: Role | None = None
    for end in range(stop, start, -1):
        for size in (3, 2, 1):
            if end - size < start:
                continue
            found = roles().get(" ".join(words[end - size : end]))
            if found is None:
                continue
            if words[end : end + 1] == ["of"] and words[end - 1] in _carriers():
                weak = weak or found
                continue
            return found, False
    return weak, weak is not None


@lru_cache(maxsize=20_000)
def actor_category(text: str) -> str:
    """What kind of actor a word or phrase means, without knowing where and when: a category of roles.csv, or
    "unknown"."""
    role = role_of(text)
    spans = [span for span in name_spans(text) if not (role is not None and is_common_noun(text[span[0] : span[1]]))]
    if spans:
        return "armed_group"
    return role.category if role is not None else "unknown"


def kind_named(phrase: str) -> str:
    """The kind of actor that a phrase names, as of `actor_category`; "state" too for a force that has a name of its
    own: the Revolutionary Guards, the Nigerian army."""
    named = {
        actor.category
        for start, end, _ in name_spans(phrase)
        for actor in alias_index().get(fold(phrase[start:end]), ())
    }
    return "state" if named and named <= _OF_STATES else actor_category(phrase)
