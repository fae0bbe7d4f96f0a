"""Actor columns of an event: who is actor1 and actor2, who only stands beside them, under which names (CODING_RULES
2.3, 3)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pipeline.classify.crowds import are_rivals, is_of_vigilantes, struck_each_other
from pipeline.classify.tags import is_countered
from pipeline.contract import actor_types, derive
from pipeline.language.quotes import quoted
from pipeline.language.word_sets import word_set
from pipeline.records import ActorSide, Candidate
from pipeline.reference.actors import categories, is_party
from pipeline.reference.regimes import state_actor

_PROTESTS = frozenset({"Excessive force against protesters", "Protest with intervention", "Peaceful protest"})
_RIOTS = frozenset({"Violent demonstration", "Mob violence"})
#: Words for fighting between armed groups.
_FIGHTING = word_set("pipeline.classify", "fighting_words")
_BATTLES = frozenset({"Government regains territory", "Non-state actor overtakes territory", "Armed clash"})
_CIVILIANS = frozenset({"Sexual violence", "Attack", "Abduction/forced disappearance"})
_REMOTE = frozenset(
    {
        "Chemical weapon",
        "Air/drone strike",
        "Suicide bomb",
        "Shelling/artillery/missile attack",
        "Remote explosive/landmine/IED",
        "Grenade",
    }
)
#: Rules of fights whose subject names both sides, and of those in which two crowds do.
_MUTUAL = frozenset({"clash.each_other", "clash.exchange", "clash.fight_on", "clash.verb"})
_OF_TWO_CROWDS = frozenset({"clash.each_other", "clash.fight_of_rivals"})
#: What says that those who fight are two: "residents of two villages", "Hindu and Muslim youths".
_TWO_OF_THEM = re.compile(r"\b(?:both|the two|two)\b|\b[A-Z][\w-]+ and [A-Z][\w-]+\b")
#: Words for people that say nothing of who they are.
_ANYBODY = frozenset({"civilians", "others", "people", "persons"})
#: How the names of a state's forces begin.
_FORCES = ("Military Forces of", "Police Forces of")
_COMMUNAL_WORDS = word_set("pipeline.classify", "communal_words")
#: Who is among the dead of his own bomb: "eleven people and both bombers died".
_BOMBERS = frozenset({"bomber", "bombers"})
#: Where civilians gather and ride; "near a market" is no market.
_CIVILIAN_SITES = word_set("pipeline.classify", "civilian_sites")
_SITE = re.compile(
    rf"(?P<beside>\b(?:beside|near|outside) (?:[\w-]+ ){{0,3}})?\b(?:{'|'.join(sorted(_CIVILIAN_SITES))})\b"
)
#: Words for forces and what is theirs, and what an attack is said to be aimed at.
_FORCE_WORDS = word_set("pipeline.classify", "force_words")
_AIMED = re.compile(r"\b(?:ambush|attack|hit|struck|target)(?:ed|ing|s)? ((?:[\w-]+ ){0,2}[\w-]+)")


@dataclass(frozen=True, slots=True)
class Cast:
    """The actor columns.

    Attributes:
        actor1, actor2: Names; None when there is none.
        inter1, inter2: Actor types, 1-8; None with the name.
        assoc1, assoc2: Names beside them, in order of the text.
        unresolved: True when a required actor is missing.
    """

    actor1: str | None
    inter1: int | None
    assoc1: tuple[str, ...]
    actor2: str | None
    inter2: int | None
    assoc2: tuple[str, ...]
    unresolved: bool


def place_name(country: str | None) -> str | None:
    """The country as it stands in brackets after a generic name: "Iraq"; None when it is not known."""
    return None if country is None else derive.country_row(country).label


def _generic(kind: str, country: str | None) -> str:
    """A generic name; without brackets where the country is not known, which holds the row for its place."""
    name = place_name(country)
    return kind if name is None else f"{kind} ({name})"


def _police(candidate: Candidate, country: str) -> str:
    """The police of a country, who disperse and arrest where the text does not say who did."""
    return state_actor("Police Forces of", country, candidate.event_date)


def _unique(names: Iterable[str | None], without: Iterable[str | None]) -> tuple[str, ...]:
    taken = set(without)
    return tuple(dict.fromkeys(name for name in names if name and name not in taken and ";" not in name))


def _associates(sides: Sequence[ActorSide]) -> list[str]:
    return [name for side in sides for name in side.associates]


def _civilians(sides: Sequence[ActorSide]) -> list[ActorSide]:
    return [side for side in sides if side.inter == actor_types.CIVILIANS]


def _of(sides: Sequence[ActorSide], allowed: frozenset[int]) -> list[ActorSide]:
    """Sides of allowed types in order of the text, but a group that is named before armed people who are not."""
    fitting = [side for side in sides if side.inter in allowed]
    is_named = any(side.is_known and side.category in categories.ARMED_GROUPS for side in fitting)

    def waits(side: ActorSide) -> bool:
        return is_named and side.is_generic and not side.is_known and side.category in categories.ARMED_GROUPS

    return sorted(fitting, key=waits)


#: Characters within which parties of two camps stand together as allies: "SDF fighters and US troops".
_TOGETHER = 60


def _is_opponent(side: ActorSide, chosen: ActorSide | None) -> bool:
    """True for forces of states beside a group that attacks, and the reverse, unless one breath names both."""
    return (
        chosen is not None
        and (side.inter in actor_types.OF_STATES) != (chosen.inter in actor_types.OF_STATES)
        and abs(side.start - chosen.start) > _TOGETHER
    )


def _beside(sides: Iterable[ActorSide], chosen: ActorSide | None, taken: Iterable[str | None]) -> tuple[str, ...]:
    """Those who stand beside the actor of a side: further parties, then what describes the actor himself."""
    others = [side.name for side in sides if side is not chosen and not _is_opponent(side, chosen)]
    return _unique([*others, *(_associates([chosen]) if chosen else [])], taken)


def cast(candidate: Candidate, sub: str) -> Cast:
    """Fill the actor columns of a candidate that is of sub-event `sub`."""
    every = [*candidate.side1, *candidate.side2]
    allowed1, allowed2, need = derive.inter1_allowed(sub), derive.inter2_allowed(sub), derive.actor2_rule(sub)
    if sub in _PROTESTS or sub in _RIOTS:
        return _crowd(candidate, sub, every, need)
    ones, twos = _of(candidate.side1, allowed1), _of(candidate.side2, allowed2)
    if sub in _BATTLES:
        return _battle(candidate, ones, twos)
    if sub in _CIVILIANS:
        return _against_civilians(candidate, ones)
    if sub in _REMOTE:
        return _remote(candidate, ones, twos)
    return _strategic(candidate, sub, ones, twos, every, allowed1, need)


def _unidentified(candidate: Candidate) -> tuple[str, int]:
    """An armed party without a name: a militia of some community where the text tells a fight between communities."""
    # "A tribal elder was abducted" says nothing of those who did it.
    said_of_struck = {word for side in candidate.side2 for word in side.text.lower().split()}
    said_of_struck |= {w for p in candidate.participants if p.role == "victim" for w in p.text.lower().split()}
    if not _COMMUNAL_WORDS.isdisjoint(set(candidate.words) - said_of_struck):
        return _generic("Unidentified Communal Militia", candidate.country), actor_types.IDENTITY_MILITIA
    return _armed_group(candidate.country)


def _armed_group(country: str | None) -> tuple[str, int]:
    return _generic("Unidentified Armed Group", country), actor_types.POLITICAL_MILITIA


#: Associates that say who the people are, not another party.
_DESCRIBING = re.compile(
    r"(?:Government|Vigilante Group|[\w/ ]*(?:Workers|Groups?|Students|Women|Refugees|Settlers)) ?\("
)


def _is_nameless(side: ActorSide | None) -> bool:
    return side is None or (side.is_generic and side.category == "armed_group")


def _battle(candidate: Candidate, ones: list[ActorSide], twos: list[ActorSide]) -> Cast:
    if not ones and len(twos) >= 2 and not _are_allies(candidate, twos):
        ones, twos = twos[:1], twos[1:]
    if not twos and len(ones) >= 2 and not _are_allies(candidate, ones):
        ones, twos = ones[:1], ones[1:]
    first = ones[0] if ones else None
    second = next((side for side in twos if first is None or side.name != first.name), None)
    unknown = _unidentified(candidate)
    if first is None and second is not None and (are_rivals(second.text) or _is_of_clans(candidate, second)):
        first = second  # "clashes between rival gangs", "between two clans"
    actor1, inter1 = (first.name, first.inter) if first else unknown
    actor2, inter2 = (second.name, second.inter) if second else (None, None)
    if first is not None and _is_nameless(second) and first.category in ("armed_group", "communal"):
        # "fighters of A and B fought each other": one phrase names both sides
        other = next(
            (name for name in first.associates if "clash" in candidate.trigger_classes and not _DESCRIBING.match(name)),
            None,
        )
        actor2, inter2 = (other, first.inter) if other is not None else (actor2, inter2)
    if first is not None and second is None and first.inter in actor_types.OF_STATES:
        actor2, inter2 = _other_nation(candidate, first)
    # "Clashes between herders and farmers", "a clash of tribesmen over land": of two communities.
    are_alike = first is not None and first.category == "communal" and first.is_generic and not first.is_known
    are_alike = are_alike and "clash" in candidate.trigger_classes
    if actor2 is None and first is not None and (are_rivals(first.text) or are_alike):
        actor2, inter2 = actor1, inter1  # "rival gangs fought": of one kind, both without a name
    is_other = unknown[0] != actor1 or inter1 == unknown[1] == actor_types.IDENTITY_MILITIA
    is_other = is_other or "territory" in candidate.trigger_classes
    # "Six people died in fighting in Baidoa", "in clashes": armed groups fought, though nobody says which.
    is_fought = bool(candidate.fatalities) or not _FIGHTING.isdisjoint(candidate.words)
    is_other = is_other or (first is None and second is None and is_fought)
    if actor2 is None and is_other:
        actor2, inter2 = unknown
    assoc1 = _no_civilians(_beside(ones, first, [actor1, actor2]))
    assoc2 = _no_civilians(_beside(twos, second, [actor1, actor2, *assoc1])) if actor2 else ()
    return Cast(actor1, inter1, assoc1, actor2, inter2, assoc2, actor2 is None)


def _are_allies(candidate: Candidate, sides: Sequence[ActorSide]) -> bool:
    """Are forces of states told on one side, of one state or of a coalition that fights beside it: "killed six soldiers
    and two policemen"? Not those who "exchanged fire"."""
    are_forces = all(side.inter in actor_types.OF_STATES for side in sides)
    states = {side.iso3 for side in sides if side.iso3 is not None}
    return are_forces and len(states) < 2 and _MUTUAL.isdisjoint(candidate.trigger_rules)


