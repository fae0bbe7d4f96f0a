"""Settle how many were killed, injured and captured in an event that is told several times (CODING_RULES 5.4)."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from pipeline.language.event_classes import FIGHT
from pipeline.language.numbers import parse_number
from pipeline.language.quotes import quoted
from pipeline.records import ActorSide, Casualty, Mention
from pipeline.reference import actors as actor_table
from pipeline.resolve.told import FORCES, HONOURING, VAGUE_VICTIMS, is_own_word
from pipeline.resolve.word_sets import word_set

#: What "several", "many" or "numerous" counts for where the coding rules give one figure for all countries (enums.json,
#: fatality_phrases: one figure for all of these words).
SEVERAL = 3
#: A plural without a number is at least this many.
_PLURAL_MIN = 2
_GENERAL = word_set("general")
_COUNTING = word_set("counting_nouns")
_ADDING = word_set("adding")
#: Words that stand for a number nobody counted.
_VAGUE_NUMBERS = word_set("vague_numbers")
#: Last words for what says what nobody has counted: "some reports".
_HEARSAY = word_set("hearsay")
#: Words for those who attacked: their dead come on top of the people they killed.
_ATTACKERS = word_set("attackers")
_AS_WELL = re.compile(r"\bas well\b(?! as\b)")
#: Head words of forces and of armed groups.
_SIDES = {
    **dict.fromkeys(word_set("state_members"), "state"),
    **dict.fromkeys(word_set("group_members"), "group"),
}
_ORDINALS = {
    word: value
    for value, word in enumerate(
        "second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth".split(), 2
    )
}
#: A bound, and no addition: "more than ten militants".
_MORE_THAN = re.compile(r"\b(?:more|other) than\b")
#: Words before a name that are no part of it.
_HONORIFICS = word_set("honorifics")
#: One person told before.
_PRONOUNS = frozenset("him her he she".split())
_POINTING = frozenset("the this that these those".split())
_DEFINITE = frozenset("the this that these those him her he she his them they".split())
#: Rules of words by which somebody gives a figure of his own: "the police put the toll at nine".
_PUT_BY_OTHERS = frozenset({"toll.put", "toll.put_number", "toll.revise"})
#: A rule of words for bodies that somebody received or found: as many as he saw, and no sum.
_BODIES = "die.body"
#: Words of a figure that was given before.
_FORMERLY = word_set("formerly")
_OF_THE_HURT = ("of the wounded", "of the injured", "of those wounded", "of those injured")


@dataclass(frozen=True, slots=True)
class Toll:
    """A settled number of people.

    Attributes:
        low, high: Bounds in persons; None when the article gives no number.
        unknown_plural: True when it says "several", alone or beside the number: the coder's 3 or 10 applies.
        upper_bound_only: True when it only says "up to N".
        quoted: The figures that decided, for evidence.
        is_conflicting: True when passages give different figures.
    """

    low: int | None
    high: int | None
    unknown_plural: bool
    upper_bound_only: bool
    quoted: tuple[Casualty, ...]
    is_conflicting: bool


@dataclass(frozen=True, slots=True)
class _Part:
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


def _phrase(casualty: Casualty) -> str:
    """The words for those harmed without number and article: "armenian soldiers"; "" for people in general."""
    if not _group(casualty):
        return ""
    return " ".join(
        word
        for word in (casualty.group_text or "").lower().split()
        if parse_number(word) is None and word not in ("a", "an", "the", "at", "least", "about", "more", "than")
    )


def _name(casualty: Casualty) -> tuple[str, ...]:
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
    return tuple(out) if casualty.low == 1 and _phrase(casualty) else ()


def _is_definite(casualty: Casualty) -> bool:
    words = (casualty.group_text or casualty.text).lower().split()
    return bool(words) and words[0] in _DEFINITE


def _is_single(part: _Part) -> bool:
    """One person, told without a number word ("a commander", "Ali Khan")."""
    return len(part.members) == 1 and part.low == 1 and part.high == 1 and not part.has_plural


def _adds(part: _Part, mention: Mention, told: Sequence[_Part] = (), of_tolls: Container[int] = ()) -> bool:
    """Do the words say that these come on top of those told before? `of_tolls` are the sentences that give a toll.

    Of whom forces say that they gave their lives are those forces: with the enemy's dead they make the toll ("four
    terrorists were killed. Sepoy Raza embraced martyrdom"), of a count of soldiers or of people they are a part.
    """
    first = part.members[0]
    if mention.sentence in of_tolls and first.group_text is not None:
        return False  # "the toll rose to seven after two of the wounded died", "... three more bodies were found"
    if set(_MORE_THAN.sub("", (first.group_text or first.text).lower()).split()) & _ADDING:
        return True
    if HONOURING.intersection(mention.trigger_rules) and not _is_uncounted(part) and not _is_definite(first):
        return not any(_may_be_of_forces(before) for before in told)
    is_crowd = "protest" in mention.trigger_classes
    is_doer = not is_crowd and any(first.group_start == doer.start for doer in mention.agents)
    if _is_of_attackers(part) or is_doer:
        return True  # "three of the attackers were also killed", beside eleven guests
    text = " ".join((c.group_text or c.text).lower() for c in part.members)
    return any(phrase in text for phrase in _OF_THE_HURT) or (
        _is_single(part) and _says_as_well(mention) and not _name(first)
    )


def _may_be_of_forces(part: _Part) -> bool:
    """May a group hold people of forces: soldiers, people in general, or somebody with a name?"""
    if part.is_general:
        return True
    if _is_of_attackers(part):
        return False
    camps = [{_SIDES.get(word.rstrip("s")) or _SIDES.get(word) for word in _phrase(c).split()} for c in part.members]
    vague = any({_group(c), f"{_group(c)}s"} & _GENERAL for c in part.members)
    return vague or any(_name(c) for c in part.members) or any("state" in camp for camp in camps)


def _is_toll(casualty: Casualty, mention: Mention) -> bool:
    """The figure of a death toll: "the toll rose to seven"."""
    return casualty.group_text is None and "toll" in mention.trigger_classes


def _fell_themselves(part: _Part, mention: Mention, every: Sequence[tuple[Mention, _Part]]) -> bool:
    """ "Militants killed 19 people ... Two militants died": those who did it are none of those whom they killed."""
    own = {_phrase(c).split()[-1] for c in part.members if _phrase(c)}
    are_armed = all(word in _SIDES or word.rstrip("s") in _SIDES for word in own)
    if part.members[0].effect == "captured" or own & VAGUE_VICTIMS or not are_armed:
        return False  # "armed men killed 19 villagers ... Ten men died", "a boy shot himself ... The boy died"
    killers = {
        agent.text.lower().split()[-1]
        for before, _ in every
        if before is not mention and not FIGHT & set(before.trigger_classes)
        for agent in before.agents
    }
    return bool(own) and own <= killers and not mention.agents


def _says_as_well(mention: Mention) -> bool:
    """ "A guard was also shot", "was shot as well": beside those told before."""
    return "also" in mention.words or _AS_WELL.search(quoted(mention.evidence, "event")) is not None


def _also_died(part: _Part, mention: Mention, told: Sequence[_Part]) -> bool:
    """ "Five soldiers also died", after a group that was counted; of a figure for people in general they are a part."""
    is_only_death = set(mention.trigger_classes) - {"clash"} <= {"die", "kill"} and not mention.agents
    is_beside = "also" in mention.words or "clash.crossfire" in mention.trigger_rules
    is_said = is_beside and is_only_death and not _name(part.members[0])
    return is_said and not any(before.is_general for before in told)


def _is_of_him(part: _Part, told: Sequence[_Part]) -> bool:
    """ "The mayor was shot dead ... Two of his bodyguards died": his people beside the one told before."""
    words = (part.members[0].text or "").lower()
    are_his = re.search(r"(?:^|\bof )(?:his|her) \w+$", words) is not None
    return are_his and len(told) == 1 and _is_single(told[0]) and not _is_single(part)


def _ordinal(part: _Part) -> int | None:
    """4 for "a fourth victim"."""
    words = (part.members[0].group_text or "").lower().split()
    found = [_ORDINALS[word] for word in words if word in _ORDINALS]
    return found[0] if found and _is_single(part) else None


def _parts(casualties: Sequence[Casualty]) -> list[_Part]:
    """The figures of one mention: each list is one part, a group told twice counts once."""
    series: dict[int, list[Casualty]] = {}
    alone: list[list[Casualty]] = []
    for casualty in casualties:
        if casualty.series is None:
            alone.append([casualty])
        else:
            series.setdefault(casualty.series, []).append(casualty)
    out: list[_Part] = []
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
            _Part(
                low,
                high,
                any(c.low is None for c in counted),
                any(not _group(c) for c in counted if c.low is not None),
                tuple(counted),
            )
        )
    return sorted(out, key=lambda part: part.members[0].start)


def _sum(parts: Iterable[_Part]) -> _Part:
    found = list(parts)
    return _Part(
        sum(p.low for p in found),
        sum(p.high for p in found),
        any(p.has_plural for p in found),
        any(p.is_general for p in found),
        tuple(c for p in found for c in p.members),
    )


def _key(part: _Part) -> str:
    return " + ".join(_phrase(c) for c in part.members)


def _telling(parts: Sequence[_Part]) -> _Part:
    """What one mention says as a whole: groups add up, a total holds the groups told beside it."""
    best: dict[str, _Part] = {}
    for part in parts:
        if part.is_general:
            continue
        key = _key(part)
        if key not in best or part.least > best[key].least:
            best[key] = part
    named = list(best.values())
    generals = [part for part in parts if part.is_general]
    if not generals:
        return _sum(named)
    general = max(generals, key=lambda part: (part.least, -part.members[0].start))
    total = _sum(named)
    if len(generals) == 1 and _is_one(general) and all(_is_his(part) for part in named):
        return _sum([general, *named])  # "a man and his daughter were killed"
    if not named or general.low >= total.low:
        return general
    return _sum([*named, general])


def _is_one(part: _Part) -> bool:
    """ "A man": one person, and nobody's sum."""
    return _is_single(part) and (part.members[0].group_text or "").lower().startswith(("a ", "an "))


