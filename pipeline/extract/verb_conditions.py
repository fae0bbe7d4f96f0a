"""Whether the words around a verb are those that a rule asks for (the keys of a rule: `triggers.py`)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from pipeline.extract.arguments import (
    TAKEN_AS,
    is_passive,
    noun_phrase,
    objects,
    prepositional,
    subjects,
    verb_agents,
    verb_patients,
)
from pipeline.extract.falls import fallen_of
from pipeline.extract.lost_places import retreats_before
from pipeline.extract.noun_checks import any_has, has, has_before, is_of, none_has
from pipeline.extract.nouns import PERSONAL, categories, lemma
from pipeline.extract.occupants import aboard
from pipeline.extract.pronouns import meant
from pipeline.extract.word_sets import word_set
from pipeline.reference.actors import kind_named

if TYPE_CHECKING:
    from spacy.tokens import Token

_COLLECTIONS = word_set("collections")
#: Words of a phrase that names both sides of a fight.
_RIVALS = word_set("rival_words")
#: How forces strike people who have come together.
_STRIKING = frozenset({"baton", "beat", "charge", "fire", "open", "shoot"})
#: Words for a part of something.
_PARTS = frozenset({"floor", "half", "part", "section", "stretch", "wing"})
#: What "some of" stands before.
_OF_SOME = frozenset({"them", "whom"})
#: Relations of the small words that hang on a verb: "fired on", "blew up", "killed by".
_LINKING = frozenset({"advmod", "agent", "prep", "prt"})
_VERBS = "casus.verbs"


def fits_verb(rule: Mapping[str, Any], token: Token) -> bool:
    """True if everything that a rule asks of the words around a verb holds."""
    patient, acting, around = _about_verb(token)
    if any(map(_asks_how_many, (*patient, *acting))):
        return False  # "it did not say how many had died"
    if not (_fits_small_words(rule, token) and _fits_sides(rule, token, patient, acting)):
        return False
    if "with" in rule and around.isdisjoint(rule["with"]):
        return False
    if "not_with" in rule and not around.isdisjoint(rule["not_with"]):
        return False
    if "preps" in rule and not (_leads_with(token, rule["preps"]) or _to_a_name(token, rule["preps"])):
        return False
    if "preps_or_object" in rule and not patient and not any(prepositional(token, rule["preps_or_object"])):
        return False
    patient = [*patient, *_members(patient), *_named_as(patient), *map(meant, patient)]
    if "object" in rule and not any_has(patient, rule["object"]):
        if not ("preps_object" in rule and any_has([noun for _, noun in prepositional(token)], rule["preps_object"])):
            return False
    if "object_or_with" in rule and not (
        any_has(patient, rule["object_or_with"])
        or not around.isdisjoint(rule["object_or_with"])
        or any(has_before(noun, rule["object_or_with"]) for noun in patient)
    ):
        return False
    if "object_not" in rule and patient and not none_has(patient, rule["object_not"]):
        return False
    if "of" in rule and patient and all(is_of(noun, rule["of"]) is not True for noun in patient):
        return False
    if "subject" in rule and not (
        any_has([*acting, *map(meant, acting)], rule["subject"])
        or (not acting and is_passive(token) and "unknown" in rule["subject"])
    ):
        return False
    return not ("subject_not" in rule and acting and not none_has(acting, rule["subject_not"]))


def _about_verb(token: Token) -> tuple[list[Token], list[Token], set[str]]:
    """What is done to, who does it, and the words around a verb. Found once a token: several rules ask."""
    known: dict[int, tuple[list[Token], list[Token], set[str]]] = token.doc.user_data.setdefault(_VERBS, {})
    if token.i not in known:
        passive = is_passive(token)
        patient = [noun for noun in objects(token) if not (passive and noun.lower_ in TAKEN_AS)]
        patient = patient or (list(verb_patients(token)) if passive else [])
        acting = verb_agents(token) if passive else subjects(token)
        around = {word for t in _hanging(token) for word in (t.lower_, lemma(t))}
        if passive:  # "a car packed with explosives was rammed into the gate"
            around |= {word for noun in patient for t in _hanging(noun) for word in (t.lower_, lemma(t))}
        if token.i + 1 < len(token.doc) and token.nbor(1).pos_ in ("ADJ", "ADP", "PRT", "ADV"):
            around.add(token.nbor(1).lower_)
        known[token.i] = patient, acting, around
    return known[token.i]


def _hanging(token: Token, depth: int = 0) -> Iterator[Token]:
    """What hangs on a trigger inside its own clause."""
    for child in token.children:
        if child.dep_ in ("relcl", "ccomp", "parataxis", "nsubj", "nsubjpass", "csubj") or (
            child.dep_ == "conj" and child.pos_ == "VERB"
        ):
            continue
        if (
            child.dep_ == "advcl"
            and child.pos_ != "ADJ"
            and not any(inner.dep_ == "aux" and inner.lower_ == "to" for inner in child.children)
        ):
            continue
        yield child
        if depth < 4:
            yield from _hanging(child, depth + 1)


def _fits_small_words(rule: Mapping[str, Any], verb: Token) -> bool:
    """What a rule asks of the adverbs and particles of a verb, and of what "from" leads to."""
    if "how" in rule and not any(_is_how(child, rule["how"]) for child in verb.children):
        return False
    if "particle" in rule and not any(_is_particle(child, rule["particle"]) for child in verb.children):
        return False
    if rule.get("after_retreat") and not retreats_before(verb):
        return False
    if rule.get("not_of_fall") and fallen_of(verb):
        return False
    if rule.get("of_struck") and not _is_of_struck(verb):
        return False
    return "from" not in rule or any_has([noun for _, noun in prepositional(verb, {"from"})], rule["from"])


def _is_how(word: Token, adverbs: frozenset[str]) -> bool:
    """Does one of these adverbs tell how a verb befell all: "were fatally shot", not "were shot, one fatally"?"""
    is_of_some = word.i > word.head.i and (word.nbor(-1).pos_ == "NUM" or word.nbor(-1).lower_ in _OF_SOME)
    return word.lower_ in adverbs and word.dep_ == "advmod" and not is_of_some


def _is_particle(word: Token, words: frozenset[str]) -> bool:
    return word.lower_ in words and word.dep_ in _LINKING and not any(c.dep_ == "pobj" for c in word.children)


def _is_of_struck(verb: Token) -> bool:
    """ "Soldiers fired on people calling for elections": what several people do whom forces strike."""
    is_of_a_state = verb.tag_ == "VBG" or verb.lower_ == "opposed"
    if not (is_of_a_state or verb.dep_ == "relcl") or verb.dep_ not in ("acl", "advcl", "relcl"):
        return False
    if verb.i == verb.sent.start:
        return False
    people = verb.nbor(-1) if verb.dep_ == "advcl" else verb.head  # which the model may hang on the shooting
    if people.tag_ != "NNS" or not categories(people) & PERSONAL:
        return False
    above = people.head.head if people.dep_ == "pobj" else people.head
    if lemma(above) == "round" and above.dep_ == "pobj":  # "fired live rounds on people"
        above = above.head.head
    return lemma(above) in _STRIKING and any("force" in categories(noun) for noun in subjects(above))


def _tells_when(preposition: Token) -> bool:
    """ "on Wednesday": a day, and nothing that is aimed at."""
    objects_of = [child for child in preposition.children if child.dep_ == "pobj"]
    return bool(objects_of) and all(child.ent_type_ in ("DATE", "TIME") for child in objects_of)


def _leads_with(verb: Token, words: frozenset[str]) -> bool:
    """Does one of these small words hang on a verb, and lead to more than a day?"""
    return any(c.lower_ in words and c.dep_ in _LINKING and not _tells_when(c) for c in verb.children)


def _to_a_name(verb: Token, words: frozenset[str]) -> bool:
    """ "fell to jihadist fighters": a "to" that the parser takes for an infinitive's, before an adjective of people."""
    following = verb.doc[verb.i + 1 : verb.i + 3]
    return "to" in words and len(following) == 2 and following[0].lower_ == "to" and following[1].ent_type_ == "NORP"


