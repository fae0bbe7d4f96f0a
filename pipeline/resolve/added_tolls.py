"""The groups of people that several tellings of an event harm: which come on top of others, which are told again."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator, Sequence

from pipeline.language.event_classes import FIGHT
from pipeline.language.numbers import parse_number
from pipeline.language.quotes import quoted
from pipeline.records import Casualty, Mention
from pipeline.resolve.told import HONOURING, VAGUE_VICTIMS
from pipeline.resolve.toll_parts import (
    CAMPS,
    Part,
    add_up,
    are_opposed,
    bare_phrase,
    is_definite,
    is_of_attackers,
    is_single,
    is_uncounted,
    may_be_attackers,
    may_be_of_forces,
    ordinal,
    person_name,
    says_the_told,
    sides_of,
    words_of,
)
from pipeline.resolve.word_sets import word_set

#: Words by which people come on top of others: "another", "further".
ADDING = word_set("adding")
#: What a toll does while people die of their wounds.
_NUMBER_ROSE = re.compile(rf"\bnumber of\b[^.;]{{0,120}}\b(?:{'|'.join(sorted(word_set('rising')))})\b")
_AS_WELL = re.compile(r"\bas well\b(?! as\b)")
#: A bound, and no addition: "more than ten militants".
_MORE_THAN = re.compile(r"\b(?:more|other) than\b")
_OWN_MEN = re.compile(r"\b(?:its|their) own \w+$", re.I)
_OF_THE_HURT = ("of the wounded", "of the injured", "of those wounded", "of those injured")


def adds(part: Part, mention: Mention, told: Sequence[Part] = (), of_tolls: Container[int] = ()) -> bool:
    """Do the words say that these come on top of those told before? `of_tolls` are the sentences that give a toll.

    Of whom forces say that they gave their lives are those forces: with the enemy's dead they make the toll ("four
    terrorists were killed. Sepoy Raza embraced martyrdom"), of a count of soldiers or of people they are a part.
    """
    first = part.members[0]
    if mention.sentence in of_tolls and first.group_text is not None:
        return False  # "the toll rose to seven after two of the wounded died", "... three more bodies were found"
    if _OWN_MEN.search(first.group_text or first.text) and told and not any(map(may_be_of_forces, told)):
        return True  # "killed 300 rebels. Two of its own men died"
    if set(_MORE_THAN.sub("", (first.group_text or first.text).lower()).split()) & ADDING:
        return True
    if mention.is_new and first.effect == "captured" and not mention.in_headline and not is_uncounted(part):
        return True  # "at another house they held three men"
    if HONOURING.intersection(mention.trigger_rules) and not is_uncounted(part) and not is_definite(first):
        return not any(may_be_of_forces(before) for before in told)
    is_crowd = "protest" in mention.trigger_classes
    is_doer = not is_crowd and any(first.group_start == doer.start for doer in mention.agents)
    if is_of_attackers(part) or is_doer:
        return True  # "three of the attackers were also killed", beside eleven guests
    text = " ".join((c.group_text or c.text).lower() for c in part.members)
    return any(phrase in text for phrase in _OF_THE_HURT) or (
        is_single(part) and says_as_well(mention) and not person_name(first)
    )


def _is_toll(casualty: Casualty, mention: Mention) -> bool:
    """The figure of a death toll: "the toll rose to seven", "the number of people killed has risen to seven"."""
    if casualty.group_text is None and "toll" in mention.trigger_classes:
        return True
    return _NUMBER_ROSE.search(quoted(mention.evidence, "event")) is not None


def _fell_themselves(part: Part, mention: Mention, every: Sequence[tuple[Mention, Part]]) -> bool:
    """ "Militants killed 19 people ... Two militants died": those who did it are none of those whom they killed."""
    own = {bare_phrase(c).split()[-1] for c in part.members if bare_phrase(c)}
    are_armed = all(word in CAMPS or word.rstrip("s") in CAMPS for word in own)
    if part.members[0].effect == "captured" or own & VAGUE_VICTIMS or not are_armed:
        return False  # "armed men killed 19 villagers ... Ten men died", "a boy shot himself ... The boy died"
    killers = {
        agent.text.lower().split()[-1]
        for before, _ in every
        if before is not mention and not FIGHT & set(before.trigger_classes)
        for agent in before.agents
    }
    return bool(own) and own <= killers and not mention.agents


def says_as_well(mention: Mention) -> bool:
    """ "A guard was also shot", "was shot as well": beside those told before."""
    return "also" in mention.words or _AS_WELL.search(quoted(mention.evidence, "event")) is not None


def _also_died(part: Part, mention: Mention, told: Sequence[Part]) -> bool:
    """ "Five soldiers also died", after a group that was counted; of a figure for people in general they are a part."""
    is_only_death = set(mention.trigger_classes) - {"clash"} <= {"die", "kill"} and not mention.agents
    is_beside = "also" in mention.words or "clash.crossfire" in mention.trigger_rules
    is_said = is_beside and is_only_death and not person_name(part.members[0])
    return is_said and not any(before.is_general for before in told)


def _is_of_him(part: Part, told: Sequence[Part]) -> bool:
    """ "The mayor was shot dead ... Two of his bodyguards died": his people beside the one told before."""
    words = (part.members[0].text or "").lower()
    are_his = re.search(r"(?:^|\bof )(?:his|her) \w+$", words) is not None
    return are_his and len(told) == 1 and is_single(told[0]) and not is_single(part)


def _is_same_person(one: Part, other: Part) -> bool:
    """Two single victims are one unless both have names that differ."""
    first, second = person_name(one.members[0]), person_name(other.members[0])
    if not first or not second:
        return True
    return set(first) <= set(second) or set(second) <= set(first) or first[0] == second[0]


def _retold(part: Part, told: Sequence[Part]) -> bool:
    """Has this group been told before, in other words?"""
    singles = [before for before in told if is_single(before)]
    if told and not any(is_definite(c) for c in part.members) and all(are_opposed(part, before) for before in told):
        return False  # "a soldier died", after "three militants were killed"
    if is_single(part):
        if is_definite(part.members[0]) and told:
            return True
        return any(_is_same_person(part, before) for before in singles) or (not singles and bool(told))
    if all(is_definite(c) for c in part.members) and told:
        return True
    if is_definite(part.members[0]) and any(before.low == part.low and not before.has_plural for before in told):
        return True  # "the leader and three of his men" after "four suspects"
    if is_definite(part.members[0]) and any(is_uncounted(before) for before in told):
        return True  # ... after "several suspects"
    return any(sides_of(part) & sides_of(before) for before in told)


def _are_told_in_words(part: Part, told: Sequence[Part]) -> bool:
    """ "Insurgents", "several", of captives who were counted before: nobody says that these are others."""
    of_nobody = any(before.low and "" in sides_of(before) | sides_of(part) for before in told)
    return part.members[0].effect == "captured" and is_uncounted(part) and of_nobody


def added_groups(every: Sequence[tuple[Mention, Part]]) -> Part:
    """The groups of all tellings together, each counted once.

    Those of a headline are some of those of the text: "Commander captured" above "four fighters were detained".
    """
    body = [(mention, part) for mention, part in every if not mention.in_headline]
    if not body:
        return _added(every)
    above = [(mention, part) for mention, part in every if mention.in_headline]
    return max(_added(body), _added(above), key=lambda part: part.least)


def _added(every: Sequence[tuple[Mention, Part]]) -> Part:
    """The groups of some tellings together."""
    told: list[Part] = []
    total: Part | None = None
    is_of_groups = False  # the total is the sum of groups told one by one, and holds no others
    within = 0
    shares: list[int] = []
    of_tolls = frozenset(mention.sentence for mention, part in every if any(_is_toll(c, mention) for c in part.members))
    headlined: list[Part] = []
    for mention, part in _one_by_one(every):
        if mention.in_headline:
            headlined.append(part)
        is_captive = part.members[0].effect == "captured" and not mention.in_headline
        if part.low and is_captive and all(map(is_uncounted, told)) and not adds(part, mention, told, of_tolls):
            told = []  # "detained several insurgents ... Six were held": how many they were
        number = ordinal(part)
        base = total if total is not None else (add_up(told) if told else None)
        if number is not None and base is not None:
            if base.low == number - 1:
                told.append(part)
                total = add_up([base, part])
            continue
        if (
            base is not None
            and (
                adds(part, mention, told, of_tolls)
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
            if total is not None and _says_the_rest(mention, part.low, total.low - part.low):
                continue  # "a bomb killed seven ... Five had been reported dead, but two of the wounded died"
            if total is not None and shares and not are_later and sum(shares) + part.low == total.low:
                shares.append(part.low)  # "bombs killed 24 ... 21 at the police office. Three more died in a house"
                continue
            if _are_the_others(part, told):
                continue
            if mention.is_new or not any(_repeats(part, before) for before in told):
                told.append(part)
                # "Killed 18 guests; three others died in hospital": others are of no group, and more all the same.
                is_of_groups = is_of_groups or total is None
                total = add_up([base, part]) if total is not None or part.is_general else None
            continue
        if part.is_general:
            if total is None or part.least > total.least:
                total, is_of_groups = part, False
            elif part.low < total.low and not part.has_plural:
                shares.append(part.low)
            told.append(part)
            continue
        if not (_retold(part, told) or _are_told_in_words(part, told)) and not _is_same_number(part, told, headlined):
            told.append(part)
            if total is not None and is_of_groups and not person_name(part.members[0]):
                total = add_up([total, part])
        else:
            within += part.low
            _replace(told, part)
    if total is not None:
        return total
    return add_up(part for part in told if not part.is_general)


def _says_the_rest(mention: Mention, added: int, rest: int) -> bool:
    """Do the words that add some people also give the number to which they are added?"""
    numbers = [parse_number(word) for word in re.findall(r"[\w-]+", quoted(mention.evidence, "event").lower())]
    return rest > 1 and numbers.count(rest) > (rest == added)


def _one_by_one(every: Iterable[tuple[Mention, Part]]) -> Iterator[tuple[Mention, Part]]:
    """The parts of all tellings; a list of names counts name by name: the next telling may name some of them again."""
    for mention, part in every:
        if len(part.members) > 1 and all(person_name(c) for c in part.members):
            for member in part.members:
                yield mention, Part(1, 1, False, False, (member,))
        else:
            yield mention, part


def _is_same_number(part: Part, told: Sequence[Part], of_headline: Sequence[Part]) -> bool:
    """ "Killed 70 attackers" in a headline, "killing 70 nationalists" below it: several people, and as many. Six guests
    and six of the attackers are twelve."""
    return any(
        before.low == part.low > 1
        and (is_of_attackers(part) or is_of_attackers(before))
        and (before.is_general or may_be_attackers(before) or any(before is one for one in of_headline))
        for before in told
    )


def _repeats(part: Part, before: Part) -> bool:
    """Is a group that the words add to others a member of a list told before ("a commander and two others")?"""
    if is_of_attackers(part) and not may_be_attackers(before):
        return False  # "four guests and a soldier", then "four of the attackers"
    own = {c.low for c in part.members}
    return own <= {c.low for c in before.members} and (
        len(before.members) > len(part.members) or words_of(part) == words_of(before)
    )


def _are_the_others(part: Part, told: Sequence[Part]) -> bool:
    """ "Two other rebels were also captured", after "two leaders and two other militants": the others of the list."""
    words = (part.members[0].group_text or "").lower().split()
    return "other" in words and any(
        len(before.members) > len(part.members) == 1
        and any(c.low == part.low and "other" in (c.group_text or "").lower().split() for c in before.members)
        for before in told
    )


def _replace(told: list[Part], part: Part) -> None:
    """A group told again with a larger number takes the place of the smaller."""
    for index, before in enumerate(told):
        is_known = before.has_plural and says_the_told(part)
        is_same = sides_of(part) == sides_of(before) or (is_uncounted(before) and is_definite(part.members[0]))
        if is_same and part.least > before.least and not is_known:
            told[index] = part
            return
