"""What kind of thing a noun names: a person, a force, a weapon, a building ... (`patterns/nouns.csv`)."""

from __future__ import annotations

import csv
import json
import re
from functools import lru_cache
from importlib import resources
from typing import TYPE_CHECKING

from pipeline.extract.word_sets import word_set
from pipeline.reference import actors

if TYPE_CHECKING:
    from spacy.tokens import Token

_PERSON_PRONOUNS = word_set("person_pronouns")
_ENTITY = {
    "PERSON": frozenset({"person"}),
    "NORP": frozenset({"person"}),
    "ORG": frozenset({"organization", "force"}),
    "GPE": frozenset({"country", "territory", "place_site", "place"}),
    "LOC": frozenset({"territory", "place"}),
    "FAC": frozenset({"building", "physical", "place_site"}),
    "MONEY": frozenset({"thing"}),
    "PERCENT": frozenset({"abstract"}),
    "WORK_OF_ART": frozenset({"media"}),
}
_PERSON_ENDINGS = (
    "man",
    "men",
    "woman",
    "women",
    "people",
    "ist",
    "ian",
    "eer",
    "keeper",
    "maker",
    "dweller",
    "goer",
    "ese",
)
UNKNOWN = frozenset({"unknown"})
PERSONAL = frozenset({"person", "force"})
WEAPONS = frozenset({"weapon", "explosive", "missile", "aircraft"})
#: Those who can do or suffer something.
_ACTING = frozenset({"person", "force", "organization", "country", "government", "unknown", "mob", "number"})
#: Words for the dead who lie where they are found.
REMAINS = frozenset({"body", "corpse"})
_NO_THING = frozenset({"abstract"})
#: Categories of actor phrases (reference.actors.actor_category) as noun categories.
_ACTOR = {
    "state": frozenset({"force"}),
    "police": PERSONAL,
    "armed_group": PERSONAL,
    "gang": PERSONAL,
    "communal": PERSONAL,
    "vigilante": PERSONAL,
    "external": frozenset({"force"}),
    "private": PERSONAL,
    "civilian": frozenset({"person"}),
    "protester": frozenset({"person", "protest"}),
    "rioter": frozenset({"person", "mob"}),
    "official": frozenset({"person"}),
}


#: Senses of noun_senses.csv as noun categories.
_SENSE = {
    "building": frozenset({"building", "physical"}),
    "group": frozenset({"organization"}),
    "person": frozenset({"person"}),
    "physical": frozenset({"physical"}),
    "place": frozenset({"place"}),
    "thing": frozenset({"thing"}),
    "vehicle": frozenset({"vehicle", "physical"}),
    "weapon": frozenset({"weapon"}),
}


@lru_cache(maxsize=1)
def lexicon() -> dict[str, frozenset[str]]:
    """Noun (lemma; words of a compound joined by a blank) -> its categories."""
    with resources.files("pipeline.extract").joinpath("patterns/nouns.csv").open(encoding="utf-8") as lines:
        return {row["noun"]: frozenset(row["categories"].split("|")) for row in csv.DictReader(lines)}


@lru_cache(maxsize=1)
def _senses() -> dict[str, frozenset[str]]:
    """Noun that `lexicon` lacks -> categories of its most frequent sense (WordNet)."""
    with resources.files("pipeline.extract").joinpath("patterns/noun_senses.csv").open(encoding="utf-8") as lines:
        return {row["noun"]: _SENSE[row["sense"]] for row in csv.DictReader(lines)}


def kinds_of(noun: str) -> frozenset[str]:
    """Categories of a noun, in the singular or the plural, without the text that it stands in (`categories` looks at
    that too); none for a word in no list."""
    singular = noun[:-3] + "man" if noun.endswith("men") else noun.removesuffix("s")
    known = (table.get(form) for table in (lexicon(), _senses()) for form in (noun, singular))
    return next(filter(None, known), frozenset())


