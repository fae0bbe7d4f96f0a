"""What somebody does as a rule, or has been doing for long, as the form of a verb tells it (CODING_RULES 4.4)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.extract.arguments import prepositional
from pipeline.extract.campaign_tolls import spans_a_campaign
from pipeline.extract.deed_signs import PAST, ends_as_text, is_bare, is_dated, is_of_one_deed, is_perfect
from pipeline.extract.nouns import PERSONAL, categories, lemma
from pipeline.extract.relations import SUBJECTS, subject_and_carrier
from pipeline.extract.word_sets import word_set

if TYPE_CHECKING:
    from spacy.tokens import Span, Token

_FREQUENCY_ADVERBS, _QUANTIFIERS = word_set("frequency_adverbs"), word_set("quantifiers")
#: Verbs whose past looks like their present.
_SAME_IN_THE_PAST = word_set("same_in_the_past")
#: Verbs by which something begins that may go on.
_OPENING = word_set("opening_verbs")
#: How often what goes on for long happens; and every one of those who fight.
_EVERY_DAY = frozenset({"daily", "monthly", "nightly", "weekly"})
_ALL = frozenset({"all", "both", "each"})
#: Of many, and nobody knows how many.
_SOME = frozenset({"many", "most", "other", "some"})
#: Verbs of what somebody is known for.
_CAREER_VERBS = word_set("career_verbs")
#: Verbs of those who are at war, and the auxiliaries that say that they are now.
_WARRING, _PRESENT = frozenset({"battle", "fight"}), frozenset({"are", "is"})
#: How somebody is stopped who attacks others.
_STOPPING = frozenset({"arrest", "disarm", "kill", "overpower", "shoot", "subdue", "tackle", "wound"})
#: Who was told before.
_THOSE_TOLD = frozenset({"he", "it", "she", "they"})
#: Kinds of names of where a fight is, and what is fought for on a battlefield.
_SCENES, _HELD = frozenset({"FAC", "GPE", "LOC"}), frozenset({"control"})


def doing(verb: Token) -> Token | None:
    """The word by which a verb tells what is done in general: "gangs often attack traders", "civilians are killed by
    these mines"; None where it may tell one deed."""
    return next((word for ask in _DOINGS if (word := ask(verb)) is not None), None)


def done_for_long(verb: Token) -> Token | None:
    """Plurals that nobody counts, in weeks and years up to now: "the army has bombed rebel positions in recent weeks",
    "has carried out air strikes this year". Whom a number or an article tells is somebody."""
    if not is_perfect(verb) or not spans_a_campaign(verb) or _is_of_days(verb):
        return None
    return verb if _has_bare_objects(verb) else None


def _is_of_days(verb: Token) -> bool:
    """ "Has shelled villages over the past three days": news, of some days."""
    return any(word.lower_ == "days" and word.ent_type_ == "DATE" for word in verb.subtree)


def _has_bare_objects(verb: Token) -> bool:
    objects = [child for child in verb.rights if child.dep_ == "dobj"]
    return bool(objects) and all(map(is_bare, objects))


def _habit(verb: Token) -> Token | None:
    """What is done again and again: "gangs often attack traders", "his attacks often killed civilians"."""
    subject, first = subject_and_carrier(verb)
    if first.pos_ != "VERB" or first.tag_ not in ("VB", "VBD", "VBP", "VBZ") or verb.sent.text.isupper():
        return None
    if any(child.dep_ in ("aux", "auxpass") for part in (verb, first) for child in part.children):
        return None
    is_often = any(child.lower_ in _FREQUENCY_ADVERBS for part in (verb, first) for child in part.children)
    is_many = subject is not None and (subject.tag_ in ("NNS", "NNPS") or first.tag_ == "VBZ")  # "which often strikes"
    return verb if is_often and is_many else None