def _is_his(part: _Part) -> bool:
    """ "His daughter", "his two sons": more of them, told by whose they are."""
    words = (part.members[0].group_text or "").lower()
    return len(part.members) == 1 and words.startswith(("his ", "her ", "their "))


def _is_same_person(one: _Part, other: _Part) -> bool:
    """Two single victims are one unless both have names that differ."""
    first, second = _name(one.members[0]), _name(other.members[0])
    if not first or not second:
        return True
    return set(first) <= set(second) or set(second) <= set(first) or first[0] == second[0]


def _retold(part: _Part, told: Sequence[_Part]) -> bool:
    """Has this group been told before, in other words?"""
    singles = [before for before in told if _is_single(before)]
    if told and not any(_is_definite(c) for c in part.members) and all(_are_opposed(part, before) for before in told):
        return False  # "a soldier died", after "three militants were killed"
    if _is_single(part):
        if _is_definite(part.members[0]) and told:
            return True
        return any(_is_same_person(part, before) for before in singles) or (not singles and bool(told))
    if all(_is_definite(c) for c in part.members) and told:
        return True
    if _is_definite(part.members[0]) and any(before.low == part.low and not before.has_plural for before in told):
        return True  # "the leader and three of his men" after "four suspects"
    if _is_definite(part.members[0]) and any(_is_uncounted(before) for before in told):
        return True  # ... after "several suspects"
    return any(_sides(part) & _sides(before) for before in told)


