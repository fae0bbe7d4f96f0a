"""How many were killed, injured or taken, as a phrase says it."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from pipeline.extract.ages import is_age, told_by_ages
from pipeline.extract.arguments import noun_phrase, prepositional
from pipeline.extract.nouns import categories, is_known_plural, lemma
from pipeline.extract.relations import SUBJECTS
from pipeline.extract.texts import text_of
from pipeline.extract.time_patterns import time_words
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
VERB_EFFECT = {"injure": "injured", "kill": "killed", "murder": "killed", "slay": "killed", "wound": "injured"}
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


#: Groups whose number is not that of their people.
_KIN = frozenset({"clan", "family", "household"})
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

    def __post_init__(self) -> None:
        if max(self.low or 0, self.high or 0) > MAX_PEOPLE:
            for name, value in (("low", None), ("high", None), ("quantifier", "unknown")):
                object.__setattr__(self, name, value)

    series: int | None = None
    is_cumulative: bool = False


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
    span = noun_phrase(head)
    start, end = _quoted(span)
    if is_age(head):
        return Count(None, None, "unknown", start, end)
    text = text_of(head.doc)[start:end]
    if head.pos_ == "PRON" or head.lower_ in ("who", "that", "which"):
        quantifier = parse_quantity(text)
        if (
            quantifier is not None
            and quantifier.low is not None
            and head.lower_ not in ("one", "some", "it", "she", "he")
        ):
            return Count(quantifier.low, quantifier.high, quantifier.quantifier, start, end)
        beside = (
            []
            if verb is None
            else [
                child
                for child in verb.children
                if child.pos_ == "NUM" and child.dep_ in ("npadvmod", "nummod", "attr", "advmod")
            ]
        )
        for child in [*head.children, *beside]:  # "they were all three killed"
            if child.dep_ in ("nummod", "appos", "attr") or child in beside:
                number = parse_quantity(child.text)
                if number is not None:
                    return Count(number.low, number.high, number.quantifier, child.idx, child.idx + len(child))
        if head.lower_ in ("he", "she", "him", "her", "himself", "herself"):
            return Count(1, 1, "exact", start, end)
        counted = _counted_before(head) if verb is not None else None
        if counted is not None:
            return replace(count_people(counted), start=start, end=end)
        return Count(None, None, "unknown", start, end)
    if (aged := told_by_ages(head)) is not None:
        return Count(aged, aged, "exact", start, end)
    numbers = [child for child in head.lefts if child.dep_ in ("nummod", "quantmod")]
    if (
        head.pos_ == "NUM"
        or numbers
        or head.lower_ in _QUANTIFIERS
        or any(child.lower_ in _QUANTIFIERS for child in head.lefts)
    ):
        first = min(
            [
                child.left_edge.idx
                for child in head.lefts
                if child.dep_ in ("nummod", "quantmod", "advmod", "amod") and child.lower_ not in ("other",)
            ]
            + [head.idx]
        )
        lead = text_of(head.doc)[start : max(first, start)]
        stop = max(
            [child.idx + len(child) for child in numbers]
            + ([head.idx + len(head)] if head.pos_ == "NUM" or head.lower_ in _QUANTIFIERS else [])
            + [c.idx + len(c) for c in head.lefts if c.lower_ in _QUANTIFIERS]
        )
        found = parse_quantity((lead + text_of(head.doc)[max(first, start) : stop]).strip()) or parse_quantity(
            text_of(head.doc)[max(first, start) : stop].strip()
        )
        if found is not None:
            if found.low is None and head.tag_ in ("NN", "NNP") and head.pos_ != "NUM":
                return Count(1, 1, "exact", start, end)
            if lemma(head) in _KIN:
                return Count(None, None, "unknown", start, end)  # "all from one family"
            return Count(found.low, found.high, found.quantifier, start, end)
        if head.pos_ == "NUM" or numbers:
            return Count(None, None, "unknown", start, end)
    is_name = head.ent_type_ == "PERSON" or (
        head.pos_ == "PROPN" and head.tag_ == "NNP" and "person" in categories(head)
    )
    if is_name and not is_known_plural(head):
        return Count(1, 1, "exact", start, end)
    if (
        head.tag_ in ("NNS", "NNPS")
        or is_known_plural(head)
        or lemma(head) in ("people", "police", "personnel", "staff", "crew")
    ):
        if any(child.dep_ in ("det", "predet") and child.lower_ == "both" for child in head.lefts):
            return Count(2, 2, "exact", start, end)
        return Count(None, None, "unknown_plural", start, end)
    if head.lower_ == "other":
        return Count(1, 1, "exact", start, end)
    if "person" in categories(head) and head.pos_ in ("NOUN", "PROPN", "ADJ"):
        if any(child.dep_ == "det" and child.lower_ == "the" for child in head.lefts) and head.pos_ == "ADJ":
            return Count(None, None, "unknown_plural", start, end)
        is_band = lemma(head) == "commando" and any(child.lower_ == "of" for child in head.rights)
        if is_band or lemma(head) in ("group", "family", "crowd", "couple"):
            return Count(
                2 if lemma(head) == "couple" else None,
                2 if lemma(head) == "couple" else None,
                "exact" if lemma(head) == "couple" else "unknown_plural",
                start,
                end,
            )
        return Count(1, 1, "exact", start, end)
    return Count(None, None, "unknown", start, end)


def _counted_before(pronoun: Token) -> Token | None:
    """The people whom "them", "all of them" mean where the sentence has counted them as objects of an earlier verb:
    "took eight passengers from a bus and shot them dead"."""
    named = [pronoun.lower_, *(noun.lower_ for _, noun in prepositional(pronoun, {"of"}))]
    if "them" not in named or pronoun.dep_ not in ("dobj", "nsubj", "nsubjpass"):
        return None
    for noun in reversed(pronoun.doc[pronoun.sent.start : pronoun.i]):
        if noun.tag_ == "NNS" and noun.dep_ in ("dobj", "nsubjpass") and "person" in categories(noun):
            return noun if any(child.dep_ == "nummod" for child in noun.lefts) else None
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
        candidates = [noun for _, noun in prepositional(verb, {"to", "at", "above", "as"})] + [
            c for c in verb.children if c.dep_ in ("attr", "dobj", "oprd", "npadvmod") and c != toll
        ]
        for noun in candidates:
            found = count_people(noun)
            if found.low is not None:
                return found
    return None


#: Phrases of time that span a campaign; "since Sunday", "since dawn" span one incident.
_SINCE = (
    r"(?<!has )(?<!have )(?<!had )since"
    r"(?! (?:then|yesterday|dawn|midnight|noon|last night|the (?:blast|attack|explosion)\b|\w+day\b"
    r"|(?:early|late)(?: (?:in|morning|on|that|the|this|yesterday|\w+day)\b|[.,;]|$)))\b"
)
_LONG = r"[\w -]{0,24}\b(?:weeks?|months?|years?|decades?)\b"
#: Three days and more: what happened "in the past two days" is still told as one piece of news.
_DAYS = (
    r"(?:over|in|during|within) (?:the )?(?:(?:past|last|previous) )?"
    r"(?:three|four|five|six|seven|eight|nine|ten|several|\d\d?) days\b"
)
_COUNTED = (
    r"(?:past|last|previous|recent|more than|nearly|about|almost|two|three|four|five|six|seven|eight|nine|ten|\d+)"
)
_PERIOD = re.compile(
    rf"{_SINCE}|(?:so far )?th(?:is|e) (?:current )?(?:year|decade)\b|last year\b"
    r"|so far\b.*\b(?:year|month|week)\b"
    r"|for (?:many |several )?(?:months|years|decades)\b"
    r"|(?:in|during|over) the (?:first|second|last) (?:half|quarter|(?:[\w-]+ )?months) of"
    r" (?:last |the |this )?(?:year|\d{4})\b"
    rf"|to date\b|(?:over|in|during|within|for) (?:the )?{_COUNTED}\b{_LONG}|(?:each|every|per|a) (?:year|month|week)\b"
    rf"|{_DAYS}"
    r"|(?:during|in) the (?:[\w-]+ ){0,2}(?:civil war|uprising)\b",
    re.I,
)
#: Beside a perfect a toll of several days: "nine have been killed since Thursday".
_SINCE_LATELY = re.compile(r"\bsince (?:then|(?:mon|tues|wednes|thurs|fri|satur|sun)day)\b", re.I)
#: Words of a toll, and what makes it that of weeks: "that brings the death toll this month to 45".
_TOLLS = frozenset({"number", "toll"})
_TOLL_OF_A_TIME = re.compile(r"\b(?:dead|killed|toll) (?:(?:for|in) )?th(?:is|e) (?:week|month)\b", re.I)
_SINCE_A_DAY = re.compile(_SINCE, re.I)
_UNTOLD = frozenset({"dozens", "hundreds", "scores", "thousands"})
#: What there is of more than one deed: "violence this year has killed 200".
_GOING_ON = frozenset({"attacks", "fighting", "raids", "violence"})
_ALIKE = frozenset({"other", "previous", "similar", "such"})
#: More than any group harms in one deed.
_UNCOUNTED = frozenset({"hundreds", "thousands"})
_CAMPAIGNS = word_set("campaigns")
#: What goes on for days and weeks, where there is more than one of it.
_WAVES = frozenset({"demonstrations", "protests"})
#: Words between a superlative and the time that it looks back on.
_SUPERLATIVE_REACH = 12
_SPANS = frozenset({"days", "weeks", "months", "years"})
_PERIODS = "casus.periods"
_DAY_OR_LONGER = re.compile("day|week|month|year", re.I)
#: Words that a phrase of time may hang on without leaving the clause of the verb.
_OWN = frozenset(
    {"prep", "npadvmod", "advmod", "pobj", "dobj", "nsubjpass", "nsubj", "advcl", "mark", "oprd", "acomp", "attr"}
)


def is_cumulative(token: Token) -> bool:
    """True where the number beside a word of harm counts a campaign: "400 have died since May", "killed this year"."""
    sent = token.sent
    text = text_of(token.doc)[sent.start_char : sent.end_char]
    if token.lower_ in _TOLLS and _TOLL_OF_A_TIME.search(text):
        return True
    if (_DAY_OR_LONGER.search(text) and _is_of_days(token)) or (
        _is_perfect(token) and (_SINCE_LATELY.search(text) or _is_since_a_deed(token))
    ):
        return True
    for first in _periods(sent):
        current, steps = first, 0
        while current != token and current.head != current and steps < 5 and current.dep_ in _OWN:
            if current.dep_ == "advcl" and current.pos_ == "VERB" and current.lower_ != "since":
                break
            if current.pos_ in ("VERB", "NOUN") and _is_event_noun(current) and current.lower_ not in _GOING_ON:
                break
            current, steps = current.head, steps + 1
        is_head = current.pos_ in ("VERB", "AUX") and current == token.head and token.dep_ in _OWN
        if is_head or token in (current, *current.conjuncts):
            return True
        if current.dep_ == "conj" and current.head == token and _is_perfect(token):
            return True  # "have killed hundreds and kidnapped thousands in the past three years"
        if token.dep_ == "relcl" and current in (token.head, token.head.head) and _is_perfect(token):
            return True  # "a surge of violence in recent years, in which hundreds have been killed"
    verb = token if token.pos_ == "VERB" else token.head
    if _is_perfect(verb) and _SINCE_A_DAY.search(text) and any(_is_untold(child) for child in verb.children):
        return True  # "have killed hundreds of migrants who tried to cross since March"
    if _is_in_a_campaign(verb) or (token.pos_ == "NOUN" and _is_in_a_campaign(token)) or _is_of_a_career(verb):
        return True
    return _is_perfect(verb) and any(_is_of_a_war(child, verb) for child in verb.children if child.dep_ == "nsubj")


def _is_of_a_war(subject: Token, verb: Token) -> bool:
    """ "A war that has killed 400", "the violence which has cost the lives of hundreds": what went on for long."""
    cause = verb.head if subject.lower_ in ("that", "which") and verb.dep_ == "relcl" else subject
    if lemma(cause) in _CAMPAIGNS:
        return True
    struck = [child for child in verb.rights if child.dep_ == "dobj"]
    return cause.lower_ in _GOING_ON and any(word.lower_ in _UNTOLD for noun in struck for word in noun.subtree)


def spans_a_campaign(verb: Token) -> bool:
    """True for a verb whose own clause names weeks or years: "has fought the army for a decade", "since 2009"."""
    return any(
        first == verb or first.head == verb or (first.head.dep_ == "prep" and first.head.head == verb)
        for first in _periods(verb.sent)
    )


def _periods(sent: Span) -> list[Token]:
    """The word of each longer time of a sentence that its clause has: "since May", "this year". Found once."""
    known: dict[int, list[int]] = sent.doc.user_data.setdefault(_PERIODS, {})
    if sent.start not in known:
        text = text_of(sent.doc)[sent.start_char : sent.end_char]
        offsets = [(sent.start_char + a, sent.start_char + b) for a, b in (m.span() for m in _PERIOD.finditer(text))]
        spans = [sent.doc.char_span(start, end, alignment_mode="expand") for start, end in offsets]
        known[sent.start] = [_head_of(span).i for span in spans if span is not None and not _is_of_superlative(span[0])]
    return [sent.doc[index] for index in known[sent.start]]


def _is_in_a_campaign(word: Token) -> bool:
    """ "More than 400 have died in the insurgency", "in the protests"; "was killed in the unrest" is of a day."""
    during = [noun for _, noun in prepositional(word, {"during", "in"})]
    if word.pos_ == "NOUN":
        during += [noun for _, noun in prepositional(word, {"from", "in", "of"})]  # "the death toll from the unrest"
    alike = during  # "hundreds have died in such attacks"
    during = [noun for noun in during if any(child.lower_ == "the" or child.dep_ == "poss" for child in noun.lefts)]
    is_told = any(lemma(noun) in _CAMPAIGNS or noun.lower_ in _WAVES for noun in during) or any(
        noun.lower_ in _GOING_ON and any(child.lower_ in _ALIKE for child in noun.lefts) for noun in alike
    )
    return is_told and (_is_perfect(word) or word.pos_ == "NOUN")


def _head_of(span: Span) -> Token:
    """The word of a phrase of time that the clause has: the year, of "this year"."""
    first = span[0]
    while first.dep_ in ("amod", "det") and first.head.i < span.end:
        first = first.head
    return first


def _is_of_a_career(verb: Token) -> bool:
    """ "The group has killed thousands", without a day: all that it ever did."""
    doers = [child for child in verb.lefts if child.dep_ == "nsubj"]
    if not _is_perfect(verb) or not doers or _is_event_noun(doers[0]):
        return False
    if any(word.ent_type_ in ("DATE", "TIME") for word in verb.sent):
        return False
    # "... in a raid on Bama", "near Maiduguri": one deed; "in Kenya", "in bomb attacks" all of them.
    scenes = [noun for link, noun in prepositional(verb) if link in ("at", "in", "near") and noun.tag_ != "NNS"]
    if any("country" not in categories(noun) for noun in scenes):
        return False
    struck = [child for child in verb.rights if child.dep_ == "dobj"]
    return any(word.lower_ in _UNCOUNTED for noun in struck for word in (noun, *noun.lefts))


def _is_since_a_deed(verb: Token) -> bool:
    """ "Have been killed since protests began in May"."""
    return any(
        clause.dep_ == "advcl" and any(mark.lower_ == "since" for mark in clause.lefts) for clause in verb.rights
    )


def _is_untold(noun: Token) -> bool:
    """Hundreds, thousands: people whom nobody counted in one incident."""
    return noun.dep_ in ("dobj", "nsubjpass") and any(word.lower_ in _UNTOLD for word in (noun, *noun.lefts))


def _is_of_superlative(first: Token) -> bool:
    """ "One of the biggest raids in 20 years", "the third judge killed this year", "the fourth mayor to be killed this
    year": the time is not the number's."""
    for word in reversed(first.doc[max(first.sent.start, first.i - _SUPERLATIVE_REACH) : first.i]):
        if word.pos_ == "VERB" and word.dep_ != "acl" and not any(child.lower_ == "to" for child in word.lefts):
            return False
        if word.tag_ in ("JJS", "RBS") or word.lower_ in time_words()["ordinal"]:
            return str(word.lower_) != "least"
    return False


