"""Who does what to whom, where the trigger is a verb."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from pipeline.extract import casualties, realis, tallies
from pipeline.extract.arguments import (
    ONE_MORE,
    by_phrase,
    comes_under,
    directed_at,
    in_order,
    is_passive,
    objects,
    operator_of,
    own_subjects,
    prepositional,
    retreats_before,
    subjects,
    verb_agents,
    verb_patients,
)
from pipeline.extract.arms_owners import owners_of_arms
from pipeline.extract.draft import Draft, add, add_tally
from pipeline.extract.met_enemies import enemies_met
from pipeline.extract.nouns import PERSONAL, categories, is_weapon, lemma, may_act
from pipeline.extract.occupants import aboard, occupants
from pipeline.extract.people_groups import PART, Group
from pipeline.extract.pronouns import meant
from pipeline.extract.triggers import Trigger
from pipeline.extract.word_sets import word_set
from pipeline.language.event_classes import DEMONSTRATION
from pipeline.reference.actors import actor_category

if TYPE_CHECKING:
    from spacy.tokens import Token

#: Rules whose verb says what becomes of its subject: "five people died", "two students disappeared".
_UNDERGOING = frozenset(
    "abduct.disappear die.lay_down_life die.martyrdom die.sacrifice die.verb explosion.hit_device explosion.run_over "
    "injure.lose_limb kill.lose_life".split()
)
#: Rules whose object is what is fired, laid or thrown, not what is hit.
_WEAPON_AS_OBJECT = frozenset(
    "shoot.fire_shots shell.fire explosion.plant grenade.throw grenade.throw_bomb chemical.drop chemical.use "
    "air.precision suicide.detonate_vest suicide.strapped".split()
)
#: Verbs of those who are driven from where they live.
_LEAVING = frozenset({"flee", "leave", "abandon"})
#: Words for people that name one of a pair.
_KIN = word_set("pairs")
#: Verbs whose object was somebody, whatever he is called: "shot and killed the Tor Geri of the town".
_KILLING = frozenset({"assassinate", "behead", "execute", "kill", "murder", "slay"})
#: The same of people alone, and animals, of whom it is said all the same.
_MURDERING = frozenset({"assassinate", "behead", "execute", "murder", "shoot", "slay"})
_ANIMALS = word_set("animals")
#: What kills in an operation besides those who carry it out, and whom it is to free.
_OTHER_CAUSES = frozenset({"accident", "crash", "free", "hostages", "rescue", "stampede"})
#: What the object of a verb became: "shot dead his officer and a guard".
_RESULTS = frozenset({"acomp", "oprd"})
#: Rules whose object is of those struck: "claimed the lives of two men", "cut the throats of two men".
_OF_WHOM = frozenset({"attack.mutilate", "kill.claim_lives", "kill.cut_throat"})
_PARTS = frozenset({"life", "throat"}) | word_set("body_parts")
#: Verbs of those who give up a place that others take.
_YIELDING = frozenset({"retreat", "surrender", "vacate", "withdraw"})
_SHOTS = frozenset({"shot", "round"})
_THINGS = frozenset({"building", "infrastructure", "vehicle"})
_PEOPLE = frozenset({"force", "organization", "person"})
#: What is done with a mine before somebody strikes it.
_LAYING = frozenset({"bury", "hide", "lay", "leave", "place", "plant", "set"})
_HANDS = frozenset({"control", "hand"})
#: Classes whose object is a matter, not somebody harmed.
_MATTER_AS_OBJECT = frozenset("declaration agreement security base change deploy".split())
#: Classes whose target may follow a preposition: "fired on the bus".
_DIRECTED = word_set("directed_classes")
_TARGETS = frozenset({"person", "force", "building", "vehicle", "infrastructure", "physical", "road"})
#: Rules of demonstrations whose object is something harmed and not the cause that people march for.
_HARMING_CROWD = frozenset({"riot.mob_attack", "riot.mob_destroy", "riot.throw_stones", "riot.vandalise"})
#: Rules of a place that comes to others.
_FALLING = frozenset({"territory.fall", "territory.fall_to", "territory.pass"})
#: Verbs that leave open whether somebody died, where he was hit without dying of it, and what says that he did.
_WOUNDING = frozenset({"shoot", "stab"})
_LIMBS = frozenset({"ankle", "arm", "foot", "hand", "knee", "leg", "shoulder", "thigh"})
_DYING = frozenset({"die", "kill", "succumb"})
#: What forces do to those who then blow themselves up.
_RAIDING = frozenset({"attack", "besiege", "corner", "enter", "raid", "storm", "surround"})
#: What is done to those who are then shot.
_LEADING_AWAY = word_set("leading_away")
#: Classes whose verb counts those it befalls.
_COUNTING = frozenset("abduct arrest injure kill".split())
_UNREAL = frozenset({"negated", "future", "hypothetical"})
#: Rules of verbs that name who brawls with whom as those of a clash do.
_BRAWLS = frozenset({"riot.blows", "riot.brawl"})
#: What a mob does to people who may live on.
_SURVIVED = frozenset({"assault", "attack", "beat", "set", "thrash"})


def add_arguments(draft: Draft, trigger: Trigger, heads: set[int]) -> None:
    """Put the subjects, objects and by-phrases of a verb on the sides of its event."""
    token, kind = trigger.token, trigger.kind
    acting, patients = _sides(draft, trigger, heads)
    patients = [_meant(item, token) for item in patients if len(patients) == 1 or item.dep_ not in _RESULTS]
    if kind in _DIRECTED:
        patients = in_order([*patients, *_aimed_at(token)])
    if kind == "surrender":
        patients = [*patients, *(noun for _, noun in prepositional(token, {"to"}) if "force" in categories(noun))]
    acting, patients = in_order(map(meant, acting)), in_order(map(meant, patients))
    met = enemies_met(token, patients) if kind in _COUNTING else []
    if kind == "clash" or trigger.rule in _BRAWLS:
        acting, patients = _opponents(token, acting, patients)
    rule = f"argument.{'passive' if is_passive(token) else 'active'}"
    if kind in _COUNTING:
        acting = [*_operators(token, acting, patients), *_layers(token, acting)]
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
    taken = [*patients, *aboard(token, patients)] if kind == "abduct" else patients
    _add_effects(draft, trigger, taken, rule, heads)


def _is_of_a_group(noun: Token) -> bool:
    """ "Rebels", "militants": nobody of the force whose operation it is."""
    return actor_category(noun.text) == "armed_group"


def _operators(verb: Token, acting: list[Token], patients: Sequence[Token]) -> list[Token]:
    """Those who act, the force whose operation does it for the operation: "a police raid left four dead", "four were
    killed in an army operation". Who falls in the operation of his own force fell to others."""
    if any(categories(patient) & {"captive", "force"} and not _is_of_a_group(patient) for patient in patients):
        return acting
    if any(word.lower_ in _OTHER_CAUSES for word in verb.subtree):  # "killed in a stampede during a police raid"
        return acting
    found = in_order([*(force for noun in acting if (force := operator_of(noun)) is not None)])
    others = [noun for noun in acting if operator_of(noun) is None]
    if found or others or not is_passive(verb):
        return [*found, *others]
    within = [operator_of(noun) for _, noun in prepositional(verb, {"in", "during"})]
    return [force for force in within if force is not None]


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
    if is_result and comes_under(beside):
        return []  # "Aleppo came under fire, killing four"
    return subjects(verb)


