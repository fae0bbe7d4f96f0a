"""Is an event told as having happened? Negation, plans, threats, rumours, patterns (CODING_RULES 4.4;
`patterns/realis_cues.csv`)."""

from __future__ import annotations

import csv
from functools import lru_cache
from importlib import resources
from typing import TYPE_CHECKING

from pipeline.extract.arguments import LIGHT_VERBS, governor
from pipeline.extract.nouns import categories, lemma
from pipeline.extract.word_sets import word_set
from pipeline.language.numbers import parse_number

if TYPE_CHECKING:
    from spacy.tokens import Token

#: Cue -> the code of codes/realis.csv that it leads to; "historical", "accused" and the rest have their own treatment
#: below.
_CODE = {
    "future": "future",
    "hypothetical": "hypothetical",
    "threat": "threat",
    "rumour": "rumour",
    "negated": "negated",
    "declaration": "declaration",
    "exercise": "hypothetical",
    "fiction": "hypothetical",
    "attempted": "attempted",
    "failed": "negated",
}
_HYPOTHETICAL_MARKS = word_set("hypothetical_marks")
_MODALS = {
    "would": "future",
    "will": "future",
    "shall": "future",
    "'ll": "future",
    "wo": "future",
    "may": "hypothetical",
    "might": "hypothetical",
    "could": "hypothetical",
    "can": "hypothetical",
    "should": "hypothetical",
    "must": "hypothetical",
}
#: Verbs after which an infinitive did happen: "managed to kill", "went on to attack".
_IMPLICATIVE = word_set("implicative")
#: Words that speak of somebody's doings in general: "responsible for attacks", "a wave of attacks", "accused of
#: attacks", "previous attacks".
_GENERAL_ROLES = word_set("general_roles")
_PATTERN_NOUNS = word_set("pattern_nouns")
_GENERAL_VERBS = word_set("general_verbs")
_GENERAL_ADJECTIVES = word_set("general_adjectives")
_PATTERN_VERBS = word_set("pattern_verbs")
_FREQUENCY_ADVERBS = word_set("frequency_adverbs")
_DECLARING = word_set("declaring_verbs")
#: What is announced or called for is still to come: "announced a march".
_ANNOUNCING = word_set("announcing_verbs")
#: Verbs of saying whose own mood says nothing of what they tell: "would not say who fired".
_REPORTING = word_set("reporting_verbs")
#: What hangs on a noun by these tells when or where, and not what it is about: "killed in the planned attack".
_CIRCUMSTANCES = word_set("circumstance_prepositions")
#: Adjectives of an event noun: "a planned march", "a possible attack", "a foiled plot".
_PENDING = word_set("pending")
_POSSIBLE = word_set("possible")
_FOILED = word_set("foiled")
#: Relations through which a word above a clause bears on it, and those through which the mood of a verb above does.
_BEARING_RELATIONS = frozenset(
    "acl acomp advcl agent attr ccomp csubj dobj nsubj nsubjpass oprd pcomp pobj prep relcl xcomp".split()
)
_SUBJECTS = frozenset({"nsubj", "nsubjpass"})
_MODAL_RELATIONS = frozenset("acl ccomp dobj nsubj nsubjpass prep xcomp".split())


@lru_cache(maxsize=1)
def cues() -> dict[str, str]:
    """Lemma of a cue -> what it makes of the event that depends on it."""
    with resources.files("pipeline.extract").joinpath("patterns/realis_cues.csv").open(encoding="utf-8") as lines:
        return {row["cue"]: row["realis"] for row in csv.DictReader(lines)}


def _verb_of(token: Token) -> Token:
    """The verb whose mood counts: the trigger itself, or the light verb that carries an event noun."""
    if token.pos_ in ("VERB", "AUX"):
        return token
    verb, how = governor(token)
    if verb is not None and (
        lemma(verb) in LIGHT_VERBS
        or how in ("subject", "passive subject")
        or lemma(verb) in ("be", "occur", "happen", "take")
    ):
        return verb
    return token


def _modality(verb: Token) -> tuple[str, Token] | None:
    has_perfect = any(child.dep_ == "aux" and child.lower_ in ("have", "'ve") for child in verb.children)
    for child in verb.children:
        if child.dep_ == "neg" or (child.dep_ in ("advmod", "preconj") and child.lower_ in ("never", "hardly")):
            return "negated", child
    for child in verb.children:
        if child.dep_ == "aux" and child.lower_ in _MODALS:
            # "may have killed" is doubtful but about the past; "could hear shots" is perception.
            return ("hypothetical" if has_perfect else _MODALS[child.lower_]), child
        if child.dep_ == "mark" and child.lower_ in _HYPOTHETICAL_MARKS:
            return "hypothetical", child
        if child.dep_ in ("aux", "auxpass") and child.lower_ in ("going", "gonna"):
            return "future", child
    return None


