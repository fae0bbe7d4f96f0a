"""The actor that a phrase of an article means (CODING_RULES 1.3, 3).

Order: a named group of the actor table; state forces by nationality and role; generic forms by role; a person's name as
a civilian; else the words themselves as an unknown actor, flagged. Backers ("Iran-backed militia") are not the actor.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from pipeline.contract import actor_types
from pipeline.language.word_sets import word_set
from pipeline.reference import actors as actor_table
from pipeline.reference import countries
from pipeline.reference.actors import categories
from pipeline.reference.regimes import state_actor
from pipeline.resolve.civilians import civilians, described_as
from pipeline.resolve.named_groups import HELD, is_backer, named_group, state_forces
from pipeline.resolve.peoples import peoples_of, unlisted_people
from pipeline.resolve.resolved_actors import UNKNOWN, ResolvedActor, generic_actor, generic_name, plain

#: Part of a party is no armed group, nor are those who vote for it, whatever it stands for.
_OF_ITS_PEOPLE = re.compile(
    r"\bparty factions?\b|\bfactions? (?:in|of|within) (?:an? |the )?(?:[\w-]+ ){0,3}part(?:y|ies)\b"
    r"|\b(?:backers|followers|supporters) of (?:[\w-]+ ){0,5}part(?:y|ies)\b",
    re.I,
)
_BACKED = re.compile(
    r"\b[\w.]+(?:-[\w.]+)?-(?:backed|supported|aligned|linked|funded|trained|allied|affiliated|inspired)\b"
    r"|\b(?:backed|supported|funded|armed)\s+by\s+[\w. ]+",
    re.I,
)
#: Politicians who are of no government; whoever leads a party may hold an office beside it.
_OUT_OF_OFFICE = re.compile(r"\b(?:candidates?|ex|former|opposition)\b", re.I)
_OF_A_PARTY = re.compile(r"\bpart(?:ies|y)\b", re.I)
_COMMANDS_AN_ARMY = re.compile(r"^(?!.*\b(?:guerrilla|militant|rebel)s?\b).*\bmilitary (?:commander|ruler)\b", re.I)
_OFFICES = re.compile(
    r"\b(?:councillor|deputy|governor|judge|lawmaker|legislator|mayor|minister|parliamentarian|president|senator)s?\b",
    re.I,
)
_COALITION = word_set("pipeline.reference.actors", "coalition")
#: Generic actors by the category of their role: name, actor type, category.
_BY_ROLE = {
    "private": ("Private Security Forces", actor_types.EXTERNAL_FORCES, "private"),
    "armed_group": ("Unidentified Armed Group", actor_types.POLITICAL_MILITIA, "armed_group"),
    "gang": ("Unidentified Gang", actor_types.POLITICAL_MILITIA, "gang"),
    "vigilante": ("Unidentified Communal Militia", actor_types.IDENTITY_MILITIA, "communal"),
    "rioter": ("Rioters", actor_types.RIOTERS, "rioter"),
    "protester": ("Protesters", actor_types.PROTESTERS, "protester"),
}


#: Whom somebody is for or against, and his people, which is not whose he is: "an anti-Syrian lawmaker", "ethnic Uzbek
#: men".
_STANCE = re.compile(r"\b(?:(?:anti|pro)-[A-Z]\w+|[Ee]thnic(?:ally)?[ -][A-Z]\w+)\s+")


#: Names of armed movements that no list has: "the National Liberation Army", "the People's Salvation Front" are neither
#: the army nor people.
_OF_A_CAUSE = re.compile(
    r"\b(?:Freedom|Independence|Liberation|Patriotic|Redemption|Resistance|Revolutionary|Salvation)"
    r"(?: (?!Armed)[A-Z]\w+)?? (?:Army|Brigades?|Command|Corps|Forces?|Front|Movement)\b"
)
#: What somebody carries: "a machete-armed man".
_ARMED_WITH = re.compile(r"\b[a-z]+-armed ", re.I)
#: Peacekeepers, and what they have, and no other office of the UN.
_OF_PEACEKEEPERS = re.compile(
    r"\b(?:bases?|helicopters?|patrols?|peacekeepers?|(?:armou?red|military) (?:convoys?|vehicles?))\b"
)
#: People who stand together: "a group of Israelis", which is no group of theirs.
_GROUP_OF_PEOPLE = re.compile(r"^(?:an?|the) (?:large |small )?(?:crowd|group) of (?=[A-Z]\w+s$)")
#: Parts of armed forces of which nothing but their nationalities or their people is said.
_UNITS = re.compile(
    r"(?:(?i:the|a|an|some|several|two|three|four|five|\d+) )?"
    r"(?P<whose>(?!(?:The|An?|Some|Several|Its|Their|These|Those|Other) )"
    r"[A-Z][\w.]*(?: [A-Z][\w.]*)?(?: and [A-Z][\w.]*)?) units?"
)


def resolve_actor(
    text: str,
    *,
    country: str | None,
    day: date | None,
    regimes: Mapping[str, date] | None = None,
    told_on: date | None = None,
) -> ResolvedActor | None:
    """Resolve a phrase of an article to an actor.

    Args:
        text: The words, e.g. "two US soldiers", "suspected Boko Haram militants", "villagers".
        country: Country of the event, alpha-3; None when it is not known. Generic names then stand without brackets and
            are flagged.
        day: Day of the event; regime years need it.
        regimes: What the article tells of who is in office (`regimes_named`), for events without a day.
        told_on: Day of the article: tells which of the groups of one name is meant where `day` is None, never which
            regime.

    Returns:
        The actor; None for words that name nobody ("it", "both").
    """
    phrase = " ".join(text.replace("\n", " ").split())
    if not any(c.isalnum() for c in phrase):
        return None
    backers = _BACKED.search(phrase)
    core = _BACKED.sub(" ", phrase).strip() or phrase
    core = _GROUP_OF_PEOPLE.sub("", core)
    owner_day = countries.find_country(core) or country
    if day is None and regimes and owner_day is not None:
        day = regimes.get(owner_day)
    is_guard = re.match(r"(?:(?:\w+ of )?(?:his|her|their|its|whose))\s+(?:\w+\s+)?(?:body)?guards?\b", core, re.I)
    if is_guard and "Guard" not in is_guard[0]:  # "its Revolutionary Guards" are a force
        return None  # the guards of somebody are of his party
    if backers and not any(c.isalpha() for c in core):
        return None
    named = named_group(core, country, day, told_on)
    is_close = any(is_backer(core, end) for _, end, _ in actor_table.name_spans(core))
    if is_close and named is not None and not _has_branches(named, country):  # "an al Qaeda affiliate"
        return generic_actor(*_BY_ROLE["armed_group"], country)
    if named is None and core.lower().endswith("peacekeeper"):
        named = named_group(f"{core}s", country, day, told_on)  # "a peacekeeper was killed"
    if named is not None and named.name.startswith("UN:") and _OF_PEACEKEEPERS.search(core):
        mission = named_group("UN peacekeepers", country, day, told_on)  # "a UN convoy"
        named = mission if mission is not None and mission.category == "external" else named
    if named is not None:
        return named
    core = _ARMED_WITH.sub("armed ", _STANCE.sub("", core))
    role = actor_table.role_of(core) if _OF_A_CAUSE.search(core) is None else None
    if role is not None and _OF_ITS_PEOPLE.search(core) is not None:
        role = actor_table.roles()["supporters"]
    home = countries.find_country(HELD.sub(" ", re.sub(r"[\w']+(?=-(?:held|controlled|run|occupied))", "", core)))
    behind = countries.without_personal_name(core)
    if behind != core and (behind or role is None):
        home = countries.find_country(behind)  # "Chad Miller, a Kenyan driver"
    if role is not None and role.category == "armed_group" and home is not None and _COMMANDS_AN_ARMY.search(core):
        role = actor_table.roles()["troops"]  # "Fiji's military commander"
    if role is None:
        if backers and home is None and "militia" in phrase.lower():
            role = actor_table.roles()["militia"]
        elif home is not None and countries.is_people(core):
            role = actor_table.roles()["people"]  # "two Palestinians"
        elif (units := _UNITS.fullmatch(core)) is not None and home is not None:
            role = actor_table.roles()["troops"]  # "Russian units", "French and Malian units"
        elif units is not None and core.endswith("units") and not units["whose"].isupper():
            role = actor_table.roles()["militia"]  # "Kurdish units"; "a DMIFA unit" is of some office
        elif (
            home is not None
            and len(core.split()) <= 4
            and not re.search(r"[a-z]{4,}s?\b", core.replace("the", "").replace(_words_for(core, home), ""))
        ):
            return state_forces("state", home, country, day, "resolve.actor_country.v1")  # "the US", "Israel"
        else:
            return _unnamed(core, country, home)
    if role.category in categories.SERVICES:
        if home is None and backers and "militia" in core.lower():
            role = actor_table.roles()["militia"]
        else:
            return _forces(core, role, home, country, day, told_on)
    return _of_role(core, role, home, country, day, told_on)


def _has_branches(group: ResolvedActor, country: str | None) -> bool:
    """Is a group told by country, so that its affiliate there is the group: Islamic State (Libya)?"""
    return country is not None and group.name.endswith(f"({countries.label(country)})")


def _of_role(
    core: str, role: actor_table.Role, home: str | None, country: str | None, day: date | None, told_on: date | None
) -> ResolvedActor:
    """Whoever a noun means without a name: forces from abroad, officials, a militia, a crowd, civilians."""
    if role.category == "external":
        if home not in (None, country) and "peacekeep" in core.lower():  # "Chadian peacekeepers"
            return state_forces("state", str(home), country, day or told_on, "resolve.actor_forces.v1")
        allied = _allies(country, day or told_on) if set(core.lower().split()) & _COALITION else None
        return _unidentified_forces() if allied is None else allied
    if role.category == "official":
        owner = home or country
        is_of_a_party = _OF_A_PARTY.search(core) and not _OFFICES.search(core)
        is_in_office = not _OUT_OF_OFFICE.search(core) and not is_of_a_party
        associates = (state_actor("Government of", owner, day),) if owner and is_in_office else ()
        return generic_actor(
            "Civilians", actor_types.CIVILIANS, "official", country,
            home=owner, associates=associates, is_known=bool(owner), rule="resolve.actor_official.v1",
        )  # fmt: skip
    # "South Sudanese rebels" in their country are of no people of it.
    peoples = [
        people for people in peoples_of(core) if country is None or countries.find_country(people.title()) != country
    ]
    if role.category == "armed_group" and _OF_A_FAITH.search(core):
        peoples = []
    if role.category == "communal" or (peoples and (role.category == "armed_group" or _ARMED.search(core))):
        return _communal_militia(core, peoples, home, country)
    if role.category == "gang" and _GANGS_OF_YOUTHS.search(core):
        role = actor_table.roles()["rioters"]
    if role.category not in _BY_ROLE:
        return civilians(core, role, home, country)
    name, inter, category = _BY_ROLE[role.category]
    if role.category == "armed_group" and home is not None and country is not None and not _SIDING.search(core):
        country = home  # "Palestinian militants" who fire at another country
    described: tuple[str, ...] = ()
    if role.category == "vigilante" and country:
        described = (generic_name("Vigilante Group", country),)
    elif inter in actor_types.CROWDS:
        described = described_as(core, role, country)
    return generic_actor(name, inter, category, country, home=home, associates=described)


def _communal_militia(core: str, peoples: Sequence[str], home: str | None, country: str | None) -> ResolvedActor:
    """The armed men of the peoples that a phrase names, the first before those beside it."""
    unlisted = None if peoples else unlisted_people(core)
    names = [actor_table.peoples()[people] for people in peoples] or [
        f"{unlisted} Ethnic Militia" if unlisted else "Unidentified Communal Militia"
    ]
    return generic_actor(
        names[0], actor_types.IDENTITY_MILITIA, "communal", country,
        home=home, is_known=names[0] != "Unidentified Communal Militia",
        associates=tuple(generic_name(name, country) for name in names[1:]), rule="resolve.actor_communal.v1",
    )  # fmt: skip


def _words_for(text: str, iso3: str) -> str:
    for word in text.split():
        if countries.find_country(word) == iso3:
            return word
    return countries.label(iso3)


def _forces(
    core: str,
    role: actor_table.Role,
    home: str | None,
    country: str | None,
    day: date | None,
    told_on: date | None,
) -> ResolvedActor:
    """State forces by nationality and role; of "Afghan and coalition forces" the coalition is the associate."""
    words = set(re.split(r"[^a-z]+", core.lower()))
    owner = home or country
    allied = _allies(country, day or told_on) if words & _COALITION else None
    if home is None and allied is not None:
        return allied
    if home is None and words & {"foreign", "international", "multinational", "unidentified", "unknown"}:
        return _unidentified_forces()
    if owner is None:
        name = "Military Forces" if role.category == "state" else "Police Forces"
        return generic_actor(name, actor_types.STATE_FORCES, role.category, None, rule="resolve.actor_forces.v1")
    found = state_forces(role.category, owner, country, day, "resolve.actor_forces.v1")
    if allied is not None:
        return replace(found, associates=(allied.name,))
    beside = _BESIDE.search(core)  # "French and Malian troops"
    other = countries.find_country(beside[1]) if beside is not None and home is not None else None
    if other in (None, owner):
        return found
    return replace(found, associates=(state_forces(role.category, str(other), country, day, found.rule).name,))


def _unidentified_forces() -> ResolvedActor:
    rule = "resolve.actor_forces.v1"
    return generic_actor("Unidentified Military Forces", actor_types.EXTERNAL_FORCES, "external", None, rule=rule)


def _allies(country: str | None, day: date | None) -> ResolvedActor | None:
    """The coalition that fights in a country on a day: what "coalition forces" means there."""
    if country is None:
        return None
    return named_group("coalition forces", country, day, None)


#: Bands of people whom nothing but their number makes dangerous: "gangs of Hindu youths".
_GANGS_OF_YOUTHS = re.compile(
    r"\b(?:gangs|bands) of (?:(?!armed\b)[\w-]+ ){0,3}?(?:boys|locals|residents|students|supporters|teenagers|villagers"
    r"|young (?:men|people)|youngsters|youths?)\b",
    re.I,
)
#: Fighters of whom only the faith is said, and who fight for no community: "suspected Muslim militants".
_OF_A_FAITH = re.compile(
    r"\b(?:Christian|Hindu|Muslim|Sikh)(?: (?:[a-z-]+))? (?:extremist|insurgent|militant|radical|separatist"
    r"|terrorist)s?\b"
)
#: Whose side somebody takes, and not where he is from: "pro-Indonesian militiamen".
_SIDING = re.compile(r"\b(?:anti|pro)-", re.I)
_BESIDE = re.compile(r"\band ([A-Z][\w-]+(?: [A-Z][\w-]+)?) [a-z]+$")
_ARMED = re.compile(r"\barmed\b", re.I)
_ORGANISATION = re.compile(
    r"\b(?:front|army|movement|party|brigades?|forces?|command|militia|union|organi[sz]ation|group|committee|council|corps|battalion|liberation|network|cartel|federation|resistance|commandos?)\b",
    re.I,
)

#: Those of them that are armed where no name says more: "the opposition party" is not.
_ARMED_BODY = re.compile(
    r"\b(?:front|army|brigades?|forces?|command|militia|corps|battalion|liberation|network|cartel|resistance"
    r"|commandos?)\b",
    re.I,
)

#: Somebody of an organisation, who is not the organisation.
_LEADS = re.compile(r"(?:chair(?:man|woman)|chief|founder|head|leader|member|president|secretary)s? of\b")


def _unnamed(text: str, country: str | None, home: str | None) -> ResolvedActor:
    """A phrase without a known role: an organisation under its own words, else people."""
    name = plain(
        re.sub(
            r"^(?:the|a|an|some|several|two|three|four|five|six|seven|eight|nine|ten|\d+)\s+",
            "",
            text.strip(" .,\"'"),
            flags=re.I,
        )
    )
    capitals = [word for word in name.split() if word[:1].isupper()]
    if _LEADS.match(name):
        return replace(civilians(text, actor_table.roles()["people"], home, country), rule="resolve.actor_person.v1")
    if _ORGANISATION.search(name) and len(capitals) >= 2 and len(name.split()) <= 8:
        return ResolvedActor(name, actor_types.POLITICAL_MILITIA, "armed_group", None, (), False, False, UNKNOWN)
    if _ARMED_BODY.search(name) and not capitals:
        return generic_actor("Unidentified Armed Group", actor_types.POLITICAL_MILITIA, "armed_group", country)
    people = actor_table.roles()["people"]
    found = civilians(text, people, home, country)
    return replace(found, rule="resolve.actor_person.v1")