def _sides(draft: Draft, trigger: Trigger, heads: set[int]) -> tuple[list[Token], list[Token]]:
    """Those who act and those acted upon, as this kind of verb has them; weapons are put into the draft."""
    token, kind, rule = trigger.token, trigger.kind, trigger.rule
    acting = verb_agents(token) if is_passive(token) else _subjects_of(token, heads)
    patients = verb_patients(token)
    if rule == "injure.to_hospital":
        return [], patients  # who rushes somebody to a hospital did not hurt him
    if rule == "shoot.under_fire":  # "came under fire from the rebels"
        return _firing(token), subjects(token)
    if rule in _UNDERGOING:
        return _who_laid(token), subjects(token)
    if kind == "displace" and lemma(token) in _LEAVING and not is_passive(token):
        return [], subjects(token)
    if rule == "kill.lose_men":  # "the army lost three men": it did not kill them
        return [], patients
    if rule in _OF_WHOM:  # "the blast claimed the lives of two men"
        lives = [noun for item in patients for _, noun in prepositional(item, {"of"})]
        return acting, lives or [m for item in patients for m in item.lefts if m.dep_ == "poss"]
    if kind == "explode" and not is_passive(token):
        draft.weapons.extend(item for item in acting if is_weapon(item) or categories(item) & {"vehicle"})
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
        return acting, [*held, *_losers(token)]
    if rule in _FALLING:  # "the town fell to the rebels", "into the hands of the rebels"
        return _takers(token), []
    if kind == "territory":  # "retook the town from the rebels"
        return acting, [*patients, *_losers(token), *_who_left(token)]
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


