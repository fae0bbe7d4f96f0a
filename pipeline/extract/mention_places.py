"""Which place names say where a mention happened."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from pipeline.extract.arguments import comes_under, prepositional
from pipeline.extract.draft import Draft
from pipeline.extract.earlier_clauses import told_before
from pipeline.extract.nouns import lemma
from pipeline.extract.place_contexts import GOALS, is_along_road
from pipeline.extract.relations import is_compared
from pipeline.extract.trials import is_of_court
from pipeline.extract.voices import says_seat
from pipeline.extract.word_sets import word_set
from pipeline.records import PlaceName
from pipeline.reference import countries

if TYPE_CHECKING:
    from spacy.tokens import Doc, Span, Token

_PLACE_WORDS = word_set("place_words")
#: Verbs of which the goal is a scene: "protests spread to Gao", "they marched to Lalibela".
_REACHING_VERBS = word_set("reaching_verbs")
#: What ends the clause before.
_CLAUSE_MARKS = frozenset({",", ";", ":", "--", "—", "–", '"', "”"})
#: What a name may stand before in one noun phrase.
_NOMINAL = frozenset({"ADJ", "NOUN", "PART", "PROPN"})
_REPORTING_VERBS = word_set("reporting_verbs")
#: Classes of what is done where people meet and speak.
_TALKS = frozenset({"agreement", "change", "declaration", "protest", "release"})
#: Classes of what strikes far from those who fire it.
_FAR = frozenset({"air_strike", "shelling"})
#: What leads to what is fired at.
_AIMED = frozenset({"at", "into", "on", "toward", "towards"})
#: Words for where a person is from.
_AT_HOME = frozenset({"native", "resident"})
#: What leads to what people protest about.
_ABOUT = frozenset({"about", "against", "over"})
_SPANS = "casus.place_spans"


class _Words(NamedTuple):
    """The words of a place name: tokens, end exclusive, and the one that the others hang on."""

    start: int
    end: int
    root: int


def _spans_of(doc: Doc, places: Sequence[PlaceName]) -> list[_Words | None]:
    """The words of each place name; None where the text has none there. Found once a name."""
    known: dict[tuple[int, int], _Words | None] = doc.user_data.setdefault(_SPANS, {})
    for place in places:
        if (place.start, place.end) not in known:
            span = doc.char_span(place.start, place.end, alignment_mode="expand")
            known[place.start, place.end] = None if span is None else _Words(span.start, span.end, span.root.i)
    return [known[place.start, place.end] for place in places]


def places_of(draft: Draft, doc: Doc, places: Sequence[PlaceName]) -> list[int]:
    """Place names of the mention: those of its clause, else of its sentence; names that only modify an actor are left
    out."""
    sent = draft.head.token.sent
    spans = _spans_of(doc, places)
    named = {span.root for span, place in zip(spans, places, strict=True) if span is not None and place.kind == "place"}
    actor_words: set[int] = set()
    struck = {token.i for token, _ in draft.patients} - {token.i for token, _ in draft.agents}
    for token, _ in [*draft.agents, *draft.patients]:
        if token.i in struck & named and draft.head.kind != "abduct":
            continue  # "seized Baidoa", "fired missiles at Erbil"; "had held Baidoa for weeks" tells nothing of it
        actor_words.add(token.i)
        if token.lower_ in _PLACE_WORDS:
            continue  # "stormed Adebo community"
        actor_words.update(child.i for child in token.lefts if child.dep_ in ("compound", "amod", "nmod", "poss"))
    for trigger in draft.triggers:
        actor_words.update(
            child.i
            for child in trigger.token.lefts
            if child.dep_ in ("amod", "poss") or child.lower_ in ("us", "u.s.", "uk")
        )
    if draft.attribution_span is not None:
        actor_words.update(token.i for token in draft.attribution_span)
    is_aimed = any(_is_target(doc[span.root], draft) for span in spans if span is not None)
    before = set[int]().union(*(told_before(trigger.token) for trigger in draft.triggers))
    homes = {i for i, span in enumerate(spans) if span is not None and _is_home(doc[span.root])}
    homes |= {parent for i in homes if (parent := places[i].parent) is not None}
    own: list[tuple[bool, int, bool, int]] = []
    at_home: list[tuple[bool, int, bool, int]] = []
    beside: list[tuple[bool, int, bool, int]] = []
    for index, place in enumerate(places):
        if place.kind not in ("place", "capital") or not sent.start_char <= place.start < sent.end_char:
            continue
        span = spans[index]
        if span is None or span.root in actor_words or span.root in draft.foreign or span.root in before:
            continue
        root = doc[span.root]
        is_of_shooters = _is_of_shooters(root, draft)
        if (
            not _tells_where(root, draft)
            or (is_of_shooters and is_aimed)
            or (place.relation == "voice" and draft.head.kind not in _TALKS)
            or _is_speakers(doc[span.start : span.end])
            or is_of_court(root, draft)
            or (place.relation == "to" and not _is_reached(root) and not _is_where(root, draft))
        ):
            continue
        # Of two names as near as each other the one behind: "a riot in Bor, a raid in Juba".
        distance, is_before = min(
            (abs(span.root - trigger.token.i), span.root < trigger.token.i) for trigger in draft.triggers
        )
        is_way = place.relation in ("from", "to", "none") or is_along_road(doc, span.start - 1)
        is_way = is_way or is_of_shooters
        entry = (is_way, distance, is_before, index)
        if _is_of_a_plan(root, draft):
            continue
        if index in homes:
            at_home.append(entry)
        else:
            (own if span.root in draft.scope or _is_where(root, draft) else beside).append(entry)
    found = own or ([] if draft.is_old_deed else beside)
    if not found and all(index in homes for index, place in enumerate(places) if place.kind == "place"):
        found = at_home  # at his home, where the article tells no other place
    # "Missiles hit Erbil, in Iraq": where the parser ties only Iraq to what happened, the town in it is told with it.
    outers = {index for *_, index in found}
    found = found + [entry for entry in beside if entry not in found and places[entry[-1]].parent in outers]
    return [index for *_, index in sorted(found)]


def _is_of_a_plan(place: Token, draft: Draft) -> bool:
    """Is a place only what a protest is about: "protests began over a plan to expand the capital"?"""
    if draft.head.kind != "protest":
        return False
    above = list(place.ancestors)
    is_planned = any(word.tag_ == "VB" and word.dep_ == "acl" for word in above)
    return is_planned and any(word.dep_ == "prep" and word.lower_ in _ABOUT for word in above)


def _is_of_shooters(place: Token, draft: Draft) -> bool:
    """Does a place tell where those are who fire at another: "militants in Gaza launched rockets at Ashkelon", "rebels
    stationed in Saada, Yemen, fired a missile at Jeddah"?"""
    if _FAR.isdisjoint(trigger.kind for trigger in draft.triggers):
        return False
    is_behind = place.dep_ == "pobj" or (place.dep_ == "appos" and place.head.dep_ == "pobj")
    return is_behind and any(doer.is_ancestor(place) for doer, _ in draft.agents)


