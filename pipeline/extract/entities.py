"""Put the names that casus knows, and those of persons, on top of spaCy's entities.

spaCy's small model tags Mashtal as an organisation and Kataib Hezbollah as a person; a name of the actor table
overrides it. Whoever is killed and said to be "a deputy commander" is a person, whatever the model made of the name.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.extract.name_runs import OWNERS_MARKS
from pipeline.extract.nouns import lemma, lexicon
from pipeline.extract.people_groups import HARM
from pipeline.extract.texts import text_of
from pipeline.extract.time_patterns import time_words
from pipeline.reference import actors, gazetteer

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

#: What the model takes the names of persons for.
_MISTAKEN = frozenset({"FAC", "GPE", "LOC", "ORG", "PRODUCT"})
#: What the model takes a name and the weekday behind it for.
_JOINED = frozenset({"EVENT", "FAC", "GPE", "LOC", "ORG", "PERSON", "PRODUCT", "WORK_OF_ART"})
#: Words by which somebody is taken: no place is, who is "a leader".
_TAKEN = frozenset("apprehended arrested arresting captured capturing detained detaining".split())


def add_known_names(doc: Doc) -> None:
    """Set `doc.ents` so that each known armed group, force or mission is one ORG entity, whatever the model made of
    it."""
    from spacy.util import filter_spans

    known = []
    for start, end, _ in actors.name_spans(text_of(doc)):
        span = doc.char_span(start, end, label="ORG", alignment_mode="expand")
        if span is not None and any(token.pos_ in ("PROPN", "NOUN", "ADJ", "X") for token in span):
            known.append(span)
    if not known:
        return
    known = filter_spans(known)
    taken = {token.i for span in known for token in span}
    doc.ents = tuple(known) + tuple(ent for ent in doc.ents if not taken & set(range(ent.start, ent.end)))


def add_days(doc: Doc) -> None:
    """Set `doc.ents` so that a weekday is no part of the name before it: "near Goma Monday"."""
    from spacy.tokens import Span

    joined = [
        ent
        for ent in doc.ents
        if len(ent) > 1 and ent.label_ in _JOINED and ent[-1].lower_ in time_words()["weekday"] and ent[-1].is_title
    ]
    known = gazetteer.load() if joined else None
    parts = []
    for ent in joined:
        name = ent[:-1]
        is_place = known is not None and any(place.is_main for place in known.lookup(name.text))
        if ent.label_ == "EVENT" and not is_place:
            continue  # "Bloody Sunday"
        parts.append(Span(doc, name.start, name.end, label="GPE" if is_place else ent.label_))
        parts.append(Span(doc, ent.end - 1, ent.end, label="DATE"))
    if parts:
        taken = {token.i for part in parts for token in part}
        doc.ents = (*parts, *(ent for ent in doc.ents if not taken & set(range(ent.start, ent.end))))


def add_owned_places(doc: Doc) -> None:
    """Set `doc.ents` so that a town whose name has an "'s" inside is one place: "Cox's Bazar", "King's Lynn"."""
    from spacy.tokens import Span

    known = gazetteer.load()
    names = []
    for mark in doc[1:-1]:
        if (
            mark.text not in OWNERS_MARKS
            or not doc[mark.i - 1].text[:1].isupper()
            or not mark.nbor(1).text[:1].isupper()
        ):
            continue
        name = doc[mark.i - 1 : mark.i + 2]
        if any(place.is_main for place in known.lookup(name.text)):
            names.append(Span(doc, name.start, name.end, label="GPE"))
    if names:
        taken = {token.i for name in names for token in name}
        doc.ents = (*names, *(ent for ent in doc.ents if not taken & set(range(ent.start, ent.end))))


def add_persons(doc: Doc) -> None:
    """Set `doc.ents` so that a name is that of a person where somebody of that name is killed, hurt or taken and the
    words behind it say what he is: "killing Abu Hashum, a deputy commander"."""
    names = [ent for ent in doc.ents if ent.label_ in _MISTAKEN and _is_somebody(ent.root)]
    if not names:
        return
    text = text_of(doc)
    # "Nasir Haqqani, a leader of the Haqqani network": whose name is that of a group stands for the group.
    of_groups = {word for start, end, _ in actors.name_spans(text) for word in text[start:end].split()}
    names = [ent for ent in names if of_groups.isdisjoint(token.text for token in ent)]
    persons = [doc.char_span(ent.start_char, ent.end_char, label="PERSON") for ent in names]
    doc.ents = (*persons, *(ent for ent in doc.ents if ent not in names)) if names else doc.ents


def _is_somebody(name: Token) -> bool:
    """Is a name the object of a word of harm or of taking, with one person's role in apposition?"""
    if name.pos_ != "PROPN" or name.dep_ not in ("dobj", "nsubjpass") or name.head.lower_ not in HARM.keys() | _TAKEN:
        return False
    roles = [child for child in name.rights if child.dep_ == "appos" and child.tag_ == "NN"]
    return any("person" in lexicon().get(lemma(role), ()) for role in roles)
