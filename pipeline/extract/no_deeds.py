"""Triggers that tell no deed of their own, by the words and the triggers around them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

from pipeline.extract.arguments import (
    LIGHT_VERBS,
    directed_at,
    governor,
    held_responsible,
    noun_modifiers,
    prepositional,
    subjects,
    verb_agents,
    verb_patients,
)
from pipeline.extract.deed_signs import ends_as_text, is_numbered
from pipeline.extract.noun_conditions import is_gunfire
from pipeline.extract.nouns import categories, lemma
from pipeline.extract.protest_causes import STAYING_AWAY, is_in_protest
from pipeline.extract.relations import SUBJECTS, subject_and_carrier
from pipeline.extract.word_sets import word_set
from pipeline.language.event_classes import VIOLENCE
from pipeline.reference.actors import actor_category
from pipeline.reference.countries import country_names

if TYPE_CHECKING:
    from spacy.tokens import Token

    from pipeline.extract.triggers import Trigger

#: Classes of what befalls one person, and what he did at the gathering where it befell him.
_STRIKING = frozenset({"abduct", "attack", "kill", "shoot"})
_ATTENDING = frozenset(
    {"address", "attend", "depart", "enter", "exit", "hold", "join", "lead", "leave", "return", "speak", "take"}
)
#: Classes of harm that may come of no violence, and what does such harm.
_HARMING = frozenset({"injure", "kill"})
_NATURAL_KILLERS = word_set("natural_killers")
#: Beasts of which one is shot now and then, and classes of that.
_BEASTS = word_set("beasts")
_STRIKING_BEASTS = frozenset({"attack", "injure", "kill", "shoot"})
#: Verbs of carrying out a sentence of death, and who does so beside a country by its name.
_EXECUTING = frozenset({"behead", "execute", "hang"})
#: Kinds of harm, what an accident is told by, and what makes it none.
_HARMS = frozenset({"die", "injure", "kill", "toll"})
_ACCIDENT = re.compile(
    r"\b(?:avalanche|capsized|collided|collision|derailed|earthquake|floods?|hurricane|landslide|mudslide|overturned|pile-?up"
    r"|stampede|tornado|tsunami|typhoon"
    r"|(?:crash(?:ed)?|plunged|slammed|smashed|veered) (?:in|into|off|on)\b"
    r"|(?:bus|car|coach|helicopter|lorry|plane|ship|train|truck|van)s? (?:crash(?:ed)?|hit (?:an?|the) "
    r"(?:bridge|bus|car|lorry|pylon|train|tree|truck|wall))\b)",
    re.I,
)
_VIOLENT_WORDS = re.compile(
    r"\b(?:ambush|attack|bomb|bullet|explo|fighters?|fire[ds]?\b|grenade|gun|insurgent|knife|militant|militia|missile|mob\b"
    r"|protest|rammed|rebel|riot|rocket|shell|shoot|shot|soldier|stab|strike|target|terror|troops)",
    re.I,
)
#: Kinds of deeds that charges name, and words by which somebody is held to have done one.
_CHARGED, _SUSPICIONS = frozenset({"abduct", "attack", "kill"}), frozenset({"accuse", "charge", "suspect", "suspicion"})
#: Those whom the dead leave behind.
_LEFT_BEHIND = word_set("kin") | {"family", "parent", "relative", "survivor", "victim"}
_STATES = frozenset({"authority", "government", "kingdom"})
#: Verbs of a truce that comes to its end, or is broken.
_LAPSING_VERBS = word_set("lapsing_verbs")
_BREAKING_VERBS = frozenset({"break", "breach", "violate"})
#: What is done with a mine before it goes off, and classes of what others do to those who do it.
_LAYING = frozenset({"bury", "hide", "lay", "place", "plant"})
_STRIKING_LAYERS = frozenset({"air_strike", "arrest", "attack", "injure", "kill", "shoot"})
#: Whom helicopters set down, and what they are called then.
_ON_FOOT = word_set("ground_soldiers")
_LANDED = frozenset("brigade division force mission operation regiment soldier troop unit".split())
#: Verbs of those who free somebody from others.
_FREEING = frozenset({"find", "free", "liberate", "recover", "rescue", "save"})
#: Those who were told before.
_TOLD_BEFORE = frozenset({"them", "victims", "whom"})
#: Those who are left.
_THE_OTHERS = frozenset({"other", "others", "remaining", "remainder", "rest"})
_VESSELS = word_set("vessels")
#: How those walk who leave.
_OUT = frozenset({"away", "off", "out"})
#: What is said of mines that were laid.
_LAID = frozenset({"anti-personnel", "anti-tank", "land", "roadside"})
#: Words of those who dig, and of what.
_OF_PITS = frozenset({"coal", "colliery", "miner", "mineworker", "pit", "shaft"})
#: What a state does with a protest against another, and the messages that hold one.
_LODGING_VERBS, _MESSAGES = word_set("lodging_verbs"), frozenset({"letter", "note"})


def is_no_conflict(hit: Trigger, hits: Sequence[Trigger]) -> bool:
    """Does a trigger tell of harm or of a quarrel that is none of conflict, or of a gathering that is none?

    Args:
        hit: The trigger.
        hits: All triggers of its sentence.
    """
    return any(is_so(hit, hits) for is_so in _NO_CONFLICT)


def is_of_another_deed(hit: Trigger, hits: Sequence[Trigger], goes_on: bool) -> bool:
    """Does a trigger only frame, explain or look back at a deed that is told by another word?

    Args:
        hit: The trigger.
        hits: All triggers of its sentence.
        goes_on: The sentence before it has triggers too: those of whom this one speaks were told there.
    """
    return any(is_so(hit, hits) for is_so in _OF_ANOTHER_DEED) or (goes_on and _is_how_they_look(hit))


def _is_where_struck(hit: Trigger, hits: Sequence[Trigger]) -> bool:
    """Was somebody struck at a gathering that he only took part in: "murdered while attending a rally"?"""
    noun = hit.token
    struck = {other.token.i for other in hits if other.kind in _STRIKING}
    verb = next((above for above in noun.ancestors if above.pos_ == "VERB"), None)
    if hit.kind != "protest" or verb is None:
        return False
    return verb.dep_ == "advcl" and lemma(verb) in _ATTENDING and verb.head.i in struck


def _is_a_charge(hit: Trigger, hits: Sequence[Trigger]) -> bool:
    """ "Was arrested on suspicion of murder", "detained for attempted murder": what the law calls a deed that is told
    elsewhere."""
    word = hit.token
    link = word.head
    is_bare = (
        word.tag_ == "NN" and word.dep_ == "pobj" and not any(c.dep_ in ("det", "poss", "prep") for c in word.children)
    )
    if hit.kind not in _CHARGED or not is_bare:
        return False
    by_whom = {other.token for other in hits if other.kind == "arrest"}
    is_suspicion = link.lower_ == "of" and lemma(link.head) in _SUSPICIONS
    return (is_suspicion or link.lower_ in ("for", "over")) and not by_whom.isdisjoint(word.ancestors)


def _are_only_named(hit: Trigger, hits: Sequence[Trigger]) -> bool:
    """ "The jury considered protesters in Hong Kong", "an offer was made to demonstrators": people of whom somebody
    speaks, on no day and at no gathering that is told."""
    if hit.rule != "protest.people" or len(hits) > 1 or not ends_as_text(hit.token):
        return False
    noun = hit.token
    while noun.dep_ == "conj":
        noun = noun.head
    # "Large gatherings of demonstrators were heard", "protesters making their way to the embassy": who do something.
    is_object = noun.dep_ in ("dative", "dobj") or (noun.dep_ == "pobj" and noun.head.lower_ != "of")
    is_object = is_object and not any(c.dep_ in ("acl", "relcl") for c in noun.children)
    return is_object and not any(word.ent_type_ in ("DATE", "TIME") for word in hit.token.sent)


def _is_in_a_name(hit: Trigger, _hits: Sequence[Trigger]) -> bool:
    """ "The Federation of Relatives of Missing and Murdered People": a capital inside of running text."""
    word = hit.token
    is_attribute = (
        word.dep_ in ("amod", "conj") and word.tag_ == "VBN" and word.i > word.sent.start and ends_as_text(word)
    )
    are_titled = word.text.istitle() and word.head.text.istitle()
    is_running = any(other.pos_ == "VERB" and other.text.islower() for other in word.sent)
    return is_attribute and are_titled and is_running


def _is_mourned(hit: Trigger, hits: Sequence[Trigger]) -> bool:
    """ "Protesters carrying photographs of murdered journalists", "mothers of missing and murdered people", "survivors
    of the massacre marched": who they are, and nothing that happened there."""
    word = hit.token
    if hit.kind != "kill":
        return False
    is_march = any(other.kind == "protest" for other in hits)
    if word.dep_ == "pobj":
        return is_march and word.head.lower_ == "of" and lemma(word.head.head) in _LEFT_BEHIND
    beside = [child for child in word.children if child.dep_ not in ("cc", "conj", "punct")]
    first = word.head if word.dep_ == "conj" and word.head.tag_ == "VBN" else word
    people = first.head
    is_attribute = first.dep_ == "amod" and word.tag_ == "VBN" and not beside and people.i > word.i
    is_shown = people.dep_ in ("pobj", "conj") and any(above.lower_ in ("for", "of") for above in people.ancestors)
    is_of_kin = any(lemma(above) in _LEFT_BEHIND for above in people.ancestors)
    is_bare = people.tag_ == "NNS" and not is_numbered(people)
    above = {token.i for token in word.ancestors}
    is_struck = any(other.kind in _STRIKING and other.token.i in above for other in hits)  # "the mother of a murdered"
    return is_attribute and is_shown and (is_march or (is_of_kin and (is_bare or is_struck)))