def _governing_cue(verb: Token, start: Token) -> tuple[str, Token] | None:
    """What the words above a clause make of it: "planned to attack", "denied that", "in an attempt to"."""
    table = cues()
    current = verb
    steps = 0
    while current.head != current and steps < 6:
        head, dep = current.head, current.dep_
        word = lemma(head)
        steps += 1
        infinitive = any(child.dep_ == "aux" and child.lower_ == "to" for child in current.children)
        if dep in _BEARING_RELATIONS:
            if dep in ("relcl", "acl") and not infinitive:
                return None
            if (
                word in table
                and dep not in ("advcl", "agent")
                and not (dep == "prep" and current.lower_ in _CIRCUMSTANCES)
            ):
                made = table[word]
                if made in _CODE and not (
                    made in ("threat",) and head.pos_ == "NOUN" and dep == "pobj" and current.pos_ == "VERB"
                ):
                    if not (dep in ("nsubj", "nsubjpass") and head.pos_ == "VERB"):
                        return _CODE[made], head
                if made in ("accused", "feared"):
                    return None
            if (
                infinitive
                and dep in ("xcomp", "advcl", "acl", "ccomp")
                and (word not in _IMPLICATIVE or dep in ("advcl", "acl"))
            ):
                return ("attempted" if word in ("attempt", "try") else "future"), head
            modal = _modality(head) if head.pos_ in ("VERB", "AUX") and dep in _MODAL_RELATIONS else None
            if modal is not None and not (dep == "prep" and modal[0] == "negated") and word not in _REPORTING:
                return modal
            if (
                word in _DECLARING
                and dep == "ccomp"
                and (own := _modality(current)) is not None
                and own[0] in ("future", "negated")
            ):
                return "declaration", head
        current = head
    return None


def _is_due(verb: Token) -> bool:
    """ "the march is to begin on Wednesday"."""
    return any(
        child.dep_ == "xcomp" and any(inner.dep_ == "aux" and inner.lower_ == "to" for inner in child.children)
        for child in verb.children
    )


_PARTY_RELATIONS = ("dobj", "nsubj", "nsubjpass")
#: "No fewer than ten" denies nothing.
_COMPARING = frozenset("fewer less more".split())


def _denied_party(verb: Token) -> Token | None:
    """The word by which nobody did it or nobody was harmed: "nobody was hurt", "no women or children were detained"."""
    parties = [child for child in verb.children if child.dep_ in _PARTY_RELATIONS]
    above = verb
    while above.dep_ == "conj" and above.head.pos_ == "VERB" and not any(c.dep_ in _SUBJECTS for c in above.children):
        above = above.head
    if above is not verb:
        parties += [child for child in above.children if child.dep_ in _SUBJECTS]
    for party in parties:
        if party.lower_ in ("nobody", "none", "no-one"):
            return party
        first = party.left_edge
        if first.lower_ == "no" and first.head == party and party.doc[first.i + 1].lower_ not in _COMPARING:
            return first
    return None


