"""The actor that a phrase of an article means (CODING_RULES 1.3, 3).

Order: a named group of the actor table; state forces by nationality and role; generic forms by role; a person's name as a civilian; else the words
themselves as an unknown actor, flagged. Backers ("Iran-backed militia") are not the actor.
"""

from __future__ import annotations

import csv
import re
import unicodedata
from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from importlib import resources

from pipeline.language.word_sets import word_set
from pipeline.reference import actors as actor_table
from pipeline.reference import countries

_BACKED = re.compile(
    r"\b[\w.]+-(?:backed|supported|aligned|linked|funded|trained)\b|\b(?:backed|supported|funded|armed)\s+by\s+[\w. ]+",
    re.I,
)
_FORCE_WORDS = {"state": "Military Forces of", "police": "Police Forces of", "official": "Government of"}


@dataclass(frozen=True, slots=True)
class ResolvedActor:
    """An actor.

    Attributes:
        name: Canonical name, without ";"; "" when nothing can be said.
        inter: Actor type (1-8) in the country of the event.
        category: state, police, armed_group, gang, communal, rioter, protester, civilian, official, private, mission or unknown.
        iso3: Home country; None when it has none or it is not known.
        associates: Names that describe the actor ("Students (Iraq)").
        is_known: It stands in the actor table, or is a state force of a known country.
        is_generic: It is known only by kind.
        flags: For qa_flags.
        rule: Id of the rule that decided.
    """

    name: str
    inter: int
    category: str
    iso3: str | None
    associates: tuple[str, ...]
    is_known: bool
    is_generic: bool
    flags: tuple[str, ...]
    rule: str


@lru_cache(maxsize=1)
def _regimes() -> dict[str, tuple[tuple[date, ...], tuple[date | None, ...]]]:
    table: dict[str, list[tuple[date, date | None]]] = {}
    with resources.files("pipeline.reference").joinpath("leaders.csv").open(encoding="utf-8") as lines:
        for row in csv.DictReader(lines):
            table.setdefault(row["iso3"], []).append(
                (date.fromisoformat(row["from_date"]), date.fromisoformat(row["to_date"]) if row["to_date"] else None)
            )
    return {
        iso3: (tuple(a for a, _ in sorted(spans)), tuple(b for _, b in sorted(spans, key=lambda s: s[0])))
        for iso3, spans in table.items()
    }


@lru_cache(maxsize=1)
def _leaders() -> tuple[tuple[re.Pattern[str], str, date], ...]:
    """Leaders who held office once: pattern of title and name, country, first day."""
    out = []
    with resources.files("pipeline.reference").joinpath("leader_names.csv").open(encoding="utf-8") as lines:
        for row in csv.DictReader(lines):
            pattern = rf"(?:President|Prime Minister|Premier|Chancellor|General|Gen\.)\s+(?:\w+\s+)?{re.escape(row['name'])}\b"
            out.append((re.compile(pattern, re.I), row["iso3"], date.fromisoformat(row["from_date"])))
    return tuple(out)


def regimes_named(text: str) -> dict[str, date]:
    """Country -> first day of the regime whose leader a text names with the title of the office, where it names one only.

    What stands in for the day of an event when the text has none: "President Joe Biden" fixes the regime, not the day.
    """
    found: dict[str, set[date]] = {}
    for pattern, iso3, start in _leaders():
        match = pattern.search(text)
        if match and not re.search(
            r"(?:former|ex-|late|then-?)\s*$", text[max(0, match.start() - 8) : match.start()], re.I
        ):
            found.setdefault(iso3, set()).add(start)
    return {iso3: next(iter(days)) for iso3, days in found.items() if len(days) == 1}


def regime_years(iso3: str, day: date | None) -> str:
    """Years of the regime in office on a day, as they stand in names: "(2021-2025)", "(2022-)"; "" when they are not known."""
    spans = _regimes().get(iso3)
    if spans is None or day is None:
        return ""
    position = bisect_right(spans[0], day) - 1
    if position < 0:
        return ""
    start, end = spans[0][position], spans[1][position]
    return f" ({start.year}-{end.year if end else ''})"


def state_actor(kind: str, iso3: str, day: date | None) -> str:
    """The name of a state's forces: "Military Forces of the United States (2021-2025)"."""
    return f"{kind} {countries.name_in_text(iso3)}{regime_years(iso3, day)}"


def _plain(text: str) -> str:
    folded = "".join(c for c in unicodedata.normalize("NFKD", text.replace("’", "'")) if not unicodedata.combining(c))
    return " ".join(folded.replace(";", ",").split())


def _generic(kind: str, country: str | None) -> str:
    return f"{kind} ({countries.label(country)})" if country else kind