@lru_cache(maxsize=1)
def _common_nouns() -> frozenset[str]:
    """Nouns of the model's own dictionary (WordNet's too): what none of the other lists names is a matter and no
    thing."""
    from pipeline.extract.reading import load_nlp

    return frozenset(load_nlp().get_pipe("lemmatizer").lookups.get_table("lemma_index").get("noun", ()))


@lru_cache(maxsize=1)
def verb_forms() -> dict[str, str]:
    """Inflected form -> verb, for the verbs that the trigger rules name: the model's lemmatizer makes "stag" of
    "staged"."""
    verbs: set[str] = set()
    for line in (
        resources.files("pipeline.extract").joinpath("patterns/triggers.jsonl").read_text(encoding="utf-8").splitlines()
    ):
        rule = json.loads(line)
        if rule["pos"] == "VERB":
            verbs.update(rule["lemmas"])
        for key in ("governed_by", "subject_of"):
            verbs.update(rule.get(key, ()))
    out: dict[str, str] = {}
    for verb in sorted(verbs):
        stem = verb[:-1] if verb.endswith("e") else verb
        forms = [stem + "ed", stem + "ing", verb + "s"]
        if re.search(r"[^aeiou][aeiou][bdgmnprt]$", verb):
            forms += [verb + verb[-1] + "ed", verb + verb[-1] + "ing"]
        if verb.endswith("y") and verb[-2] not in "aeiou":
            forms += [verb[:-1] + "ied", verb[:-1] + "ies"]
        if verb.endswith(("s", "sh", "ch", "x")):
            forms.append(verb + "es")
        for form in forms:
            out.setdefault(form, verb)
    return out


@lru_cache(maxsize=1)
def irregular_forms() -> dict[str, str]:
    """Irregular form -> verb, where the model's lemmatizer knows the verb only without its prefix ("retook")."""
    text = resources.files("pipeline.extract").joinpath("patterns/irregular_verbs.csv").read_text(encoding="utf-8")
    return {row["form"]: row["verb"] for row in csv.DictReader(text.splitlines())}


@lru_cache(maxsize=1)
def _plurals() -> dict[str, str]:
    """Plural -> noun, where the model's lemmatizer takes another noun for it: "corps" for "corpses"."""
    text = resources.files("pipeline.extract").joinpath("patterns/plurals.csv").read_text(encoding="utf-8")
    return {row["form"]: row["noun"] for row in csv.DictReader(text.splitlines())}


def is_known_plural(token: Token) -> bool:
    """True for plurals that the model may take for a name at the head of a sentence: "Militiamen"."""
    return token.lower_ in _plurals()


_LEMMAS, _CATEGORIES = "casus.lemmas", "casus.categories"
#: Nouns that count or gather what their of-phrase names.
_GATHERING = word_set("gathering_nouns")


def lemma(token: Token) -> str:
    """The lemma in small letters; plural proper nouns ("Marines") lose their s too. Found once a token."""
    known: dict[int, str] = token.doc.user_data.setdefault(_LEMMAS, {})
    found = known.get(token.i)
    if found is None:
        found = known[token.i] = _lemma(token)
    return found


def _lemma(token: Token) -> str:
    text, lower, part = str(token.lemma_).lower(), token.lower_, token.pos_
    if lower in _plurals():
        return _plurals()[lower]
    if text in ("in", "ins") and token.i > 1 and token.nbor(-1).text == "-":  # the tokenizer splits "sit-in"
        return f"{token.nbor(-2).lower_}-in"
    if text == "out" and token.i > 1 and token.nbor(-1).text == "-" and token.nbor(-2).lower_ == "shoot":
        return "shoot-out"
    if part == "VERB" and lower in irregular_forms():
        return irregular_forms()[lower]
    if part in ("VERB", "ADJ", "AUX") and lower != text:
        return verb_forms().get(lower, text)
    if (
        part in ("ADJ", "PROPN")
        and lower in verb_forms()
        and any(child.dep_ in ("dobj", "nsubj", "nsubjpass") for child in token.children)
    ):
        return verb_forms()[lower]
    if part == "PROPN" and text.endswith("s") and text not in lexicon() and text[:-1] in lexicon():
        return text[:-1]
    return text