def _at_intervals(verb: Token) -> Token | None:
    """What happens at intervals: "a bomb goes off every few weeks", "people are killed each night"."""
    _, first = subject_and_carrier(verb)
    is_at_intervals = any(
        child.ent_type_ in ("DATE", "TIME") and any(word.lower_ in ("each", "every") for word in child.subtree)
        for child in first.children
    )
    return verb if is_at_intervals and first.tag_ in ("VBP", "VBZ", "VBN") else None


def _of_a_kind(verb: Token) -> Token | None:
    """What holds of a kind of people at all times: "civilians are killed by these mines", "bombers who target buses".

    Present tense of unnumbered people, with no day; headlines drop their auxiliaries, and news of a day its present.
    """
    subject, first = subject_and_carrier(verb)
    if subject is None or verb.pos_ != "VERB" or any(child.dep_ == "aux" for child in first.children):
        return None
    passive = next((child for child in first.children if child.dep_ == "auxpass"), None)
    if passive is not None:
        of_a_kind = passive.lower_ == "are" and (first.dep_ != "ROOT" or ends_as_text(first))
    else:
        of_a_kind = first.tag_ == "VBP" and first.lower_ not in _SAME_IN_THE_PAST and first.dep_ == "relcl"
        subject = first.head if subject.lower_ in ("who", "that", "which") else subject
    return verb if of_a_kind and is_bare(subject) and not is_dated(first) else None


def _of_its_kind(verb: Token) -> Token | None:
    """What one of many does at all times: "a volunteer force that fights alongside the army", "a group which attacks
    villages": the present tense of a clause that nothing dates, counts or places."""
    subject, first = subject_and_carrier(verb)
    is_clause = subject is not None and subject.lower_ in ("that", "which", "who") and first.dep_ == "relcl"
    if not is_clause or verb.tag_ != "VBZ" or first.tag_ != "VBZ" or not ends_as_text(first):
        return None
    struck = [child for child in verb.children if child.dep_ == "dobj"]
    return verb if all(map(is_bare, struck)) and not any(map(is_of_one_deed, first.subtree)) else None


def _way(verb: Token) -> Token | None:
    """What people do as a rule: "they ambush patrols and kidnap workers", "the leader steals army vehicles": the
    present tense of running text, to many whom nothing numbers, with no day."""
    subject, first = subject_and_carrier(verb)
    if subject is None or first.tag_ not in ("VBP", "VBZ") or not ends_as_text(first):
        return None
    if first.lower_ in _SAME_IN_THE_PAST:
        return None
    struck = [child for child in verb.children if child.dep_ == "dobj"]
    is_of_many = subject.lower_ in _THOSE_TOLD or any(child.lower_ == "the" for child in subject.lefts)
    if not first.sent.start or any(map(is_of_one_deed, first.sent)):
        return None
    is_told = any(child.dep_ in ("aux", "prt") for child in first.children) or is_dated(first) or is_dated(verb)
    return verb if is_of_many and struck and all(map(is_bare, struck)) and not is_told else None


def _why_they_live_so(verb: Token) -> Token | None:
    """ "Villagers sleep in the bush because raiders come at night and burn huts": the ways of many, by which others
    live as they do."""
    subject, first = subject_and_carrier(verb)
    if subject is None or first.dep_ != "advcl" or first.tag_ != "VBP" or first.lower_ in _SAME_IN_THE_PAST:
        return None
    is_why = any(child.dep_ == "mark" and child.lower_ == "because" for child in first.lefts)
    is_of_one = any(word.ent_type_ == "DATE" or word.pos_ == "NUM" for word in first.subtree)
    return verb if is_why and is_bare(subject) and ends_as_text(first) and not is_of_one else None


