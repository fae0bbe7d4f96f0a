"""The figures of one telling of an event that add up: how many they are, and of whom their words speak."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pipeline.language.numbers import parse_number
from pipeline.records import Casualty
from pipeline.reference import actors as actor_table
from pipeline.resolve.word_sets import word_set

#: A plural without a number is at least this many.
_PLURAL_MIN = 2
_GENERAL = word_set("general")
_COUNTING = word_set("counting_nouns")
#: Words that stand for a number nobody counted.
VAGUE_NUMBERS = word_set("vague_numbers")
#: Words for those who attacked: their dead come on top of the people they killed.
_ATTACKERS = word_set("attackers")
#: Head words of forces and of armed groups.
CAMPS = {
    **dict.fromkeys(word_set("state_members"), "state"),
    **dict.fromkeys(word_set("group_members"), "group"),
}
_ORDINALS = {
    word: value
    for value, word in enumerate(
        "second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth".split(), 2
    )
}
#: Words before a name that are no part of it.
_HONORIFICS = word_set("honorifics")
_POINTING = frozenset("the this that these those".split())
_DEFINITE = frozenset("the this that these those him her he she his them they".split())


@dataclass(frozen=True, slots=True)
class Part:
    """Figures of one telling that add up: a list, or one group."""

    low: int
    high: int
    has_plural: bool
    is_general: bool
    members: tuple[Casualty, ...]

    @property
    def is_named(self) -> bool:
        return not any(_is_bare(member) for member in self.members)

    @property
    def least(self) -> int:
        return self.low + (_PLURAL_MIN if self.has_plural else 0)


def _is_bare(casualty: Casualty) -> bool:
    """True for a figure that names nobody: "Rebels kill 38"."""
    return casualty.group_text is None or parse_number(casualty.group_text) is not None


def _group(casualty: Casualty) -> str:
    """The head word of those harmed, "" for people in general."""
    words = (casualty.group_text or "").lower().split()
    for stop in ("of", "from", "in", "at", "who", "and"):
        if stop in words[1:]:
            cut = words.index(stop, 1)
            if stop == "of" and (words[cut - 1] in _COUNTING or parse_number(words[cut - 1]) is not None):
                words = words[cut + 1 :]
            else:
                words = words[:cut]
            break
    head = words[-1] if words else ""
    head = head.rstrip("s") if head.endswith("s") and not head.endswith("ss") else head
    return (
        ""
        if casualty.is_total
        or head in _GENERAL
        or head + "s" in _GENERAL
        or not head.isalpha()
        or parse_number(head) is not None
        else head
    )


def bare_phrase(casualty: Casualty) -> str:
    """The words for those harmed without number and article: "armenian soldiers"; "" for people in general."""
    if not _group(casualty):
        return ""
    return " ".join(
        word
        for word in (casualty.group_text or "").lower().split()
        if parse_number(word) is None and word not in ("a", "an", "the", "at", "least", "about", "more", "than")
    )


def person_name(casualty: Casualty) -> tuple[str, ...]:
    """The words of a person's name at the end of a phrase, in small letters; () where it ends in none."""
    out: list[str] = []
    for word in reversed((casualty.group_text or "").split()):
        if not word[:1].isupper() and "-" not in word:
            break
        out.insert(0, word.lower())
    if out and actor_table.actor_category(out[-1]) != "unknown":
        return ()  # "Senior Taliban Commander", in the capitals of a headline
    while len(out) > 1 and out[0].rstrip(".") in _HONORIFICS:
        out.pop(0)
    return tuple(out) if casualty.low == 1 and bare_phrase(casualty) else ()


def is_definite(casualty: Casualty) -> bool:
    words = (casualty.group_text or casualty.text).lower().split()
    return bool(words) and words[0] in _DEFINITE


def is_single(part: Part) -> bool:
    """One person, told without a number word ("a commander", "Ali Khan")."""
    return len(part.members) == 1 and part.low == 1 and part.high == 1 and not part.has_plural


def may_be_of_forces(part: Part) -> bool:
    """May a group hold people of forces: soldiers, people in general, or somebody with a name?"""
    if part.is_general:
        return True
    if is_of_attackers(part):
        return False
    vague = any({_group(c), f"{_group(c)}s"} & _GENERAL for c in part.members)
    return vague or any(person_name(c) for c in part.members) or any("state" in camp for camp in _camps(part))


def ordinal(part: Part) -> int | None:
    """4 for "a fourth victim"."""
    words = (part.members[0].group_text or "").lower().split()
    found = [_ORDINALS[word] for word in words if word in _ORDINALS]
    return found[0] if found and is_single(part) else None


