"""What is told as an earlier event: in the past perfect, as the occasion of another, as a deed that a court hears."""

from __future__ import annotations

from collections.abc import Set
from typing import TYPE_CHECKING

from pipeline.extract.deed_signs import begins_with_not_only, is_perfect, is_pluperfect
from pipeline.extract.draft import Draft
from pipeline.extract.earlier_clauses import is_hours_after, is_of_the_last_one
from pipeline.extract.nouns import PERSONAL, categories, lemma
from pipeline.extract.own_fights import held_after
from pipeline.extract.protest_causes import (
    is_of_those_for_whom_others_march,
    is_what_a_protest_is_about,
    sparked_a_protest,
)
from pipeline.extract.relations import SUBJECTS
from pipeline.extract.word_sets import word_set
from pipeline.language.event_classes import DEMONSTRATION

if TYPE_CHECKING:
    from spacy.tokens import Token

#: What an earlier event is the occasion of: "a protest over the killing".
_OCCASIONS = word_set("occasions")
#: Nouns that count events: "a series of attacks".
_COLLECTIONS = word_set("collections")
#: Occasions on which somebody does something, and words for one that is not today's.
_OCCASIONS_OF_DEEDS = word_set("occasions_of_deeds")
_DURING, _EARLIER = frozenset({"at", "during", "in"}), frozenset({"earlier", "last", "past", "previous"})
#: What stands for what was told before, and what a noun has that was.
_TOLD, _DEFINITE = frozenset({"it", "that", "this"}), frozenset({"that", "the", "these", "this", "those"})
#: Relations inside a noun phrase and its clauses.
_INSIDE = frozenset({"acl", "pobj", "prep", "relcl"})
#: What says that something was long before, without saying when.
_BEFORE = frozenset({"ago", "before", "beforehand", "earlier", "previously"})
_LONG = frozenset({"long", "weeks", "months", "years", "decades"})
_SOME_TIME = _LONG | {"days"}
#: Words above a trigger that may make it an occasion: "protested over the collapse of a roof that killed".
_MOST_ABOVE = 10
#: Verbs of what begins, and spans of time that are no day.
_BEGINNING = frozenset({"begin", "break", "erupt", "start"})
_PERIODS = frozenset({"week", "weeks", "month", "months", "year", "years"})


def _is_of_time(word: Token) -> bool:
    return word.ent_type_ in ("DATE", "TIME")


def _began_before(token: Token) -> bool:
    """ "Since protests began in December", "the protests began last week after": what has gone on for some time."""
    verb = token.head
    if token.dep_ != "nsubj" or lemma(verb) not in _BEGINNING:
        return False
    is_since = any(child.dep_ == "mark" and child.lower_ == "since" for child in verb.children)
    times = [word for word in verb.subtree if word.ent_type_ == "DATE" and word.i > verb.i]
    is_long_ago = any(word.lower_ in _PERIODS for word in times) and not any(word.is_digit for word in times)
    return is_since or (token.tag_ in ("NNS", "NNPS") and _is_definite(token) and is_long_ago)


def _was_on_another_occasion(verb: Token) -> bool:
    """ "Fired at us during the last march", "for those killed in earlier protests"."""
    for noun in verb.subtree:
        if lemma(noun) not in _OCCASIONS_OF_DEEDS or noun.head.lower_ not in _DURING or noun.dep_ != "pobj":
            continue
        if any(child.lower_ in _EARLIER for child in noun.lefts):
            return True
    return False


def _was_weeks_before(draft: Draft) -> bool:
    """ "Weeks earlier, a bomb killed six": so long before that nobody says when; "a mine that was laid years ago" went
    off now."""
    told = {word for trigger in draft.triggers for word in (trigger.token, trigger.token.head)}
    words = (draft.head.token.doc[index] for index in draft.scope)
    return any(is_time_before(word, _LONG) and word.head in told for word in words)


def is_time_before(word: Token, units: Set[str] = _SOME_TIME) -> bool:
    """ "Days earlier", "some weeks ago", without a number."""
    unit = word.nbor(-1) if word.lower_ in _BEFORE and word.i else None
    return unit is not None and unit.lower_ in units and not any(child.pos_ == "NUM" for child in unit.children)


def _is_followed(token: Token) -> bool:
    """ "It follows a similar attack in the capital", "the raid came days after a bombing": before what was told. Not
    "police followed the gunmen", nor "two explosions followed the strike", which are of it."""
    verb, link = token.head, None
    if token.dep_ == "pobj":
        link, verb = token.head, token.head.head
    is_behind = link is None or (link.lower_ == "after" and not is_hours_after(link))
    is_said = token.dep_ == "dobj" and lemma(verb) == "follow" or (link is not None and lemma(verb) == "come")
    return is_behind and is_said and verb.dep_ in ("ROOT", "ccomp") and _is_of_what_was_told(verb)


