"""Ages, which count nobody: "a boy of 12", "two women, 30 and 60,", "the two, aged 18 and 26"."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pipeline.extract.nouns import categories
from pipeline.extract.texts import text_of
from pipeline.language.numbers import parse_number

if TYPE_CHECKING:
    from spacy.tokens import Token

#: What stands behind the number of an age: "12-year-old", "six months old".
AGE = re.compile(r"[\s-]*(?:years?|months?|weeks?|days?)[\s-]*old\b", re.I)
_OF_AN_AGE = re.compile(r"(?:^|-)(?:year|month|old)", re.I)
#: "Two women, 30 and 60,", "a man, believed to be about 50,", "two brothers, aged 4 and 6,".
_AGES_TOLD = re.compile(
    r", (?P<sign>aged |(?:believed|estimated|said|thought) to be )?(?:both |all )?(?:about |around )?"
    r"(?P<ages>\d{1,2}(?:(?:,| and|, and| or) (?:about )?\d{1,2})*)(?=\s*(?:[,.;:)]|$))"
)
_NUMBER = re.compile(r"\d+")
#: Words between "aged" and the last age of a list of two.
_AGES = 3


def is_age(number: Token) -> bool:
    """ "The two, aged 18 and 26, were arrested", "two women, 30 and 60, were": years, and nobody counted."""
    if number.pos_ != "NUM":
        return False
    sent = number.sent
    if any(word.lower_ == "aged" for word in number.doc[max(sent.start, number.i - _AGES) : number.i]):
        return True
    if number.is_digit and number.dep_ != "nummod" and _ends_ages(number):
        return True
    commas = [token for token in number.doc[sent.start + 1 : number.i] if token.text == ","]
    return any(number.i < (ages_end(comma) or 0) for comma in commas)


def _ends_ages(number: Token) -> bool:
    """Do numbers alone stand between "aged" and a number: "aged 19 and 21 and 24"?"""
    index = number.i - 1
    while index > number.sent.start and (number.doc[index].is_digit or number.doc[index].lower_ in ("and", ",")):
        index -= 1
    return bool(number.doc[index].lower_ == "aged")


def told_by_ages(noun: Token) -> int | None:
    """How many people the ages behind a plural noun without a number tell: "the brothers, aged 19 and 21,"; None
    where there are none."""
    if noun.tag_ != "NNS" or noun.i + 1 >= noun.sent.end:
        return None
    comma = noun.nbor(1)
    if comma.text != "," or (end := ages_end(comma)) is None:
        return None
    ages = [word for word in noun.doc[comma.i : end] if word.is_digit]
    return len(ages) if len(ages) > 1 else None


def is_age_adjective(token: Token) -> bool:
    """A part of "12-year-old", "nine year-old"."""
    text = text_of(token.doc)
    if token.pos_ == "NUM" and AGE.match(text, token.idx + len(token)):
        return True
    return _OF_AN_AGE.search(text[token.idx : token.idx + 12]) is not None


def ages_end(comma: Token) -> int | None:
    """Index after the ages that a comma leads to: ", 30 and 60", ", believed to be 50"; None where it leads to none.

    As many ages as people are counted before the comma, where any are; or words that say that they are ages.
    """
    doc, text = comma.doc, text_of(comma.doc)
    sent = comma.sent
    if comma.i == sent.start:
        return None
    found = _AGES_TOLD.match(text, comma.idx, sent.end_char)
    if found is None or not _is_somebody(comma.nbor(-1)):
        return None
    people = _people_before(comma)
    if found["sign"] is None and people is not None and people != len(_NUMBER.findall(found["ages"])):
        return None
    last = doc.char_span(found.start(), found.end(), alignment_mode="contract")
    return last.end if last is not None else None


def _is_somebody(noun: Token) -> bool:
    return noun.pos_ == "PROPN" or "person" in categories(noun)


def _people_before(comma: Token) -> int | None:
    """How many people the noun before a comma names; None where it does not say how many."""
    noun = comma.nbor(-1)
    if noun.pos_ == "PROPN":
        return 1
    counts = [parse_number(child.text) for child in noun.lefts if child.dep_ == "nummod"]
    return counts[0] if counts else 1 if noun.tag_ == "NN" else None
