"""Deeds that courts hear, that people are held for, or that are commemorated: old ones, with days of their own."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import islice
from typing import TYPE_CHECKING

from pipeline.extract.arguments import taken_for
from pipeline.extract.deed_signs import is_dated, is_pluperfect
from pipeline.extract.draft import Draft
from pipeline.extract.nouns import categories, lemma
from pipeline.extract.relations import SUBJECTS
from pipeline.extract.times import is_of_this_week
from pipeline.extract.word_sets import word_set
from pipeline.language.event_classes import DEMONSTRATION, VIOLENCE
from pipeline.records import TimeExpression

if TYPE_CHECKING:
    from spacy.tokens import Token

#: What courts do, and words for a court and what goes on in it: "went on trial", "appeared before a judge".
_COURT = word_set("court")
_BEFORE_COURT = word_set("before_court")
#: What looks into a deed, and whom it names: "opened an inquiry into the killing", "a suspect in the murder".
_INQUIRIES = word_set("inquiries")
_IN_COURT = frozenset({"at", "before", "in", "on", "to"})
#: What opens a case, often days after the deed.
_CHARGING = frozenset({"charge", "indict", "prosecute"})
#: Words by which somebody is held to have done a deed, by which he is taken, and for the deed itself.
_ACCUSING, _DEEDS = word_set("accusing_verbs"), word_set("deeds")
_TAKEN = word_set("taking_verbs") | {"arrest", "suspect"}
_ARRESTING = _CHARGING | {"arrest", "detain"}
#: Those who thought of a deed, and what else may befall them than arrest.
_AUTHORS = frozenset("architect author brain mastermind organiser organizer planner ringleader".split())
_PLANNED = frozenset("ambush blast explosion hijacking massacre raid strike".split())
_KILLING = frozenset({"capture", "kill", "seize", "shoot"})
#: Who holds somebody over a deed, and takes nobody with it: "held ten passengers in an attack on a bus".
_HOLDERS = frozenset({"authority", "court", "detective", "officer", "official", "police", "prosecutor"})
#: What leads from the word of a court to the deed; a police that "charged into the crowd" tries nobody.
_TO_THE_DEED = frozenset({"after", "for", "from", "in", "into", "of", "over", "to", "with"})
#: Nouns of what is remembered: "the anniversary of the bombing".
_COMMEMORATED = word_set("commemorated")
_OFFERINGS = frozenset({"bouquet", "candle", "flower", "wreath"})
_YEARLY = frozenset({"anniversary", "commemoration", "remembrance"})
#: Verbs of remembering: "we recall the kidnapping of the minister".
_COMMEMORATING = word_set("commemorating_verbs")
#: Verbs of those who had a part in a deed, what leads from them to it, and words for people told before.
_TAKING_PART = frozenset("assist connect help implicate involve link participate tie".split())
_SUSPECTING = frozenset({"accuse", "suspect"})
_INTO, _TOLD = frozenset({"in", "to", "with"}), frozenset({"he", "she", "they"})
_ALL = frozenset({"all", "both"})
_POINTING = _ALL | {"the", "these", "this"}
#: Words above a deed in which a court is looked for.
_MOST_ABOVE = 6


def set_trials(drafts: Sequence[Draft]) -> None:
    """Say of the mentions of one sentence which tell old deeds, by what court, and which stand before such a one."""
    for draft in drafts:
        draft.court = _court_of(draft)
        draft.is_old_deed = draft.court is not None or _is_old(draft) or _is_of_a_life(draft)
        draft.is_remembered = draft.is_old_deed and draft.court is None and _is_remembered(draft)
    tried = sorted(draft.head.token.i for draft in drafts if draft.is_old_deed)
    for draft in drafts:
        draft.deed_behind = next((index for index in tried if index > draft.head.token.i), None)


def _is_old(draft: Draft) -> bool:
    """True for a deed that people are held for, and for one that is commemorated.

    "Arrested two for the killing of a trader", "marked the anniversary of the bombing": the day and the place are those
    of the arrest, of the ceremony. A protest that people are arrested for is going on.
    """
    current = draft.head.token
    for _ in range(_MOST_ABOVE):
        if _is_where_offerings_lie(current):
            return True
        if draft.head.kind not in DEMONSTRATION and current.dep_ != "advcl" and leads_to_a_deed(current):
            return True  # "arrested ten after a mob killed a trader" tells both as news
        if current.dep_ in ("dative", "prep"):
            is_held_for = taken_for(current) is not None or _is_sought(current)
            if (is_held_for and draft.head.kind not in DEMONSTRATION) or lemma(current.head) in _COMMEMORATED:
                return True
            paid = [child for child in current.head.children if child.dep_ == "dobj"]
            if current.lower_ == "to" and any(lemma(child) in _COMMEMORATED for child in paid):
                return True  # "paid tribute to", "paid his respects on Tuesday to"
        if current.dep_ in ("dobj", "nsubjpass") and current.head.lemma_.lower() in _COMMEMORATING:
            return True
        current = current.head
    return False


def _is_where_offerings_lie(clause: Token) -> bool:
    """ "Laid a wreath where a bomb had killed 29": at the place of an old deed."""
    is_where = clause.dep_ in ("advcl", "relcl") and any(child.lower_ == "where" for child in clause.lefts)
    above = next((word for word in clause.ancestors if word.pos_ == "VERB"), clause.head)  # not the day between
    laid = [child for child in above.rights if child.dep_ == "dobj"]
    is_old = is_pluperfect(clause) and not is_dated(clause)
    return is_where and is_old and any(lemma(thing) in _OFFERINGS for thing in laid)


def _is_remembered(draft: Draft) -> bool:
    """ "Marked the third anniversary of the bombing", "to remember those killed in it"."""
    above = list(islice(draft.head.token.ancestors, _MOST_ABOVE))
    if any(map(_is_where_offerings_lie, (draft.head.token, *above))):
        return True
    return any(lemma(word) in _COMMEMORATING or lemma(word) in _YEARLY for word in above)


def is_day_of_ceremony(time: TimeExpression, root: Token, draft: Draft, published: date | None) -> bool:
    """True for the day of this week on which a deed is remembered; "Friday's attack" tells its own."""
    if not draft.is_remembered or not is_of_this_week(time, published):
        return False
    deed = draft.head.token
    return not deed.left_edge.i <= root.i < deed.i


def _is_of_a_life(draft: Draft) -> bool:
    """ "He took part in an ambush that killed six", "the leader was involved in the killing of two": what one who was
    told before has done in his time."""
    if draft.head.kind not in VIOLENCE or is_dated(draft.head.token):
        return False
    current = draft.head.token
    for _ in range(_MOST_ABOVE):
        verb = current.head
        if current.dep_ == "prep" and _leads_to_their_part(current, verb):
            first = verb.head if verb.dep_ == "xcomp" else verb  # "is believed to have taken part in"
            subjects = [child for child in first.lefts if child.dep_ in SUBJECTS]
            # "All three men assisted in ...", which the parser may read as the men who were assisted.
            is_cut_short = not subjects and first.dep_ == "acl" and first.head.dep_ == "ROOT"
            return any(map(_was_told, [first.head] if is_cut_short else subjects))
        current = verb
    return False


def _leads_to_their_part(preposition: Token, verb: Token) -> bool:
    """ "Took part in", "was involved in", "are suspected of"."""
    if preposition.lower_ == "of":
        return lemma(verb) in _SUSPECTING and any(child.dep_ == "auxpass" for child in verb.lefts)
    if preposition.lower_ not in _INTO:
        return False
    if lemma(verb) == "take":
        return any(child.dep_ == "dobj" and child.lower_ == "part" for child in verb.rights)
    return lemma(verb) in _TAKING_PART


def _was_told(noun: Token) -> bool:
    """ "He", "they", "the leader", "both men", "all three": those of whom the sentences before tell."""
    is_person = noun.pos_ == "NOUN" and "person" in categories(noun) and "mob" not in categories(noun)
    is_all = noun.lower_ in _ALL or (noun.pos_ == "NUM" and any(child.lower_ in _ALL for child in noun.lefts))
    return noun.lower_ in _TOLD or is_all or (is_person and any(child.lower_ in _POINTING for child in noun.lefts))


def is_day_of_court(time: TimeExpression, root: Token, draft: Draft, published: date | None) -> bool:
    """True for the day on which a court hears a deed: "pleaded guilty on Tuesday in the 2013 bombing".

    It stands before the deed and outside of its phrase, or behind it: there a day of this week is the court's, but for
    one behind a fresh charge that says what was done ("charged over the killing of two on Sunday").
    """
    court, deed = draft.court, draft.head.token
    if court is None:
        return False
    if deed.pos_ == "VERB" or root.i < deed.i:
        return is_of_court(root, draft)
    is_told = any(child.dep_ in ("prep", "relcl") and child.lower_ != "on" for child in deed.children)
    return is_of_this_week(time, published) and not (is_told and lemma(court) in _CHARGING)


def is_of_court(name: Token, draft: Draft) -> bool:
    """True for a day or a place that stands before a deed that a court hears and outside of its phrase."""
    deed = draft.head.token
    if draft.court is None or (name.i > deed.i and deed.pos_ != "VERB"):
        return False
    return not deed.left_edge.i <= name.i <= deed.right_edge.i


def _court_of(draft: Draft) -> Token | None:
    """The word by which a court hears the deed of a mention: "sentenced him for the killing of two", "a man who killed
    two pleaded guilty"; None where none does."""
    current = draft.head.token
    for _ in range(_MOST_ABOVE):
        above = current.head
        if current.dep_ == "prep" and current.lower_ in _TO_THE_DEED:
            if lemma(above) in _COURT or _is_heard(above):
                return above
            if above.dep_ in ("dobj", "nsubjpass") and lemma(above.head) in _COURT:
                return above.head  # "acquitted two ministers of the killing", which the parser hangs on the ministers
            if any(word.pos_ == "NOUN" and lemma(word) in _INQUIRIES for word in (above, *above.rights)):
                return above
            if lemma(above) in _ACCUSING and _is_heard(above.head):
                return above.head  # "went on trial accused of murdering seven"
        if current.dep_ == "relcl" and _is_in_the_dock(above):
            return above.head
        current = above
    return None