def _came_after(verb: Token) -> bool:
    """ "It came after gunmen had killed nine in Juba", "the blast came a week after a bomb killed six"."""
    verb = verb.head if verb.dep_ in SUBJECTS else verb
    marks = [child for child in verb.lefts if child.dep_ == "mark" and child.lower_ == "after"]
    above = verb.head
    is_so = verb.dep_ == "advcl" and lemma(above) == "come" and bool(marks) and not is_hours_after(marks[0])
    return is_so and above.dep_ in ("ROOT", "ccomp") and _is_of_what_was_told(above)


def _was_before_what_was_told(verb: Token) -> bool:
    """ "21 people had been abducted before the rallies", "in the weeks before the raid"."""
    return any(
        link.lower_ == "before" and link.dep_ == "prep" and any(_is_definite(noun) for noun in link.children)
        for child in verb.rights
        for link in child.subtree
    )


def _is_definite(noun: Token) -> bool:
    return noun.pos_ == "NOUN" and any(child.lower_ in _DEFINITE for child in noun.lefts)


def _is_of_what_was_told(verb: Token) -> bool:
    """Is the subject of a verb what was told before: "it", "the attack"; not "two explosions"?"""
    subjects = [child for child in verb.lefts if child.dep_ == "nsubj"]
    return any(noun.lower_ in _TOLD or _is_definite(noun) for noun in subjects if not categories(noun) & PERSONAL)


def _tells_of_followed(verb: Token) -> bool:
    """ "It follows an attack on a church which killed 80": the clause of what is followed."""
    noun = verb
    while noun.dep_ in _INSIDE and not _is_followed(noun):
        noun = noun.head
    is_event = noun.pos_ == "NOUN" and not categories(noun) & PERSONAL
    return noun != verb and is_event and _is_followed(noun)


def _was_taken_before_release(draft: Draft) -> bool:
    """ "Demanded the release of a leader who was arrested in the port": how those came there whose release is told."""
    clause = draft.head.token
    noun = clause.head
    is_release = noun.dep_ == "pobj" and noun.head.lower_ == "of" and noun.head.head.lower_ == "release"
    return is_release and clause.dep_ in ("acl", "relcl") and draft.head.kind == "arrest"


def _is_dated_apart(deed: Token, hold: Token) -> bool:
    """ "Held two on Monday after an attack on Friday": has each a day of its own, so that the deed is only what those
    who hold people answer to? "Detained 12 men following a blast on Sunday" tells both as news."""
    links = [child for child in hold.children if child.dep_ == "prep" and not child.is_ancestor(deed)]
    is_dated = any(noun.ent_type_ == "DATE" for link in links for noun in link.children)
    return is_dated and any(word.ent_type_ == "DATE" for word in deed.subtree)


def is_background(draft: Draft) -> bool:
    """Told in the past perfect, or as what the main clause answers to: an earlier event."""
    token = draft.head.token
    if token.pos_ in ("VERB", "AUX") and token.tag_ == "VBN" and is_pluperfect(token):
        is_below = token.dep_ in ("relcl", "acl", "advcl")
        # "The diocese had protested against the mine", on no day: of a life, as is told of it.
        is_below = is_below or (draft.head.kind in DEMONSTRATION and not any(map(_is_of_time, token.sent)))
        return is_below or _was_before_what_was_told(token) or _was_on_another_occasion(token)
    if is_of_those_for_whom_others_march(token) or _was_taken_before_release(draft):
        return True
    if is_perfect(token) and begins_with_not_only(token):
        return True
    if any(map(is_of_the_last_one, token.ancestors)):
        return True
    if draft.is_old_deed or _began_before(token) or _was_weeks_before(draft):
        return True
    if _tells_of_followed(token) or _came_after(token):
        return True
    deeds = [trigger.token for trigger in draft.triggers if trigger.token == token or trigger.token.is_ancestor(token)]
    if any(map(_was_on_another_occasion, deeds)):
        return True  # "police had killed demonstrators in earlier marches", told as of the demonstrators
    current = token
    for _ in range(_MOST_ABOVE):
        head = current.head
        if is_what_a_protest_is_about(current) or sparked_a_protest(current):
            return True
        if current.dep_ == "prep" and current.lower_ in ("for", "over", "since", "to") and head.lower_ in _OCCASIONS:
            return True
        is_event = current == token or lemma(current) in _COLLECTIONS
        if token.pos_ == "NOUN" and is_event and _is_followed(current):
            return True  # "the violence follows the killing of a politician"
        if current.dep_ == "prep" and current.lower_ == "over" and token.pos_ == "NOUN":
            return True  # "burnt the station over the killing of a boy"
        if current == token and current.dep_ in ("dobj", "pobj") and (hold := held_after(head)) is not None:
            return _is_dated_apart(current, hold)
        if current.dep_ == "pobj" and head.lower_ in ("following", "since") and head.dep_ == "prep":
            # "Four were killed following an attack" tells one event.
            return all(head.head.i != trigger.token.i for trigger in draft.triggers)
        current = head
    return False