def _is_by_nature(hit: Trigger, hits: Sequence[Trigger]) -> bool:
    """ "A fire killed six workers", and nobody set it: harm by fire, by beasts, by hunger."""
    subject, carrier = subject_and_carrier(hit.token)
    doers = [subject] if subject is not None and subject.dep_ == "nsubj" and carrier.tag_ != "VBN" else []
    if hit.token.dep_ == "relcl":  # "the cause of a blaze that killed nine"
        doers = [hit.token.head if doer.lower_ in ("that", "which") else doer for doer in doers]
    is_so = (
        hit.kind in _HARMING and bool(doers) and all(_is_natural(doer) or _is_told_as_nature(doer) for doer in doers)
    )
    return is_so and not any(other.kind in VIOLENCE and other.kind not in _HARMING for other in hits)


def _is_told_as_nature(doer: Token) -> bool:
    """ "Officials said it killed nine", behind a sentence about a fire."""
    if doer.lower_ != "it" or not doer.sent.start:
        return False
    before = doer.doc[doer.sent.start - 1].sent.root
    return any(noun.dep_ in SUBJECTS and _is_natural(noun) for noun in before.lefts)


def _is_of_an_accident(hit: Trigger, hits: Sequence[Trigger]) -> bool:
    """ "A cargo ship hit a bridge. Six workers were killed": harm by nobody, behind a sentence that tells an accident
    and no violence."""
    word = hit.token
    is_harm = all(other.kind in _HARMS for other in hits) and not any(c.dep_ == "agent" for c in word.children)
    if not is_harm or not word.sent.start or any(c.dep_ == "nsubj" for c in word.lefts if hit.kind == "kill"):
        return False
    before = word.doc[word.sent.start - 1].sent.text
    return _ACCIDENT.search(before) is not None and _VIOLENT_WORDS.search(before + word.sent.text) is None