def _is_of_clans(candidate: Candidate, side: ActorSide) -> bool:
    """Are the clans of a fight told as one side: "fighting between two clans"?"""
    is_nameless = side.is_generic and side.category == "communal" and side.text.lower().split()[-1:] != ["clan"]
    return is_nameless and "clash.noun" in candidate.trigger_rules


def _other_nation(candidate: Candidate, first: ActorSide) -> tuple[str | None, int | None]:
    """The second army of "Indian and Pakistani troops exchanged fire"."""
    if not _MUTUAL & set(candidate.trigger_rules):
        return None, None
    name = next((name for name in first.associates if name.startswith(_FORCES)), None)
    if name is None or candidate.country is None:
        return None, None
    own = tuple(state_actor(kind, candidate.country, candidate.event_date) for kind in _FORCES)
    return name, actor_types.STATE_FORCES if name.startswith(own) else actor_types.EXTERNAL_FORCES


def _against_civilians(candidate: Candidate, ones: list[ActorSide]) -> Cast:
    country = candidate.country
    victims = _civilians(candidate.side2) or _civilians([*candidate.side1, *candidate.side2])
    first = ones[0] if ones else None
    alone = (_generic("Sole Perpetrator", country), actor_types.POLITICAL_MILITIA)
    actor1, inter1 = (first.name, first.inter) if first else alone if _alone(candidate) else _unidentified(candidate)
    if first and first.is_generic and first.inter == actor_types.POLITICAL_MILITIA and _is_lone(candidate):
        actor1, inter1 = alone
    actor2 = next((v.name for v in victims if v.name.startswith("Civilians (")), _generic("Civilians", country))
    beside = [
        *_associates(victims),
        *(v.name for v in victims if v.name != actor2 and country is not None),
        *(side.name for side in candidate.side2 if side.inter != actor_types.CIVILIANS),
    ]
    assoc2 = _unique(beside, [actor1, actor2])
    assoc1 = _beside(ones, first, [actor1, actor2, *assoc2])
    return Cast(actor1, inter1, assoc1, actor2, actor_types.CIVILIANS, assoc2, False)