def _is_uncounted(part: _Part) -> bool:
    """ "Several insurgents", and no number."""
    return part.has_plural and not part.low


def _sides(part: _Part) -> set[str]:
    """Whose people these are as far as their words tell: only groups of different sides cannot be one."""
    return {_SIDES.get(_group(c), "") for c in part.members}


def _are_opposed(one: _Part, other: _Part) -> bool:
    """Are all of one part of a state's forces, and all of the other of an armed group?"""
    camps = [
        {_SIDES.get(word.rstrip("s")) or _SIDES.get(word) for word in _phrase(c).split()} - {None}
        for part in (one, other)
        for c in part.members
    ]
    first, second = camps[: len(one.members)], camps[len(one.members) :]
    return any(
        all(camp == {mine} for camp in first) and all(camp == {theirs} for camp in second)
        for mine, theirs in (("state", "group"), ("group", "state"))
    )


def settle(mentions: Sequence[Mention], effect: str) -> Toll:
    """Settle the figures that the mentions of one event give for one effect.

    Figures for people in general are totals, and the last of a rising series wins over what it revises; where two
    sources differ the lowest figure counts. Groups add up inside one telling, and over tellings where the words say so
    ("another", "a fourth victim") or the groups cannot be one. A campaign's total is no event's toll.
    """
    tellings: list[tuple[Mention, _Part]] = []
    bounds: list[Casualty] = []
    every: list[tuple[Mention, _Part]] = []
    for mention, found in _without_pronouns(mentions, effect):
        bounds += [c for c in found if c.low is None and c.high is not None]
        parts = _parts(found)
        if parts:
            tellings.append((mention, _telling(parts)))
            every.extend((mention, part) for part in parts)
    tellings = _without_vague_echoes(_without_boasts(tellings))
    kept = {mention.mention_id for mention, _ in tellings}
    every = [(mention, part) for mention, part in every if mention.mention_id in kept]
    if not tellings:
        return Toll(None, None, False, bool(bounds), tuple(bounds[:2]), False)
    seen, tellings, every = _without_bodies(tellings, every)
    fresh = [told for index, (_, told) in enumerate(tellings) if not _names_the_told(told, tellings[:index])]
    best = max(fresh, key=lambda t: (t.least, t.low, t.high, t.is_named))
    is_total = any(told.is_general and not _adds(told, mention) for mention, told in tellings)
    added = _added(every, is_total)
    # A general figure holds all groups; without one, groups of several tellings make the toll together.
    if added.least > best.least and (not is_total or added.is_general or _exceeds(added, best)):
        best = added
    low, high = best.low, max(best.high, best.low)
    low, high, quoted, conflicting = _disagreement(tellings, best, low, high)
    if seen is not None and seen.low > high:
        high, conflicting, quoted = seen.low, True, (*quoted, *seen.members)
    if low == 0 and best.has_plural:
        return Toll(None, None, True, False, quoted[:2], conflicting)
    return Toll(low, high, best.has_plural, False, quoted, conflicting)