def _of_their_past(verb: Token) -> Token | None:
    """ "Medals to soldiers who had repelled attacks", "a general whose soldiers shelled markets": by what those are
    known whom somebody names, with no day, no number and no place."""
    struck = [child for child in verb.children if child.dep_ == "dobj"]
    if verb.dep_ != "relcl" or verb.tag_ not in PAST or not struck or not all(map(is_bare, struck)):
        return None
    is_of_one = any(is_of_one_deed(word) for word in verb.subtree)
    is_object = verb.head.dep_ in ("dative", "dobj", "pobj") and bool(categories(verb.head) & PERSONAL)
    is_object = is_object and verb.head.ent_type_ not in ("DATE", "TIME")  # "on Wednesday when raiders attacked farms"
    # "Police shot dead a man who had attacked passers-by": just before.
    is_stopped = verb.head.dep_ == "dobj" and verb.head.tag_ == "NN" and lemma(verb.head.head) in _STOPPING
    is_object = is_object and not is_stopped
    return verb if is_object and not is_of_one else None


def _used_to(verb: Token) -> Token | None:
    """ "Fighters used to raid villages and carry off children"; not "the knife used to kill him", nor "used batons to
    drive them off"."""
    first = verb
    while first.dep_ == "conj" and first.tag_ == first.head.tag_ == "VB":
        first = first.head
    above = first.head
    is_so = first.dep_ == "xcomp" and first.tag_ == "VB" and above.lower_ == "used"
    has_means = any(child.dep_ == "dobj" for child in above.rights)
    return above if is_so and not has_means and any(child.dep_ == "nsubj" for child in above.lefts) else None


def _whenever(verb: Token) -> Token | None:
    """What happens as often as something else: "every time a leader is murdered", "whoever kills a priest"."""
    if any(child.lower_ in ("whenever", "whoever") for child in verb.lefts):
        return None if verb.tag_ in PAST else verb
    is_at_all_times = any(child.tag_ in ("VBP", "VBZ") for child in (verb, *verb.lefts))
    times = [child for child in verb.lefts if child.dep_ == "npadvmod"]
    times += [verb.head] if verb.dep_ in ("acl", "relcl") else []
    each = (noun for noun in times if noun.lower_ == "time" and any(c.lower_ in ("each", "every") for c in noun.lefts))
    return next(each, None) if is_at_all_times else None


def _often_so_far(verb: Token) -> Token | None:
    """What has been done again and again: "marches have been held almost daily since May", "both sides have shelled
    civilian areas"."""
    subject, first = subject_and_carrier(verb)
    if subject is None or not is_perfect(first):
        return None
    is_often = any(child.lower_ in _EVERY_DAY for child in first.children) or _is_told_as_often(first)
    is_of_all = lemma(subject) == "side" and any(child.lower_ in _ALL for child in subject.lefts)
    return verb if is_often or (is_of_all and not any(map(is_of_one_deed, first.sent))) else None


def _is_told_as_often(verb: Token) -> bool:
    """ "Has been hit again and again", "have repeatedly attacked", "has been struck many times", and no day."""
    words = [word for child in verb.children if child.pos_ not in ("AUX", "NOUN", "VERB") for word in child.subtree]
    is_again = [word.lower_ for word in words].count("again") > 1 or any(w.lower_ in _FREQUENCY_ADVERBS for w in words)
    times = [child for child in verb.rights if child.dep_ == "npadvmod" and child.lower_ in ("time", "times")]
    is_again = is_again or (bool(times) and any(word.lower_ == "again" for word in words))
    is_many = any(word.lower_ in _QUANTIFIERS for time in times for word in time.lefts)
    return (is_again or is_many) and not any(map(is_of_one_deed, verb.sent))


def _each_time(verb: Token) -> Token | None:
    """What has befallen some of many: "some hostages have been killed when ransoms were not paid"."""
    subject, first = subject_and_carrier(verb)
    is_of_some = subject is not None and subject.tag_ == "NNS" and any(c.lower_ in _SOME for c in subject.lefts)
    if not is_of_some or not is_perfect(first) or any(map(is_of_one_deed, first.sent)):
        return None
    clauses = [c for c in first.rights if c.dep_ == "advcl" and any(mark.lower_ == "when" for mark in c.lefts)]
    occasions = [noun for clause in clauses for noun in clause.lefts if noun.dep_ in SUBJECTS]
    return verb if occasions and all(map(is_bare, occasions)) else None