def parts_of(casualties: Sequence[Casualty]) -> list[Part]:
    """The figures of one mention: each list is one part, a group told twice counts once."""
    series: dict[int, list[Casualty]] = {}
    alone: list[list[Casualty]] = []
    for casualty in casualties:
        if casualty.series is None:
            alone.append([casualty])
        else:
            series.setdefault(casualty.series, []).append(casualty)
    out: list[Part] = []
    seen: set[tuple[int, int, str | None]] = set()
    for members in sorted([*series.values(), *alone], key=lambda found: (-len(found), found[0].start)):
        fresh = [c for c in members if (c.start, c.end, c.group_text) not in seen]
        seen.update((c.start, c.end, c.group_text) for c in members)
        counted = [c for c in fresh if c.low is not None or c.quantifier == "unknown_plural"]
        if not counted:
            continue
        is_several = len(counted) > 1 and (counted[0].low or 0) > 1 and not _group(counted[0])
        if is_several and counted[0].low == sum(c.low or 0 for c in counted[1:]):
            counted = counted[:1]  # "three people, two Indians and a Pakistani"
        low = sum(c.low or 0 for c in counted)
        high = sum(max(c.high or 0, c.low or 0) for c in counted)
        out.append(
            Part(
                low,
                high,
                any(c.low is None for c in counted),
                any(not _group(c) for c in counted if c.low is not None),
                tuple(counted),
            )
        )
    return sorted(out, key=lambda part: part.members[0].start)


def add_up(parts: Iterable[Part]) -> Part:
    found = list(parts)
    return Part(
        sum(p.low for p in found),
        sum(p.high for p in found),
        any(p.has_plural for p in found),
        any(p.is_general for p in found),
        tuple(c for p in found for c in p.members),
    )


def words_of(part: Part) -> str:
    return " + ".join(bare_phrase(c) for c in part.members)


def telling_of(parts: Sequence[Part]) -> Part:
    """What one mention says as a whole: groups add up, a total holds the groups told beside it."""
    best: dict[str, Part] = {}
    for part in parts:
        if part.is_general:
            continue
        key = words_of(part)
        if key not in best or part.least > best[key].least:
            best[key] = part
    named = list(best.values())
    generals = [part for part in parts if part.is_general]
    if not generals:
        return add_up(named)
    general = max(generals, key=lambda part: (part.least, -part.members[0].start))
    total = add_up(named)
    if len(generals) == 1 and _is_one(general) and all(_is_his(part) for part in named):
        return add_up([general, *named])  # "a man and his daughter were killed"
    if not named or general.low >= total.low:
        return general
    return add_up([*named, general])


def _is_one(part: Part) -> bool:
    """ "A man": one person, and nobody's sum."""
    return is_single(part) and (part.members[0].group_text or "").lower().startswith(("a ", "an "))


def _is_his(part: Part) -> bool:
    """ "His daughter", "his two sons": more of them, told by whose they are."""
    words = (part.members[0].group_text or "").lower()
    return len(part.members) == 1 and words.startswith(("his ", "her ", "their "))


def is_uncounted(part: Part) -> bool:
    """ "Several insurgents", and no number."""
    return part.has_plural and not part.low


def sides_of(part: Part) -> set[str]:
    """Whose people these are as far as their words tell: only groups of different sides cannot be one."""
    return {CAMPS.get(_group(c), "") for c in part.members}


def _camps(part: Part) -> list[set[str]]:
    """For each member of a part, of whom its words tell: of a state's forces, of an armed group."""
    said = ([CAMPS.get(word.rstrip("s")) or CAMPS.get(word) for word in bare_phrase(c).split()] for c in part.members)
    return [{camp for camp in camps if camp is not None} for camps in said]


def are_opposed(one: Part, other: Part) -> bool:
    """Are all of one part of a state's forces, and all of the other of an armed group?"""
    first, second = _camps(one), _camps(other)
    return any(
        all(camp == {mine} for camp in first) and all(camp == {theirs} for camp in second)
        for mine, theirs in (("state", "group"), ("group", "state"))
    )


def may_be_the_same(part: Part, other: Part) -> bool:
    return other.is_general or part.is_general or bool(sides_of(part) & sides_of(other))


def says_the_told(part: Part) -> bool:
    """People without a number, all of them pointed back to."""
    first_words = [(c.group_text or c.text).lower().partition(" ")[0] for c in part.members]
    others = all(word in _POINTING or word == "other" for word in first_words)
    return part.has_plural and others and first_words[0] in _POINTING


def is_of_attackers(part: Part) -> bool:
    return all(set(bare_phrase(c).split()[-1:]) & _ATTACKERS for c in part.members)


def may_be_attackers(part: Part) -> bool:
    """May those of a group be some of whom the article calls attackers: militants, men; not guests, not soldiers?"""
    return any(not _group(c) or _group(c) in _ATTACKERS or CAMPS.get(_group(c)) == "group" for c in part.members)


def is_vague(casualty: Casualty) -> bool:
    """ "Dozens", "scores", "hundreds": a word for a number."""
    return not VAGUE_NUMBERS.isdisjoint(casualty.text.lower().split()[:2])