def _without_bodies(
    tellings: list[tuple[Mention, _Part]], every: list[tuple[Mention, _Part]]
) -> tuple[_Part | None, list[tuple[Mention, _Part]], list[tuple[Mention, _Part]]]:
    """Tellings and parts without bodies that somebody received or found where others count the dead; the most of those
    bodies, None where they stay.

    They are no sum of the dead, and not all of them need be of this event: where sources differ the lowest figure
    counts (CODING_RULES 5.4). Bodies of whom the words say whose they are stay, and those added to others.
    """
    bodies = {
        m.mention_id
        for m, part in tellings
        if set(m.trigger_rules) == {_BODIES} and part.is_general and not _adds(part, m)
    }
    rest = [(mention, part) for mention, part in tellings if mention.mention_id not in bodies]
    # "Rebels killed a guard ... Twenty bodies were found": whose they are is not said, and more than his.
    counts = [part for _, part in rest if part.low > 1 and not part.has_plural and _sides(part) == {""}]
    if not bodies or not counts:
        return None, tellings, every
    most = max((part for mention, part in tellings if mention.mention_id in bodies), key=lambda part: part.low)
    return most, rest, [(mention, part) for mention, part in every if mention.mention_id not in bodies]


def _without_boasts(tellings: Sequence[tuple[Mention, _Part]]) -> list[tuple[Mention, _Part]]:
    """Without the larger figures of a group that says how many it killed itself, where others count the same dead."""
    told = [(mention, part, _is_boast(mention)) for mention, part in tellings]
    counts = [part for _, part, is_boast in told if not is_boast and part.low and not part.has_plural]
    return [
        (mention, part)
        for mention, part, is_boast in told
        if not is_boast or not any(other.low < part.low and _may_be_the_same(part, other) for other in counts)
    ]


def _without_vague_echoes(tellings: Sequence[tuple[Mention, _Part]]) -> list[tuple[Mention, _Part]]:
    """Without people whom nobody counts in what points back, or of whom there are only said to be more: "nine soldiers
    were shot. The Pope condemned the killing of innocent people. Some reports said more people had died"."""
    counted = [part for _, part in tellings if part.low]
    return [
        (mention, part)
        for mention, part in tellings
        if not (counted and _is_uncounted(part) and _is_vague_echo(mention, part, counted))
    ]


