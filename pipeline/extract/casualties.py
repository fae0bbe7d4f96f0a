"""How many were killed, injured or taken, as a phrase says it."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from pipeline.extract.ages import is_age, told_by_ages
from pipeline.extract.arguments import noun_phrase, prepositional
from pipeline.extract.nouns import REMAINS, categories, is_known_plural, lemma
from pipeline.extract.relations import SUBJECTS
from pipeline.extract.texts import text_of
from pipeline.extract.word_sets import word_set
from pipeline.language.numbers import parse_quantity

if TYPE_CHECKING:
    from spacy.tokens import Span, Token

#: Effect that each class of trigger has on its patients.
EFFECT = {
    "kill": "killed",
    "die": "killed",
    "toll": "killed",
    "lynch": "killed",
    "injure": "injured",
    "abduct": "captured",
    "arrest": "captured",
    "destroy": "destroyed",
    "damage": "damaged",
    "release": "unharmed",
}
#: The same by the verb, where a trigger's class says how and not what befell them ("the drone killed two").
VERB_EFFECT = {
    "hurt": "injured",
    "injure": "injured",
    "kill": "killed",
    "murder": "killed",
    "slay": "killed",
    "wound": "injured",
}
#: Effects that count people.
PEOPLE_EFFECTS = frozenset({"killed", "injured", "captured"})
_LIMITS = re.compile(
    r"(?:at least|at most|more than|less than|fewer than|no fewer than|no less than|up to|as many as|over|under|about"
    r"|around|some|nearly|almost|close to|an estimated|approximately|roughly|a total of|between|only|just|all|"
    r"both|another"
    r"|a further|the)\s*$",
    re.I,
)
_QUANTIFIERS = word_set("quantifiers")
_UNITS = word_set("counted_units")
_NOT_PEOPLE = word_set("not_people")


#: Nouns of many in the singular.
_COLLECTIVE = frozenset({"crew", "people", "personnel", "police", "staff"})
_BANDS = frozenset({"crowd", "family", "group"})
PRONOUNS_OF_ONE = frozenset("him her he she himself herself".split())
#: Groups whose number is not that of their people.
_KIN = frozenset({"clan", "family", "household"})
#: Words, about two sentences, within which "the gunmen" are those whom the text has counted.
_REACH = 60
#: Persons. More than any one event has harmed: a larger number counts something else, or is a slip of the article.
MAX_PEOPLE = 1_000_000


@dataclass(frozen=True, slots=True)
class Count:
    """A number of people that a noun phrase stands for.

    Attributes:
        low, high: Bounds in persons; both None when the phrase only says "several" (unknown_plural) or nothing.
        quantifier: exact, at_least, at_most, about, range, unknown_plural or unknown.
        start, end: Offsets of the words that say so.
        series: Number of the list, within its mention, whose figures add up with this one; None when it stands alone.
        is_cumulative: True for the total of a campaign ("400 since May"), which is no event's toll.
    """

    low: int | None
    high: int | None
    quantifier: str
    start: int
    end: int
    series: int | None = None
    is_cumulative: bool = False

    def __post_init__(self) -> None:
        if max(self.low or 0, self.high or 0) > MAX_PEOPLE:
            for name, value in (("low", None), ("high", None), ("quantifier", "unknown")):
                object.__setattr__(self, name, value)


def _quoted(span: Span) -> tuple[int, int]:
    """Offsets of a phrase with the words of degree before it ("at least", "between")."""
    doc = span.doc
    before = text_of(doc)[max(0, span.start_char - 30) : span.start_char]
    found = _LIMITS.search(before)
    start = span.start_char - (len(before) - found.start()) if found else span.start_char
    return start, span.end_char


def count_people(head: Token, verb: Token | None = None) -> Count:
    """How many people (or groups of them) a noun phrase stands for; for a pronoun, a number beside its verb counts too.

    "three soldiers" 3; "a soldier" and a name 1; "soldiers" an unknown plural; "they" nothing.
    """
    counter = head.head.head
    if head.dep_ == "pobj" and head.head.lower_ == "of" and counter.lower_ == "number" and counter.dep_ in SUBJECTS:
        reached = _number_reached(counter)  # "the number of people killed rose to 54"
        if reached is not None:
            return reached
    is_bare = all(child.dep_ != "nummod" for child in head.lefts)  # not "five bodies of men"
    if lemma(head) in REMAINS and is_bare and (whose := [noun for _, noun in prepositional(head, {"of"})]):
        return count_people(whose[0], verb)  # "the bodies of eleven soldiers"
    span = noun_phrase(head)
    start, end = _quoted(span)
    if is_age(head) or _is_nth_of_all(head):
        return Count(None, None, "unknown", start, end)
    if head.pos_ == "PRON" or head.lower_ in ("who", "that", "which"):
        return _count_pronoun(head, verb, start, end)
    if (aged := told_by_ages(head)) is not None:
        return Count(aged, aged, "exact", start, end)
    count = _count_numbered(head, start, end) or _count_unnumbered(head, start, end)
    meant = counted_before(head) if verb is not None and count.quantifier == "unknown_plural" else None
    return count if meant is None else replace(count_people(meant), start=start, end=end)


def _is_nth_of_all(head: Token) -> bool:
    """ "... was shot dead, becoming the 170th teacher killed": the same person once more."""
    is_said_of_one = head.dep_ == "attr" and lemma(head.head) in ("be", "become")
    return is_said_of_one and any(child.ent_type_ == "ORDINAL" and child.dep_ == "amod" for child in head.lefts)


def _count_pronoun(head: Token, verb: Token | None, start: int, end: int) -> Count:
    """How many "they" or "who" are: by a number in the phrase, beside its verb ("they were all three killed"), or by
    those counted before."""
    said = parse_quantity(text_of(head.doc)[start:end])
    if said is not None and said.low is not None and head.lower_ not in ("one", "some", "it", "she", "he"):
        return Count(said.low, said.high, said.quantifier, start, end)
    inside = [child for child in head.children if child.dep_ in ("nummod", "appos", "attr")]
    beside = verb.children if verb is not None else ()
    beside_verb = [c for c in beside if c.pos_ == "NUM" and c.dep_ in ("npadvmod", "nummod", "attr", "advmod")]
    for child in [*inside, *beside_verb]:
        number = parse_quantity(child.text)
        if number is not None:
            return Count(number.low, number.high, number.quantifier, child.idx, child.idx + len(child))
    if head.lower_ in PRONOUNS_OF_ONE:
        return Count(1, 1, "exact", start, end)
    counted = counted_before(head) if verb is not None else None
    if counted is not None:
        return replace(count_people(counted), start=start, end=end)
    return Count(None, None, "unknown", start, end)


def _count_numbered(head: Token, start: int, end: int) -> Count | None:
    """How many a number or a quantifier before a noun says; None where there is neither."""
    doc = head.doc
    numbers = [child for child in head.lefts if child.dep_ in ("nummod", "quantmod")]
    counting = [*numbers, *(child for child in head.lefts if child.lower_ in _QUANTIFIERS)]
    if head.pos_ == "NUM" or head.lower_ in _QUANTIFIERS or head.lower_ == "dozen":
        counting.append(head)
    if not counting:
        return None
    degrees = [c for c in head.lefts if c.dep_ in ("nummod", "quantmod", "advmod", "amod") and c.lower_ != "other"]
    first = max(min([*(child.left_edge.idx for child in degrees), head.idx]), start)
    number = text_of(doc)[first : max(child.idx + len(child) for child in counting)]
    found = parse_quantity((text_of(doc)[start:first] + number).strip()) or parse_quantity(number.strip())
    if found is None:
        return Count(None, None, "unknown", start, end) if head.pos_ == "NUM" or numbers else None
    if found.low is None and head.tag_ in ("NN", "NNP") and head.pos_ != "NUM":
        return Count(1, 1, "exact", start, end)
    if lemma(head) in _KIN:
        return Count(None, None, "unknown", start, end)  # "all from one family"
    return Count(found.low, found.high, found.quantifier, start, end)


def _count_unnumbered(head: Token, start: int, end: int) -> Count:
    """How many a noun without a number names: a name or "a soldier" one, "soldiers" some."""
    one, some = Count(1, 1, "exact", start, end), Count(None, None, "unknown_plural", start, end)
    pair = Count(2, 2, "exact", start, end)
    is_name = head.ent_type_ == "PERSON" or (
        head.pos_ == "PROPN" and head.tag_ == "NNP" and "person" in categories(head)
    )
    if is_name and not is_known_plural(head):
        return one
    if head.tag_ in ("NNS", "NNPS") or is_known_plural(head) or lemma(head) in _COLLECTIVE:
        is_both = any(child.dep_ in ("det", "predet") and child.lower_ == "both" for child in head.lefts)
        return pair if is_both else some
    if head.lower_ == "other":
        return one
    if "person" not in categories(head) or head.pos_ not in ("NOUN", "PROPN", "ADJ"):
        return Count(None, None, "unknown", start, end)
    if head.pos_ == "ADJ" and any(child.dep_ == "det" and child.lower_ == "the" for child in head.lefts):
        return some  # "the wounded"
    if lemma(head) == "couple":
        return pair
    is_band = lemma(head) == "commando" and any(child.lower_ == "of" for child in head.rights)
    return some if is_band or lemma(head) in _BANDS else one


def counted_before(word: Token) -> Token | None:
    """The people, with their number, whom "them", "all of them" or a bare "the gunmen" mean; None where the text has
    not counted them shortly before."""
    return _counted_in_sentence(word) or _counted_by_name(word)


def _counted_in_sentence(pronoun: Token) -> Token | None:
    """Whom "them" means where the sentence has counted them as objects of an earlier verb: "took eight passengers from
    a bus and shot them dead"."""
    named = [pronoun.lower_, *(noun.lower_ for _, noun in prepositional(pronoun, {"of"}))]
    if "them" not in named or pronoun.dep_ not in ("dobj", "nsubj", "nsubjpass"):
        return None
    for noun in reversed(pronoun.doc[pronoun.sent.start : pronoun.i]):
        if noun.tag_ == "NNS" and noun.dep_ in ("dobj", "nsubjpass") and "person" in categories(noun):
            return noun if any(child.dep_ == "nummod" for child in noun.lefts) else None
    return None