def _remote(candidate: Candidate, ones: list[ActorSide], twos: list[ActorSide]) -> Cast:
    first = ones[0] if ones else None
    actor1, inter1 = (first.name, first.inter) if first else _armed_group(candidate.country)
    twos = [side for side in twos if _BOMBERS.isdisjoint(side.text.lower().split()[-1:])] or twos
    # Whoever struck without a name is another than the militants struck, though both are called the same.
    acted = first.name if first is not None else None
    armed = [side for side in twos if side.inter != actor_types.CIVILIANS and side.name != acted]
    civilians = _civilians(twos)
    if armed and civilians and _were_passing(candidate, armed):
        armed, civilians, twos = [], [*civilians, *armed], [*civilians, *armed]
    elif armed and civilians and all(side.category == "private" for side in armed):
        armed, civilians, twos = [], [*civilians, *armed], [*civilians, *armed]  # whoever is guarded is struck
    second = armed[0] if armed else civilians[0] if civilians else None
    are_hurt = (candidate.fatalities_civilians or 0) > 0 or (candidate.injured or 0) > 0
    if second is None and are_hurt and candidate.country is not None:
        # "Four people were killed", "injuring 12", and nobody says more of them than that.
        assoc1 = _beside(ones, first, [actor1])
        return Cast(actor1, inter1, assoc1, _generic("Civilians", candidate.country), actor_types.CIVILIANS, (), False)
    beside = [
        *(side.name for side in (*armed, *civilians) if side is not second),
        *(_associates([second]) if second else []),
        *(_associates(civilians) if second in civilians else []),
    ]
    assoc2 = _unique(beside, [actor1, second.name if second else None])
    assoc1 = _beside(ones, first, [actor1, second.name if second else None, *assoc2])
    return Cast(
        actor1, inter1, assoc1, second.name if second else None, second.inter if second else None, assoc2, False
    )


