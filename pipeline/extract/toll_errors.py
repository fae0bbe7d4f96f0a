"""Whom tolls count, where the model spoils their clauses: gapped verbs, numbers before days, results of a deed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.extract.nouns import categories
from pipeline.extract.time_patterns import time_words
from pipeline.extract.tree_edits import take_place
from pipeline.extract.word_kinds import depending
from pipeline.extract.word_sets import word_set

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

#: What became of the others of a toll.
_VERBS = {"hurt": "hurt", "injured": "injure", "wounded": "wound"}
GAPPED = _VERBS.keys()
#: The same of headlines.
WOUNDS = frozenset({"injures", "wounds"})
#: What was told before of the first of a toll.
_DEAD = frozenset("dead died killed killing kills slain".split())
#: How far before that stands, in words.
_REACH = 25
_MORE = frozenset({"more", "other", "others", "people", "persons"})
#: What those struck were doing, and nobody dies of: "as people queued for bread, killing 20".
_PEACEFUL = word_set("peaceful_doings")
_AT_THE_TIME = frozenset({"as", "when", "while"})
_RESULTS = frozenset({"injuring", "killing", "maiming", "wounding"})
#: What is done to people whom it kills.
_KILLING = frozenset("ambush attack bomb execute hit kill massacre murder shoot slaughter strike target".split())


def _number_before(word: Token) -> Token | None:
    """The number of "23 more wounded", "16 wounded" behind an "and" or a comma, where somebody has died before it."""
    doc, at = word.doc, word.i - 1
    if at > word.sent.start and doc[at].lower_ in _MORE:
        at -= 1
    if at <= word.sent.start or doc[at].pos_ != "NUM" or doc[at].lower_ == "one":
        return None
    before = at - 1
    while before > word.sent.start and doc[before].lower_ in ("about", "another", "around", "least", "at", "some"):
        before -= 1
    is_led = doc[before].lower_ in ("and", ",", "while")
    told = doc[max(word.sent.start, before - _REACH) : before]
    return doc[at] if is_led and any(one.lower_ in _DEAD for one in told) else None


def gapped(doc: Doc) -> None:
    """Make a participle of the last word of "five were killed and 16 wounded Monday", "two dead and 17 hurt", which the
    model takes for what Monday is, or for a noun."""
    for word in doc:
        if word.lower_ not in GAPPED or (number := _number_before(word)) is None:
            continue
        day = word.head if word.dep_ == "amod" and word.head.i > word.i else None
        is_of_day = day is not None and day.ent_type_ in ("DATE", "TIME") and number.head == day
        is_noun = (
            word.lower_ == "hurt"
            and word.pos_ == "NOUN"
            and number.head == word
            and word.dep_ in ("appos", "conj", "dobj", "pobj")
        )
        if is_of_day and day is not None:
            killed = next((one for one in day.ancestors if one.lower_ in _DEAD), None)
            if killed is None or killed.i > word.i:
                continue
            word.head, word.dep_ = killed, "conj"
            number.head, number.dep_ = word, "nsubjpass"
            day.head, day.dep_ = word, "npadvmod"
        elif word.pos_ == "ADJ" and word.dep_ == "conj" and number.head == word and word.head.lower_ in _DEAD:
            number.dep_ = "nsubjpass"  # "and 23 more wounded when a car exploded"
        elif is_noun:
            for child in [child for child in word.children if child != number]:
                child.head = number
            take_place(number, word)
            word.head, word.dep_ = number, "acl"
        else:
            continue
        word.pos_, word.tag_, word.lemma_ = "VERB", "VBN", _VERBS[word.lower_]


def wounds_in_headlines(doc: Doc) -> None:
    """Give "bomb kills 13, wounds 31" its second verb, which the model takes for wounds."""
    for word in doc[1:-1]:
        if word.lower_ not in WOUNDS or word.pos_ != "NOUN" or word.nbor(1).pos_ != "NUM":
            continue
        kills = next((one for one in reversed(doc[word.sent.start : word.i]) if one.tag_ == "VBZ"), None)
        if kills is None or kills.lower_ != "kills":
            continue
        number = word.nbor(1)
        word.head, word.dep_, word.pos_, word.tag_ = kills, "conj", "VERB", "VBZ"
        number.head, number.dep_ = word, "dobj"


def before_a_day(doc: Doc) -> None:
    """Make those struck of the number in "wounded 25 Monday evening", which the model counts evenings with."""
    for verb in depending(doc, "conj", "ROOT", "ccomp", "advcl"):
        if verb.pos_ != "VERB" or verb.i + 2 >= verb.sent.end:
            continue
        number, day = verb.nbor(1), verb.nbor(2)
        if number.pos_ != "NUM" or day.lower_ not in time_words()["weekday"] or number.head.dep_ != "dobj":
            continue
        time = number.head
        if time.head != verb or day not in (time, *time.lefts):
            continue
        number.head, number.dep_ = verb, "dobj"
        time.dep_ = "npadvmod"


def results_of_the_deed(doc: Doc) -> None:
    """Hang "killing 20" of "a shell landed as people queued for bread, killing 20", "fired at people who queued for
    bread, killing 20" on the deed: the model lets those who queue kill."""
    for result in depending(doc, "advcl"):
        doing = result.head
        if result.lower_ not in _RESULTS or doing.dep_ not in ("advcl", "relcl") or doing.i > result.i:
            continue
        is_meanwhile = any(child.dep_ in ("mark", "advmod") and child.lower_ in _AT_THE_TIME for child in doing.lefts)
        deed = doing.head if is_meanwhile else _deed_to(doing.head) if doing.dep_ == "relcl" else None
        if deed is not None and doing.lemma_.lower() in _PEACEFUL and deed.pos_ == "VERB":
            result.head = deed


def _deed_to(people: Token) -> Token | None:
    """The verb that tells what is done to people: "fired at people"."""
    if people.dep_ not in ("dobj", "pobj"):
        return None
    return people.head.head if people.dep_ == "pobj" else people.head


def not_by_the_victims(doc: Doc) -> None:
    """Hang "hacking girls to death" of "rebels killed 41 people, 38 of them pupils, hacking girls to death" on the
    verb: the model lets the dead do it."""
    for verb in depending(doc, "acl", tag="VBG"):
        people = verb.head
        is_result = verb.i > people.i + 1 and verb.nbor(-1).text == ","
        if not is_result or people.dep_ != "dobj" or people.head.lemma_.lower() not in _KILLING:
            continue
        if any(child.dep_ == "dobj" and categories(child) & {"person"} for child in verb.rights):
            verb.head, verb.dep_ = people.head, "advcl"
