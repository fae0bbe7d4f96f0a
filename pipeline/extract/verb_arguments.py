"""Who does what to whom, where the trigger is a verb."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from pipeline.extract.arguments import (
    ONE_MORE,
    TAKEN_AS,
    by_phrase,
    comes_under,
    directed_at,
    in_order,
    is_passive,
    objects,
    own_subjects,
    prepositional,
    subjects,
    verb_agents,
    verb_patients,
)
from pipeline.extract.arms_owners import owners_of_arms
from pipeline.extract.casualties import VERB_EFFECT
from pipeline.extract.draft import Draft, add, owners
from pipeline.extract.falls import fallen_of
from pipeline.extract.lost_places import LEAVING, losers, takers, who_left
from pipeline.extract.met_enemies import enemies_met
from pipeline.extract.nouns import PERSONAL, categories, is_weapon, lemma, may_act
from pipeline.extract.occupants import aboard, occupants
from pipeline.extract.operators import operators_of
from pipeline.extract.pronouns import meant
from pipeline.extract.triggers import Trigger
from pipeline.extract.verb_effects import BRAWLS, COUNTING, OF_WHOM, add_effects
from pipeline.extract.word_sets import word_set
from pipeline.language.event_classes import DEBRIS_RULES, DEMONSTRATION

if TYPE_CHECKING:
    from spacy.tokens import Token

#: Rules whose verb says what becomes of its subject: "five people died", "two students disappeared".
_UNDERGOING = frozenset(
    "abduct.disappear die.lay_down_life die.martyrdom die.sacrifice die.verb explosion.hit_device explosion.run_over "
    "injure.lose_limb kill.lose_life".split()
)
#: Rules whose object is what is fired, laid or thrown, not what is hit.
_WEAPON_AS_OBJECT = frozenset(
    "shoot.fire_shots shell.fire explosion.plant grenade.drop grenade.throw grenade.throw_bomb chemical.drop "
    "chemical.use air.precision suicide.detonate_vest suicide.strapped".split()
)
#: What the object of a verb became: "shot dead his officer and a guard".
_RESULTS = frozenset({"acomp", "oprd"})
_UNMANNED = frozenset({"drone", "uav"})
_SHOTS = frozenset({"shot", "round"})
_BURSTING = frozenset({"bomb", "explode", "mine"})
#: What is done with a mine before somebody strikes it.
_LAYING = frozenset({"bury", "hide", "lay", "leave", "place", "plant", "set"})
#: Classes whose object is a matter, not somebody harmed.
_MATTER_AS_OBJECT = frozenset("declaration agreement security base change deploy".split())
#: Classes whose target may follow a preposition: "fired on the bus".
_DIRECTED = word_set("directed_classes")
_TARGETS = frozenset({"person", "force", "building", "vehicle", "infrastructure", "physical", "road"})
#: Rules of demonstrations whose object is something harmed and not the cause that people march for.
_HARMING_CROWD = frozenset({"riot.mob_attack", "riot.mob_destroy", "riot.throw_stones", "riot.vandalise"})
#: Rules of a place that somebody no longer has, and of one that comes to others.
_LOSING = frozenset({"territory.lose", "territory.lose_control"})
_FALLING = frozenset({"territory.fall", "territory.fall_to", "territory.pass"})


def add_arguments(draft: Draft, trigger: Trigger, heads: set[int]) -> None:
    """Put the subjects, objects and by-phrases of a verb on the sides of its event."""
    token, kind = trigger.token, trigger.kind
    acting, patients = _sides(draft, trigger, heads)
    patients = [_meant(item, token) for item in patients if len(patients) == 1 or item.dep_ not in _RESULTS]
    if kind in _DIRECTED:
        patients = in_order([*patients, *_aimed_at(token)])
    if kind == "surrender":
        patients = [*patients, *(noun for _, noun in prepositional(token, {"to"}) if "force" in categories(noun))]
    counted = [noun for noun in patients if noun.pos_ == "NUM" and meant(noun) != noun]
    acting, patients = in_order(map(meant, acting)), in_order(map(meant, patients))
    met = enemies_met(token, patients) if kind in COUNTING else []
    if (kind == "clash" and trigger.rule != "clash.repel") or trigger.rule in BRAWLS:
        acting, patients = _opponents(token, acting, patients)
    rule = f"argument.{'passive' if is_passive(token) else 'active'}"
    if kind in COUNTING:
        acting = [*operators_of(token, acting, patients), *_layers(token, acting)]
    elif kind in _BURSTING and not is_passive(token):  # "a mine laid by the front exploded"
        acting = [*acting, *_layers(token, subjects(token))]
    if trigger.rule in DEBRIS_RULES:  # "debris of a Russian drone killed a man"
        acting = [noun for debris in subjects(token) for _, noun in prepositional(debris, {"from", "of"})]
    add(draft, "agent", acting, rule, heads)
    draft.weapons.extend(noun for _, noun in prepositional(token, {"with", "using"}) if is_weapon(noun))
    if kind in DEMONSTRATION - {"disperse"} and trigger.rule not in _HARMING_CROWD:
        patients = []
    # "Thwarted an attack by rebels, killing four": those who attacked.
    draft.agents = [entry for entry in draft.agents if entry[0] not in met]
    add(draft, "patient", [*met, *patients, *occupants(patients)], rule, heads)
    if trigger.rule == "kill.leave_dead":
        left = (objects(token) if not is_passive(token) else []) or subjects(token)
        patients = [item for item in left if item.lower_ != "dead"] or left
        add(draft, "patient", patients, rule, heads)
    if counted:  # "killed seven of them"
        patients = in_order([*counted, *(noun for noun in patients if noun not in map(meant, counted))])
    taken = [*patients, *aboard(token, patients)] if kind == "abduct" else patients
    if trigger.rule == "kill.lose_men":
        taken = verb_patients(token)  # those who lost them are struck, and not dead
    add_effects(draft, trigger, taken, rule, heads)


def _meant(noun: Token, verb: Token) -> Token:
    """The one whom "him" means, told with the verb before: "burst into the home of a councillor and shot him"."""
    if noun.lower_ not in ("him", "her") or noun.dep_ != "dobj" or verb.dep_ != "conj" or own_subjects(verb):
        return noun
    before = verb.doc[verb.head.i + 1 : verb.i]
    people = [t for t in before if t.tag_ in ("NN", "NNP") and t.dep_ in ("pobj", "dobj") and categories(t) & PERSONAL]
    return people[0] if len(people) == 1 else noun


def _subjects_of(verb: Token, heads: set[int]) -> list[Token]:
    """The subjects of a verb; none for a result that the parser hangs on a verb beside the event.

    "A bomb went off as a patrol drove through the town, killing four": the blast killed them, not the patrol.
    """
    first = verb
    while first.dep_ == "conj" and first.head.tag_ == "VBG" and not own_subjects(first):  # "killing four, injuring six"
        first = first.head
    beside = first.head
    is_result = first.tag_ == "VBG" and first.dep_ == "advcl" and not own_subjects(first)
    if is_result and beside.i not in heads and any(above.i in heads for above in beside.ancestors):
        return []
    if is_result and (comes_under(beside) or fallen_of(first)):
        return []  # "Aleppo came under fire, killing four"
    if is_result and lemma(first) in VERB_EFFECT and is_passive(beside):
        return by_phrase(beside)  # "a patrol was ambushed by rebels, killing two"
    return subjects(verb)


def _sides(draft: Draft, trigger: Trigger, heads: set[int]) -> tuple[list[Token], list[Token]]:
    """Those who act and those acted upon, as this kind of verb has them; weapons are put into the draft."""
    token, kind, rule = trigger.token, trigger.kind, trigger.rule
    acting = verb_agents(token) if is_passive(token) else _subjects_of(token, heads)
    patients = [*verb_patients(token), *fallen_of(token)]
    if kind in ("abduct", "arrest") and len(patients) > 1:  # "six men whom they had taken hostage"
        patients = [item for item in patients if item.lower_ not in TAKEN_AS or any(item.lefts)]
    if rule == "injure.to_hospital":
        return [], patients  # who rushes somebody to a hospital did not hurt him
    if rule == "shoot.under_fire":  # "came under fire from the rebels"
        return _firing(token), subjects(token)
    if rule == "attack.sink":  # "a patrol boat of the navy sank a craft": whose it is
        return [owner for craft in acting for owner in owners(craft)] or acting, patients
    if rule in _UNDERGOING:
        return _who_laid(token), subjects(token)
    if kind == "displace" and lemma(token) in LEAVING and not is_passive(token):
        return [], subjects(token)
    if rule == "kill.lose_men":  # "the army lost three men": it did not kill them
        return [], [*patients, *subjects(token)]
    if rule in OF_WHOM:  # "the blast claimed the lives of two men"
        lives = [noun for item in patients for _, noun in prepositional(item, {"of"})]
        return acting, lives or [m for item in patients for m in item.lefts if m.dep_ == "poss"]
    if kind == "explode" and not is_passive(token):
        # "The plane exploded in the air", as a drone does that is sent to.
        laden = [item for item in acting if "aircraft" not in categories(item) or lemma(item) in _UNMANNED]
        draft.weapons.extend(item for item in laden if is_weapon(item) or categories(item) & {"vehicle"})
        people = [item for item in acting if categories(item) & PERSONAL and item.lower_ not in ONE_MORE]
        return people, patients
    if rule in _WEAPON_AS_OBJECT:
        draft.weapons.extend(item for item in patients if is_weapon(item) or lemma(item) in _SHOTS)
        return acting, []
    if kind == "threat":
        return acting, [item for item in patients if categories(item) & PERSONAL]
    if kind in _MATTER_AS_OBJECT:
        return acting, []
    if kind == "surrender":  # "surrendered to the army"
        return acting, [noun for _, noun in prepositional(token, {"to"}) if may_act(noun)]
    if kind == "disrupt":
        draft.weapons.extend(item for item in patients if is_weapon(item))
        return acting, owners_of_arms(patients)
    if rule in ("territory.control", "territory.force_control"):
        held = [noun for item in patients for _, noun in prepositional(item, {"of", "over"})]
        return acting, [*held, *losers(token)]
    if rule in _LOSING:  # "the army lost the town to the rebels"
        return takers(token), subjects(token)
    if rule in _FALLING:  # "the town fell to the rebels", "into the hands of the rebels"
        return takers(token), []
    if kind == "territory":  # "retook the town from the rebels"
        return acting, [*patients, *losers(token), *who_left(token)]
    return acting, patients


def _firing(verb: Token) -> list[Token]:
    """Those from whom the fire comes under which somebody comes."""
    fire = [child for link in verb.rights if link.lower_ == "under" for child in link.children if child.dep_ == "pobj"]
    return [noun for word in (verb, *fire) for _, noun in prepositional(word, {"by", "from"}) if may_act(noun)]


def _who_laid(verb: Token) -> list[Token]:
    """Those who laid what somebody hits or steps on: "ran over a mine laid by the front"."""
    struck = [noun for noun in (*objects(verb), *(noun for _, noun in prepositional(verb))) if is_weapon(noun)]
    return [
        doer
        for thing in struck
        for clause in thing.rights
        if clause.dep_ == "acl" and lemma(clause) in _LAYING
        for doer in by_phrase(clause)
    ]


def _layers(verb: Token, acting: Sequence[Token]) -> list[Token]:
    """Those who laid the mine that kills: "killed by a mine laid by the front", "by a mine on Monday that was laid by
    it"."""
    mines = [thing for thing in acting if is_weapon(thing)]
    clauses = [clause for thing in (*mines, verb) for clause in thing.rights if clause.dep_ in ("acl", "relcl")]
    return [
        doer
        for clause in clauses
        if mines and lemma(clause) in _LAYING and clause.i > mines[0].i
        for doer in by_phrase(clause)
        if may_act(doer)
    ]