def _is_vague_echo(mention: Mention, part: _Part, counted: Sequence[_Part]) -> bool:
    """Are these people nobody's count: more of them by hearsay ("some reports said more people had died"), whose deed
    only a noun tells ("condemned the killing of innocent people"), or who may be the counted ones?

    "Several more were killed as they fled", "the explosion killed many shoppers" beside four policemen, and "several
    villagers as well" are others.
    """
    words = (part.members[0].group_text or "").lower().split()
    adding = set(words) & _ADDING
    if adding:
        said = mention.attribution_text
        is_heard = said is not None and not _HEARSAY.isdisjoint(said.text.lower().split()[-1:])
        return adding == {"more"} and (is_heard or _VAGUE_NUMBERS.isdisjoint(words))
    if not (mention.is_definite and mention.is_nominal):
        return False
    is_only_noun = len(set(mention.trigger_rules)) == 1
    return is_only_noun or (not _says_as_well(mention) and any(_may_be_the_same(part, before) for before in counted))


def _is_boast(mention: Mention) -> bool:
    return is_own_word(mention) and not any(a.text.lower().split()[-1].rstrip("s") in FORCES for a in mention.agents)


def _may_be_the_same(part: _Part, other: _Part) -> bool:
    return other.is_general or part.is_general or bool(_sides(part) & _sides(other))


def _without_pronouns(mentions: Sequence[Mention], effect: str) -> list[tuple[Mention, list[Casualty]]]:
    """The figures of each mention for one effect, without "him" and "her" where the article names whom they mean."""
    of_campaigns = {c.low for m in mentions for c in m.casualties if c.is_cumulative and (c.low or 0) > 1}
    found = [
        (
            mention,
            [
                c
                for c in mention.casualties
                if c.effect == effect and not c.is_cumulative and not (c.low in of_campaigns and mention.in_headline)
            ],
        )
        for mention in mentions
    ]
    named = [
        (mention, [c for c in figures if c.series is not None or (c.group_text or "").lower() not in _PRONOUNS])
        for mention, figures in found
    ]
    return named if any(figures for _, figures in named) else found


def _names_the_told(told: _Part, before: Sequence[tuple[Mention, _Part]]) -> bool:
    """True for "the commander and other militants" after "several militants": the same people, and no more of them."""
    return _says_the_told(told) and any(earlier.has_plural for _, earlier in before)


def _says_the_told(part: _Part) -> bool:
    """People without a number, all of them pointed back to."""
    first_words = [(c.group_text or c.text).lower().partition(" ")[0] for c in part.members]
    others = all(word in _POINTING or word == "other" for word in first_words)
    return part.has_plural and others and first_words[0] in _POINTING


def with_several(toll: Toll) -> int | None:
    """Persons to write down for a toll of injured or captured; None when the article does not say."""
    return (toll.low or 0) + SEVERAL if toll.unknown_plural else toll.low


def _exceeds(added: _Part, best: _Part) -> bool:
    """True when the groups told one by one are more than the total told: the total was for some of them."""
    return not best.is_general and added.low > best.low