def _were_passing(candidate: Candidate, armed: Sequence[ActorSide]) -> bool:
    """Were forces only hurt by the way where a blow from afar killed civilians where they gather: "killed 14 passengers
    of a bus ... Two soldiers were also hurt"? Not where one of them fell, something of theirs was struck, or the words
    name a target."""
    told = quoted(candidate.evidence, "event").lower()
    words = set(re.findall(r"[a-z]+", told))
    hurt = {p.start for p in candidate.participants if p.effect == "injured"}
    fell = {p.start for p in candidate.participants if p.effect == "killed"}
    of_forces = all(side.inter in actor_types.OF_STATES and side.start in hurt - fell for side in armed)
    things = [p.phrase or p.text for p in candidate.participants if p.kind == "physical"]
    are_aimed_at = any(word in _FORCE_WORDS for found in _AIMED.findall(told) for word in found.split())
    is_theirs = (
        are_aimed_at
        or any(set(thing.lower().split()) & _FORCE_WORDS for thing in things)
        or bool(words & {"target", "targeted"})
    )
    is_there = any(site.group("beside") is None for site in _SITE.finditer(told))
    return bool(fell) and of_forces and is_there and not is_theirs


def _strategic(
    candidate: Candidate,
    sub: str,
    ones: Sequence[ActorSide],
    twos: Sequence[ActorSide],
    every: Sequence[ActorSide],
    allowed1: frozenset[int],
    need: str,
) -> Cast:
    country = candidate.country
    first = ones[0] if ones else None
    if first is None and sub != "Arrests":  # those who are held hold nobody
        first = next(iter(_of(every, allowed1)), None)
    # "Soldiers and police burned houses", "French and Malian troops entered the town": who helps is not the other side.
    is_taken = sub == "Non-violent transfer of territory" and "withdraw" not in candidate.trigger_classes
    met = twos if sub == "Looting/property destruction" or is_taken else [*twos, *ones]
    second = next((side for side in met if first is None or side.name != first.name), None)
    parties = [side for side in ones if side.inter in actor_types.ARMED and side is not first]
    if sub == "Agreement" and parties and (second is None or second.inter not in actor_types.ARMED):
        second = parties[0]  # "the army and the rebels exchanged prisoners"
    actor1: str | None
    inter1: int | None
    actor1, inter1 = (_signing(candidate, sub, first), first.inter) if first else (None, None)
    is_grave = "mass_grave" in candidate.trigger_classes
    if is_grave and (inter1 in (None, actor_types.CIVILIANS)) and country is not None:
        actor1, inter1 = _armed_group(country)  # whoever dug it up killed nobody
    if actor1 is None and sub in ("Looting/property destruction", "Disrupted weapons use"):
        actor1, inter1 = _armed_group(country)
    elif actor1 is None and sub == "Arrests" and country is not None:
        actor1, inter1 = _police(candidate, country), actor_types.STATE_FORCES
    elif actor1 is None and sub == "Other":
        actor1, inter1 = _generic("Civilians", country), actor_types.CIVILIANS
    if actor1 is None:
        inter1 = None
    actor2, inter2 = (_signing(candidate, sub, second), second.inter) if second else (None, None)
    if actor2 is None and need == "expected" and sub == "Looting/property destruction" and country:
        actor2, inter2 = _generic("Civilians", country), actor_types.CIVILIANS
    helpers = [side.name for side in ones if side is not first and side not in met]
    assoc1 = _unique([*helpers, *(_associates([first]) if first else [])], [actor1, actor2])
    # Of those who are arrested the others stand beside the first.
    others = twos if sub == "Arrests" else [second] if second else []
    assoc2 = _beside(others, second, [actor1, actor2, *assoc1])
    return Cast(actor1, inter1, assoc1, actor2, inter2, assoc2 if actor2 else (), actor1 is None)