def _is_target(place: Token, draft: Draft) -> bool:
    """Is a place what is fired at from afar: "fired a missile at Jeddah"?"""
    return any(
        noun == place
        for trigger in draft.triggers
        if trigger.kind in _FAR
        for _, noun in prepositional(trigger.token, _AIMED)
    )


def _is_home(root: Token) -> bool:
    """Does a place only say, beside a person, where he is from: "Sepoy Imran (a resident of Kohat)"?"""
    who = root.head.head if root.head.lower_ in ("from", "of") else root
    first = who.left_edge
    is_person = lemma(who) in _AT_HOME and who.tag_ == "NN"
    return is_person and first.i > who.sent.start and first.nbor(-1).text in (",", "(")


def _is_speakers(span: Span) -> bool:
    """Does a place belong to whoever speaks: "..., a doctor at a hospital in A said", "..., B's council said"?"""
    doc, sent = span.doc, span.sent
    verb = next((t for t in doc[span.end : sent.end] if t.pos_ not in _NOMINAL), None)
    if verb is None or verb.pos_ != "VERB" or lemma(verb) not in _REPORTING_VERBS:
        return False
    # The parser takes the speaker for one of those struck, now and then: no verb stands between him and the comma.
    for token in reversed(doc[sent.start : span.start]):
        if token.text in _CLAUSE_MARKS:
            return True
        if token.pos_ in ("VERB", "AUX"):
            return False
    return True