def _has_overturned(hit: Trigger, _hits: Sequence[Trigger]) -> bool:
    """ "A bus overturned": of itself, where nobody turns it over."""
    verb = hit.token
    if hit.rule != "riot.vandalise" or lemma(verb) != "overturn" or any(c.dep_ == "dobj" for c in verb.rights):
        return False
    if any(child.dep_ == "agent" for child in verb.rights):
        return False
    # "A bus carrying pilgrims overturned", which the parser may read as pilgrims who were overturned.
    overturned = [verb.sent.root] if verb.dep_ == "acl" else [child for child in verb.lefts if child.dep_ == "nsubj"]
    return bool(overturned) and all("vehicle" in categories(noun) for noun in overturned)


def _is_shown(hit: Trigger, _hits: Sequence[Trigger]) -> bool:
    """ "He was demonstrating small screens": what somebody shows, and no protest."""
    shown = [child for child in hit.token.rights if child.dep_ == "dobj"]
    return hit.rule == "protest.verb" and lemma(hit.token) == "demonstrate" and bool(shown)


def _is_of_a_beast(hit: Trigger, _hits: Sequence[Trigger]) -> bool:
    """ "Police shot dead a bull": a beast that is killed; not the herds that raiders kill or carry off."""
    struck = [n for n in verb_patients(hit.token) if n.pos_ != "ADJ"] if hit.kind in _STRIKING_BEASTS else []
    return bool(struck) and all(noun.tag_ == "NN" and lemma(noun) in _BEASTS for noun in struck)