def _signing(candidate: Candidate, sub: str, side: ActorSide) -> str | None:
    """The name of a party: of a government that agrees on something that of the government, not of its army."""
    words = side.text.lower().partition(" of ")[0].split()  # "the transitional government of Mali"
    is_government = "government" in words[-1:]
    if sub != "Agreement" or not is_government or side.inter not in actor_types.OF_STATES or side.iso3 is None:
        return side.name
    return state_actor("Government of", side.iso3, candidate.event_date)


def _crowd(candidate: Candidate, sub: str, every: Sequence[ActorSide], need: str) -> Cast:
    country = candidate.country
    actor1 = _generic("Protesters" if sub in _PROTESTS else "Rioters", country)
    actor2: str | None
    inter2: int | None
    members = [side for side in every if side.inter in actor_types.CROWDS | {actor_types.CIVILIANS}]
    others = [side for side in every if side.inter in actor_types.ARMED and not is_of_vigilantes(side)]
    # "Workers of the two parties clashed": crowds, whose parties stand beside them.
    parties = [side for side in others if sub in _RIOTS and is_party(side.name, candidate.event_date)]
    others = [side for side in others if side not in parties]
    classes = set(candidate.trigger_classes)
    if sub in _RIOTS and "riot.throw_stones" in candidate.trigger_rules:
        others = _without_throwers(candidate, others)
    allowed2 = derive.inter2_allowed(sub)
    second = next((side for side in others if side.inter in allowed2), None)
    if sub == "Peaceful protest":
        second = None
    if second is None and need == "required" and country is not None:
        police = _police(candidate, country)
        opponent = next((side for side in others), None)
        actor2, inter2 = (opponent.name, opponent.inter) if opponent else (police, actor_types.STATE_FORCES)
        by_guards = any(side.text.lower().split()[-1:] == ["guards"] for side in candidate.side1)
        if not opponent and by_guards:
            actor2, inter2 = _generic("Private Security Forces", country), actor_types.EXTERNAL_FORCES
        elif not opponent and not classes & {"arrest", "disperse"} and _alone(candidate, beside=members):
            actor2, inter2 = _generic("Sole Perpetrator", country), actor_types.POLITICAL_MILITIA
        elif not opponent and "disperse" not in classes and "arrest" not in classes and not classes & {"shoot", "beat"}:
            actor2, inter2 = _armed_group(country)
    else:
        actor2, inter2 = (second.name, second.inter) if second else (None, None)
    is_quarrel = sub == "Mob violence" and _fought_each_other(candidate)
    is_quarrel = is_quarrel or ("clash" in classes and bool(parties))
    if actor2 is None and country is not None and (is_countered(candidate) or is_quarrel):
        actor2 = actor1  # those who march against the others
        inter2 = actor_types.PROTESTERS if sub in _PROTESTS else actor_types.RIOTERS
    # A mob that kills "an APC chieftain" strikes a civilian of the party.
    struck = _civilians(candidate.side2) or [side for side in parties if side in candidate.side2]
    if sub == "Mob violence" and actor2 is None and struck and country:
        actor2, inter2 = _generic("Civilians", country), actor_types.CIVILIANS
    # "Police clashed with students": the crowd is whom the forces met.
    met_forces = second is not None and second in candidate.side1 and second.inter in actor_types.OF_STATES
    ours = (*candidate.side1, *(candidate.side2 if met_forces and "clash" in classes else ()))
    assoc1 = _unique(
        [
            *(s.name for s in parties if s in candidate.side1),
            *_associates([s for s in members if s in ours or s.inter in actor_types.CROWDS]),
        ],
        [actor1, actor2],
    )
    assoc2 = _unique(
        [
            *(s.name for s in others if s.name != actor2),
            *(s.name for s in parties if s not in candidate.side1),
            *(_associates(_civilians(candidate.side2)) if inter2 == actor_types.CIVILIANS else []),
        ],
        [actor1, actor2, *assoc1],
    )
    return Cast(
        actor1,
        actor_types.PROTESTERS if sub in _PROTESTS else actor_types.RIOTERS,
        assoc1,
        actor2,
        inter2 if actor2 else None,
        assoc2 if actor2 else (),
        False,
    )


