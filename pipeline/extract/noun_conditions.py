"""Whether the words around a noun are those that a rule asks for (the keys of a rule: `triggers.py`)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from pipeline.extract.arguments import governor, is_passive, prepositional, subjects
from pipeline.extract.noun_checks import any_has, has, has_before, is_of, none_has
from pipeline.extract.nouns import lemma
from pipeline.extract.word_sets import word_set

if TYPE_CHECKING:
    from spacy.tokens import Token

_COLLECTIONS = word_set("collections")
#: What a trigger only names the kind of: "attack helicopter", "bomb squad".
_NAMED_AFTER = word_set("named_after_triggers")
#: Categories of those who fire, and words of how it is done.
_SHOOTERS = frozenset({"armed_group", "attacker", "force"})
_SHOOTING = frozenset({"arm", "arms", "enemy", "gun", "hostile", "rifle", "small-arm", "small-arms", "sniper"})


def fits_noun(rule: Mapping[str, Any], token: Token) -> bool:
    """True if everything that a rule asks of the words around a noun holds."""
    return _fits_words(rule, token) and _fits_verb(rule, token)


def is_gunfire(fire: Token) -> bool:
    """ "Rebel fire on a suburb", "hit by fire from rebels": of guns, where it is told whose it is; a fire that burns
    has an article, a market or a forest."""
    whose = [child for child in fire.lefts if child.dep_ in ("amod", "compound", "poss")]
    is_mass = fire.tag_ == "NN" and fire.dep_ != "compound" and all(child.dep_ != "det" for child in fire.lefts)
    shooters = [noun for _, noun in prepositional(fire, {"from"})]
    is_theirs = any_has(whose, _SHOOTERS | _SHOOTING) or any(word.ent_type_ == "NORP" for word in whose)
    is_theirs = is_theirs or any_has(shooters, _SHOOTERS)
    return is_mass and is_theirs and all(word.lower_ != "cease" for word in whose)


def _fits_words(rule: Mapping[str, Any], token: Token) -> bool:
    """What a rule asks of the words beside a noun and in its of-phrase."""
    if rule.get("gunfire") and not is_gunfire(token):
        return False
    if "right_before" in rule and not (token.i > token.sent.start and token.nbor(-1).lower_ in rule["right_before"]):
        return False
    if "before" in rule and not has_before(token, rule["before"]):
        if not ("before_or_of" in rule and is_of(token, rule["before_or_of"])):
            return False
    if "not_before" in rule and has_before(token, rule["not_before"]):
        return False
    if "not_before_head" in rule:
        modified = lemma(token.head) if token.dep_ in ("compound", "amod", "nmod", "poss") else ""
        # The parser misses the head of "riot police chase ...": the word that follows counts too.
        following = token.nbor(1).lower_ if token.i + 1 < len(token.doc) else ""
        if not rule["not_before_head"].isdisjoint((modified, following)):
            return False
    if token.dep_ in ("compound", "nmod") and lemma(token.head) in _NAMED_AFTER:
        return False
    if "by" in rule:
        doers = [noun for _, noun in prepositional(token, {"by"})]
        if not doers or not all(any_has([noun], rule["by"]) and not _is_means(noun) for noun in doers):
            return False
    if "between" in rule and not any_has(_between(token), rule["between"]):
        return False
    if "of" in rule and not is_of(token, rule["of"]):
        if not (
            token.dep_ != "compound" and any(has(m, rule["of"]) for m in token.lefts if m.dep_ in ("poss", "compound"))
        ):
            return False
    # Not "over": "a demonstration over the lack of water" is no demonstration of a thing.
    return "of_not" not in rule or none_has([noun for _, noun in prepositional(token, {"of"})], rule["of_not"])


def _between(token: Token) -> list[Token]:
    """Those between whom something happens: "a fight between tribes", "violence broke out between tribes"."""
    found = [noun for _, noun in prepositional(token, {"among", "between"})]
    verb, how = governor(token)
    if not found and verb is not None and how == "subject":
        found = [noun for _, noun in prepositional(verb, {"among", "between"})]
    return found


def _is_means(noun: Token) -> bool:
    """ "A raid by helicopter": by what those who raided came."""
    return noun.tag_ == "NN" and not list(noun.lefts)


def _fits_verb(rule: Mapping[str, Any], token: Token) -> bool:
    """What a rule asks of the verb that a noun depends on."""
    verb, how = _governing_verb(token)
    if "governed_by" in rule and (verb is None or lemma(verb) not in rule["governed_by"]):
        return False
    if "not_how" in rule and how in rule["not_how"]:
        return False
    if "subject_of" in rule and not (
        (
            verb is not None
            and how in ("subject", "passive subject", "agent", "with")
            and lemma(verb) in rule["subject_of"]
        )
        or (verb is not None and how == "object" and lemma(verb) in ("detonate", "explode"))
        or any(
            child.dep_ in ("relcl", "acl") and lemma(child) in rule["subject_of"] and not is_passive(child)
            for child in token.children
        )
    ):
        return False
    if "not_object_of" in rule and verb is not None and how == "object" and lemma(verb) in rule["not_object_of"]:
        return False
    if "governor_subject" in rule and not (
        verb is not None
        and any_has(
            subjects(verb) + [m for m in token.lefts if m.dep_ in ("compound", "amod")], rule["governor_subject"]
        )
    ):
        return False
    return True


def _governing_verb(token: Token) -> tuple[Token | None, str]:
    if how_many := _counted_by(token):  # "a wave of car bombs tore through the market"
        token = how_many
    verb, how = governor(token)
    if verb is None and token.dep_ == "conj":
        return governor(token.head)
    if verb is None and token.head.dep_ in ("nsubj", "nsubjpass", "dobj") and token.dep_ in ("compound", "amod"):
        return governor(token.head)
    return verb, how


def _counted_by(token: Token) -> Token | None:
    """The noun of quantity that a noun is the matter of: the series, in "a series of bombs"."""
    if token.dep_ != "pobj" or token.head.lower_ != "of" or token.head.head.pos_ != "NOUN":
        return None
    quantity = token.head.head
    return quantity if lemma(quantity) in _COLLECTIONS else None