def _is_natural(killer: Token) -> bool:
    """A fire, a beast; not "a fire set by raiders"."""
    is_set = any(
        deed.dep_ in ("acl", "relcl") and any(c.dep_ == "agent" for c in deed.rights) for deed in killer.rights
    )
    names = {lemma(killer), killer.lower_.removesuffix("s")}  # "Landslides" at the start is read as a name
    return not names.isdisjoint(_NATURAL_KILLERS) and not is_set and not is_gunfire(killer)


def _is_by_law(hit: Trigger, _hits: Sequence[Trigger]) -> bool:
    """ "China executed three smugglers", "Saudi Arabia beheaded 12 people for drug crimes": sentences carried out."""
    doers = [child for child in hit.token.lefts if child.dep_ == "nsubj"]
    is_execution = hit.kind == "kill" and lemma(hit.token) in _EXECUTING
    return is_execution and bool(doers) and all(lemma(doer) in _STATES or _is_country(doer) for doer in doers)


def _is_country(noun: Token) -> bool:
    name = noun.doc[noun.left_edge.i : noun.i + 1].text.lower()
    return noun.text.lower() in country_names() or name in country_names()


def _has_lapsed(hit: Trigger, _hits: Sequence[Trigger]) -> bool:
    """ "A truce brokered by a neighbour expired on Monday": what had been agreed, and came to its end."""
    verb = hit.token
    truce = verb.head
    above = truce.head
    is_of_truce = hit.kind == "agreement" and verb.dep_ == "acl" and verb.tag_ == "VBN"
    is_over = truce.dep_ == "nsubj" and lemma(above) in _LAPSING_VERBS
    return is_of_truce and (is_over or (truce.dep_ in ("dobj", "nsubjpass") and lemma(above) in _BREAKING_VERBS))


def _is_struck_back_for(hit: Trigger, hits: Sequence[Trigger]) -> bool:
    """ "They attacked because of France's air strikes": what others do that somebody strikes back for."""
    word = hit.token
    cause = next((above for above in word.ancestors if above.lower_ == "because"), None)
    if cause is None or word.dep_ != "pobj" or word.head not in (cause, *cause.children):
        return False
    has_owner = any(child.dep_ == "poss" for child in word.lefts)
    return has_owner and any(other.token == cause.head and other.kind in VIOLENCE for other in hits)


def _is_how_they_look(hit: Trigger) -> bool:
    """ "Most of them had gunshot wounds": of what those suffered who were told before."""
    word = hit.token
    if word.dep_ != "dobj" or lemma(word) != "wound" or lemma(word.head) not in ("bear", "have", "show"):
        return False
    whose = [child for child in word.head.lefts if child.dep_ in SUBJECTS]
    return any(
        one.pos_ == "PRON" or any(noun.lower_ in _TOLD_BEFORE for _, noun in prepositional(one, {"of"}))
        for one in whose
    )


def _is_grievance(hit: Trigger, hits: Sequence[Trigger]) -> bool:
    """ "Residents burned tyres after two bodies were found": what they are angry about, and none of their dead."""
    clause = next((above for above in hit.token.ancestors if above.pos_ == "VERB"), None)
    if hit.rule not in ("die.body", "die.dead_adj") or clause is None or clause.dep_ != "advcl":
        return False
    above = {token.i for token in clause.ancestors}
    is_after = any(child.dep_ == "mark" and child.lower_ == "after" for child in clause.lefts)
    return is_after and any(other.kind in ("protest", "riot") and other.token.i in above for other in hits)


def _is_at_sea(hit: Trigger, _hits: Sequence[Trigger]) -> bool:
    """ "Blasted a supply boat with water cannon": what is turned on a vessel scatters no crowd."""
    if hit.rule != "disperse.tear_gas" or lemma(hit.token) != "cannon":
        return False
    verb = next((above for above in hit.token.ancestors if above.pos_ == "VERB"), None)
    struck = [] if verb is None else [*verb_patients(verb), *directed_at(verb), *directed_at(hit.token)]
    return any(lemma(noun) in _VESSELS for noun in struck)


