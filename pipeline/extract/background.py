"""What is told as an earlier event: in the past perfect, as the occasion of another, as the deed a court punishes."""

from __future__ import annotations

from pipeline.extract.draft import Draft
from pipeline.extract.word_sets import word_set

#: What an earlier event is the occasion of: "a protest over the killing".
_OCCASIONS = word_set("occasions")
#: What courts do: the deeds behind it are old.
_COURT = word_set("court")


def is_tried(draft: Draft) -> bool:
    """True for a deed that a court punishes: "sentenced him on Thursday for the killing of two": an old one.

    The day and the place of the sentence are the court's.
    """
    current = draft.head.token
    for _ in range(6):
        if current.dep_ == "prep" and current.head.lemma_.lower() in _COURT:
            return True
        current = current.head
    return False


def is_background(draft: Draft) -> bool:
    """Told in the past perfect, or as what the main clause answers to: an earlier event."""
    token = draft.head.token
    verb = token if token.pos_ in ("VERB", "AUX") else None
    if verb is not None and any(c.dep_ in ("aux",) and c.lower_ == "had" for c in verb.children) and verb.tag_ == "VBN":
        return verb.dep_ in ("relcl", "acl", "advcl")
    if is_tried(draft):
        return True
    current = token
    for _ in range(4):
        head = current.head
        if current.dep_ == "prep" and current.lower_ in ("for", "over", "since", "to") and head.lower_ in _OCCASIONS:
            return True
        if current.dep_ == "prep" and current.lower_ == "over" and token.pos_ == "NOUN":
            return True  # "burnt the station over the killing of a boy"
        if current.dep_ == "pobj" and head.lower_ in ("following", "since") and head.dep_ == "prep":
            # "Four were killed following an attack" tells one event.
            return all(head.head.i != trigger.token.i for trigger in draft.triggers)
        current = head
    return False