def resolve_actor(
    text: str, *, country: str | None, day: date | None, regimes: Mapping[str, date] | None = None
) -> ResolvedActor | None:
    """Resolve a phrase of an article to an actor.

    Args:
        text: The words, e.g. "two US soldiers", "suspected Boko Haram militants", "villagers".
        country: Country of the event, alpha-3; None when it is not known. Generic names then stand without brackets and are flagged.
        day: Day of the event; regime years need it.
        regimes: What the article tells of who is in office (`regimes_named`), for events without a day.

    Returns:
        The actor; None for words that name nobody ("it", "both").
    """
    phrase = " ".join(text.replace("\n", " ").split())
    if not any(c.isalpha() for c in phrase):
        return None
    backers = _BACKED.search(phrase)
    core = _BACKED.sub(" ", phrase).strip() or phrase
    flags: list[str] = []
    owner_day = countries.find_country(core) or country
    if day is None and regimes and owner_day is not None:
        day = regimes.get(owner_day)
    if country is None:
        flags.append("ACTOR_COUNTRY_UNKNOWN")
    if re.match(r"(?:(?:\w+ of )?(?:his|her|their|its|whose))\s+(?:\w+\s+)?(?:body)?guards?\b", core, re.I):
        return None  # the guards of somebody are of his party
    named = _named(core, country, day)
    if named is not None:
        return named
    role = actor_table.role_of(core)
    home = countries.find_country(core)
    unknown = tuple(flags)
    if role is None:
        if backers and home is None and "militia" in phrase.lower():
            role = actor_table.roles()["militia"]
        elif (
            home is not None
            and len(core.split()) <= 4
            and not re.search(r"[a-z]{4,}s?\b", core.replace("the", "").replace(_words_for(core, home), ""))
        ):
            return _state("state", home, country, day, "resolve.actor_country.v1", ())  # "the US", "Israel"
        else:
            return _unnamed(core, country, unknown)
    category = role.category
    if category in ("state", "police"):
        if home is None and backers and "militia" in core.lower():
            category = "armed_group"
        else:
            owner = home or country
            if owner is None:
                return ResolvedActor(
                    "Unidentified Military Forces" if category == "state" else "Police Forces",
                    8 if category == "state" else 1,
                    category,
                    None,
                    (),
                    False,
                    True,
                    unknown,
                    "resolve.actor_forces.v1",
                )
            return _state(category, owner, country, day, "resolve.actor_forces.v1", unknown)
    if category == "official":
        owner = home or country
        associates = (state_actor("Government of", owner, day),) if owner else ()
        return ResolvedActor(
            _generic("Civilians", country),
            7,
            "official",
            owner,
            associates,
            bool(owner),
            True,
            unknown,
            "resolve.actor_official.v1",
        )
    if category == "private":
        return ResolvedActor(
            _generic("Private Security Forces", country),
            8,
            "private",
            home,
            (),
            False,
            True,
            unknown,
            "resolve.actor_role.v1",
        )
    if category == "armed_group":
        return ResolvedActor(
            _generic("Unidentified Armed Group", country),
            3,
            "armed_group",
            home,
            (),
            False,
            True,
            unknown,
            "resolve.actor_role.v1",
        )
    if category == "gang":
        return ResolvedActor(
            _generic("Unidentified Gang", country), 3, "gang", home, (), False, True, unknown, "resolve.actor_role.v1"
        )
    if category == "communal":
        group = _ethnic(core)
        name = f"{group} Ethnic Militia" if group else "Unidentified Communal Militia"
        return ResolvedActor(
            _generic(name, country),
            4,
            "communal",
            home,
            (),
            bool(group),
            not group,
            unknown,
            "resolve.actor_communal.v1",
        )
    if category == "vigilante":
        return ResolvedActor(
            _generic("Unidentified Communal Militia", country),
            4,
            "communal",
            home,
            (_generic("Vigilante Group", country),) if country else (),
            False,
            True,
            unknown,
            "resolve.actor_role.v1",
        )
    if category == "rioter":
        return ResolvedActor(
            _generic("Rioters", country),
            5,
            "rioter",
            home,
            _associates(core, role, country),
            False,
            True,
            unknown,
            "resolve.actor_role.v1",
        )
    if category == "protester":
        return ResolvedActor(
            _generic("Protesters", country),
            6,
            "protester",
            home,
            _associates(core, role, country),
            False,
            True,
            unknown,
            "resolve.actor_role.v1",
        )
    abroad = home if home is not None and home != country else None
    name = f"Civilians ({countries.label(abroad)})" if abroad else _generic("Civilians", country)
    return ResolvedActor(
        name,
        7,
        "civilian",
        home,
        _associates(core, role, abroad or country),
        False,
        True,
        unknown,
        "resolve.actor_civilians.v1",
    )


def _words_for(text: str, iso3: str) -> str:
    for word in text.split():
        if countries.find_country(word) == iso3:
            return word
    return countries.label(iso3)


