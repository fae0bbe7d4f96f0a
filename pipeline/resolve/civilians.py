"""Those who belong to no armed side: civilians, members of a party who are struck, villagers who attack as a crowd."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from pipeline.contract import actor_types
from pipeline.language.numbers import parse_number
from pipeline.language.word_sets import word_set
from pipeline.reference import actors as actor_table
from pipeline.reference import countries
from pipeline.resolve.peoples import peoples_of
from pipeline.resolve.resolved_actors import ResolvedActor, generic_actor, generic_name, plain

_FOREIGN = word_set("pipeline.reference.actors", "foreign")
_INTERNATIONAL = "International"


def civilians(core: str, role: actor_table.Role, home: str | None, country: str | None) -> ResolvedActor:
    """Unarmed people, under their nationality where it is another than the country's."""
    abroad = home if home is not None and home != country else None
    associates = described_as(core, role, abroad or country)
    if abroad is None and country is not None and set(core.lower().split()) & _FOREIGN:
        return ResolvedActor(
            f"Civilians ({_INTERNATIONAL})", actor_types.CIVILIANS, "civilian", None, associates, False, True,
            "resolve.actor_civilians.v1",
        )  # fmt: skip
    return generic_actor(
        "Civilians", actor_types.CIVILIANS, "civilian", abroad or country,
        home=home, associates=associates, rule="resolve.actor_civilians.v1",
    )  # fmt: skip


_DESCRIBED = (
    (re.compile(r"\b(?:women|woman|girls?|nuns?|female|wife|mother|daughters?|schoolgirls?)\b"), "Women"),
    (re.compile(r"\bstudents?\b"), "Students"),
    (re.compile(r"\bteachers?\b"), "Teachers"),
    (re.compile(r"(?<!\baid )(?<!health )(?<!humanitarian )(?<!relief )(?<!rescue )\bworkers?\b"), "Labour Group"),
    (re.compile(r"\bfarmers?\b"), "Farmers"),
    (re.compile(r"\bjournalists?\b"), "Journalists"),
    (re.compile(r"\bindigenous\b"), "Indigenous Group"),
    (re.compile(r"\bsettlers?\b"), "Settlers"),
    (re.compile(r"\brefugees?\b"), "Refugees/IDPs"),
)


def described_as(text: str, role: actor_table.Role, country: str | None) -> tuple[str, ...]:
    """Who the people are: students, women, journalists."""
    if country is None:
        return ()
    lowered = text.lower()
    out = [role.associate] if role.associate else []
    out += [name for pattern, name in _DESCRIBED if pattern.search(lowered)]
    return tuple(dict.fromkeys(f"{name} ({countries.label(country)})" for name in out))


#: Words by which those who bear the name of a group are its political people, not its fighters.
_OF_A_PARTY = re.compile(
    r"\b(?:activists?|lawmakers?|opposition|party|politicians?|supporters?|sympathi[sz]ers?)\b", re.I
)


#: Words for those of a people who bear arms, beside the nouns for an armed group: "Kurdish rebels".
_UNDER_ARMS = re.compile(r"\b(?:armed|militia\w*|warriors)\b", re.I)
#: Members of forces who do not serve when they are struck.
_OFF_DUTY = re.compile(r"\b(?:off[- ]duty|retired|on leave|former|ex)\b", re.I)
#: The same, told behind those struck: "a soldier who was off duty", "shot dead at his home", "as he sat in his car".
_WAS_OFF_DUTY = re.compile(
    r"(?: who (?:was|were) (?:off[- ]duty|on leave)\b|[^.;,]{0,40}?\b(?:while )?(?:off[- ]duty|on leave)\b"
    r"|(?:(?!\b(?:and|as|but|guard\w*|when|while|who)\b)[^.;,]){0,40}?"
    r"\b(?:at|in|inside) (?:his|her)(?: own)? (?:home|house)\b"
    r"|[^.;,]{0,120}?\b(?:as|when|while) (?:he|she) (?:was )?(?:drove|driving|leaving|left|sat|sitting)"
    r"(?: in| out of)? (?:his|her) (?:car|flat|home|house)\b"
    r"|[^.;]{0,80}?\bwhile (?:attending a (?:funeral|wedding)|shopping|visiting (?:family|friends|relatives))\b)",
    re.I,
)