def _fits_sides(rule: Mapping[str, Any], verb: Token, patient: Sequence[Token], acting: Sequence[Token]) -> bool:
    """What a rule asks of who they are that act, and of what is theirs or in their hands."""
    if "doer" in rule and not any(_is_called(noun, rule["doer"]) for noun in acting):
        return False
    if "doer_not" in rule and any(_is_called(noun, rule["doer_not"]) for noun in acting):
        return False
    if "subject_with" in rule and not any(lemma(word) in rule["subject_with"] for n in acting for word in n.subtree):
        return False
    if "subject_of_two" in rule and not any(map(_names_both_sides, acting)):
        return False
    if "object_only" in rule and not all(has(noun, rule["object_only"]) for noun in patient):
        return False
    if rule.get("aboard") and not aboard(verb, patient):
        return False
    return not rule.get("owned") or any(_is_owned(noun) for noun in patient)


def _is_called(noun: Token, wanted: frozenset[str]) -> bool:
    """Is somebody of one of these kinds of actors, or is one of these words in what he is called?"""
    phrase = noun_phrase(noun)
    return kind_named(phrase.text) in wanted or any(lemma(word) in wanted for word in phrase)


def _is_owned(thing: Token) -> bool:
    """ "Land of two farmers", "the villagers' land", "a plot that belongs to a school": is it told whose a thing is?"""
    for word in thing.subtree:
        is_led = word.dep_ == "pobj" and word.head.lower_ in ("by", "from", "of", "to")
        if (word.dep_ == "poss" or is_led) and categories(word) & PERSONAL:
            return True
    return any(categories(noun) & PERSONAL for _, noun in prepositional(thing.head, {"from"}))


def _named_as(nouns: Sequence[Token]) -> list[Token]:
    """What names are said to be: of "captured Kyin San, a border crossing" the crossing."""
    return [
        c for noun in nouns if noun.pos_ == "PROPN" for c in noun.children if c.dep_ == "appos" and c.pos_ == "NOUN"
    ]


def _members(tokens: Sequence[Token]) -> list[Token]:
    """What a noun of quantity or of a part is made of, and of what a number counts: "a string of villages", "a section
    of the pipeline", "nine of 12 drones"."""
    counting = (token for token in tokens if token.pos_ == "NUM" or lemma(token) in _COLLECTIONS | _PARTS)
    return [noun for token in counting for _, noun in prepositional(token, {"of"})]


def _asks_how_many(noun: Token) -> bool:
    """ "How many", "how many people"."""
    return any(
        word.lower_ in ("many", "much") and word.i and word.nbor(-1).lower_ == "how" for word in (noun, *noun.lefts)
    )


def _names_both_sides(noun: Token) -> bool:
    """ "Supporters of two rival parties", "rival fans"; not "two brothers"."""
    return any(word.lower_ in _RIVALS and not (word.head == noun and word.dep_ == "nummod") for word in noun.subtree)