def _aimed_at(verb: Token) -> list[Token]:
    return [
        item for item in directed_at(verb) if categories(item) & _TARGETS and item.ent_type_ not in ("DATE", "TIME")
    ]


def _opponents(verb: Token, acting: Sequence[Token], patients: Sequence[Token]) -> tuple[list[Token], list[Token]]:
    """The two sides of a clash: "A clashed with B", "A and B clashed", "fought between A and B"."""
    between = [noun for _, noun in prepositional(verb, {"between", "among"}) if may_act(noun)]
    if len(between) >= 2:
        return between[:1], between[1:]
    # "Fought a battle with A", "exchanged fire with A".
    fought = [child for child in verb.rights if child.dep_ == "dobj" and not may_act(child)]
    against = [
        noun for word in (verb, *fought) for _, noun in prepositional(word, {"with", "against"}) if may_act(noun)
    ]
    told = [item for item in patients if may_act(item) and not _is_each_other(item)]
    other = in_order([*told, *against])
    if len(acting) >= 2 and not other:
        return list(acting[:1]), list(acting[1:])
    return list(acting), other


def _is_each_other(item: Token) -> bool:
    """ "Each other", "one another": those who act, and nobody else."""
    return item.lower_ in ("another", "other") and any(child.lower_ in ("each", "one") for child in item.lefts)