def as_victims(actor: ResolvedActor, words: str, country: str | None, behind: str = "") -> ResolvedActor:
    """Those struck who are unarmed, unless the words or a fight say otherwise: members of a party, villagers of a
    people, a soldier off duty. `behind` is the rest of their sentence."""
    if actor.inter in actor_types.OF_STATES and (_OFF_DUTY.search(words) or _WAS_OFF_DUTY.match(behind)):
        return generic_actor(
            "Civilians", actor_types.CIVILIANS, "civilian", country,
            associates=(actor.name,), rule="resolve.actor_civilians.v1",
        )  # fmt: skip
    is_group = actor.is_known or (not actor.is_generic and actor.name[:1].isupper())
    if is_group and actor.inter == actor_types.POLITICAL_MILITIA and _OF_A_PARTY.search(words):
        return generic_actor(
            "Civilians", actor_types.CIVILIANS, "civilian", country,
            associates=(actor.name,), rule="resolve.actor_civilians.v1",
        )  # fmt: skip
    role = actor_table.role_of(words)
    is_armed = _UNDER_ARMS.search(words) is not None or (role is not None and role.category == "armed_group")
    if actor.category != "communal" or is_armed:
        return actor
    described = [f"{plain(people).title()} Ethnic Group" for people in peoples_of(words)]
    if re.search(r"\b(?:herd(?:ers?|s?men)|pastoralists?|nomads?)\b", words, re.I):
        described.append("Pastoralists")
    return generic_actor(
        "Civilians", actor_types.CIVILIANS, "civilian", country,
        associates=tuple(generic_name(name, country) for name in described), rule="resolve.actor_civilians.v1",
    )  # fmt: skip


def as_crowd(actor: ResolvedActor, words: str, country: str | None, *, lays_bombs: bool = False) -> ResolvedActor:
    """Villagers, settlers, youths as those who attack: a violent crowd; "four people" who lay bombs are none."""
    heads = re.findall(r"[a-z]+", words.lower())
    if actor.category != "civilian" or not heads or not set(heads) & _CROWD_HEADS:
        return actor
    if lays_bombs and heads[-1] in _ANYBODY and country is not None:
        return generic_actor("Unidentified Armed Group", actor_types.POLITICAL_MILITIA, "armed_group", country)
    if parse_number(heads[0]) in (1, 2, 3):
        return actor  # "two students stabbed a guard"
    if heads[0] in ("a", "an", "another") and set(heads) & _CROWD_HEADS <= _EACH_ONE:
        return actor  # "a youth stabbed his friend"
    if _are_faceless(heads) and country is not None:
        return generic_actor("Unidentified Armed Group", actor_types.POLITICAL_MILITIA, "armed_group", country)
    return replace(
        actor,
        name=actor.name.replace("Civilians", "Rioters", 1),
        inter=actor_types.RIOTERS,
        category="rioter",
        rule="resolve.actor_crowd.v1",
    )


def _are_faceless(words: Sequence[str]) -> bool:
    """Are those who act nobody but people whom nobody knows: "unknown people", "about 20 masked persons"? Villagers and
    students who are not identified are villagers and students."""
    head = next((at for at, word in enumerate(words) if word in _ANYBODY), 0)
    return not _FACELESS.isdisjoint(words[:head]) and _CROWD_HEADS.isdisjoint(words[:head])


#: Words for many that are one's too.
_EACH_ONE = frozenset({"youth"})
_CROWD_HEADS = word_set("pipeline.reference.actors", "crowd_heads")
_ANYBODY, _FACELESS = word_set("pipeline.resolve", "anybody"), word_set("pipeline.resolve", "faceless")