def _added(every: Sequence[tuple[Mention, _Part]], is_total: bool) -> _Part:
    """The groups of all tellings together, each counted once."""
    told: list[_Part] = []
    total: _Part | None = None
    is_of_groups = False  # the total is the sum of groups told one by one, and holds no others
    within = 0
    shares: list[int] = []
    only_headline = True
    of_tolls = frozenset(mention.sentence for mention, part in every if any(_is_toll(c, mention) for c in part.members))
    in_headline: list[_Part] = []
    headlined: list[_Part] = []
    for mention, part in _one_by_one(every):
        if mention.in_headline:
            in_headline.append(part)
            headlined.append(part)
        elif (heading := next((one for one in in_headline if _is_headline_of(part, one)), None)) is not None:
            in_headline = [one for one in in_headline if one is not heading]
            told = [before for before in told if before is not heading]
        if part.low and not mention.in_headline and only_headline and all(t.has_plural and not t.low for t in told):
            told = []  # "rebels die in clash" in a headline, and how many they were below it
        only_headline = only_headline and mention.in_headline
        number = _ordinal(part)
        base = total if total is not None else (_sum(told) if told else None)
        if number is not None and base is not None:
            if base.low == number - 1:
                told.append(part)
                total = _sum([base, part])
            continue
        if (
            base is not None
            and (
                _adds(part, mention, told, of_tolls)
                or _fell_themselves(part, mention, every)
                or _also_died(part, mention, told)
                or _is_of_him(part, told)
            )
            and not _is_same_number(part, told, headlined)
        ):
            if within and not base.has_plural and within + part.low <= base.low:
                within += part.low  # "four were held ... three at the first house, an additional one at the second"
                continue
            are_later = bool({"hospital", "wounds"} & set(mention.words))
            if total is not None and shares and not are_later and sum(shares) + part.low == total.low:
                shares.append(part.low)  # "bombs killed 24 ... 21 at the police office. Three more died in a house"
                continue
            if not any(_repeats(part, before) for before in told):
                told.append(part)
                # "Killed 18 guests; three others died in hospital": others are of no group, and more all the same.
                is_of_groups = is_of_groups or total is None
                total = _sum([base, part]) if total is not None or part.is_general else None
            continue
        if part.is_general:
            if total is None or part.least > total.least:
                total, is_of_groups = part, False
            elif part.low < total.low and not part.has_plural:
                shares.append(part.low)
            told.append(part)
            continue
        if not _retold(part, told) and not _is_same_number(part, told, headlined):
            told.append(part)
            if total is not None and is_of_groups and not _name(part.members[0]):
                total = _sum([total, part])
        else:
            within += part.low
            _replace(told, part)
    if total is not None:
        return total
    return _sum(part for part in told if not part.is_general)


def _one_by_one(every: Iterable[tuple[Mention, _Part]]) -> Iterator[tuple[Mention, _Part]]:
    """The parts of all tellings; a list of names counts name by name: the next telling may name some of them again."""
    for mention, part in every:
        if len(part.members) > 1 and all(_name(c) for c in part.members):
            for member in part.members:
                yield mention, _Part(1, 1, False, False, (member,))
        else:
            yield mention, part


def _is_same_number(part: _Part, told: Sequence[_Part], of_headline: Sequence[_Part]) -> bool:
    """ "Killed 70 attackers" in a headline, "killing 70 nationalists" below it: several people, and as many. Six guests
    and six of the attackers are twelve."""
    return any(
        before.low == part.low > 1
        and (_is_of_attackers(part) or _is_of_attackers(before))
        and (before.is_general or _may_be_attackers(before) or any(before is one for one in of_headline))
        for before in told
    )


def _is_headline_of(part: _Part, above: _Part) -> bool:
    """Does a headline count the same people without saying what they were: "two Palestinians", and below it "two
    gunmen"?"""
    is_unsaid = _sides(above) == {""} and _sides(part) != {""}
    return above.low == part.low and is_unsaid and not above.has_plural and not above.is_general


def _is_of_attackers(part: _Part) -> bool:
    return all(set(_phrase(c).split()[-1:]) & _ATTACKERS for c in part.members)


def _may_be_attackers(part: _Part) -> bool:
    """May those of a group be some of whom the article calls attackers: militants, men; not guests, not soldiers?"""
    return any(not _group(c) or _group(c) in _ATTACKERS or _SIDES.get(_group(c)) == "group" for c in part.members)


def _repeats(part: _Part, before: _Part) -> bool:
    """Is a group that the words add to others a member of a list told before ("a commander and two others")?"""
    if _is_of_attackers(part) and not _may_be_attackers(before):
        return False  # "four guests and a soldier", then "four of the attackers"
    own = {c.low for c in part.members}
    return own <= {c.low for c in before.members} and (
        len(before.members) > len(part.members) or _key(part) == _key(before)
    )


def _replace(told: list[_Part], part: _Part) -> None:
    """A group told again with a larger number takes the place of the smaller."""
    for index, before in enumerate(told):
        is_known = before.has_plural and _says_the_told(part)
        is_same = _sides(part) == _sides(before) or (_is_uncounted(before) and _is_definite(part.members[0]))
        if is_same and part.least > before.least and not is_known:
            told[index] = part
            return