def _counted_by_name(noun: Token) -> Token | None:
    """Whom a bare noun means: "Two gunmen fired at a post. Soldiers killed the gunmen"."""
    if noun.tag_ != "NNS" or [child.lower_ for child in noun.lefts] != ["the"] or any(noun.rights):
        return None
    for earlier in reversed(noun.doc[max(0, noun.i - _REACH) : noun.i]):
        if earlier.tag_ == "NNS" and lemma(earlier) == lemma(noun):
            if any(child.dep_ == "nummod" for child in earlier.lefts):
                return earlier
            if not any(child.lower_ == "the" for child in earlier.lefts):
                return None  # others of the kind
    return None


def is_people(head: Token) -> bool:
    """False when a noun phrase certainly names things ("three houses"), so that its number is no toll."""
    kinds = categories(head)
    if lemma(head) in _UNITS:
        return False
    return bool(kinds & {"person", "force", "number"}) or not kinds & _NOT_PEOPLE


def toll_count(toll: Token) -> Count | None:
    """The number that a death toll reached: "the toll rose to 12", "a death toll of 9", "put the toll at 7"."""
    if toll.lower_ == "number":
        return _number_reached(toll)  # "put the number of dead at nine"
    for _, noun in prepositional(toll, {"of", "at"}):
        found = count_people(noun)
        if found.low is not None:
            return found
    return _number_reached(toll)


def _number_reached(toll: Token) -> Count | None:
    """The number that its verb says: "rose to 12", "stands at 9"."""
    verb = toll.head
    if verb.pos_ in ("VERB", "AUX"):
        ways = [verb, *(child for child in verb.children if child.lower_ in ("down", "up"))]  # "revised down to 25"
        starts = [child for child in verb.rights if child.dep_ == "prep" and child.lower_ == "from"]
        ways += [word for start in starts for word in (start, *start.children)]  # "from 31 to 25"
        candidates = [noun for way in ways for _, noun in prepositional(way, {"to", "at", "above", "as"})] + [
            c for c in verb.children if c.dep_ in ("attr", "dobj", "oprd", "npadvmod") and c != toll
        ]
        ends = [child for start in starts for child in start.rights if child.dep_ == "pobj"]
        for end in ends:  # "from nine to 12", which the parser takes for one number
            if any(word.lower_ == "to" for word in end.lefts) and (number := parse_quantity(end.text)) is not None:
                return Count(number.low, number.high, number.quantifier, end.idx, end.idx + len(end))
        for noun in candidates:
            found = count_people(noun)
            if found.low is not None:
                return found
    return None
