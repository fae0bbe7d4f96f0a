"""Which figures are totals of a campaign, a war or a year and no event's toll; which verbs tell of so long a time."""

from __future__ import annotations

import calendar
import re
from itertools import islice, takewhile
from typing import TYPE_CHECKING

from pipeline.extract.arguments import prepositional
from pipeline.extract.nouns import categories, lemma
from pipeline.extract.texts import text_of
from pipeline.extract.time_patterns import time_words
from pipeline.extract.word_sets import word_set

if TYPE_CHECKING:
    from spacy.tokens import Span, Token

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
#: No day and no month before it: "on May 11 last year" and "in May last year" tell when something happened.
_OF_NO_MONTH = "".join(rf"(?<!{month.lower()} )" for month in list(calendar.month_name)[1:]) + r"(?<!\d )(?<!\d, )"
_MONTHS = "|".join(calendar.month_name[1:])
_SEASONS = r"autumn|spring|summer|winter|weeks?|months?|years?|decades?"
_PERIOD = re.compile(
    rf"{_SINCE}|(?:so far )?th(?:is|e) (?:current )?(?:year|decade)\b|{_OF_NO_MONTH}last year\b"
    r"|so far\b.*\b(?:year|month|week)\b"
    r"|for (?:many |several )?(?:weeks|months|years|decades)\b"
    r"|(?:in|during|over) the (?:first|second|last) (?:half|quarter|(?:[\w-]+ )?months) of"
    r" (?:last |the |this )?(?:year|\d{4})\b"
    rf"|to date\b|(?:over|in|during|within|for) (?:the )?{_COUNTED}\b{_LONG}"
    r"|(?:each|every|per|a) (?:year|month|week)\b(?! (?:after|ago|before|earlier|later)\b)"
    rf"|\b(?:in (?:{_MONTHS}|\d{{4}})|(?:last|past|this) (?:\w+ )?(?:{_MONTHS}|{_SEASONS})) alone\b"
    rf"|{_DAYS}"
    r"|(?:during|in) the (?:[\w-]+ ){0,2}(?:civil war|uprising)\b",
    re.I,
)
#: Beside a perfect a toll of several days: "nine have been killed since Thursday".
_SINCE_LATELY = re.compile(
    r"\bsince (?:then|(?:mon|tues|wednes|thurs|fri|satur|sun)day)\b|(?<!earlier )(?<!later )\bthis month\b", re.I
)
#: Words of a toll, and what makes it that of weeks: "that brings the death toll this month to 45".
_TOLLS = frozenset({"number", "toll"})
_RAISING = frozenset({"bring", "push", "raise", "take"})
_TOLL_OF_A_TIME = re.compile(
    r"(?:toll|number(?: of (?:[\w-]+ ){0,2}?(?:dead|killed))?)(?: (?:for|in))? th(?:is|e) (?:week|month)\b", re.I
)
_EARLIER = frozenset({"earlier", "initial", "original", "preliminary", "previous", "prior"})
_INITIALLY = frozenset({"earlier", "first", "initially", "originally", "previously"})
_SINCE_A_DAY = re.compile(_SINCE, re.I)
_UNTOLD = frozenset({"dozens", "hundreds", "scores", "thousands"})
#: What there is of more than one deed: "violence this year has killed 200".
_GOING_ON = frozenset({"attacks", "fighting", "raids", "violence"})
_ALIKE = frozenset({"other", "previous", "similar", "such"})
#: Where somebody has done all that he ever did.
_WIDE = frozenset("area country east hills mountains nation north province region south west".split())
#: More than any group harms in one deed.
_UNCOUNTED = frozenset({"hundreds", "thousands"})
_CAMPAIGNS = word_set("campaigns")
#: Words above a clause in which the war that it speaks of is looked for: "the war of 1998, in which".
_NEAR = 4
#: What no deed of a day is, whatever is told of it.
_WARS = frozenset({"conflict", "genocide", "insurgency", "rebellion", "uprising", "war"})
#: What goes on for days and weeks, where there is more than one of it.
_WAVES = frozenset({"demonstrations", "protests"})
#: Words between a superlative and the time that it looks back on.
_SUPERLATIVE_REACH = 12
_SPANS = frozenset({"days", "weeks", "months", "years"})
_PERIODS = "casus.periods"
_DAY_OR_LONGER = re.compile("day|week|month|year", re.I)
#: Words above a phrase of time at which the word of harm is looked for.
_MOST_ABOVE = 5
#: Words that a phrase of time may hang on without leaving the clause of the verb.
_OWN = frozenset(
    {"prep", "npadvmod", "advmod", "pobj", "dobj", "nsubjpass", "nsubj", "advcl", "mark", "oprd", "acomp", "attr"}
)


def is_cumulative(token: Token) -> bool:
    """True where the number beside a word of harm counts a campaign: "400 have died since May", "killed this year"."""
    sent = token.sent
    text = text_of(token.doc)[sent.start_char : sent.end_char]
    if token.lower_ in _TOLLS and _TOLL_OF_A_TIME.match(text_of(token.doc), token.idx) and not _is_of_one(token):
        return True
    if _is_of_a_total(token):
        return True
    if (_DAY_OR_LONGER.search(text) and _is_of_days(token)) or (
        _is_any_perfect(token) and (_SINCE_LATELY.search(text) or _is_since_a_deed(token))
    ):
        return True
    for first in _periods(sent):
        current = _dated_by(first, token)
        is_head = current.pos_ in ("VERB", "AUX") and current == token.head and token.dep_ in _OWN
        if is_head or token in (current, *current.conjuncts):
            return True
        if current.dep_ == "conj" and current.head == token and _is_any_perfect(token):
            return True  # "have killed hundreds and kidnapped thousands in the past three years"
        if token.dep_ == "relcl" and current in (token.head, token.head.head) and _is_any_perfect(token):
            return True  # "a surge of violence in recent years, in which hundreds have been killed"
    verb = token if token.pos_ == "VERB" else token.head
    if _is_any_perfect(verb) and _SINCE_A_DAY.search(text) and any(_is_untold(child) for child in verb.children):
        return True  # "have killed hundreds of migrants who tried to cross since March"
    if (
        _is_of_a_whole_war(verb)
        or _is_in_a_campaign(verb)
        or (token.pos_ == "NOUN" and _is_in_a_campaign(token))
        or is_of_a_career(verb)
    ):
        return True
    doers = [child for child in verb.children if child.dep_ == "nsubj"]
    return _is_any_perfect(verb) and any(_is_of_a_war(doer, verb) or _are_of_a_time(doer) for doer in doers)