def _losers(verb: Token) -> list[Token]:
    """Those from whom a place, or control of it, was taken."""
    return [noun for _, noun in prepositional(verb, {"from"}) if may_act(noun)] or _lost_by(verb)


def _lost_by(verb: Token) -> list[Token]:
    """Those from whom a place was taken, where the parser hangs them on its name or on "back": "the town of Merca in
    Somalia from Al Shabaab", "wrested the port back from the rebels"."""
    links = [word for word in verb.subtree if word.lower_ == "from" and word.dep_ == "prep" and word.i > verb.i]
    places = [child for child in verb.children if child.dep_ == "dobj"]
    behind = [
        link
        for link in links
        if link.head in places
        or (link.head.lower_ == "back" and (link.head.head == verb or link.head.head in places))
        or (link.head.dep_ == "pobj" and link.head.pos_ == "PROPN" and any(p.is_ancestor(link.head) for p in places))
    ]
    return [noun for link in behind for noun in link.children if noun.dep_ == "pobj" and may_act(noun)]


def _who_left(verb: Token) -> list[Token]:
    """Those who gave a place up before it was taken: "took the town after soldiers left their posts", "following the
    retreat of the rebels"."""
    clauses = [c for c in verb.rights if c.dep_ == "advcl" and (c.lemma_ in _LEAVING or c.lemma_ in _YIELDING)]
    marked = [c for c in clauses if any(mark.lower_ in ("after", "as", "when") for mark in c.lefts)]
    gone = [noun for retreat in retreats_before(verb) for _, noun in prepositional(retreat, {"by", "of"})]
    return [
        noun
        for noun in (*gone, *(one for clause in marked for one in own_subjects(clause)))
        if "force" in categories(noun)
    ]


def _takers(verb: Token) -> list[Token]:
    """Those to whom a place falls."""
    after = [noun for _, noun in prepositional(verb, {"to", "into"})]
    hands = [noun for item in after if lemma(item) in _HANDS for _, noun in prepositional(item, {"of"})]
    return [noun for noun in hands or after if may_act(noun)]


def _aimed_at(verb: Token) -> list[Token]:
    return [
        item for item in directed_at(verb) if categories(item) & _TARGETS and item.ent_type_ not in ("DATE", "TIME")
    ]


def _opponents(verb: Token, acting: Sequence[Token], patients: Sequence[Token]) -> tuple[list[Token], list[Token]]:
    """The two sides of a clash: "A clashed with B", "A and B clashed", "fought between A and B"."""
    between = [noun for _, noun in prepositional(verb, {"between", "among"}) if may_act(noun)]
    if len(between) >= 2:
        return between[:1], between[1:]
    fought = [child for child in verb.rights if child.dep_ == "dobj" and lemma(child) == "battle"]
    against = [
        noun for word in (verb, *fought) for _, noun in prepositional(word, {"with", "against"}) if may_act(noun)
    ]
    other = in_order([*(item for item in patients if may_act(item)), *against])
    if len(acting) >= 2 and not other:
        return list(acting[:1]), list(acting[1:])
    return list(acting), other


def _is_counted_before(noun: Token) -> bool:
    """ "A lawmaker was shot dead, the second MP killed this week": the same one, as the parser hangs it beside."""
    words = [child.lower_ for child in noun.lefts]
    is_ordinal = any(child.ent_type_ == "ORDINAL" for child in noun.lefts)
    is_reduced = not any(child.dep_ in ("aux", "auxpass") for child in noun.head.lefts)
    return (
        is_ordinal
        and words[:1] == ["the"]
        and noun.tag_ in ("NN", "NNP")
        and noun.left_edge.i > 0
        and (is_reduced and noun.left_edge.nbor(-1).text == ",")
    )


