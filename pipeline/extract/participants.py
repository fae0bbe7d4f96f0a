"""The people, groups, things and weapons of a mention, in the article's own words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from pipeline.extract import casualties
from pipeline.extract.arguments import noun_phrase, prepositional
from pipeline.extract.draft import Draft
from pipeline.extract.nouns import categories, lemma
from pipeline.extract.texts import text_of
from pipeline.records import Participant
from pipeline.reference import actors

if TYPE_CHECKING:
    from spacy.tokens import Span, Token

_PHYSICAL = frozenset({"building", "vehicle", "infrastructure", "road", "physical"})
_GROUPS = frozenset({"force", "organization", "government", "country", "armed_group"})


def kind_of(head: Token, phrase: str) -> str:
    """individual, organization, physical or weapon: what a noun phrase names."""
    kinds = categories(head)
    if kinds & {"person", "number"}:
        return "individual"
    if kinds & _PHYSICAL:
        return "physical"
    if kinds & _GROUPS or head.ent_type_ in ("ORG", "GPE", "NORP") or actors.name_spans(phrase):
        return "organization"
    if kinds & {"weapon", "explosive", "missile", "aircraft"}:
        return "weapon"
    return "individual"


def short_span(head: Token) -> Span:
    """The words that name a participant: the name of a person, else the noun phrase without article, number and of-phrase of a group."""
    doc = head.doc
    if head.ent_type_ == "PERSON":
        ent = next((e for e in doc.ents if e.start <= head.i < e.end), None)
        if ent is not None:
            return ent
    span = noun_phrase(head)
    start, end = span.start, span.end
    if head.pos_ == "NUM" or lemma(head) in (
        "dozen",
        "hundred",
        "thousand",
        "score",
        "number",
        "group",
        "majority",
        "couple",
        "pair",
        "handful",
        "one",
        "some",
        "several",
        "many",
    ):
        inner = [noun for _, noun in prepositional(head, {"of"})]
        if inner and "person" in categories(inner[0]) | {"person"}:
            return short_span(inner[0])
    for child in head.rights:  # "terrorists of the front": the group is a participant of its own
        if child.dep_ == "prep" and child.lower_ == "of" and start <= child.i < end:
            inner = [c for c in child.children if c.dep_ == "pobj"]
            if (
                inner
                and (categories(inner[0]) & _GROUPS or inner[0].ent_type_ in ("ORG", "GPE"))
                and "person" in categories(head)
            ):
                end = child.i
    while start < end - 1 and (
        doc[start].dep_ in ("det", "nummod", "predet", "quantmod", "punct", "advmod", "case")
        or doc[start].pos_ in ("DET", "NUM", "PUNCT")
        or doc[start].lower_
        in (
            "his",
            "her",
            "their",
            "its",
            "at",
            "least",
            "more",
            "than",
            "about",
            "some",
            "several",
            "many",
            "few",
            "other",
            "another",
        )
    ):
        start += 1
    return doc[start:end]


def make(head: Token, role: str, *, effect: str | None, count: casualties.Count | None) -> Participant:
    """A participant record for the noun phrase of `head`."""
    words = short_span(head)
    phrase = noun_phrase(head)
    kind = "weapon" if role == "weapon" else kind_of(head, phrase.text)
    known = None
    if count is not None and kind != "physical":
        known = (
            count.low if count.low is not None and count.quantifier in ("exact", "at_least", "about", "range") else None
        )
    return Participant(
        role=role,
        kind=kind,
        text=words.text,
        start=words.start_char,
        end=words.end_char,
        phrase=_with_apposition(phrase, head),
        canonical=None,
        count=known,
        effect=effect,
    )


def _with_apposition(phrase: Span, head: Token) -> str:
    """The phrase and the name or acronym that stands after it ("the front (FMLN)", "gunmen, believed to be Boko Haram")."""
    extra = [
        child for child in head.rights if child.dep_ == "appos" and child.ent_type_ in ("ORG", "PERSON", "NORP", "GPE")
    ]
    return " ".join([phrase.text, *(noun_phrase(child).text for child in extra[:1])])


def nested(head: Token, role: str) -> list[Participant]:
    """Named groups inside a phrase: "FMLN guerrillas", "terrorists of the National Liberation Army (ELN)"."""
    phrase = noun_phrase(head)
    doc = head.doc
    end = phrase.end_char
    for child in head.rights:
        if child.dep_ == "appos":
            end = max(end, noun_phrase(child).end_char)
    out = []
    for start, stop, _ in actors.name_spans(text_of(doc)[phrase.start_char : end]):
        begin, finish = phrase.start_char + start, phrase.start_char + stop
        if (begin, finish) != (short_span(head).start_char, short_span(head).end_char):
            out.append(
                Participant(
                    role=role,
                    kind="organization",
                    text=text_of(doc)[begin:finish],
                    start=begin,
                    end=finish,
                    phrase=None,
                    canonical=None,
                    count=None,
                    effect=None,
                )
            )
    return out


def weapon(token: Token) -> Participant:
    """A weapon, with the words before it that say what kind ("car bomb", "M-16 rifle")."""
    span = noun_phrase(token)
    start = token.i
    for child in token.lefts:
        if (
            child.dep_ in ("compound", "amod", "nmod")
            and child.ent_type_ not in ("GPE", "NORP", "ORG", "CARDINAL", "DATE")
            and child.lower_ not in ("several", "many", "other", "more")
        ):
            start = min(start, child.i)
    words = token.doc[start : token.i + 1]
    return Participant(
        role="weapon",
        kind="weapon",
        text=words.text,
        start=words.start_char,
        end=words.end_char,
        phrase=span.text,
        canonical=None,
        count=None,
        effect=None,
    )


def of_mention(draft: Draft) -> dict[str, list[Participant]]:
    """All participants of a mention by list: agents, targets, weapons, others."""
    counts: dict[int, casualties.Count] = {token.i: count for token, _, count in draft.counts if token is not None}
    agents = [
        make(token, "perpetrator", effect=None, count=casualties.count_people(token)) for token, _ in draft.agents
    ]
    targets = []
    for token, _ in draft.patients:
        effect = draft.effects.get(token.i)
        role = "victim" if categories(token) & {"person", "force", "number"} else "target"
        if effect in ("killed", "injured", "captured") and kind_of(token, token.text) == "physical":
            effect = "damaged"
        targets.append(
            make(token, role, effect=effect or None, count=counts.get(token.i) or casualties.count_people(token))
        )
    weapons = [weapon(token) for token in draft.weapons]
    others: list[Participant] = []
    for token, _ in draft.agents:
        others += nested(token, "perpetrator")
    for token, _ in draft.patients:
        others += nested(token, "target")
        others += _included(token, draft)
    return {
        "agents": _unique(agents),
        "targets": _unique(targets),
        "weapons": _unique(weapons),
        "others": _unique(others),
    }


def _included(token: Token, draft: Draft) -> list[Participant]:
    """Those named as part of a group: "nine people, including two children", "his companion, Ana Ruiz"."""
    out = []
    for child in token.children:
        if child.dep_ == "prep" and child.lower_ in ("including", "among"):
            out += [
                make(inner, "victim", effect=draft.effects.get(token.i), count=casualties.count_people(inner))
                for inner in child.children
                if inner.dep_ == "pobj"
            ]
        elif child.dep_ == "appos" and child.ent_type_ == "PERSON":
            out.append(make(child, "victim", effect=draft.effects.get(token.i), count=None))
    return out


def _unique(items: Sequence[Participant]) -> list[Participant]:
    seen: set[tuple[int, int, str]] = set()
    out = []
    for item in items:
        key = (item.start, item.end, item.role)
        if key not in seen and item.end > item.start:
            seen.add(key)
            out.append(item)
    return out