def _is_perfect(verb: Token) -> bool:
    return any(child.lower_ in ("has", "have", "had") and child.dep_ == "aux" for child in verb.children)


def _is_of_days(token: Token) -> bool:
    """ "Days of clashes killed 30", "30 died in weeks of fighting": nobody can divide the number over the days."""
    verb = token if token.pos_ == "VERB" else next((t for t in token.ancestors if t.pos_ == "VERB"), token.head)
    for days in token.sent:
        word = days.lower_
        is_nth = word == "day" and any(c.lower_ in time_words()["ordinal"] for c in days.lefts)
        if word not in _SPANS and not is_nth:
            continue
        happening = next((noun for _, noun in prepositional(days, {"of"})), None)
        if happening is None:
            continue
        if is_nth:
            if verb.dep_ == "relcl" and verb.head == happening and _is_perfect(verb):
                return True  # "the third day of fighting that has killed 30"
            continue
        governs = days.head.head if days.dep_ == "pobj" and days.head.lower_ in ("in", "during", "amid") else days.head
        is_own = token in (happening, governs) and days.dep_ in ("nsubj", "nsubjpass", "pobj")
        if is_own or (token.dep_ == "acl" and token.head == happening):
            return True
    return False


def _is_event_noun(token: Token) -> bool:
    """A noun of its own happening ("the deadliest attack this year"): what hangs on it does not date the verb."""
    return (
        token.pos_ == "NOUN"
        and not categories(token) & {"person", "force", "number"}
        and token.ent_type_ not in ("DATE", "TIME")
    )
