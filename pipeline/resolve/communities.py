"""Fights of two communities or two armies that one phrase names: "clashes between Nuer and Dinka youths", "Thai and
Cambodian soldiers"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.contract import actor_types
from pipeline.records import Participant
from pipeline.reference import actors as actor_table
from pipeline.reference import countries
from pipeline.reference.actors import categories
from pipeline.resolve.resolved_actors import ResolvedActor, generic_actor, plain
from pipeline.resolve.setting import Setting
from pipeline.resolve.sides import Party, as_side
from pipeline.resolve.unlisted_groups import unlisted_group
from pipeline.resolve.word_sets import word_set

_RULE = "resolve.actor_communities.v1"
_NAME = r"(?:[A-Z\u00c0-\u00dd][\w'’-]+ ){0,2}[A-Z\u00c0-\u00dd][\w'’-]+"
#: Words that only a people has, in a table or not.
_COMMUNITIES = word_set("communities")
#: Words for armed groups that are of no people.
_BANDS = frozenset({"factions", "gangs", "militiamen", "militias"})
#: Those of them who have no arms where nobody says so.
_UNARMED = frozenset({"groups", "residents", "students", "villagers", "youth", "youths"})
#: Words for the people of a community: "the A and B tribes", "A and B youths".
_PEOPLE = r"(?:ethnic |rival )?(?:" + "|".join(sorted(_COMMUNITIES | _BANDS | word_set("of_communities"))) + ")"
_LEAD = r"(?:(?:armed |rival )?(?:fighters|gunmen|members|men|militiamen|people|youths?) (?:from|of) )?(?:the )?"
_BETWEEN = re.compile(
    rf"\b(?:between|involving|pitted) {_LEAD}(?:rival |ethnic )?(?P<one>{_NAME})(?: (?:{_PEOPLE}|farmers))? "
    rf"(?:and|against) {_LEAD}(?P<two>{_NAME}) (?P<noun>{_PEOPLE})\b"
)
#: The armies of two states: "between Thai and Cambodian soldiers", "Indian and Pakistani troops exchanged fire".
_TROOPS = r"(?:armies|border guards|forces|police|soldiers|troops)"
_ARMIES = (
    re.compile(
        rf"\bbetween (?:the )?(?P<one>{_NAME}) and (?P<two>{_NAME}) (?P<noun>{_TROOPS})\b"
        r"(?! (?:and|on one side|with)\b)"
    ),
    re.compile(
        rf"\b(?P<one>{_NAME}) and (?P<two>{_NAME}) (?P<noun>{_TROOPS})(?: (?:have|had|again|also))*"
        r" (?:clash(?:ed)?|fought each other|traded fire|exchanged (?:\w+ )?fire)\b(?![^.,;]*\b(?:against|with)\b)"
    ),
)
_FOUGHT = re.compile(
    rf"(?:^|\b){_LEAD}(?P<one>{_NAME}) and (?:the )?(?P<two>{_NAME}) (?P<noun>{_PEOPLE})"
    r"(?: (?:have|had|who|also|again))*(?: (?:clash(?:ed)?|fought|fight|traded fire|exchanged fire)\b)"
)


def two_communities(setting: Setting, agents: list[Party], targets: list[Party]) -> tuple[list[Party], list[Party]]:
    """The sides of a fight that names two communities in one phrase; and peasants who fight herders as a militia."""
    if "clash" not in setting.event.classes:
        return agents, targets
    found = _named(setting)
    if found is None:
        return _as_militia(setting, agents, targets), _as_militia(setting, targets, agents)
    start, end = found[0].participant.start, found[1].participant.end
    names = {party.side.name for party in found}
    others = [p for p in (*agents, *targets) if not start <= p.participant.start < end and p.side.name not in names]
    if any(p.side.is_known and p.side.category in categories.ARMED for p in others):
        return agents, targets
    return [found[0]], [found[1], *(p for p in others if p in targets)]


def _named(setting: Setting) -> tuple[Party, Party] | None:
    """The two communities that a sentence of an event names as those who fight."""
    reading = setting.context.reading
    for told in setting.event.told:
        sentence = reading.sentences[told.mention.sentence]
        for pattern in (_BETWEEN, _FOUGHT):
            match = pattern.search(reading.text, sentence.start, sentence.end)
            if match is None or "clash" not in told.mention.trigger_classes:
                continue
            one, two = (_militia(setting, match[name], match["noun"]) for name in ("one", "two"))
            if one is not None and two is not None and one.name != two.name and not _are_of_faiths(match, one, two):
                return _party(one, match, "one"), _party(two, match, "two")
        for pattern in _ARMIES:
            match = pattern.search(reading.text, sentence.start, sentence.end)
            if match is None or "clash" not in told.mention.trigger_classes:
                continue
            if countries.find_country(match["one"]) in (None, countries.find_country(match["two"])):
                continue
            one, two = (setting.actor(f"{match[name]} {match['noun']}") for name in ("one", "two"))
            if one is not None and two is not None and one.name != two.name:
                return _party(one, match, "one"), _party(two, match, "two")
    return None


def _are_of_faiths(match: re.Match[str], *sides: ResolvedActor) -> bool:
    """ "Hindu and Muslim youths clashed": young people of two faiths, whom no word arms, are two crowds."""
    is_armed = re.search(r"\barmed\b", match.string[: match.end()].rpartition(".")[2], re.I) is not None
    are_unarmed = match["noun"].split()[-1] in _UNARMED and not is_armed
    return are_unarmed and all("Communal Militia" in side.name for side in sides)


def _militia(setting: Setting, name: str, noun: str) -> ResolvedActor | None:
    """The armed men of a people, known or not; of a group that the table knows itself; of no country."""
    known = setting.actor(f"{name} {noun}")
    if known is not None and known.rule == "resolve.actor_table.v1" and known.category in categories.ARMED:
        return known
    people = actor_table.peoples().get(actor_table.fold(name))
    is_other = countries.find_country(name) is not None or actor_table.role_of(name) is not None
    if people is None and (is_other or _is_town(setting, name)):
        return None
    if people is None and noun.split()[-1] not in _COMMUNITIES:
        return unlisted_group(name) if noun.split()[-1] in _BANDS else None  # "the Crips gangs", "the Bor villagers"
    return generic_actor(
        people or f"{plain(name)} Ethnic Militia",
        actor_types.IDENTITY_MILITIA,
        "communal",
        setting.country,
        is_known=people is not None,
        rule=_RULE,
    )


def _is_town(setting: Setting, name: str) -> bool:
    """Is a name that of a place which the article tells, and no people's?"""
    context = setting.context
    return any(
        place is not None and told.text == name
        for told, place in zip(context.reading.place_names, context.places, strict=True)
    )


def _party(actor: ResolvedActor, match: re.Match[str], name: str) -> Party:
    start, end = match.span(name)
    words = Participant(
        role="perpetrator",
        kind="organization",
        text=match[name],
        start=start,
        end=end,
        phrase=f"{match[name]} {match['noun']}",
    )
    return Party(as_side(actor, words.text, start, end), words)


def _as_militia(setting: Setting, parties: Sequence[Party], others: Sequence[Party]) -> list[Party]:
    """Unarmed people of a place or trade who fight a communal militia: "farmers and herders clashed"."""
    if not any(other.side.category == "communal" for other in others):
        return list(parties)
    militia = generic_actor(
        "Unidentified Communal Militia", actor_types.IDENTITY_MILITIA, "communal", setting.country, rule=_RULE
    )
    return [
        Party(as_side(militia, p.participant.text, p.participant.start, p.participant.end), p.participant)
        if p.side.is_generic and (p.side.category == "rioter" or _are_farmers(p))
        else p
        for p in parties
    ]


def _are_farmers(party: Party) -> bool:
    """ "Clashes between herders and farmers": farmers who fight, and not those whom herders killed."""
    return party.participant.effect is None and party.words.lower().endswith(("farmers", "peasants"))
