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

_APOSTROPHES = str.maketrans({"’": "'", "‘": "'", "ʼ": "'", "`": "'", "–": "-", "—": "-"})
_WORD = re.compile(r"[^\W_]")
#: An alias in capitals of at most this many letters is an acronym: it must stand in capitals in the text.
MAX_ACRONYM = 8


@dataclass(frozen=True, slots=True)
class Actor:
    """A named group of `actors.csv`.

    Attributes:
        name: Canonical name.
        aliases: Other names in use, the name itself left out.
        countries: Where it is at home, alpha-3; empty for groups of many countries.
        inter: Actor type, 1-8.
        category: rebel, militia, gang, mission, state, police, private or party.
        valid_from, valid_to: First and last day of the name; None where it is open.
        source: Where the row is from.
    """

    name: str
    aliases: tuple[str, ...]
    countries: tuple[str, ...]
    inter: int
    category: str
    valid_from: date | None
    valid_to: date | None
    source: str


@dataclass(frozen=True, slots=True)
class Role:
    """A noun for people and what it says of them.

    Attributes:
        category: state, police, armed_group, gang, communal, vigilante, rioter, protester, civilian, official or private.
        associate: Name of the associate that describes them, without country ("Students"); "" for none.
    """

    noun: str
    category: str
    associate: str


@lru_cache(maxsize=1)
def table() -> tuple[Actor, ...]:
    """All named groups, by name."""
    out = []
    with resources.files(__name__).joinpath("actors.csv").open(encoding="utf-8") as lines:
        for row in csv.DictReader(lines):
            out.append(
                Actor(
                    row["name"],
                    tuple(a for a in row["aliases"].split("|") if a),
                    tuple(c for c in row["countries"].split("|") if c),
                    int(row["inter"]),
                    row["category"],
                    date.fromisoformat(row["valid_from"]) if row["valid_from"] else None,
                    date.fromisoformat(row["valid_to"]) if row["valid_to"] else None,
                    row["source"],
                )
            )
    return tuple(out)


def fold(name: str) -> str:
    """A name for comparison: no case, diacritics or fancy apostrophes; as long as the original where every letter folds to one."""
    text = name.translate(_APOSTROPHES)
    folded = []
    for character in text:
        base = unicodedata.normalize("NFKD", character)[:1] or character
        low = base.lower()
        folded.append(low if len(low) == 1 else character)
    return "".join(folded)


@lru_cache(maxsize=1)
def alias_index() -> dict[str, tuple[Actor, ...]]:
    """Folded name or alias -> the groups that bear it ("ELN": one in Colombia)."""
    out: dict[str, list[Actor]] = {}
    for actor in table():
        names = [actor.name, *actor.aliases]
        if ": " in actor.name:
            acronym, _, full = actor.name.partition(": ")
            names += [acronym, full]
        for name in names:
            entry = out.setdefault(fold(name), [])
            if actor not in entry:
                entry.append(actor)
    return {name: tuple(actors) for name, actors in out.items()}


@lru_cache(maxsize=1)
def _acronyms() -> frozenset[str]:
    """Folded aliases that must stand in capitals: MAS and RAF are acronyms, "mas" and "raf" are words."""
    out = set()
    for actor in table():
        names = {actor.name, *actor.aliases, actor.name.partition(": ")[0]}
        out.update(
            fold(name) for name in names if len(name) <= MAX_ACRONYM and name.upper() == name and " " not in name
        )
    return frozenset(out)


@lru_cache(maxsize=1)
def _automaton() -> tuple[Any, tuple[str, ...]]:
    import ahocorasick_rs

    names = tuple(sorted(name for name in alias_index() if len(name) >= 2))
    return ahocorasick_rs.AhoCorasick(list(names), matchkind=ahocorasick_rs.MatchKind.LeftmostLongest), names


def name_spans(text: str) -> list[tuple[int, int, str]]:
    """Names of known groups in a text.

    Returns:
        Start, end (code points, end exclusive) and how the name is written ("upper" for acronyms, else "title"), in text order;
        the longest name wins. An acronym counts only in capitals, and in a text of capitals only in brackets or of four letters and more.
    """
    folded = fold(text)
    automaton, names = _automaton()
    out = []
    for number, start, end in automaton.find_matches_as_indexes(folded):
        if (start and _WORD.match(folded[start - 1])) or (end < len(folded) and _WORD.match(folded[end])):
            continue
        written = text[start:end]
        name = names[number]
        if name in _acronyms():
            if written.upper() != written:
                continue
            around = text[max(0, start - 12) : end + 12]
            bracketed = start and text[start - 1] in "[(" and end < len(text) and text[end] in "])"
            if around.upper() == around and len(name) < 4 and not bracketed:
                continue
            out.append((start, end, "upper"))
        elif written[:1].isupper() or " " in name and written != written.lower():
            out.append((start, end, "title"))
        elif name in ("death squads", "death squad", "contras", "blue helmets", "coalition forces"):
            out.append((start, end, "title"))
    return out


@lru_cache(maxsize=1)
def roles() -> dict[str, Role]:
    """Noun, or noun group, in small letters -> what it says."""
    with resources.files(__name__).joinpath("roles.csv").open(encoding="utf-8") as lines:
        return {row["noun"]: Role(row["noun"], row["category"], row["associate"]) for row in csv.DictReader(lines)}


_STOP = frozenset(
    "of from in at near who that which with by and for on to during after believed suspected thought including armed".split()
)


def role_of(phrase: str) -> Role | None:
    """The role that a noun phrase names, by its head: the last known noun before a preposition, the longest group first."""
    words = [word.strip(".,;:\"'“”()[]") for word in fold(phrase).replace("'s ", " ").split()]
    cut = next(
        (
            i
            for i, word in enumerate(words)
            if i
            and word in _STOP
            and words[i - 1]
            not in (
                "dozens",
                "hundreds",
                "group",
                "number",
                "members",
                "one",
                "two",
                "three",
                "some",
                "scores",
                "member",
                "crowd",
                "team",
                "mob",
            )
        ),
        len(words),
    )
    head = words[:cut]
    for end in range(len(head), 0, -1):
        for size in (3, 2, 1):
            if end - size >= 0:
                noun = " ".join(head[end - size : end])
                found = roles().get(noun)
                if found and not (
                    size == 1 and noun == "group" and end < len(words) and words[end : end + 1] == ["of"]
                ):
                    return found
    for word in words[cut:]:
        if word in roles():
            return roles()[word]
    return None


@lru_cache(maxsize=20_000)
def actor_category(text: str) -> str:
    """What kind of actor a word or phrase means, without knowing where and when: a category of roles.csv, or "unknown"."""
    spans = name_spans(text)
    if spans:
        return "armed_group"
    role = role_of(text)
    return role.category if role is not None else "unknown"
