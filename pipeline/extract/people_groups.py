"""One group of people, read from the order of the words: "at least 12 soldiers", "a family of five", "his wife"."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.extract.ages import AGE, ages_end, is_age, is_age_adjective, told_by_ages
from pipeline.extract.arguments import TAKEN_AS
from pipeline.extract.casualties import PRONOUNS_OF_ONE, Count, is_people
from pipeline.extract.nouns import PERSONAL, categories, lemma, lexicon
from pipeline.extract.texts import text_of
from pipeline.extract.word_sets import word_set
from pipeline.language.numbers import Quantity, quantity_at

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

#: Words of harm, and what became of those they tell of.
HARM = {
    **dict.fromkeys(
        "killed killing kill kills slain murdered dead died shot massacred slaughtered beheaded executed".split(),
        "killed",
    ),
    **dict.fromkeys(
        "wounded wounding wound injured injuring injure hurt maimed hospitalized hospitalised".split(), "injured"
    ),
}
#: Offices with somebody or something behind a "to".
_SENT_OR_SERVING = word_set("sent_or_serving")
_DASHES = frozenset({"-", "--", "–", "—"})
PART = frozenset("including among comprising mostly mainly notably".split())
POST = frozenset("of from in at near for inside outside on around within belonging".split())
_PRONOUNS_MANY = frozenset("them they others many some several themselves".split())
_GROUPS = frozenset("family crew team group crowd gang unit patrol cell household delegation squad band".split())
_COLLECTIVE = frozenset("people police personnel staff crew cattle".split())
_NOT_HEADS = frozenset(
    "north south east west northeast northwest southeast southwest today yesterday tonight "
    "morning evening night".split()
)
_NAMED = frozenset({"GPE", "LOC", "FAC", "ORG", "EVENT", "PRODUCT", "WORK_OF_ART", "LAW", "LANGUAGE"})
_MEASURES = frozenset({"QUANTITY", "TIME", "DATE", "MONEY", "PERCENT"})
SINGULAR_DETERMINERS = frozenset({"a", "an", "another", "one"})
_YEAR = re.compile(r"(?:19|20)\d\d")


@dataclass(frozen=True, slots=True)
class Group:
    """Some of those harmed.

    Attributes:
        head: Head of the noun phrase, or its number.
        count: How many.
        start, end: Token offsets, end exclusive.
        is_numbered: True when the words give a number or a quantifier.
        is_part: True for "two of them": part of those named before.
    """

    head: Token
    count: Count
    start: int
    end: int
    is_numbered: bool
    is_part: bool = False

    @property
    def is_kin(self) -> bool:
        """True for those named by whose they are: "his wife"."""
        first = self.head.doc[self.start]
        return bool(first.tag_ == "PRP$")


def quantity_of(doc: Doc, index: int, stop: int) -> tuple[int, Quantity] | None:
    """The quantity that begins at a word and the index of the word after it; ages are none."""
    text = text_of(doc)
    found = quantity_at(text, doc[index].idx)
    if found is None or is_age(doc[index]) or (index and doc[index - 1].lower_ == "how"):
        return None  # "did not say how many had died"
    end, quantity = found
    if AGE.match(text, end) or text[end : end + 1] == "-":
        return None
    if _YEAR.fullmatch(doc[index].text) and doc[index].ent_type_ == "DATE":
        return None
    following = index
    while following < stop and doc[following].idx < end:
        following += 1
    return (following, quantity) if following > index else None


def is_modifier(token: Token, stop: int) -> bool:
    """May this word stand inside a noun phrase, before its head?"""
    if token.pos_ in ("NOUN", "PROPN", "ADJ", "NUM"):
        return True
    following = token.doc[token.i + 1] if token.i + 1 < stop else None
    if following is None:
        return False
    if token.text == "-" and token.i and token.nbor(-1).whitespace_:
        return False  # "seven people - four men and three women"
    if token.text in ("-", "'s", "'", '"', "''", "``", "’s", "’"):
        return following.pos_ in ("NOUN", "PROPN", "ADJ", "NUM", "VERB", "ADV", "PART")
    if token.lower_ in ("off", "on") and following.text == "-" and not token.whitespace_:
        return True  # "three off-duty agents"
    if token.pos_ == "ADV" and following.dep_ == "amod" and token.head == following:
        return True  # "the internationally recognised government"
    if token.tag_ == "VBG" and any(child.dep_ == "dobj" for child in token.children):
        return False  # "killing one and detaining several others"
    if token.tag_ in ("VBN", "VBG") and token.lower_ not in HARM and token.lower_ not in PART:
        return following.pos_ in ("NOUN", "PROPN", "ADJ")
    if token.lower_ == "and":
        before = token.nbor(-1)
        return bool(following.pos_ == "ADJ" and before.pos_ == "ADJ")
    return False


def phrase_end(doc: Doc, index: int, stop: int) -> int:
    """Index after the noun phrase that begins at a word, determiner and quantity already read."""
    end = index
    while end < stop:
        if _is_in_a_name(doc, end, stop):
            end += 1
            continue
        if not is_modifier(doc[end], stop):
            if not _is_acronym(doc, end, stop):
                break
            end += 3  # "two Security Force (SF) personnel"
            continue
        token = doc[end]
        if token.lower_ in _NOT_HEADS and not _begins_name(token):
            break
        if token.ent_type_ in ("DATE", "TIME") and not is_age_adjective(token):
            break
        if token.lower_ in HARM and end > index:
            break
        if token.lower_ in TAKEN_AS and token.dep_ == "oprd" and end > index:
            break  # "took nine rebels prisoner"
        if token.pos_ == "NUM" and end > index and not is_age_adjective(token) and doc[end - 1].text != "-":
            break
        end += 1
    while end > index and doc[end - 1].pos_ not in ("NOUN", "PROPN", "ADJ", "NUM"):
        end -= 1
    return end


def _is_in_a_name(doc: Doc, index: int, stop: int) -> bool:
    """Does a small word stand in the name of a group that is said of people: "two Movement for Change activists"?"""
    token = doc[index]
    if token.lower_ not in ("for", "of") or token.ent_type_ != "ORG" or token.ent_iob_ != "I":
        return False
    end = index
    while end < stop and doc[end].ent_iob_ == "I" and doc[end].ent_type_ == "ORG":
        end += 1
    is_said_of = end < stop and doc[end].tag_ == "NNS" and not doc[end].ent_type_
    return bool(is_said_of or doc[end - 1].tag_ == "NNS")  # the model takes the people into the name


def _begins_name(token: Token) -> bool:
    """The first word of "South Sudan army soldiers", "North Korean troops"."""
    following = token.doc[token.i + 1] if token.i + 1 < len(token.doc) else token
    is_name = token.ent_type_ in ("GPE", "LOC", "NORP", "ORG") and token.text[:1].isupper()
    return is_name and following.ent_iob_ == "I" and following.ent_type_ == token.ent_type_


def _is_acronym(doc: Doc, index: int, stop: int) -> bool:
    """Does a bracket with capitals stand inside a noun phrase?"""
    return (
        index + 3 < stop
        and doc[index].text == "("
        and doc[index + 1].text.isupper()
        and doc[index + 2].text == ")"
        and doc[index + 3].pos_ == "NOUN"
    )


def _head(doc: Doc, start: int, end: int) -> Token | None:
    """The word of a noun phrase that names people; None when none does."""
    last = doc[end - 1]
    if last.pos_ in ("NOUN", "PROPN", "ADJ") and _names_people(last):
        return last
    for index in range(end - 2, start - 1, -1):
        token = doc[index]
        if token.pos_ in ("NOUN", "PROPN") and categories(token) & {"person"} and last.pos_ == "PROPN":
            return token
    return None


def _names_people(token: Token) -> bool:
    if token.lower_ in ("others", "more", "other"):
        return True
    if token.pos_ == "ADJ" and token.lower_ not in HARM:
        return False
    if token.ent_type_ in _MEASURES:
        return False
    kinds = categories(token)
    if kinds & PERSONAL:
        return True
    return is_people(token) and not kinds & {"weapon", "event", "disease", "media"} and token.ent_type_ not in _NAMED


def read_group(doc: Doc, index: int, stop: int) -> Group | None:
    """The people that a noun phrase beginning at a word stands for."""
    if index >= stop:
        return None
    first = doc[index]
    # The model tags "her" in "her two brothers" as it tags it in "wounded her".
    if first.lower_ in PRONOUNS_OF_ONE and first.tag_ != "PRP$" and first.dep_ != "poss":
        return Group(first, count_of(doc, index, index + 1, 1, 1, "exact"), index, index + 1, False)
    cursor, determiner = index, ""
    found = quantity_of(doc, cursor, stop)
    if found is None and (first.pos_ in ("DET", "PRON") or first.tag_ in ("PRP$", "PDT", "DT")):
        determiner = first.lower_
        cursor = index + 1
        found = quantity_of(doc, cursor, stop) if cursor < stop else None
        if determiner == "no":
            found = None
    if found is None and first.lower_ in _PRONOUNS_MANY:
        return Group(first, count_of(doc, index, index + 1, None, None, "unknown_plural"), index, index + 1, True)
    if found is None and determiner in ("another", "one") and (cursor >= stop or not is_modifier(doc[cursor], stop)):
        return Group(first, count_of(doc, index, cursor, 1, 1, "exact"), index, cursor, True)
    quantity = None
    is_part = False
    if found is not None:
        cursor, quantity = found
        if cursor < stop and doc[cursor].lower_ == "of":
            inner = cursor + 1
            if inner < stop and doc[inner].lower_ in ("them", "whom", "those", "which", "these", "us"):
                inner += 1
                cursor, is_part = inner, True
            else:
                if inner < stop and (doc[inner].pos_ == "DET" or doc[inner].tag_ in ("PRP$", "DT", "PDT")):
                    inner += 1
                if phrase_end(doc, inner, stop) > inner:
                    cursor = inner
    end = phrase_end(doc, cursor, stop)
    head = _head(doc, cursor, end) if end > cursor else None
    if head is None:
        if quantity is None or end > cursor:
            return None
        number = doc[cursor - 1]
        # "wounding over 70, ...", "killed 64 and ...": the recogniser takes many bare numbers for times.
        is_struck = index > 0 and doc[index - 1].lower_ in HARM and number.ent_type_ in ("DATE", "TIME")
        is_struck = is_struck and (
            cursor >= len(doc) or doc[cursor].ent_iob_ != "I" or doc[cursor].pos_ in ("NUM", "PROPN")
        )
        if not is_struck and (number.ent_type_ in ("DATE", "TIME", "MONEY", "PERCENT") or _is_of_time(number)):
            return None
        head, end = number, cursor
    if quantity is not None:
        low, high, kind = quantity.low, quantity.high, quantity.quantifier
        if low is None and high is None and head.tag_ in ("NN", "NNP") and head.i >= cursor:
            if head.lower_ not in ("other", "more") and lemma(head) not in _COLLECTIVE:
                low, high, kind = 1, 1, "exact"  # "some man"
        count = count_of(doc, index, end, low, high, kind)
        return Group(head, count, index, end, True, is_part)
    return _unnumbered(doc, index, end, head, determiner, stop)


def _is_of_time(number: Token) -> bool:
    """ "In Jos, one Sunday morning": a number of a day or hour; "killed one Sunday" counts somebody."""
    is_before = number.head.ent_type_ in ("DATE", "TIME") and number.head.i > number.i
    return is_before and number.i > 0 and number.nbor(-1).pos_ != "VERB"


def _unnumbered(doc: Doc, index: int, end: int, head: Token, determiner: str, stop: int) -> Group | None:
    """People without a number: a name, "a soldier", "militants", "a family of five"."""
    if determiner == "no":
        return Group(head, count_of(doc, index, end, 0, 0, "exact"), index, end, True)
    word = lemma(head)
    if word in ("couple", "pair") or (determiner == "both" and head.tag_ in ("NNS", "NNPS")):
        return Group(head, count_of(doc, index, end, 2, 2, "exact"), index, end, True)
    if word in _GROUPS and head.tag_ == "NN":
        if end + 1 < stop and doc[end].lower_ == "of" and (found := quantity_of(doc, end + 1, stop)) is not None:
            after = phrase_end(doc, found[0], stop)
            quantity = found[1]
            return Group(
                head, count_of(doc, index, after, quantity.low, quantity.high, quantity.quantifier), index, after, True
            )
        return Group(head, count_of(doc, index, end, None, None, "unknown_plural"), index, end, False)
    if (aged := told_by_ages(head)) is not None:
        return Group(head, count_of(doc, index, end, aged, aged, "exact"), index, end, True)
    is_many = head.pos_ == "ADJ" and determiner == "the" and word != "other"  # "the wounded"
    is_plural = head.tag_ in ("NNS", "NNPS") or word in _COLLECTIVE or is_many
    if is_plural and head.pos_ == "NOUN" and not categories(head) & PERSONAL:
        return None
    if is_plural:
        return Group(head, count_of(doc, index, end, None, None, "unknown_plural"), index, end, False)
    is_name = (
        head.ent_type_ in _NAMED | {"NORP"}
        and "person" not in lexicon().get(word, ())
        and not (head.ent_type_ == "ORG" and _is_titled(doc, index, end))
    )
    if head.pos_ == "PROPN" and is_name and determiner not in SINGULAR_DETERMINERS:
        return None
    if head.pos_ == "PROPN" or (head.pos_ == "NOUN" and categories(head) & PERSONAL):
        return Group(head, count_of(doc, index, end, 1, 1, "exact"), index, end, False)
    return None


def _is_titled(doc: Doc, start: int, end: int) -> bool:
    """True for a name with what the person is before or after it: the entity recogniser takes many for organisations.

    "Radio announcer Diego Vargas", "Hector Oqueli, leader of the movement".
    """
    after = end + 1 if end < len(doc) and doc[end].text == "," else len(doc)
    if after < len(doc) and doc[after].lower_ in ("a", "an", "the"):
        after += 1
    beside = [*doc[start : end - 1], *doc[after : after + 1]]
    return any(
        token.pos_ == "NOUN" and token.tag_ == "NN" and "person" in lexicon().get(lemma(token), ()) for token in beside
    )


def count_of(doc: Doc, start: int, end: int, low: int | None, high: int | None, quantifier: str) -> Count:
    """A count and the code points of its words, given as token offsets, end exclusive."""
    last = doc[end - 1]
    return Count(low, high, quantifier, doc[start].idx, last.idx + len(last))


def additions_end(doc: Doc, index: int, stop: int) -> int:
    """Index after what may follow a noun phrase and still belong to it: "of the ruling party", "(three)", ", 34,"."""
    while index < stop:
        token = doc[index]
        if token.text == "(":
            closing = next((i for i in range(index, min(index + 14, stop)) if doc[i].text == ")"), None)
            if closing is None:
                return index
            index = closing + 1
        elif token.text in _DASHES:
            closing = next((i for i in range(index + 1, min(index + 16, stop)) if doc[i].text in _DASHES), None)
            if closing is None:
                return index
            index = closing + 1
        elif token.text == "," and (ages := ages_end(token)) is not None and ages <= stop:
            index = ages
        elif token.lower_ in POST or token.lower_ == "aged" or _is_of_an_office(token):
            inner = index + 1
            if inner < stop and doc[inner].lower_ in ("the", "a", "an", "to", "its", "their", "his", "her", "this"):
                inner += 1
            if inner < stop and doc[inner].text == "(":
                inner = next((i + 1 for i in range(inner, min(inner + 8, stop)) if doc[i].text == ")"), inner)
            end = inner
            while end < stop and (
                is_modifier(doc[end], stop)
                or doc[end].ent_iob_ == "I"
                or (doc[end].text == "," and _is_place_comma(doc, end, stop))
            ):
                end += 1
            if end == inner:
                return index
            index = end
        else:
            return index
    return index


def _is_of_an_office(to: Token) -> bool:
    """The "to" of "the ambassador to Libya", "an adviser to the president"."""
    return to.lower_ == "to" and to.i > to.sent.start and lemma(to.nbor(-1)) in _SENT_OR_SERVING


def _is_place_comma(doc: Doc, index: int, stop: int) -> bool:
    """The comma of "in Wukari, Taraba State"."""
    return index + 1 < stop and doc[index - 1].pos_ == "PROPN" and doc[index + 1].ent_type_ in ("GPE", "LOC")
