"""Towns that are taken or left: "captured Sake", "withdrew from Sake", where the model sees a person or nothing.

A name of one word behind such a verb is a town's where the gazetteer has a place of it in a country that the text
speaks of, and neither the text nor the sentence says that it is somebody's.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.extract.arguments import prepositional, verb_agents
from pipeline.extract.nouns import categories
from pipeline.extract.relations import SUBJECTS
from pipeline.extract.texts import text_of
from pipeline.extract.word_kinds import with_pos
from pipeline.extract.word_sets import word_set
from pipeline.reference import actors, countries
from pipeline.reference import gazetteer as gazetteer_module

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

#: What is done to a town, and to people as well.
_TAKING = word_set("town_taking_verbs")
#: Who captures people and no towns.
_CATCHING = frozenset({"agents", "authorities", "detectives", "officers", "police"})
#: What armed people do who come into a town or leave it, and the words that lead to it.
_MOVING = word_set("moving_verbs")
_WAYS = frozenset({"from", "into"})
_PLACES = frozenset({"admin1", "admin2", "base", "camp", "city", "neighbourhood"})


def name_taken_towns(doc: Doc) -> None:
    """Set `doc.ents` so that each town that is taken is one GPE entity."""
    verbs = with_pos(doc, "VERB")
    found = [
        name
        for verb in verbs
        if verb.lemma_.lower() in _TAKING or _takes_from(verb)
        for name in verb.children
        if _may_be_town(name)
    ]
    found += [name for verb in verbs if verb.lemma_.lower() in _MOVING for name in _ways_of(verb) if _is_bare(name)]
    if not found:
        return
    told = _countries_told(doc)
    known = gazetteer_module.load()
    spans = []
    for name in found:
        places = known.lookup(name.text)
        if any(place.feature in _PLACES and place.iso3 in told for place in places):
            spans.append(doc[name.i : name.i + 1])
            name.pos_, name.tag_, name.dep_ = "PROPN", "NNP", "dobj" if name.dep_ == "npadvmod" else name.dep_
    taken = {span.start for span in spans}
    others = [ent for ent in doc.ents if taken.isdisjoint(range(ent.start, ent.end))]
    if spans:
        doc.ents = (*others, *(doc.char_span(span.start_char, span.end_char, label="GPE") for span in spans))


def _takes_from(verb: Token) -> bool:
    """ "Rebels took Sake from the army": do armed people take something from others?"""
    if verb.lemma_.lower() != "take" or not any(link.lower_ == "from" for link in verb.rights):
        return False
    return any("force" in categories(doer) for doer in verb_agents(verb))


def _ways_of(verb: Token) -> list[Token]:
    """What armed people move into or pull out of."""
    if not any("force" in categories(doer) for doer in verb_agents(verb)):
        return []
    return [name for _, name in prepositional(verb, _WAYS)]


def _may_be_town(name: Token) -> bool:
    """A name of one word that is the object of a verb, and nowhere in the text the name of somebody with another."""
    is_object = name.dep_ in ("dobj", "nsubjpass") or _is_adverb_for_object(name)
    if not is_object or not _is_bare(name):
        return False
    actor = next((child for child in name.head.children if child.dep_ in SUBJECTS and child != name), None)
    if name.dep_ in ("dobj", "npadvmod") and (actor is None or actor.pos_ == "PRON" or actor.lower_ in _CATCHING):
        return False
    return not any(
        _is_in_a_town(child) for child in (*name.head.rights, *name.rights)
    )  # "captured Salazar in Culiacan"


def _is_bare(name: Token) -> bool:
    """A name of one word, without what people and things have beside them, nowhere in the text somebody's with
    another."""
    is_name = name.text[:1].isupper() and (name.pos_ == "PROPN" or (name.pos_ == "NOUN" and not name.is_sent_start))
    if not is_name or name.ent_type_ == "GPE":
        return False
    if name.ent_type_ == "NORP" and countries.find_country(name.text) is not None:
        return False
    if any(child.dep_ in ("amod", "compound", "det", "nummod", "poss") for child in name.children):
        return False
    if any(child.dep_ == "appos" and not _is_country(child) for child in name.children):
        return False
    return not any(
        token.text == name.text and token.ent_type_ == "PERSON" and (token.dep_ == "compound" or _has_forename(token))
        for token in name.doc
    )


def _is_adverb_for_object(name: Token) -> bool:
    """The town of "recaptured Bama", which the model takes for an adverb of a verb without an object."""
    verb = name.head
    return name.dep_ == "npadvmod" and name.i == verb.i + 1 and all(child.dep_ != "dobj" for child in verb.children)


def _is_country(noun: Token) -> bool:
    return countries.find_country(noun.doc[noun.left_edge.i : noun.i + 1].text) is not None


def _is_in_a_town(link: Token) -> bool:
    """Does a preposition lead to a town: somebody was captured there?"""
    if link.lower_ not in ("at", "in", "near"):
        return False
    inside = [child for child in link.children if child.dep_ == "pobj" and child.pos_ == "PROPN"]
    names = [child.doc[child.left_edge.i : child.i + 1].text for child in inside]
    known = gazetteer_module.load()
    return any(
        countries.find_country(name) is None
        and any(place.feature == "city" and place.is_main for place in known.lookup(name))
        for name in names
    )


def _has_forename(name: Token) -> bool:
    return any(child.dep_ == "compound" and child.pos_ == "PROPN" for child in name.lefts)


def _countries_told(doc: Doc) -> set[str]:
    """The countries that a text names, of whose people it speaks, and where the groups that it names are at home."""
    told = {countries.find_country(ent.text) for ent in doc.ents if ent.label_ in ("GPE", "LOC", "NORP")}
    text = text_of(doc)
    for start, end, _ in actors.name_spans(text):
        bearers = actors.alias_index().get(actors.fold(text[start:end]), ())
        told |= {country for actor in bearers for country in actor.countries[:1]}
    return {country for country in told if country}