def _state(
    category: str, owner: str, country: str | None, day: date | None, rule: str, flags: tuple[str, ...]
) -> ResolvedActor:
    inside = country is None or owner == country
    kind = _FORCE_WORDS[category]
    return ResolvedActor(
        state_actor(kind, owner, day), 1 if inside else 8, category, owner, (), True, False, flags, rule
    )


_CATEGORY = {
    "rebel": "armed_group",
    "militia": "armed_group",
    "gang": "gang",
    "mission": "external",
    "state": "state",
    "police": "police",
    "private": "private",
    "party": "armed_group",
}


def _named(text: str, country: str | None, day: date | None) -> ResolvedActor | None:
    """A group of the actor table that the phrase names; of several bearers of a name, the one at home in the event's country."""
    for start, end, _ in actor_table.name_spans(text):
        bearers = actor_table.alias_index()[actor_table.fold(text[start:end])]
        fitting = [
            a
            for a in bearers
            if (
                day is None
                or ((a.valid_from is None or a.valid_from <= day) and (a.valid_to is None or day <= a.valid_to))
            )
        ]
        at_home = [a for a in fitting if country is not None and country in a.countries]
        chosen = (at_home or [a for a in fitting if not a.countries] or fitting or list(bearers))[0]
        inter, category = chosen.inter, _CATEGORY[chosen.category]
        if inter == 1 and country is not None and chosen.countries and country not in chosen.countries:
            inter = 8
        name = chosen.name
        if inter in (1, 8) and chosen.category in ("state", "police") and chosen.countries:
            kind = "Military Forces of" if chosen.category == "state" else "Police Forces of"
            name = f"{state_actor(kind, chosen.countries[0], day)} {chosen.name.split(': ')[-1]}"
        elif chosen.name == "Islamic State" and country is not None:
            name = f"Islamic State ({countries.label(country)})"
        iso3 = chosen.countries[0] if len(chosen.countries) == 1 else None
        return ResolvedActor(name, inter, category, iso3, (), True, False, (), "resolve.actor_table.v1")
    return None


def _associates(text: str, role: actor_table.Role, country: str | None) -> tuple[str, ...]:
    """Who the people are: students, women, journalists."""
    if country is None:
        return ()
    out = []
    lowered = text.lower()
    if role.associate:
        out.append(f"{role.associate} ({countries.label(country)})")
    for pattern, name in (
        (r"\b(?:women|woman|girls?|nuns?|female|wife|mother|daughters?|schoolgirls?)\b", "Women"),
        (r"\bstudents?\b", "Students"),
        (r"\bteachers?\b", "Teachers"),
        (r"\bworkers?\b", "Labour Group"),
        (r"\bfarmers?\b", "Farmers"),
        (r"\bjournalists?\b", "Journalists"),
    ):
        if re.search(pattern, lowered):
            out.append(f"{name} ({countries.label(country)})")
    return tuple(dict.fromkeys(out))


_NOT_ETHNIC = word_set("pipeline.resolve", "not_ethnic")


def _ethnic(text: str) -> str | None:
    """The people's name before "herdsmen", "tribesmen": "Fulani"."""
    for word in text.replace(",", " ").split():
        if (
            word[:1].isupper()
            and word.lower() not in _NOT_ETHNIC
            and countries.find_country(word) is None
            and actor_table.role_of(word) is None
        ):
            return _plain(word)
    return None


_ORGANISATION = re.compile(
    r"\b(?:front|army|movement|party|brigades?|forces?|command|militia|union|organi[sz]ation|group|committee|council|corps|battalion|liberation|network|cartel|federation|resistance|commandos?)\b",
    re.I,
)


def _unnamed(text: str, country: str | None, flags: tuple[str, ...]) -> ResolvedActor:
    """A phrase without a known role: an organisation under its own words, else people."""
    name = _plain(
        re.sub(
            r"^(?:the|a|an|some|several|two|three|four|five|six|seven|eight|nine|ten|\d+)\s+",
            "",
            text.strip(" .,\"'"),
            flags=re.I,
        )
    )
    capitals = [word for word in name.split() if word[:1].isupper()]
    if _ORGANISATION.search(name) and len(capitals) >= 2 and len(name.split()) <= 8:
        return ResolvedActor(
            name, 3, "armed_group", None, (), False, False, (*flags, "ACTOR_UNKNOWN"), "resolve.actor_unknown.v1"
        )
    if _ORGANISATION.search(name) and not capitals:
        return ResolvedActor(
            _generic("Unidentified Armed Group", country),
            3,
            "armed_group",
            None,
            (),
            False,
            True,
            flags,
            "resolve.actor_role.v1",
        )
    return ResolvedActor(
        _generic("Civilians", country), 7, "civilian", None, (), False, True, flags, "resolve.actor_person.v1"
    )
