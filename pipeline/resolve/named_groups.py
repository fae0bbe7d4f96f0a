"""The group of the actor table that a phrase names."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from pipeline.contract import actor_types
from pipeline.language.word_sets import word_set
from pipeline.reference import actors as actor_table
from pipeline.reference import countries
from pipeline.reference.actors import categories
from pipeline.reference.regimes import state_actor
from pipeline.resolve.resolved_actors import ResolvedActor

#: A name so marked is not that of the actor: "anti-Taliban militia", "the Houthi-held port".
_OPPOSED = re.compile(r"\b(?:anti|counter|non)-$", re.I)
HELD = re.compile(r"-(?:held|controlled|run|occupied|infested|dominated|ruled|besieged)\b", re.I)
#: A name so followed is that of those whom somebody is close to: "the X-linked group", "an X affiliate".
_CLOSE_TO = re.compile(
    r"-(?:affiliated|aligned|allied|backed|inspired|linked)\b|(?:['’]s?)? (?:affiliate|franchise|offshoot)s?\b", re.I
)
_FORCE_WORDS = {"state": "Military Forces of", "police": "Police Forces of", "official": "Government of"}
#: Whose soldiers are in a land that has no army of its own.
_ARMIES = {"PSE": "ISR"}
_STRUCK = word_set("pipeline.reference.actors", "struck_heads")
#: Words that groups of many countries bear: a name of these alone says nothing abroad.
_COMMON_WORDS = word_set("pipeline.reference.actors", "common_name_words")


def is_backer(text: str, end: int) -> bool:
    """Does the name that ends at an offset only say to whom somebody else is close: "the X-linked group"?"""
    return _CLOSE_TO.match(text, end) is not None


def state_forces(category: str, owner: str, country: str | None, day: date | None, rule: str) -> ResolvedActor:
    if category == "state":
        owner = _ARMIES.get(owner, owner)
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
        nearest = [a for a in at_home if a.countries[0] == country] or at_home
        is_shared = len({a.name for a in nearest}) > 1 and _is_common(words) and not actor_table.is_common_noun(words)
        return None if is_shared else nearest[0]  # "Kurdish rebels" in Iraq are of Turkey or of Iran
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
    if any(a.category == "mission" for a in bearers) and countries.ends_in_demonym(words.split()[0]):
        return False  # "Indian peacekeepers" may be of any mission
    if any(a.category in categories.SERVICES for a in bearers) and " " in words:
        return countries.find_country(words) in {a.countries[0] for a in bearers}
    return not _is_common(words)


def _is_common(words: str) -> bool:
    """True for a name of words that many groups bear, and of peoples: "Hutu rebels"."""
    said = re.findall(r"[a-z']+", actor_table.fold(words))
    return all(word in _COMMON_WORDS or word in actor_table.peoples() for word in said)


def named_group(text: str, country: str | None, day: date | None, told_on: date | None) -> ResolvedActor | None:
    """The group of the actor table that a phrase names; further groups that it names stand beside it."""
    found: list[ResolvedActor] = []
    last_end = 0
    for start, end, _ in actor_table.name_spans(text):
        if _OPPOSED.search(text[:start]) or HELD.match(text[end:]):
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
        name = state_actor(kind, owner, day)
        if not actor.is_whole:
            name = f"{name} {re.sub(r' [(][^()]+[)]$', '', actor.name.split(': ')[-1])}"
    elif actor.name == "Islamic State" and country is not None:
        name = f"Islamic State ({countries.label(country)})"
    elif actor.category == "communal" and country is not None:
        name = re.sub(r" \([^()]+\)$", f" ({countries.label(country)})", actor.name)
    at_home = actor.category in categories.SERVICES or (len(actor.countries) == 1 and actor.category != "mission")
    iso3 = actor.countries[0] if at_home else None
    return ResolvedActor(name, inter, category, iso3, (), True, False, "resolve.actor_table.v1")