def _is_blame(hit: Trigger, _hits: Sequence[Trigger]) -> bool:
    """ "Police hold the rebels responsible for the attack": nobody is arrested."""
    return hit.kind == "arrest" and bool(held_responsible(hit.token))


def _is_aim(hit: Trigger, hits: Sequence[Trigger]) -> bool:
    """ "Sent 600 soldiers to reinforce the garrison": what they are sent for is no other move."""
    word = hit.token
    is_for = word.dep_ in ("advcl", "xcomp") and any(c.dep_ == "aux" and c.lower_ == "to" for c in word.lefts)
    return is_for and hit.kind == "deploy" and any(o.kind == "deploy" and o.token == word.head for o in hits)


def _were_let_go_again(hit: Trigger, hits: Sequence[Trigger]) -> bool:
    """ "Ten men were arrested and later released": how the arrest ended, and no agreement to let captives go."""
    verb = hit.token.head
    is_beside = hit.kind == "release" and hit.token.dep_ == "conj"
    return is_beside and any(other.kind == "arrest" and other.token == verb for other in hits)


def _was_taken_before(hit: Trigger, hits: Sequence[Trigger]) -> bool:
    """ "Released two kidnapped aid workers", "freed 14 people held by kidnappers": what had been done to those whom
    somebody lets go or frees, of which no day is told beside that of the freeing."""
    word = hit.token
    if hit.kind != "abduct" or word.dep_ not in ("acl", "amod") or word.tag_ != "VBN" or word.n_lefts:
        return False
    days = [ent for ent in word.sent.ents if ent.label_ == "DATE"]
    is_dated = len(days) > 1 and any(word.is_ancestor(day.root) for day in days)
    if is_dated or (word.dep_ == "amod" and word.n_rights):
        return False
    above = {token.i for token in word.ancestors}
    is_let_go = any(other.kind == "release" and other.token.i in above for other in hits)
    return is_let_go or (word.head.dep_ == "dobj" and lemma(word.head.head) in _FREEING)


def _was_being_laid(hit: Trigger, hits: Sequence[Trigger]) -> bool:
    """ "Soldiers shot two men who were planting a bomb", which did not go off: what those did whom others struck."""
    word = hit.token
    verb = word.head if word.pos_ == "NOUN" and word.dep_ == "dobj" else word
    if hit.kind not in ("bomb", "mine") or lemma(verb) not in _LAYING or verb.tag_ != "VBG":
        return False
    if verb.dep_ not in ("acl", "relcl") or any(other.kind in ("disrupt", "explode") for other in hits):
        return False
    above = {token.i for token in verb.ancestors}
    striking = [other.token for other in hits if other.kind in _STRIKING_LAYERS and other.token.i in above]
    return any(verb.head in verb_patients(one) and verb_agents(one) for one in striking)


def _is_made_harmless(hit: Trigger, hits: Sequence[Trigger]) -> bool:
    """ "Engineers detonated the explosives in place": the bomb of which another word tells what became of it."""
    noun = hit.token
    is_object = hit.kind in ("bomb", "mine") and noun.dep_ in ("dobj", "nsubjpass")
    return is_object and any(other.kind == "disrupt" and other.token == noun.head for other in hits)


def _is_landing(hit: Trigger, _hits: Sequence[Trigger]) -> bool:
    """ "An air assault operation", "commandos conducted an air assault into the valley": soldiers set down by
    helicopter, who strike nothing from the air."""
    word = hit.token
    if hit.kind != "air_strike" or lemma(word) != "assault" or all(c.lower_ != "air" for c in word.lefts):
        return False
    verb, how = governor(word)
    is_carried = verb is not None and how == "object" and lemma(verb) in LIGHT_VERBS
    doers = [*noun_modifiers(word), *(subjects(verb) if verb is not None and is_carried else ())]
    into = [word, verb] if verb is not None and is_carried else [word]
    return (
        (word.dep_ == "compound" and lemma(word.head) in _LANDED)
        or any(lemma(doer) in _ON_FOOT for doer in doers)
        or any(child.dep_ == "prep" and child.lower_ == "into" for one in into for child in one.rights)
    )


def _is_left_of_a_war(hit: Trigger, _hits: Sequence[Trigger]) -> bool:
    """ "A bomb of the Second World War was defused": found long after, and meant for nobody now."""
    words = [word.lower_ for word in hit.token.sent]
    return hit.kind == "disrupt" and ("world", "war") in pairwise(words)