def judge(trigger: Token) -> tuple[str, Token | None]:
    """Judge how an event is told.

    Returns:
        A code of codes/realis.csv and the word that decided it (None for plain assertion).
    """
    verb = _verb_of(trigger)
    table = cues()
    for child in trigger.children:
        if child.dep_ in ("det", "neg") and child.lower_ in ("no", "neither"):
            return "negated", child
        if child.dep_ in ("amod", "compound", "nmod") and lemma(child) in table and table[lemma(child)] in _CODE:
            return _CODE[table[lemma(child)]], child
        if child.dep_ == "amod":
            if child.lower_ in _FOILED:
                return "attempted", child
            if child.lower_ in _POSSIBLE:
                return "hypothetical", child
            if child.lower_ in _PENDING:
                return "future", child
    denied = _denied_party(verb)
    if denied is not None:
        return "negated", denied
    if trigger.pos_ in ("NOUN", "PROPN"):
        head, dep = trigger.head, trigger.dep_
        if dep in ("dobj", "nsubjpass") and lemma(head) in _ANNOUNCING:
            return "future", head
        if dep == "dobj" and cues().get(lemma(head)) == "feared":
            return "hypothetical", head
        if dep == "nsubj" and head.lemma_ == "be" and _is_due(head):
            return "future", head
    own = _modality(verb)
    speech = verb.head if verb.dep_ == "ccomp" else None
    if own is not None:
        if (
            speech is not None
            and lemma(speech) in _DECLARING
            and own[0] in ("future", "negated")
            and any(c.dep_ == "aux" and c.lower_ in ("would", "will", "wo", "'ll") for c in verb.children)
        ):
            return (
                "threat"
                if lemma(speech) == "vow" and own[0] == "future"
                else "declaration"
                if lemma(speech) in ("declare", "announce", "pledge", "promise")
                else "future"
            ), own[1]
        return own
    if (
        verb.pos_ in ("VERB", "AUX")
        and verb.tag_ in ("VB", "VBP")
        and any(c.dep_ == "aux" and c.lower_ == "to" for c in verb.children)
        and verb.dep_ == "ROOT"
    ):
        return "future", verb
    found = _governing_cue(verb if verb.pos_ in ("VERB", "AUX") else trigger, trigger)
    if found is None and verb is not trigger and verb.pos_ in ("VERB", "AUX"):
        found = _governing_cue(trigger, trigger) if lemma(verb) in table else None
    if found is not None:
        return found
    if trigger.pos_ in ("NOUN", "PROPN", "VERB"):
        pattern = _pattern(trigger)
        if pattern is not None:
            return "pattern", pattern
    for sent_token in trigger.sent:
        if lemma(sent_token) in table and table[lemma(sent_token)] == "rumour" and sent_token.i < trigger.i:
            return "rumour", sent_token
    if (
        verb.pos_ == "VERB"
        and verb.tag_ in ("VB", "VBP", "VBZ")
        and not any(c.dep_ in ("aux", "auxpass") for c in verb.children)
        and not verb.sent.text.isupper()
    ):
        subjects = [c for c in verb.children if c.dep_ == "nsubj"]
        while not subjects and verb.dep_ == "conj" and verb.head.pos_ == "VERB":
            verb = verb.head
            subjects = [c for c in verb.children if c.dep_ == "nsubj"]
        if (
            subjects
            and subjects[0].tag_ in ("NNS", "NNPS")
            and any(c.lower_ in _FREQUENCY_ADVERBS for c in verb.children)
        ):
            return "pattern", verb
    return "asserted", None


def _counts_its_own(trigger: Token) -> bool:
    """ "the deaths of seven farmers": a number in the of-phrase makes a plural one incident."""
    return any(
        inner.dep_ == "nummod"
        for child in trigger.children
        if child.dep_ == "prep" and child.lower_ == "of"
        for noun in child.children
        for inner in noun.children
    )


def _pattern(trigger: Token) -> Token | None:
    """A plural without number, day or place of its own, under a word that speaks of somebody's doings ("responsible for
    attacks")."""
    if trigger.tag_ not in ("NNS", "VBG", "NN"):
        return None
    numbered = any(child.dep_ == "nummod" for child in trigger.children) or _counts_its_own(trigger)
    definite = any(
        child.dep_ == "det" and child.lower_ in ("the", "this", "that", "a", "an") for child in trigger.children
    )
    dated = any(inner.ent_type_ in ("DATE", "TIME") for inner in trigger.subtree)
    if trigger.tag_ == "NN" and definite:
        return None
    if numbered or dated:
        return None
    current = trigger
    for _ in range(6):
        head = current.head
        if head == current:
            break
        if head.pos_ == "ADJ" and head.lower_ in _GENERAL_ROLES:
            return head
        if head.lower_ in _PATTERN_NOUNS:
            return head
        if (
            head.pos_ == "VERB"
            and head.tag_ == "VBG"
            and head.dep_ in ("pcomp", "acl", "conj", "advcl")
            and lemma(head) in _PATTERN_VERBS
        ):
            return head
        if head.pos_ == "VERB" and lemma(head) in _GENERAL_VERBS:
            return head
        if head.pos_ == "VERB" and head.tag_ in ("VBP", "VBZ", "VB") and lemma(head) in _PATTERN_VERBS:
            return head
        current = head
    if (
        trigger.tag_ == "NNS"
        and not definite
        and any(child.dep_ == "amod" and child.lower_ in _GENERAL_ADJECTIVES for child in trigger.children)
    ):
        return trigger
    return None


#: More incidents than any article counts of one kind; a larger number is a slip, and no column could hold it.
MAX_INCIDENTS = 1_000_000


def is_count_of_incidents(trigger: Token) -> int | None:
    """The number in "85 strikes", when the thing counted is the event itself; None when there is none."""
    if trigger.pos_ not in ("NOUN", "PROPN") or "person" in categories(trigger):
        return None
    for child in trigger.children:
        if child.dep_ == "nummod":
            value = parse_number(child.text)
            if value is not None and 1 < value <= MAX_INCIDENTS:
                return value
    return None
