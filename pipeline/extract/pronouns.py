"""Whom "it", "they" and "them" mean, where the sentence or the one before has only one that can be meant."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.extract.arguments import SPEECH_VERBS, noun_phrase, own_subjects, prepositional
from pipeline.extract.nouns import REMAINS, categories, lemma
from pipeline.extract.relations import SUBJECTS
from pipeline.extract.word_sets import word_set
from pipeline.reference.actors import actor_category, name_spans

if TYPE_CHECKING:
    from spacy.tokens import Span, Token

_ORGANISED = frozenset({"country", "force"})
#: Verbs of those who speak of others, and act seldom.
_OPPOSING = frozenset("accuse back blame condemn criticise criticize denounce sanction support".split())
#: Pronouns for those who did something and fell in it, what they did, and what befell them.
_ONES, _WHEN = frozenset({"he", "she", "they"}), frozenset({"after", "as", "when", "while"})
_ATTACKING = word_set("attacking_verbs")
#: Verbs of trying to do it, and of setting about it with what is set about: "launched an attack".
_ATTEMPTING, _LAUNCHING, _LAUNCHED = (
    word_set(name) for name in ("attempting_verbs", "launching_verbs", "launched_attacks")
)
_ARMED_GROUPS = frozenset({"armed_group", "gang"})
_FATES = frozenset("eliminate kill neutralise neutralize shoot slay".split())
#: What befell those who did nothing.
_HARMED = frozenset("dead injured killed victims wounded".split())
#: Sentences that a chain of pronouns may go back: "the rebels ... They ... They".
_CHAIN = 3


def meant(pronoun: Token) -> Token:
    """The noun that a pronoun, or a number of it, stands for; the word itself where that is not sure, or where it is
    neither.

    "Soldiers were on patrol when gunmen ambushed them": the soldiers. "Gang members took a market. Police killed seven
    of them": the gang members, for "seven". "Al Shabaab wants to rule. On Monday it attacked a hotel": Al Shabaab.
    """
    found = None
    of_them = [noun for _, noun in prepositional(pronoun, {"of"}) if noun.lower_ == "them"]
    if pronoun.pos_ == "NUM" and of_them:
        found = _told_in_sentence(of_them[0]) or _subject_before(of_them[0], _CHAIN)  # "killed seven of them"
    elif pronoun.lower_ == "them":
        found = _told_in_sentence(pronoun) or _subject_before(pronoun, _CHAIN)
    elif pronoun.lower_ in _ONES and pronoun.dep_ == "nsubj" and (fallen := _who_fell(pronoun)) is not None:
        found = fallen
    elif pronoun.lower_ in ("it", "they") and pronoun.dep_ in SUBJECTS:
        found = _aircraft_above(pronoun) or _subject_before(pronoun, _CHAIN) or _subject_above(pronoun)
    return pronoun if found is None else found


def _aircraft_above(pronoun: Token) -> Token | None:
    """The aircraft of which the clause above tells what came of it: "the helicopter crashed after it was hit"."""
    clause = pronoun.head
    if pronoun.lower_ != "it" or clause.dep_ != "advcl" or _WHEN.isdisjoint(child.lower_ for child in clause.lefts):
        return None
    above = own_subjects(clause.head)
    is_one = len(above) == 1 and above[0].tag_ == "NN" and above[0].i < pronoun.i
    return above[0] if is_one and "aircraft" in categories(above[0]) else None


def _who_fell(pronoun: Token) -> Token | None:
    """Those who were killed in what they did themselves: "fighters were killed when they attacked a post"."""
    doing, fate = pronoun.head, pronoun.head.head
    marks = {child.lower_ for child in doing.lefts}
    is_so = doing.dep_ == "advcl" and not _WHEN.isdisjoint(marks) and _attacks(doing)
    if not is_so or lemma(fate) not in _FATES or any(child.dep_ == "agent" for child in fate.children):
        return None
    found = [child for child in fate.lefts if child.dep_ == "nsubjpass"]
    if len(found) != 1 or found[0].pos_ == "PRON":
        return None
    armed = next(filter(_is_armed, (found[0], *found[0].conjuncts)), None)
    if armed is None:
        # "Seven villagers were killed when they opened fire", "four policemen ... when they stormed a hideout".
        return None
    is_many = found[0].tag_ in ("NNS", "NNPS", "CD") or bool(list(found[0].conjuncts))
    return armed if is_many == (pronoun.lower_ == "they") else None


def _attacks(verb: Token) -> bool:
    """ "Attacked", "tried to overrun a post", "launched an assault"."""
    if lemma(verb) in _ATTACKING:
        return True
    tried = (child for child in verb.rights if child.dep_ == "xcomp" and lemma(verb) in _ATTEMPTING)
    launched = (child for child in verb.rights if child.dep_ == "dobj" and lemma(verb) in _LAUNCHING)
    return any(map(_attacks, tried)) or any(lemma(deed) in _LAUNCHED for deed in launched)


def _is_armed(noun: Token) -> bool:
    """Is somebody of an armed group, by what he is called: "fighters", "rebel commander Musa Deng", "a leader of the
    rebels", "Ali Khan, a gunman"?"""
    others = [child for child in noun.rights if child.dep_ == "appos"]
    others += [member for _, member in prepositional(noun, {"of"})]
    phrases = [noun.text, *(noun_phrase(one).text for one in (noun, *others))]
    return any(actor_category(phrase) in _ARMED_GROUPS or name_spans(phrase) for phrase in phrases)


