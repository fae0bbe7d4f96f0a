"""The actor that a phrase of an article means (CODING_RULES 1.3, 3).

Order: a named group of the actor table; state forces by nationality and role; generic forms by role; a person's name as
a civilian; else the words themselves as an unknown actor, flagged. Backers ("Iran-backed militia") are not the actor.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from pipeline.contract import actor_types
from pipeline.language.word_sets import word_set
from pipeline.reference import actors as actor_table
from pipeline.reference import countries
from pipeline.reference.actors import categories
from pipeline.reference.regimes import state_actor

_BACKED = re.compile(
    r"\b[\w.]+(?:-[\w.]+)?-(?:backed|supported|aligned|linked|funded|trained|allied|affiliated|inspired)\b"
    r"|\b(?:backed|supported|funded|armed)\s+by\s+[\w. ]+",
    re.I,
)
#: A name so marked is not that of the actor: "anti-Taliban militia", "the Houthi-held port".
_OPPOSED = re.compile(r"\b(?:anti|counter|non)-$", re.I)
_HELD = re.compile(r"-(?:held|controlled|run|occupied|infested|dominated|ruled|besieged)\b", re.I)
_FORCE_WORDS = {"state": "Military Forces of", "police": "Police Forces of", "official": "Government of"}
_COALITION = word_set("pipeline.reference.actors", "coalition")
_FOREIGN = word_set("pipeline.reference.actors", "foreign")
_STRUCK = word_set("pipeline.reference.actors", "struck_heads")
#: Words that groups of many countries bear: a name of these alone says nothing abroad.
_COMMON_WORDS = word_set("pipeline.reference.actors", "common_name_words")
_INTERNATIONAL = "International"


@dataclass(frozen=True, slots=True)
class ResolvedActor:
    """An actor.

    Attributes:
        name: Canonical name, without ";"; "" when nothing can be said.
        inter: Actor type (1-8) in the country of the event.
        category: state, police, armed_group, gang, communal, rioter, protester, civilian, official, private, external
            or unknown.
        iso3: Home country; None when it has none or it is not known.
        associates: Names that describe the actor ("Students (Iraq)").
        is_known: It stands in the actor table, or is a state force of a known country.
        is_generic: It is known only by kind.
        rule: Id of the rule that decided.
    """

    name: str
    inter: int
    category: str
    iso3: str | None
    associates: tuple[str, ...]
    is_known: bool
    is_generic: bool
    rule: str


def _plain(text: str) -> str:
    folded = "".join(c for c in unicodedata.normalize("NFKD", text.replace("’", "'")) if not unicodedata.combining(c))
    return " ".join(folded.replace(";", ",").split())


def _generic(kind: str, country: str | None) -> str:
    return f"{kind} ({countries.label(country)})" if country else kind


def _kind(
    name: str,
    inter: int,
    category: str,
    country: str | None,
    *,
    home: str | None = None,
    associates: tuple[str, ...] = (),
    is_known: bool = False,
    rule: str = "resolve.actor_role.v1",
) -> ResolvedActor:
    """A generic actor: "Unidentified Armed Group (Mali)"."""
    return ResolvedActor(_generic(name, country), inter, category, home, associates, is_known, not is_known, rule)


#: Generic actors by the category of their role: name, actor type, category.
_BY_ROLE = {
    "private": ("Private Security Forces", actor_types.EXTERNAL_FORCES, "private"),
    "armed_group": ("Unidentified Armed Group", actor_types.POLITICAL_MILITIA, "armed_group"),
    "gang": ("Unidentified Gang", actor_types.POLITICAL_MILITIA, "gang"),
    "vigilante": ("Unidentified Communal Militia", actor_types.IDENTITY_MILITIA, "communal"),
    "rioter": ("Rioters", actor_types.RIOTERS, "rioter"),
    "protester": ("Protesters", actor_types.PROTESTERS, "protester"),
}


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
    if not any(c.isalpha() for c in phrase):
        return None
    backers = _BACKED.search(phrase)
    core = _BACKED.sub(" ", phrase).strip() or phrase
    owner_day = countries.find_country(core) or country
    if day is None and regimes and owner_day is not None:
        day = regimes.get(owner_day)
    if re.match(r"(?:(?:\w+ of )?(?:his|her|their|its|whose))\s+(?:\w+\s+)?(?:body)?guards?\b", core, re.I):
        return None  # the guards of somebody are of his party
    if backers and not any(c.isalpha() for c in core):
        return None
    named = _named(core, country, day, told_on)
    if named is not None:
        return named
    role = actor_table.role_of(core)
    home = countries.find_country(_HELD.sub(" ", re.sub(r"[\w']+(?=-(?:held|controlled|run|occupied))", "", core)))
    if role is None:
        if backers and home is None and "militia" in phrase.lower():
            role = actor_table.roles()["militia"]
        elif home is not None and countries.is_people(core):
            role = actor_table.roles()["people"]  # "two Palestinians"
        elif (
            home is not None
            and len(core.split()) <= 4
            and not re.search(r"[a-z]{4,}s?\b", core.replace("the", "").replace(_words_for(core, home), ""))
        ):
            return _state("state", home, country, day, "resolve.actor_country.v1")  # "the US", "Israel"
        else:
            return _unnamed(core, country, home)
    if role.category in categories.SERVICES:
        if home is None and backers and "militia" in core.lower():
            role = actor_table.roles()["militia"]
        else:
            return _forces(core, role, home, country, day, told_on)
    if role.category == "external":
        allied = _allies(country, day or told_on) if set(core.lower().split()) & _COALITION else None
        if allied is not None:
            return allied
        return _unidentified_forces()
    if role.category == "official":
        owner = home or country
        associates = (state_actor("Government of", owner, day),) if owner else ()
        return _kind(
            "Civilians", actor_types.CIVILIANS, "official", country,
            home=owner, associates=associates, is_known=bool(owner), rule="resolve.actor_official.v1",
        )  # fmt: skip
    peoples = _peoples(core)
    if role.category == "communal" or (peoples and (role.category == "armed_group" or _ARMED.search(core))):
        unlisted = None if peoples else _ethnic(core)
        names = [actor_table.peoples()[people] for people in peoples] or [
            f"{unlisted} Ethnic Militia" if unlisted else "Unidentified Communal Militia"
        ]
        return _kind(
            names[0], actor_types.IDENTITY_MILITIA, "communal", country,
            home=home, is_known=names[0] != "Unidentified Communal Militia",
            associates=tuple(_generic(name, country) for name in names[1:]), rule="resolve.actor_communal.v1",
        )  # fmt: skip
    if role.category in _BY_ROLE:
        name, inter, category = _BY_ROLE[role.category]
        described = (
            (_generic("Vigilante Group", country),)
            if role.category == "vigilante" and country
            else _associates(core, role, country)
            if inter in actor_types.CROWDS
            else ()
        )
        return _kind(name, inter, category, country, home=home, associates=described)
    return _civilians(core, role, home, country)


def _civilians(core: str, role: actor_table.Role, home: str | None, country: str | None) -> ResolvedActor:
    """Unarmed people, under their nationality where it is another than the country's."""
    abroad = home if home is not None and home != country else None
    associates = _associates(core, role, abroad or country)
    if abroad is None and country is not None and set(core.lower().split()) & _FOREIGN:
        return ResolvedActor(
            f"Civilians ({_INTERNATIONAL})", actor_types.CIVILIANS, "civilian", None, associates, False, True,
            "resolve.actor_civilians.v1",
        )  # fmt: skip
    return _kind(
        "Civilians", actor_types.CIVILIANS, "civilian", abroad or country,
        home=home, associates=associates, rule="resolve.actor_civilians.v1",
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
        return _kind(name, actor_types.STATE_FORCES, role.category, None, rule="resolve.actor_forces.v1")
    found = _state(role.category, owner, country, day, "resolve.actor_forces.v1")
    return replace(found, associates=(allied.name,)) if allied is not None else found


def _unidentified_forces() -> ResolvedActor:
    rule = "resolve.actor_forces.v1"
    return _kind("Unidentified Military Forces", actor_types.EXTERNAL_FORCES, "external", None, rule=rule)


def _allies(country: str | None, day: date | None) -> ResolvedActor | None:
    """The coalition that fights in a country on a day: what "coalition forces" means there."""
    if country is None:
        return None
    return _named("coalition forces", country, day, None)


def _state(category: str, owner: str, country: str | None, day: date | None, rule: str) -> ResolvedActor:
    name = state_actor(_FORCE_WORDS[category], owner, day)
    return ResolvedActor(name, _type_of_forces(owner, country), category, owner, (), True, False, rule)


def _type_of_forces(owner: str, country: str | None) -> int:
    """State forces in their own country, or where it is not known; external ones abroad."""
    return actor_types.STATE_FORCES if country in (None, owner) else actor_types.EXTERNAL_FORCES


_CATEGORY = {
    "rebel": "armed_group",
    "militia": "armed_group",
    "communal": "communal",
    "crowd": "rioter",
    "gang": "gang",
    "mission": "external",
    "state": "state",
    "police": "police",
    "defacto": "state",
    "private": "private",
    "party": "armed_group",
}


def _choose(words: str, country: str | None, day: date | None) -> actor_table.Actor | None:
    """The group that a name means: the one at home in the event's country on its day; None where the name could mean
    several, or another thing."""
    bearers = actor_table.alias_index()[actor_table.fold(words)]
    fitting = [a for a in bearers if a.is_valid_on(day)]
    at_home = [a for a in fitting if country is not None and country in a.countries]
    if at_home:
        return max(at_home, key=lambda a: (a.countries[0] == country, -at_home.index(a)))
    everywhere = [a for a in fitting if not a.countries]
    if everywhere:
        return everywhere[0]
    if actor_table.is_common_noun(words):
        return None
    if country is not None and not _is_distinctive(words, bearers):
        return None  # other groups abroad have these three letters, or these common words, too
    out_of_date = [a for a in bearers if country is not None and country in a.countries]
    if out_of_date:
        return out_of_date[-1]
    left = fitting or list(bearers)
    own = [a for a in left if actor_table.fold(words) in map(actor_table.fold, (a.name, a.name.split(": ")[-1]))]
    if own:
        return own[0]  # "Taliban" is an alias of others, and the name of one
    return left[0] if len({a.name for a in left}) == 1 else None


def _is_distinctive(words: str, bearers: Sequence[actor_table.Actor]) -> bool:
    """True for a name that means its group in any country: no three letters, no words that many groups bear, no
    "Federal Police"."""
    if actor_table.is_acronym(words):
        return len(words) > actor_table.SHORT_ACRONYM
    if any(a.category in categories.SERVICES for a in bearers) and " " in words:
        return countries.find_country(words) in {a.countries[0] for a in bearers}
    return not set(re.findall(r"[a-z']+", actor_table.fold(words))) <= _COMMON_WORDS


def _named(text: str, country: str | None, day: date | None, told_on: date | None) -> ResolvedActor | None:
    """The group of the actor table that a phrase names; further groups that it names stand beside it."""
    found: list[ResolvedActor] = []
    last_end = 0
    for start, end, _ in actor_table.name_spans(text):
        if _OPPOSED.search(text[:start]) or _HELD.match(text[end:]):
            continue
        if set(actor_table.fold(text[end:]).split()[:3]) & _STRUCK:
            return None  # "Boko Haram hostages" are not of Boko Haram
        words = text[start:end]
        chosen = _choose(words, country, day or told_on)
        if chosen is None:
            continue
        is_allied = actor_table.is_common_noun(words) or chosen.category == "mission"
        if is_allied and countries.find_country(text[:start]) is not None:
            continue  # "Afghan and coalition forces": a state's forces beside the coalition
        if found and not re.search(r"\band\b|,|\bor\b|/|&|\b(?:along|together)? ?with\b", text[last_end:start]):
            break  # "Boko Haram faction ISWAP", "M23 rebels of ...": one group told twice
        found.append(_of_table(chosen, country, day))
        last_end = end
    if not found:
        return None
    others = tuple(dict.fromkeys(other.name for other in found[1:] if other.name != found[0].name))
    return replace(found[0], associates=others)


def _of_table(actor: actor_table.Actor, country: str | None, day: date | None) -> ResolvedActor:
    inter, category, name = actor.inter, _CATEGORY[actor.category], actor.name
    if inter == actor_types.STATE_FORCES and country is not None and actor.countries and country not in actor.countries:
        inter = actor_types.EXTERNAL_FORCES
    if actor.category in categories.SERVICES and actor.countries:
        kind = _FORCE_WORDS[actor.category]
        owner = actor.countries[0]
        inter = _type_of_forces(owner, country)
        name = f"{state_actor(kind, owner, day)} {re.sub(r' [(][^()]+[)]$', '', actor.name.split(': ')[-1])}"
    elif actor.name == "Islamic State" and country is not None:
        name = f"Islamic State ({countries.label(country)})"
    elif actor.category == "communal" and country is not None:
        name = re.sub(r" \([^()]+\)$", f" ({countries.label(country)})", actor.name)
    at_home = actor.category in categories.SERVICES or (len(actor.countries) == 1 and actor.category != "mission")
    iso3 = actor.countries[0] if at_home else None
    return ResolvedActor(name, inter, category, iso3, (), True, False, "resolve.actor_table.v1")


_DESCRIBED = (
    (re.compile(r"\b(?:women|woman|girls?|nuns?|female|wife|mother|daughters?|schoolgirls?)\b"), "Women"),
    (re.compile(r"\bstudents?\b"), "Students"),
    (re.compile(r"\bteachers?\b"), "Teachers"),
    (re.compile(r"\bworkers?\b"), "Labour Group"),
    (re.compile(r"\bfarmers?\b"), "Farmers"),
    (re.compile(r"\bjournalists?\b"), "Journalists"),
    (re.compile(r"\bsettlers?\b"), "Settlers"),
    (re.compile(r"\brefugees?\b"), "Refugees/IDPs"),
)


def _associates(text: str, role: actor_table.Role, country: str | None) -> tuple[str, ...]:
    """Who the people are: students, women, journalists."""
    if country is None:
        return ()
    lowered = text.lower()
    out = [role.associate] if role.associate else []
    out += [name for pattern, name in _DESCRIBED if pattern.search(lowered)]
    return tuple(dict.fromkeys(f"{name} ({countries.label(country)})" for name in out))


_NOT_ETHNIC = word_set("pipeline.resolve", "not_ethnic")


_ARMED = re.compile(r"\barmed\b", re.I)


def _peoples(text: str) -> list[str]:
    """The communities of a phrase that the table knows for their militias, folded: "Lou Nuer and Murle youths"."""
    words = [word for word in re.split(r"[^\w'-]+", text) if word]
    found: list[str] = []
    index = 0
    while index < len(words):
        for size in (3, 2, 1):
            people = actor_table.fold(" ".join(words[index : index + size]))
            if words[index][:1].isupper() and people in actor_table.peoples():
                found.append(people)
                index += size - 1
                break
        index += 1
    return list(dict.fromkeys(found))


def _ethnic(text: str) -> str | None:
    """The people's name before "herdsmen", "tribesmen", where the table does not know it."""
    for word in re.split(r"[^\w'-]+", text):
        if (
            word[:1].isupper()
            and word.lower() not in _NOT_ETHNIC
            and countries.find_country(word) is None
            and actor_table.role_of(word) is None
        ):
            return _plain(word)
    return None


#: Words by which those who bear the name of a group are its political people, not its fighters.
_OF_A_PARTY = re.compile(
    r"\b(?:activists?|lawmakers?|opposition|party|politicians?|supporters?|sympathi[sz]ers?)\b", re.I
)


def as_victims(actor: ResolvedActor, words: str, country: str | None) -> ResolvedActor:
    """Those struck who are unarmed, unless the words or a fight say otherwise: members of a party, villagers of a
    people."""
    if actor.is_known and actor.inter == actor_types.POLITICAL_MILITIA and _OF_A_PARTY.search(words):
        return _kind(
            "Civilians", actor_types.CIVILIANS, "civilian", country,
            associates=(actor.name,), rule="resolve.actor_civilians.v1",
        )  # fmt: skip
    if actor.category != "communal" or re.search(
        r"\b(?:armed|militia\w*|gunmen|fighters|warriors|militants)\b", words, re.I
    ):
        return actor
    described = [f"{_plain(people).title()} Ethnic Group" for people in _peoples(words)]
    if re.search(r"\b(?:herd(?:ers?|s?men)|pastoralists?|nomads?)\b", words, re.I):
        described.append("Pastoralists")
    return _kind(
        "Civilians", actor_types.CIVILIANS, "civilian", country,
        associates=tuple(_generic(name, country) for name in described), rule="resolve.actor_civilians.v1",
    )  # fmt: skip


def as_crowd(actor: ResolvedActor, words: str, country: str | None) -> ResolvedActor:
    """Villagers, settlers, youths as those who attack: a violent crowd."""
    heads = re.findall(r"[a-z]+", words.lower())
    if actor.category != "civilian" or not heads or not set(heads) & _CROWD_HEADS:
        return actor
    return replace(
        actor,
        name=actor.name.replace("Civilians", "Rioters", 1),
        inter=actor_types.RIOTERS,
        category="rioter",
        rule="resolve.actor_crowd.v1",
    )


_CROWD_HEADS = word_set("pipeline.reference.actors", "crowd_heads")


def is_name_at_end(phrase: str) -> bool:
    """True where a phrase ends with the name of a known group or community: "fighters of Ahrar al-Sham"."""
    spans = actor_table.name_spans(phrase)
    if spans and spans[-1][1] == len(phrase):
        return not actor_table.is_common_noun(phrase[spans[-1][0] :])
    words = phrase.split()
    return any(actor_table.fold(" ".join(words[-size:])) in actor_table.peoples() for size in (1, 2, 3))


def leading_names(text: str) -> list[str]:
    """The name of a known group, or of a community with the noun after it, that a text begins with; empty where it
    begins otherwise."""
    spans = actor_table.name_spans(text)
    if spans and spans[0][0] == 0:
        return [text[: spans[0][1]]]
    words = text.split()
    for size in (3, 2, 1):
        if actor_table.fold(" ".join(words[:size])) in actor_table.peoples():
            return [" ".join(words[: size + 1]).rstrip(",;:")]
    return []


_ORGANISATION = re.compile(
    r"\b(?:front|army|movement|party|brigades?|forces?|command|militia|union|organi[sz]ation|group|committee|council|corps|battalion|liberation|network|cartel|federation|resistance|commandos?)\b",
    re.I,
)


def _unnamed(text: str, country: str | None, home: str | None) -> ResolvedActor:
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
        rule = "resolve.actor_unknown.v1"
        return ResolvedActor(name, actor_types.POLITICAL_MILITIA, "armed_group", None, (), False, False, rule)
    if _ORGANISATION.search(name) and not capitals:
        return _kind("Unidentified Armed Group", actor_types.POLITICAL_MILITIA, "armed_group", country)
    people = actor_table.roles()["people"]
    found = _civilians(text, people, home, country)
    return replace(found, rule="resolve.actor_person.v1")


#: Words of an operation that stand before the name of the group whose men it is after.
_PURSUIT = word_set("pipeline.reference.actors", "pursuit")
#: How many words may stand between them: "targeting a senior leader and weapons facilitator of the Haqqani network".
_PURSUIT_REACH = 14
_PURSUED_AFTER = re.compile(
    r"^[^.]{0,80}?\b(?:was|were|as|being) (?:also )?(?:the |a )?(?:primary |main )?(?:target|targeted|pursued|"
    r"sought|wanted)\b"
)
#: "The Taliban weapons facilitator is responsible for ...": the man whom the sentence before was about.
_DEFINITE = re.compile(r"\W*(?:The|This)\b[\w\s-]{0,20}$")
_OF_A_LEADER = re.compile(
    r"[\w\s,/-]{0,40}?\b(?:leaders?|commanders?|sub-?commanders?|facilitators?|financiers?|governor|emir|member|operative|chief|official|insurgent)\b"
)
_GENERIC_SUSPECT = word_set("pipeline.reference.actors", "suspect_heads")


def pursued(
    sentences: Sequence[str], country: str | None, day: date | None
) -> list[tuple[ResolvedActor, int, int, int]]:
    """The groups whose men an operation was after, as the sentences that tell it name them: "while searching for a
    Taliban commander".

    Returns:
        Each group once, with the index of the sentence and the offsets of the name in it.
    """
    out: list[tuple[ResolvedActor, int, int, int]] = []
    for index, sentence in enumerate(sentences):
        for start, end, _ in actor_table.name_spans(sentence):
            before = re.findall(r"[\w'-]+", sentence[:start].lower())[-_PURSUIT_REACH:]
            known_man = index > 0 and _DEFINITE.match(sentence[:start]) and _OF_A_LEADER.match(sentence[end:])
            if not set(before) & _PURSUIT and not _PURSUED_AFTER.search(sentence[end:]) and not known_man:
                continue
            found = _named(sentence[start:end], country, day, None)
            if (
                found is not None
                and found.category in categories.MEMBER_GROUPS
                and all(found.name != other.name for other, *_ in out)
            ):
                out.append((replace(found, rule="resolve.actor_pursued.v1"), index, start, end))
    return out


def may_be_pursued(actor: ResolvedActor, words: str) -> bool:
    """True for those of whom a text says only that they are suspects: "two suspected insurgents", "several
    individuals"."""
    if actor.category == "armed_group":
        return actor.is_generic and not actor.is_known
    heads = re.findall(r"[a-z]+", words.lower())
    return (
        actor.category in ("civilian", "gang")
        and actor.is_generic
        and not actor.associates
        and (bool(set(heads) & {"suspected", "suspect", "suspects"}) or bool(heads and heads[-1] in _GENERIC_SUSPECT))
    )