def _without_throwers(candidate: Candidate, others: list[ActorSide]) -> list[ActorSide]:
    """Those beside the crowd without people who threw the stones themselves: "separatists threw stones at police"."""
    throwers = [side for side in candidate.side1 if side.category == "armed_group"]
    rest = [side for side in others if side not in throwers]
    return rest if any(side.inter in actor_types.OF_STATES for side in rest) else others


def _fought_each_other(candidate: Candidate) -> bool:
    """Two crowds: "supporters of rival clubs fought", "Hindus and Muslims clashed"; not people whom a fight befell."""
    if _OF_TWO_CROWDS & set(candidate.trigger_rules) or struck_each_other(candidate):
        return True
    met = [p for p in candidate.participants if p.role in ("target", "victim") and p.kind == "individual"]
    fought = [p.phrase or p.text for p in candidate.participants if p.role == "perpetrator"]
    # "Residents of two villages fought with sticks. Nine people were injured": of those who fought.
    are_of_both = any(are_rivals(words) or _TWO_OF_THEM.search(words) for words in fought) and all(
        one.text.lower().split()[-1] in _ANYBODY for one in met
    )
    return "clash" in candidate.trigger_classes and (are_of_both or any(one.effect is None for one in met))


def _alone(candidate: Candidate, *, beside: Sequence[ActorSide] = ()) -> bool:
    """One person acting alone, as far as the words say: "a man stabbed", a named person without a group; `beside`: a
    crowd whom he may have struck."""
    crowd = {side.start for side in beside if side.inter in actor_types.CROWDS}
    agents = [p for p in candidate.participants if p.role == "perpetrator" and p.kind == "individual"]
    agents = [p for p in agents if p.start not in crowd]
    return len(agents) >= 1 and all((p.count or 0) == 1 for p in agents)


def _is_lone(candidate: Candidate) -> bool:
    """ "A lone attacker", "a lone gunman"."""
    doers = [p for p in candidate.participants if p.role == "perpetrator"]
    return any("lone" in (p.phrase or p.text).lower().split() for p in doers)


def _no_civilians(names: tuple[str, ...]) -> tuple[str, ...]:
    """Without civilians: in a battle they stand in deaths and notes only (R15)."""
    return tuple(name for name in names if not name.startswith("Civilians ("))