def _disagreement(
    tellings: Sequence[tuple[Mention, _Part]], best: _Part, low: int, high: int
) -> tuple[int, int, tuple[Casualty, ...], bool]:
    """The bounds where two sources, each named, give different totals: the lowest counts, the highest is kept.

    A lower figure that others put behind the best one counts as theirs; where the best one is a sum of several
    tellings, wherever it stands.
    """
    totals = [
        (mention, told)
        for mention, told in tellings
        if told.is_general and not told.has_plural and set(mention.trigger_rules) != {_BODIES}
    ]
    conflicting = len({told.low for _, told in totals}) > 1
    others = [told for mention, told in tellings if not _PUT_BY_OTHERS & set(mention.trigger_rules)]
    is_put = any(_PUT_BY_OTHERS & set(m.trigger_rules) and told.members == best.members for m, told in tellings)
    if is_put and not any(told.is_general or told.has_plural for told in others):
        least = max(
            others, key=lambda told: told.low, default=best
        )  # "killed 36 villagers ... others put the toll at 42"
        if 0 < least.low < low:
            return least.low, max(high, low), (*least.members, *best.members), True
    is_of_one_group = len(best.members) == 1 and not best.has_plural
    told_last = max((m.sentence for m, told in tellings if told.members == best.members), default=0)
    put_later = [
        told
        for mention, told in totals
        if _PUT_BY_OTHERS & set(mention.trigger_rules)
        and (mention.sentence > told_last or (mention.sentence == told_last and is_of_one_group))
        and 0 < told.low < low
        and _FORMERLY.isdisjoint(mention.words)
    ]
    # "At least 14 people ... Police put the toll at nine", "five protesters; the police put the toll at four".
    if (best.is_general or is_of_one_group) and put_later:
        least = min(put_later, key=lambda told: told.low)
        return least.low, max(high, low), (*least.members, *best.members), True
    sources: dict[str, _Part] = {}
    for mention, told in totals:
        if _PUT_BY_OTHERS & set(mention.trigger_rules):
            sources[f"put by others in sentence {mention.sentence}"] = told
        elif mention.attribution_text is not None:
            sources[mention.attribution_text.text.lower()] = told
    if best.is_general and len(sources) > 1 and any(told.members == best.members for told in sources.values()):
        least = min(sources.values(), key=lambda told: told.low)
        if least.low < low:
            return least.low, max(high, low), (*least.members, *best.members), True
    return low, high, best.members, conflicting


def by_side(
    toll: Toll, side1: Sequence[ActorSide], side2: Sequence[ActorSide], categories: Mapping[str, str]
) -> tuple[int, int, int, int]:
    """Deaths of side 1, of side 2, of civilians, and of those whose side the article does not tell."""
    if toll.low is None:
        return 0, 0, 0, 0
    sums = {"side1": 0, "side2": 0, "civilians": 0}
    ones, twos = {s.name for s in side1}, {s.name for s in side2}
    for casualty in toll.quoted:
        name = categories.get(casualty.group_text or "", "")
        value = casualty.low or 0
        if name.startswith("Civilians"):
            sums["civilians"] += value
        elif name in ones:
            sums["side1"] += value
        elif name in twos:
            sums["side2"] += value
    known = sum(sums.values())
    if known > toll.low:
        return 0, 0, 0, toll.low
    return sums["side1"], sums["side2"], sums["civilians"], toll.low - known


def counts_a_campaign(mentions: Sequence[Mention]) -> bool:
    """True if every figure of the dead is one that a mention calls a campaign's: "60 dead" above "over three weeks",
    or "dozens" above it."""
    dead = [c for m in mentions for c in m.casualties if c.effect == "killed" and c.low is not None]
    campaign = {c.low or 0 for c in dead if c.is_cumulative}
    others = [c for c in dead if c.low not in campaign]
    return bool(campaign) and all(_is_vague(c) and (c.low or 0) <= max(campaign) for c in others)


def _is_vague(casualty: Casualty) -> bool:
    """ "Dozens", "scores", "hundreds": a word for a number."""
    return not _VAGUE_NUMBERS.isdisjoint(casualty.text.lower().split()[:2])