def _add_effects(draft: Draft, trigger: Trigger, patients: Sequence[Token], rule: str, heads: set[int]) -> None:
    """What the verb does to its patients, and to how many people."""
    if realis.judge(trigger.token)[0] in _UNREAL or _add_fallen(draft, trigger, rule, heads):
        return
    if trigger.rule == "suicide.blow_himself" and _was_raided(trigger.token):
        add_tally(draft, tallies.of_subject(trigger.token) or [], "killed", rule, heads)
        return
    effect = _effect_of(trigger)
    if not effect or any(map(_is_counted_before, patients)):
        return
    counted = _counted(trigger)
    patients = [item for item in patients if effect not in casualties.PEOPLE_EFFECTS or not _is_thing(item)]
    if counted is not None:
        counted = [group for group in counted if not _is_second_role(group.head) and not _is_thing(group.head)]
        if not counted and trigger.kind == "abduct":
            counted = None  # "seized a bus with 23 passengers"
    if counted is not None and [group.head.lower_ for group in counted] in (["them"], ["all"]):
        counted = None  # those counted before: `count_people` looks for them
    if counted is not None and not _misses_one(counted, patients, trigger):
        add_tally(draft, counted, effect, rule, heads)
        return
    for patient in patients:
        draft.effects.setdefault(patient.i, effect)
        if _is_second_role(patient):
            continue
        if effect in casualties.PEOPLE_EFFECTS and casualties.is_people(patient) and not _is_part(patient):
            count = casualties.count_people(patient, trigger.token)
            if count.quantifier == "unknown" and _is_somebody(patient, trigger.token):
                count = replace(count, low=1, high=1, quantifier="exact")
            draft.counts.append((patient, effect, count))
    if effect in casualties.PEOPLE_EFFECTS:
        add_tally(draft, tallies.along_with(trigger.token), effect, rule, heads)


def _add_fallen(draft: Draft, trigger: Trigger, rule: str, heads: set[int]) -> bool:
    """Count those who died among those struck, and the others as wounded: "shot six, two fatally". False where no part
    of them is said to have died."""
    fallen = tallies.fallen_of(trigger.token)
    struck = None if fallen is None else tallies.of_verb(trigger.token)
    if fallen is None or not struck:
        return False
    most = max(struck, key=lambda group: group.count.low or 0)
    dead = fallen.count.low if fallen.count.quantifier == "exact" else None
    left = None if dead is None or most.count.low is None or most.count.low < dead else most.count.low - dead
    others = replace(most.count, low=left, high=left, quantifier="unknown_plural" if left is None else "exact")
    add_tally(draft, [replace(g, count=others) if g is most else g for g in struck], "injured", rule, heads)
    draft.counts.append((fallen.head, "killed", fallen.count))
    return True


def _is_thing(noun: Token) -> bool:
    """ "A mob burned dozens of shops": what nobody can kill."""
    kinds = categories(noun)
    return not kinds.isdisjoint(_THINGS) and kinds.isdisjoint(_PEOPLE)


def _is_somebody(noun: Token, verb: Token) -> bool:
    """Does a word that no list has name one person: what was killed, in capitals, and no place or group; or what was
    murdered and has an article, "shot dead a sarpanch"?"""
    has_article = any(child.lower_ in ("a", "an") for child in noun.lefts)
    if noun.tag_ == "NN" and has_article and categories(noun) == {"unknown"}:
        return lemma(verb) in _MURDERING and lemma(noun) not in _ANIMALS
    is_name = noun.tag_ == "NNP" and noun.ent_type_ not in ("EVENT", "FAC", "GPE", "LOC", "NORP")
    return is_name and lemma(verb) in _KILLING and "organization" not in categories(noun)


def _is_second_role(noun: Token) -> bool:
    """ "Luis Perez, a senator and a leader of his party": one man, and what else he is."""
    role = noun.head
    if noun.dep_ != "conj" or role.i > noun.i or any(child.dep_ == "poss" for child in noun.lefts):
        return False
    if role.dep_ == "appos" and role.head.pos_ == "PROPN":
        return True
    # "An academic and expert in law" is one; "a man and woman" are two.
    are_single = (
        noun.tag_ == "NN" and role.tag_ in ("JJ", "NN") and any(child.lower_ in ("a", "an") for child in role.lefts)
    )
    is_bare = not any(child.dep_ in ("det", "nummod") for child in noun.lefts)
    are_forces = "force" in categories(noun) and "force" in categories(role)  # "a soldier and policeman"
    return are_single and is_bare and not are_forces and not {lemma(noun), lemma(role)} & _KIN