def _are_of_a_time(deeds: Token) -> bool:
    """ "The attacks carried out over the past 12 days have killed two"."""
    return deeds.tag_ == "NNS" and any(deeds.is_ancestor(first) for first in _periods(deeds.sent))


def _dated_by(time: Token, token: Token) -> Token:
    """The word above a time, up to a word of harm, that the time belongs to: the last one in its clause, or a noun of
    another event."""
    current = time
    for _ in range(_MOST_ABOVE):
        if current in (token, current.head) or current.dep_ not in _OWN:
            break
        if current.dep_ == "advcl" and current.pos_ == "VERB" and current.lower_ != "since":
            break
        if _is_event_noun(current) and current.lower_ not in _GOING_ON:
            break
        current = current.head
    return current


def _is_of_a_total(token: Token) -> bool:
    """ "Brought to 104 the number of soldiers killed since May": those of a total that somebody brings to a number."""
    total = token.head.head.head if token.dep_ == "acl" and token.head.dep_ == "pobj" else token
    is_total = total.lower_ in _TOLLS and total.dep_ == "dobj" and total.head.lemma_ in _RAISING
    return is_total and token != total and any(word.lower_ in ("since", "so") for word in token.subtree)


def _is_of_one(toll: Token) -> bool:
    """ "The toll this week from a bombing in Kabul": of one deed."""
    return any(noun.tag_ == "NN" and _is_event_noun(noun) for _, noun in prepositional(toll, {"from", "of"}))


def _is_of_a_whole_war(verb: Token) -> bool:
    """ "The war of 2008, in which 850 people were killed", "a war that killed 10,000 people"."""
    above = islice(verb.ancestors, _NEAR)
    return verb.dep_ == "relcl" and any(lemma(word) in _WARS for word in takewhile(_is_of_a_phrase, above))


def _is_of_a_phrase(word: Token) -> bool:
    return word.pos_ not in ("VERB", "AUX")


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


def is_superseded(toll: Token) -> bool:
    """ "An earlier toll of 27", "had initially put the toll at 27": a figure that another has taken the place of."""
    if any(child.lower_ in _EARLIER for child in toll.lefts):
        return True
    verb = toll.head
    is_past = verb.pos_ == "VERB" and any(child.lower_ == "had" for child in verb.lefts)
    return is_past and any(child.lower_ in _INITIALLY for child in verb.children)


def has_gone_on(word: Token) -> bool:
    """ "Thousands have protested since June", "protesters who have taken to the streets for weeks": what has gone on,
    and no one gathering."""
    verbs = [word, *word.ancestors] if word.pos_ == "VERB" else [*word.subtree]
    return any(verb.pos_ == "VERB" and _is_any_perfect(verb) and spans_a_campaign(verb) for verb in verbs)


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
    return is_told and (_is_any_perfect(word) or word.pos_ == "NOUN")


def _head_of(span: Span) -> Token:
    """The word of a phrase of time that the clause has: the year, of "this year"."""
    first = span[0]
    while first.dep_ in ("amod", "det") and first.head.i < span.end:
        first = first.head
    return first


def is_of_a_career(verb: Token) -> bool:
    """ "The group has killed thousands", without a day: all that it ever did."""
    doers = [child for child in verb.lefts if child.dep_ == "nsubj"]
    if not _is_any_perfect(verb) or not doers or _is_event_noun(doers[0]):
        return False
    if any(word.ent_type_ in ("DATE", "TIME") for word in verb.sent):
        return False
    # "... in a raid on Bama", "near Maiduguri": one deed; "in Kenya", "in bomb attacks" all of them.
    struck = [child for child in verb.rights if child.dep_ == "dobj"]
    places = [noun for above in (verb, *struck) for link, noun in prepositional(above) if link in ("at", "in", "near")]
    scenes = [noun for noun in places if noun.tag_ != "NNS" and noun.head.head == verb]
    if any("country" not in categories(noun) and noun.lower_ not in _WIDE for noun in scenes):
        return False
    uncounted = _UNTOLD if any(noun.lower_ in _WIDE for noun in places) else _UNCOUNTED
    return any(word.lower_ in uncounted for noun in struck for word in (noun, *noun.lefts))


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


def _is_any_perfect(verb: Token) -> bool:
    """ "Has killed", "had killed", "has resulted in 20 being killed": the toll up to now, or up to then."""
    first = next(iter(verb.conjuncts), verb) if verb.dep_ == "conj" else verb
    words = (verb, first.head.head) if first.dep_ == "pcomp" else (verb,)
    return any(child.lower_ in ("has", "have", "had") and child.dep_ == "aux" for w in words for child in w.children)


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
            if verb.dep_ == "relcl" and verb.head == happening and _is_any_perfect(verb):
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