def _is_reached(token: Token) -> bool:
    """Does what happens go on where it goes to: "marched to A", "at an entrance to A", not "driven back to A"?"""
    way = next((above for above in token.ancestors if above.dep_ == "prep" and above.lower_ in GOALS), None)
    if way is None or (way.lower_ in ("from", "to") and way.head.pos_ in ("NOUN", "PROPN")):
        return True
    verb = next((above for above in token.ancestors if above.pos_ == "VERB"), None)
    return verb is None or lemma(verb) in _REACHING_VERBS


def _is_where(place: Token, draft: Draft) -> bool:
    """ "Went to Gao, where gunmen killed 70": does a clause with "where" about a place tell the mention?"""
    verb = draft.head.token
    is_there = verb.dep_ == "relcl" and any(child.lower_ == "where" for child in verb.lefts)
    return is_there and (verb.head == place or verb.head == place.head)


def _tells_where(token: Token, draft: Draft) -> bool:
    """False for a place name that acts or that only modifies a noun: "Iraq said", "the US embassy"."""
    first = token.head if token.dep_ == "conj" and token.head.pos_ == "PROPN" else token  # "Iraq and Iran said"
    is_subject = first.dep_ in ("nsubj", "nsubjpass") and first.head.i not in {t.token.i for t in draft.triggers}
    if is_subject and not comes_under(first.head):
        return False
    if token.head.dep_ == "prep" and says_seat(token.head.head):
        return False  # "Al Shabaab, based in Somalia, said"
    if is_compared(token) or _is_in_compound(token) or (_is_origin(token) and not _is_taken_from(token, draft)):
        return False
    if token.dep_ in ("compound", "amod", "nmod") and token.head.pos_ in ("NOUN", "PROPN"):
        head = token.head
        if head.pos_ == "PROPN" and any(child.dep_ == "cc" for child in token.children):
            return True  # "in Bokkos and Barkin Ladi", with the first taken for a part of the second
        return (
            head.i in {t.token.i for t in draft.triggers}
            or head.lower_ in _PLACE_WORDS
            or head.ent_type_ in ("GPE", "LOC", "FAC")
        )
    return True


def _is_in_compound(token: Token) -> bool:
    """ "Ankara-backed rebels", "the Tobruk-based parliament": a place that tells whose somebody is."""
    after = token.doc[token.i + 1 : token.i + 3]
    return len(after) == 2 and after[0].text == "-" and after[1].tag_ in ("VBN", "VBD", "JJ")


def _is_taken_from(token: Token, draft: Draft) -> bool:
    """ "Bandits abducted 12 villagers from Zurmi": where people were taken is where it happened, a country apart."""
    verbs = {t.token.i for t in draft.triggers if t.kind == "abduct" and t.token.pos_ == "VERB"}
    taken = token.head.head
    return taken.dep_ == "dobj" and taken.head.i in verbs and countries.find_country(token.text) is None


def _is_origin(token: Token) -> bool:
    """ "Passengers from A", "most of them from A": where people come from."""
    how = token.head
    if token.dep_ != "pobj" or how.lower_ != "from" or how.i == 0 or is_along_road(token.doc, how.i):
        return False
    return how.head.pos_ in ("ADJ", "NOUN", "NUM", "PRON") or how.nbor(-1).pos_ == "PRON"