def _is_sought(preposition: Token) -> bool:
    """ "A man wanted over the killing of two"."""
    verb = preposition.head
    return verb.tag_ == "VBN" and lemma(verb) in ("want", "seek") and preposition.lower_ in _TO_THE_DEED


def leads_to_a_deed(token: Token) -> bool:
    """Does an edge lead from an arrest, or from somebody who is held, to the deed over which he is?"""
    dep, head = token.dep_, token.head
    if dep == "prep" and token.lower_ in ("behind", "of") and lemma(head) in _AUTHORS:
        # "Arrested the mastermind of a bombing that killed nine"; not the organizer of a march.
        is_deed = any(child.dep_ == "pobj" and lemma(child) in _DEEDS | _PLANNED for child in token.children)
        return is_deed and _is_taken_or_killed(head)
    if dep in ("acl", "relcl") and token.tag_ == "VBN":
        return lemma(token) in _ACCUSING and "person" in categories(head)
    if dep not in ("advcl", "prep"):
        return False
    is_arrest = lemma(head) in _ARRESTING or any(lemma(child) == "arrest" for child in head.rights)
    is_held = any(lemma(child) in _HOLDERS for child in head.lefts if child.dep_ in SUBJECTS)
    if not (is_arrest or lemma(head) in _TAKEN) or (token.lower_ == "in" and not (is_arrest or is_held)):
        return False  # "held ten passengers in an attack on a bus"
    if dep == "prep" and token.lower_ in ("for", "in", "over", "with"):
        return any(child.dep_ == "pobj" and lemma(child) in _DEEDS for child in token.children)
    if dep == "advcl" and any(mark.lower_ == "after" for mark in token.lefts):
        is_force = any("force" in categories(child) for child in token.lefts if child.dep_ in SUBJECTS)
        return not is_force and any(lemma(word) in _DEEDS for word in token.subtree)
    return False


