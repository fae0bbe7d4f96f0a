"""What a verb does to those it befalls, and to how many of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from pipeline.extract import casualties, realis, tallies
from pipeline.extract.arguments import is_passive, objects, own_subjects
from pipeline.extract.draft import Draft, add_tally
from pipeline.extract.nouns import categories, lemma
from pipeline.extract.people_groups import PART, Group
from pipeline.extract.triggers import Trigger
from pipeline.extract.word_sets import word_set

if TYPE_CHECKING:
    from spacy.tokens import Token

#: Classes whose verb counts those it befalls.
COUNTING = frozenset("abduct arrest injure kill".split())
#: Rules of verbs that name who brawls with whom as those of a clash do.
BRAWLS = frozenset({"riot.blows", "riot.brawl"})
#: Rules whose object is of those struck: "claimed the lives of two men", "cut the throats of two men".
OF_WHOM = frozenset({"attack.mutilate", "kill.claim_lives", "kill.cut_throat"})
_PARTS = frozenset({"life", "throat"}) | word_set("body_parts")
#: Words for people that name one of a pair.
_KIN = word_set("pairs")
#: Verbs whose object was somebody, whatever he is called: "shot and killed the Tor Geri of the town".
_KILLING = frozenset({"assassinate", "behead", "execute", "kill", "murder", "slay"})
#: The same of people alone, and animals, of whom it is said all the same.
_MURDERING = frozenset({"assassinate", "behead", "execute", "murder", "shoot", "slay"})
_ANIMALS = word_set("animals")
#: What nobody can kill, and kinds of those who may be meant by it all the same.
_THINGS = frozenset({"building", "infrastructure", "vehicle"})
_PEOPLE = frozenset({"force", "organization", "person"})
#: Verbs that leave open whether somebody died, where he was hit without dying of it, and what says that he did.
_WOUNDING = frozenset({"shoot", "stab"})
_LIMBS = frozenset({"ankle", "arm", "foot", "hand", "knee", "leg", "shoulder", "thigh"})
_DYING = frozenset({"die", "kill", "succumb"})
#: What forces do to those who then blow themselves up.
_RAIDING = frozenset({"attack", "besiege", "corner", "enter", "raid", "storm", "surround"})
#: What is done to those who are then shot.
_LEADING_AWAY = word_set("leading_away")
#: Moods of what befell nobody.
_UNREAL = frozenset({"negated", "future", "hypothetical"})
#: What a mob does to people who may live on.
_SURVIVED = frozenset({"assault", "attack", "beat", "set", "stone", "thrash"})


def add_effects(draft: Draft, trigger: Trigger, patients: Sequence[Token], rule: str, heads: set[int]) -> None:
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
    if counted is not None and len(counted) == 1 and _were_counted(counted[0].head):
        counted = None  # `count_people` looks for them
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


def _were_counted(noun: Token) -> bool:
    """Are people told by a word that stands for those whom the text has counted: "them", "all", "the gunmen"?"""
    return noun.lower_ in ("them", "all") or casualties.counted_before(noun) is not None


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


def _add_fallen(draft: Draft, trigger: Trigger, rule: str, heads: set[int]) -> bool:
    """Count those who died among those struck, and the others as wounded: "shot six, two fatally". False where no part
    of them is said to have died."""
    fallen = tallies.fallen_of(trigger.token)
    struck = None if fallen is None else tallies.of_verb(trigger.token)
    if fallen is None or not struck:
        return False
    most = max(struck, key=lambda group: group.count.low or 0)
    others = _without(most.count, fallen.count)
    add_tally(draft, [replace(g, count=others) if g is most else g for g in struck], "injured", rule, heads)
    draft.counts.append((fallen.head, "killed", fallen.count))
    return True


def _without(struck: casualties.Count, fallen: casualties.Count) -> casualties.Count:
    """How many live of those struck: "at least four", of "at least six, two fatally"; some, where nobody says how many
    fell, or more fell than were struck."""
    dead = fallen.low if fallen.quantifier == "exact" else None
    known = [number for number in (struck.low, struck.high) if number is not None]
    if dead is None or not known or min(known) < dead:
        return replace(struck, low=None, high=None, quantifier="unknown_plural")
    low, high = (None if number is None else number - dead for number in (struck.low, struck.high))
    return replace(struck, low=low, high=high)


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
    """ "Luis Perez, a senator and a leader of his party": one man, and what else he is. "A teacher, farmer and two
    others" are four, "Luis Perez, a guard and two policemen" more than one."""
    if noun.tag_ == "NNS" and any(child.dep_ == "nummod" for child in noun.lefts):
        return False
    role = noun.head
    others = [child for child in noun.rights if child.dep_ == "conj"]
    if noun.dep_ == "conj" and role.tag_ == "NN" and any(_is_counted(child) for child in others):
        return False
    if noun.dep_ != "conj" or role.i > noun.i or any(child.dep_ == "poss" for child in noun.lefts):
        return False
    if role.dep_ == "appos" and role.head.pos_ == "PROPN":
        return True
    # "An academic and expert in law" is one; "a man and woman" are two.
    are_single = (
        noun.tag_ == "NN" and role.tag_ in ("JJ", "NN") and any(child.lower_ in ("a", "an") for child in role.lefts)
    )
    is_bare = not _is_counted(noun)
    are_forces = "force" in categories(noun) and "force" in categories(role)  # "a soldier and policeman"
    return are_single and is_bare and not are_forces and not {lemma(noun), lemma(role)} & _KIN


def _is_counted(noun: Token) -> bool:
    return any(child.dep_ in ("det", "nummod") for child in noun.lefts)


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
    is_survived = trigger.rule in BRAWLS or lemma(trigger.token) in _SURVIVED
    if trigger.kind == "lynch" and is_survived and not _to_death(trigger.token):
        return None  # "villagers beat two men", "fans scuffled with police"
    is_in_a_limb = lemma(trigger.token) in _WOUNDING and _is_in_a_limb(trigger.token)
    if trigger.rule == "riot.mob_destroy":
        return None  # of things, of which nobody dies
    if trigger.rule == "attack.mutilate" or is_in_a_limb:
        return "injured"
    if _is_execution(trigger.token) or _is_riddled(trigger):
        return "killed"
    return casualties.EFFECT.get(trigger.kind) or casualties.VERB_EFFECT.get(lemma(trigger.token))


def _was_raided(verb: Token) -> bool:
    """ "Police stormed a hideout and two militants blew themselves up": those whom forces came for."""
    return verb.dep_ == "conj" and lemma(verb.head) in _RAIDING and bool(own_subjects(verb))


def _is_execution(verb: Token) -> bool:
    """ "Dragged eight men from their homes and shot them", "eight were lined up and shot": whom armed people had in
    their hands; not "and shot two"."""
    before = verb.head
    while before.dep_ == "conj" and lemma(before) not in _LEADING_AWAY and before.head.pos_ == "VERB":
        before = before.head  # "took two men off a bus, checked their papers and shot them"
    shot = [child.lower_ for child in verb.rights if child.dep_ == "dobj"]
    is_of_them = shot in (["them"], ["him"], ["her"]) or (not shot and is_passive(before) and verb.tag_ == "VBN")
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
    if trigger.rule in OF_WHOM:
        return next((tallies.of_noun(item) for item in objects(trigger.token) if lemma(item) in _PARTS), None)
    if trigger.kind == "die" or trigger.rule == "injure.lose_limb":
        return tallies.of_subject(trigger.token)
    counts = trigger.kind in COUNTING or lemma(trigger.token) in casualties.VERB_EFFECT
    return tallies.of_verb(trigger.token) if counts else None