def goes_on(verb: Token) -> Token | None:
    """What has gone on for a time that nobody tells, or for years: "the army has been fighting rebels in the hills".
    Who "had been attacking the post when troops came" did so then."""
    aux = {child.lower_ for child in verb.children if child.dep_ == "aux"}
    is_on = verb.tag_ == "VBG" and "been" in aux and bool(aux & {"has", "have", "had"})
    is_at_once = "had" in aux and any(
        clause.tag_ == "VBD" and child.lower_ == "when" for clause in verb.rights for child in clause.lefts
    )
    is_of_a_day = is_dated(verb) and not spans_a_campaign(verb)
    return verb if is_on and not is_at_once and not is_of_a_day else None


def career(verb: Token) -> Token | None:
    """What somebody is known for, told behind the news: "militants have killed teachers and burned schools", "has
    carried out air strikes against the group", with no day and nobody counted in the sentence."""
    subject, _ = subject_and_carrier(verb)
    first = verb
    while first.dep_ == "conj" and first.head.pos_ == "VERB":
        first = first.head
    has_done = is_perfect(first) and not any(c.dep_ == "auxpass" for c in first.lefts)
    if not has_done or first.dep_ != "ROOT" or not ends_as_text(first) or not _has_bare_objects(first):
        return None
    before = first.doc[: first.sent.start]
    if not any(ent.label_ == "DATE" for ent in before.ents) or _goes_on_from(before, subject):
        return None  # the news itself, of no day; or what those did who had come
    if lemma(first) not in _CAREER_VERBS or any(map(is_of_one_deed, first.sent)):
        return None
    return first if verb == first or _has_bare_objects(verb) else None


def _goes_on_from(before: Span, subject: Token | None) -> bool:
    """ "Fighters entered the town on Wednesday. They have beheaded civilians", "fighting resumed on Monday. Rebels have
    shelled army positions": what came of the news told just before."""
    if subject is None or subject.pos_ == "PRON":
        return True
    last = before[-1].sent if len(before) else None
    return last is not None and any(
        word.tag_ in PAST and word.pos_ == "VERB" and lemma(word) in _OPENING and word.dep_ in ("ROOT", "conj", "ccomp")
        for word in last
    )


def _for_a_cause(verb: Token) -> Token | None:
    """What somebody is at war about: "the group says it is fighting for a state", "who are fighting the government"."""
    is_on = verb.tag_ == "VBG" and any(c.dep_ == "aux" and c.lower_ in _PRESENT for c in verb.lefts)
    if not is_on or lemma(verb) not in _WARRING or is_dated(verb):
        return None
    is_of_those = any(child.dep_ == "nsubj" and child.pos_ == "PRON" for child in verb.lefts)
    if verb.dep_ not in ("ccomp", "relcl") or not is_of_those:
        return None
    causes = [noun for link, noun in prepositional(verb) if link == "for"]
    is_there = any(word.ent_type_ in _SCENES for word in verb.subtree)  # "who are fighting the army in Goma"
    return verb if any(lemma(noun) not in _HELD for noun in causes) or not (causes or is_there) else None


def _who_are_at_war(verb: Token) -> Token | None:
    """ "It is host to a coalition fighting the rebels": with whom those are at war whom a phrase names; not "killed ten
    men fighting near it", nor those who do something themselves."""
    group = verb.head
    is_theirs = verb.dep_ == "acl" and verb.tag_ == "VBG" and lemma(verb) in _WARRING
    is_named = group.dep_ in ("appos", "attr", "conj", "pobj") and bool(categories(group) & PERSONAL)
    return verb if is_theirs and is_named and not any(map(is_of_one_deed, verb.subtree)) else None


#: What is asked of a verb, in this order: the first answer gives the word.
_DOINGS = (
    _habit,
    _at_intervals,
    _of_a_kind,
    _of_its_kind,
    _way,
    _why_they_live_so,
    _of_their_past,
    _used_to,
    _whenever,
    _often_so_far,
    _each_time,
    goes_on,
    _for_a_cause,
    _who_are_at_war,
    done_for_long,
    career,
)