def _misses_one(counted: Sequence[Group], patients: Sequence[Token], trigger: Trigger) -> bool:
    """True where the order of words counts fewer than the parse: "the envoy, a policeman and their driver", in which
    the second could explain the first. Lists of names are better read by the order of words."""
    people = [patient for patient in patients if casualties.is_people(patient)]
    if any(patient.pos_ == "PROPN" for patient in people):
        return False
    are_single = all(casualties.count_people(patient, trigger.token).low == 1 for patient in people)
    return 1 < len(counted) < len(people) and are_single and {g.head.i for g in counted} <= {p.i for p in people}


def _is_part(noun: Token) -> bool:
    """ "41, mostly students": people counted before."""
    return any(child.lower_ in PART for child in noun.lefts)


def _effect_of(trigger: Trigger) -> str | None:
    """What a trigger does to its patients: by its class, or by the verb ("a drone killed two" is an air strike)."""
    is_survived = trigger.rule in _BRAWLS or lemma(trigger.token) in _SURVIVED
    if trigger.kind == "lynch" and is_survived and not _to_death(trigger.token):
        return None  # "villagers beat two men", "fans scuffled with police"
    is_in_a_limb = lemma(trigger.token) in _WOUNDING and _is_in_a_limb(trigger.token)
    if trigger.rule == "attack.mutilate" or is_in_a_limb:
        return "injured"
    if _is_execution(trigger.token) or _is_riddled(trigger):
        return "killed"
    return casualties.EFFECT.get(trigger.kind) or casualties.VERB_EFFECT.get(lemma(trigger.token))


def _was_raided(verb: Token) -> bool:
    """ "Police stormed a hideout and two militants blew themselves up": those whom forces came for."""
    return verb.dep_ == "conj" and lemma(verb.head) in _RAIDING and bool(own_subjects(verb))


def _is_execution(verb: Token) -> bool:
    """ "Dragged eight men from their homes and shot them": whom armed people had in their hands; not "and shot two"."""
    before = verb.head
    shot = [child.lower_ for child in verb.rights if child.dep_ == "dobj"]
    is_of_them = shot in (["them"], ["him"], ["her"])
    return (
        lemma(verb) == "shoot"
        and is_of_them
        and verb.dep_ == "conj"
        and lemma(before) in _LEADING_AWAY
        and not own_subjects(verb)
        and not any(child.dep_ in ("advcl", "conj") for child in verb.rights)
    )


def _is_riddled(trigger: Trigger) -> bool:
    """ "An official was riddled with bullets", of which nobody lives to tell; a car may be."""
    return trigger.rule == "shoot.spray" and lemma(trigger.token) == "riddle"


def _is_in_a_limb(verb: Token) -> bool:
    """ "Shot in the leg", by which alone nobody dies; not "in the arm and stomach", nor "and died"."""
    hit = [child for prep in verb.rights if prep.lower_ == "in" for child in prep.rights if child.dep_ == "pobj"]
    is_limb = any(lemma(part) in _LIMBS and not any(c.dep_ == "conj" for c in part.rights) for part in hit)
    return is_limb and not any(child.dep_ == "conj" and lemma(child) in _DYING for child in verb.rights)


def _to_death(verb: Token) -> bool:
    """ "Beaten to death", "left for dead"."""
    return any(token.lower_ in ("dead", "death") for child in verb.children for token in (child, *child.children))


def _counted(trigger: Trigger) -> list[Group] | None:
    """Those whom a trigger counts, by the order of the words; None when that does not tell."""
    if trigger.rule in _OF_WHOM:
        return next((tallies.of_noun(item) for item in objects(trigger.token) if lemma(item) in _PARTS), None)
    if trigger.kind == "die" or trigger.rule == "injure.lose_limb":
        return tallies.of_subject(trigger.token)
    counts = trigger.kind in _COUNTING or lemma(trigger.token) in casualties.VERB_EFFECT
    return tallies.of_verb(trigger.token) if counts else None