def _is_taken_or_killed(noun: Token) -> bool:
    """Is somebody, or whoever he is told to be, arrested or killed: "captured Ali Khan, the planner of the raid"?"""
    first = noun.head if noun.dep_ == "appos" else noun
    verb = first.head
    return first.dep_ in ("dobj", "nsubjpass") and lemma(verb) in _TAKEN | _ARRESTING | _KILLING


def _is_in_the_dock(noun: Token) -> bool:
    """Is somebody before a court: "a gunman who ... pleaded guilty", "sentenced two men who ..."?"""
    verb = noun.head
    if verb.pos_ not in ("VERB", "AUX"):
        return False
    if noun.dep_ in ("nsubj", "nsubjpass") and _is_heard(verb):
        return True
    is_struck = noun.dep_ in ("dobj", "nsubjpass")
    return lemma(verb) in _COURT and (is_struck or lemma(verb) == "plead")


def _is_heard(verb: Token) -> bool:
    """Does a verb say that somebody is before a court: "went on trial", "was found guilty", "stood trial"?"""
    for child in verb.children:
        if child.dep_ in ("acomp", "attr", "dobj", "oprd") and lemma(child) in _BEFORE_COURT:
            return True
        if child.dep_ == "prep" and child.lower_ in _IN_COURT:
            return any(inner.dep_ == "pobj" and lemma(inner) in _BEFORE_COURT for inner in child.children)
    return False