def _is_under_fire_for(hit: Trigger, _hits: Sequence[Trigger]) -> bool:
    """ "Came under fire for his attack on judges": what somebody said, for which others blame him."""
    above = hit.token.head
    is_for = hit.token.dep_ == "pobj" and above.lower_ in ("for", "over") and above.head.lemma_ == "come"
    return is_for and any(
        link == "under" and lemma(noun) in ("attack", "fire") for link, noun in prepositional(above.head)
    )


def _is_rout(hit: Trigger, hits: Sequence[Trigger]) -> bool:
    """ "Returned fire, killing one rebel and dispersing the others": fighters who flee from a fight are no crowd."""
    if hit.rule != "disperse.verb":
        return False
    struck = verb_patients(hit.token)
    fighters = [noun for other in hits if other.kind in VIOLENCE for noun in verb_patients(other.token)]
    return bool(struck) and all(
        _is_fighter(noun) or (noun.lower_ in _THE_OTHERS and any(map(_is_fighter, fighters))) for noun in struck
    )


def _is_fighter(noun: Token) -> bool:
    return actor_category(noun.text) == "armed_group"


def _is_lodged(hit: Trigger, _hits: Sequence[Trigger]) -> bool:
    """ "Islamabad lodged a protest with Tehran", "was handed a protest note": what is handed in, and no gathering."""
    noun, verb = hit.token, hit.token.head
    if hit.kind != "protest" or noun.lower_ not in ("protest", "protests"):
        return False
    if noun.dep_ == "compound" and lemma(verb) in _MESSAGES:
        return True
    is_lodged = noun.dep_ in ("dobj", "nsubjpass") and lemma(verb) in _LODGING_VERBS
    return is_lodged and any(child.lower_ in ("to", "with") for child in (*noun.rights, *verb.rights))


def _is_why(hit: Trigger, _hits: Sequence[Trigger]) -> bool:
    """ "Three ministers resigned in protest", "lawyers boycotted courts to protest against it": why they did it, and no
    gathering. Who shuts a road or stops a train stands in its way, and who walks somewhere goes there with others."""
    if hit.kind != "protest" or not is_in_protest(hit.token):
        return False
    verb = hit.token.head.head if hit.token.dep_ == "pobj" else hit.token.head
    objects = [child for child in verb.children if child.dep_ in ("dobj", "nsubjpass")]
    if lemma(verb) == "walk" and _OUT.isdisjoint(child.lower_ for child in verb.rights):
        return False
    # "Returned to the streets in protest", "stayed in the square".
    where = [noun for _, noun in prepositional(verb, {"in", "on", "onto", "to"}) if noun != hit.token]
    in_the_way = any(
        categories(thing) & {"road", "vehicle"} or thing.lower_ in ("square", "traffic") for thing in (*objects, *where)
    )
    return lemma(verb) in STAYING_AWAY and not in_the_way


def _is_pit(hit: Trigger, _hits: Sequence[Trigger]) -> bool:
    """ "A mine exploded in the coal region, killing 12 miners": where people dig, and nothing that was laid."""
    is_mine = hit.rule.startswith("explosion.mine") and lemma(hit.token) == "mine"
    is_laid = not _LAID.isdisjoint(word.lower_ for word in hit.token.lefts) or any(
        categories(word) & {"force", "vehicle"} for word in hit.token.sent
    )
    return is_mine and not is_laid and any(lemma(word) in _OF_PITS for word in hit.token.sent)


#: Harm and quarrel that are none of conflict, and gatherings that are none.
_NO_CONFLICT = (
    _is_pit,
    _is_why,
    _is_lodged,
    _is_by_nature,
    _is_of_an_accident,
    _has_overturned,
    _is_shown,
    _is_of_a_beast,
    _is_by_law,
    _is_at_sea,
    _is_blame,
    _is_left_of_a_war,
    _is_under_fire_for,
)
#: What frames, explains or looks back at another deed.
_OF_ANOTHER_DEED = (
    _is_where_struck,
    _is_a_charge,
    _are_only_named,
    _is_in_a_name,
    _is_mourned,
    _has_lapsed,
    _is_struck_back_for,
    _is_grievance,
    _is_aim,
    _is_rout,
    _were_let_go_again,
    _was_taken_before,
    _was_being_laid,
    _is_made_harmless,
    _is_landing,
)