def _told_in_sentence(them: Token) -> Token | None:
    """The only people told before "them" in its sentence but those who do something to them; those whose bodies it
    tells before others."""
    clause = next((verb for verb in them.ancestors if verb.pos_ == "VERB" and own_subjects(verb)), None)
    if clause is None:
        return None
    doers = {word.i for noun in own_subjects(clause) for word in noun.subtree}
    others = [token for token in them.sent if token.i < them.i and token.i not in doers and _is_many(token)]
    dead = [token for token in others if token.dep_ == "pobj" and lemma(token.head.head) in REMAINS]
    found = dead or others
    return found[0] if len(found) == 1 else None


def _subject_before(pronoun: Token, depth: int) -> Token | None:
    """The group or force that the sentence before is about, where the pronoun opens its own sentence."""
    sentence = pronoun.sent
    main = _main_verb(sentence)
    own = next((above for above in pronoun.ancestors if above.pos_ in ("VERB", "AUX")), None)
    opening = pronoun.doc[sentence.start : pronoun.i]
    is_opened = pronoun.lower_ != "them" and own == main
    if pronoun.lower_ == "them":
        is_opened = main is not None and own is not None and (own == main or own.head == main)
    people = [token for token in opening if token.pos_ != "PRON" and (token.dep_ in SUBJECTS or token.dep_ == "dobj")]
    others = [
        token for token in people if pronoun.lower_ != "them" or _is_many(token) and token.head not in (main, own)
    ]
    if sentence.start == 0 or not is_opened or others:
        return None
    verb = _main_verb(pronoun.doc[sentence.start - 1].sent)
    found = own_subjects(verb) if verb is not None else []
    if verb is not None and lemma(verb) in SPEECH_VERBS:  # "the army said soldiers raided a house"
        said = [child for child in verb.rights if child.dep_ == "ccomp"]
        found = [noun for noun in (*found, *(one for of in said for one in own_subjects(of))) if _agrees(pronoun, noun)]
        verb = next((above for noun in found for above in said if noun in own_subjects(above)), None if said else verb)
    if verb is not None and pronoun.dep_ == "nsubj" and _were_among_the_dead(verb):
        return None  # "two volunteers were among those killed. They shot at everything"
    if verb is None or len(found) != 1 or lemma(verb) in _OPPOSING:
        return None  # "the mission condemned the group": it may be either
    noun = found[0]
    is_struck = pronoun.lower_ == "them" or pronoun.dep_ == "nsubjpass"  # "soldiers held six men. They were beaten"
    others = [token for token in verb.sent if _is_many(token) and token not in noun.subtree] if is_struck else []
    if others:  # "a patrol met a group of armed men. Soldiers shot six of them"; not "police protected farmers"
        return others[0] if len(others) == 1 and _is_armed(others[0]) and "force" in categories(noun) else None
    if noun.lower_ in ("it", "they") and depth:
        return _subject_before(noun, depth - 1) if (noun.lower_ == "it") == (pronoun.lower_ == "it") else None
    return noun if _agrees(pronoun, noun) else None


def _were_among_the_dead(verb: Token) -> bool:
    """ "Were among the dead", "were among those killed"."""
    people = [noun for _, noun in prepositional(verb, {"among"})] if verb.lemma_ == "be" else []
    return any(not _HARMED.isdisjoint(word.lower_ for word in (noun, *noun.rights)) for noun in people)


def _subject_above(it: Token) -> Token | None:
    """The group that its sentence is about, for "it" behind: "the group freed two men whom it had seized"."""
    verb = _main_verb(it.sent)
    found = own_subjects(verb) if verb is not None else []
    if it.lower_ != "it" or verb is None or it.head == verb or len(found) != 1 or lemma(verb) in SPEECH_VERBS:
        return None
    between = [t for t in it.doc[verb.i : it.i] if t.tag_ in ("NN", "NNP") and not _ORGANISED.isdisjoint(categories(t))]
    return found[0] if found[0].i < it.i and not between and _agrees(it, found[0]) else None


def _main_verb(sentence: Span) -> Token | None:
    """The verb of what a sentence tells, where somebody is named behind who says it too; None where it has none."""
    root = sentence.root
    if root.pos_ not in ("VERB", "AUX"):
        return None
    told = [child for child in root.lefts if child.dep_ == "ccomp" and child.pos_ in ("VERB", "AUX")]
    return told[0] if lemma(root) in SPEECH_VERBS and len(told) == 1 else root


def _agrees(pronoun: Token, noun: Token) -> bool:
    """May a pronoun stand for a group, armed people or a force that a noun names?"""
    is_group = noun.pos_ == "PROPN" and bool(name_spans(noun_phrase(noun).text))
    if not is_group and _ORGANISED.isdisjoint(categories(noun)) and not _is_armed(noun):
        return False
    if pronoun.lower_ == "it":
        return noun.tag_ in ("NN", "NNP") and (is_group or "person" not in categories(noun))
    return is_group or noun.tag_ in ("NNS", "NNPS") or noun.lower_ == "police"


def _is_many(token: Token) -> bool:
    """Does a noun name several people: "soldiers", "police"?"""
    is_plural = token.tag_ in ("NNS", "NNPS") and bool(categories(token) & {"person", "force"})
    return token.pos_ in ("NOUN", "PROPN") and (is_plural or token.lower_ == "police")
