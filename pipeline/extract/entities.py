"""Put the names that casus knows on top of spaCy's entities.

spaCy's small model tags Mashtal as an organisation and Kataib Hezbollah as a person; a name of the actor table
overrides it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.extract.texts import text_of
from pipeline.reference import actors

if TYPE_CHECKING:
    from spacy.tokens import Doc


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