def categories(token: Token) -> frozenset[str]:
    """Categories of the thing that `token`, the head of a noun phrase, names; {"unknown"} when nothing is known of
    it. Found once a token."""
    known: dict[int, frozenset[str]] = token.doc.user_data.setdefault(_CATEGORIES, {})
    found = known.get(token.i)
    if found is None:
        found = known[token.i] = _categories(token)
    return found


def _is_of_a_people(name: Token) -> bool:
    """ "30 ethnic Amharas", "12 ethnic Karen": people, whom the model takes for a place."""
    words = {child.lower_ for child in name.lefts if child.dep_ in ("advmod", "amod")}
    return "ethnic" in words and any(child.dep_ == "nummod" for child in name.lefts)


def _categories(token: Token) -> frozenset[str]:
    word = lemma(token)
    if token.i and token.nbor(-1).dep_ in ("compound", "amod") and token.nbor(-1).head == token:
        pair = f"{token.nbor(-1).lower_} {word}"
        if pair in lexicon():
            return lexicon()[pair]
    if token.lower_ == "scores" and not any(child.dep_ in ("amod", "compound", "det", "poss") for child in token.lefts):
        links = [child for child in token.rights if child.dep_ == "prep" and child.lower_ == "of"]
        kinds = frozenset().union(*(categories(noun) for link in links for noun in link.rights))
        # "Killed scores", not "the scores of the match"; "scores of houses" are things.
        return frozenset({"number"}) if not kinds or kinds & {"force", "person"} else kinds
    if word == "part" and token.dep_ == "dobj" and lemma(token.head) == "take":
        return frozenset({"abstract"})  # "took part in the raid"
    if token.lower_ == "more" and any(child.dep_ == "nummod" for child in token.lefts):
        return frozenset({"number", "person"})  # "killed two more"
    if token.pos_ == "NUM" or word in _GATHERING:
        for child in token.children:
            if child.dep_ == "prep" and child.lower_ == "of":
                for inner in child.children:
                    if inner.dep_ == "pobj" and word != "part":
                        return categories(inner) | (
                            lexicon().get(word, frozenset())
                            if word in ("member", "leader", "head", "group", "force", "round")
                            else frozenset({"number"})
                        )
        if word in ("group", "number") or token.pos_ != "NUM":
            return lexicon().get(word, UNKNOWN)
        return frozenset({"number", "person"})
    if token.ent_type_ in ("GPE", "ORG") and _is_of_a_people(token):
        return frozenset({"person"})
    if token.ent_type_ in _ENTITY and token.pos_ == "PROPN" and word not in lexicon():
        return _ENTITY[token.ent_type_]
    if word in lexicon():
        return lexicon()[word]
    if token.pos_ == "PRON" or word in _PERSON_PRONOUNS:
        return frozenset({"person", "unknown"}) if word in _PERSON_PRONOUNS else UNKNOWN
    found = _ACTOR.get(actors.actor_category(token.text))
    if found:
        return found
    if token.pos_ == "PROPN":
        return frozenset({"unknown", "person"})
    sense = _senses().get(word)
    if sense is not None:
        return sense
    if token.pos_ == "NOUN" and word in _common_nouns():
        return _NO_THING
    if word.endswith(_PERSON_ENDINGS):
        return frozenset({"person"})
    if token.pos_ == "ADJ" and any(child.dep_ == "det" for child in token.children):  # "the wounded"
        return frozenset({"person"})
    return UNKNOWN


def may_act(token: Token) -> bool:
    """Can a noun name somebody who acts or suffers: people, a group, a state?"""
    return bool(categories(token) & _ACTING)


def is_weapon(token: Token) -> bool:
    """Does a noun name a weapon, and not those who carry it?"""
    kinds = categories(token)
    return bool(kinds & WEAPONS) and "person" not in kinds
