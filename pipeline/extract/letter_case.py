"""Restore the case of text that was sent in capitals, as wires did and headlines do, and of Headlines Like This One.

A parser reads "THE ARMY KILLED TWO REBELS IN LIMA" as eight names. Words get small letters unless they are known as
names (`patterns/capitals.tsv`, counted from news), belong to a known name of several words (places, groups), are
acronyms, begin a sentence, or are no word that news writes small (`patterns/small_words.txt`) nor one of the
dictionary: then they are most likely names ("USULUTAN"). A rare word of the dictionary counts as a name where it
follows one anywhere in the text ("LUIS CARLOS GALAN"). The length of the text never changes.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from pipeline.extract.names_in_capitals import written_names
from pipeline.extract.nouns import kinds_of
from pipeline.extract.usual_words import (
    COMMON_ENDINGS,
    SMALL_WORDS,
    WORD,
    capital_words,
    is_dictionary_word,
    is_usual,
    lower,
    name_forms,
    title_case,
)
from pipeline.extract.word_sets import word_set
from pipeline.reference import actors
from pipeline.reference.countries import demonyms

#: Share of capital letters above which a paragraph counts as written in capitals.
CAPITALS_SHARE = 0.8
#: Words of a headline, small ones not counted, of which nearly all must begin with a capital, and how many of them must
#: be words that news writes small inside a sentence: a row of names is no headline in capitals.
MIN_TITLE_WORDS, TITLE_SHARE, MIN_USUAL_WORDS = 3, 0.85, 2
#: Fewer letters than this say nothing about how a paragraph is written ("UN", "NATO").
MIN_LETTERS = 12

_PARAGRAPH = re.compile(r"[^\n]+(?:\n[^\n]+)*")
#: Behind the name that it stands for, and no word of who speaks, "[TEXT] [GARCIA] I KNOW".
_ACRONYM_BRACKET = re.compile(r"(?<=[A-Z\d\".])\s[(\[]\s*([A-Z][A-Z0-9/-]{1,11})\s*[)\]]")
#: Before what it stands for: "ARENA [NATIONALIST REPUBLICAN ALLIANCE]".
_EXPLAINED = re.compile(r"\b([A-Z][A-Z-]{1,8})\s+[(\[]([A-Z][A-Z.'’-]*(?:\s+[A-Z.'’-]+)+)[)\]]")
#: Not behind "U.S." or a quotation that a sentence goes on behind, '"Black September" that will'.
_SENTENCE_START = re.compile(
    r"^[\s\"'“”()]*$|(?:(?<![A-Z]\.[A-Z])[.]|[!?:])[\s\"'“”()]*$|(?:^|[,(]\s*)[\"“]\s*$|--\s*$"
)
#: A word that stands alone in brackets: "(ADS)", "[TEXT]".
_BRACKET, _BRACKET_END = re.compile(r"[(\[]\s?$"), re.compile(r"\s?[)\]]")
_SENTENCE_ENDS = re.compile(r"[.!?][\"'”’)]*\s*$")
_AFTER_SAINT = re.compile(r"\b(?:SAINT|SAN|SANTA|SANTO) $")
#: Small before the name that it leads: "Ansar al-Sham".
_ARABIC_ARTICLE = re.compile(r"\bA[LSNRDZ]$")
#: Months that are verbs and nouns as well, and what stands before and behind them where they are months.
_MONTHS = frozenset({"march", "may"})
_BEFORE_MONTH = re.compile(
    r"(?:\d(?:ST|ND|RD|TH)?|\b(?:BETWEEN|BY|EARLY|IN|LAST|LATE|MID|NEXT|OF|SINCE|TILL|UNTIL))[ -]$"
)
_BEHIND_MONTH = re.compile(r",? \d")
#: Words that news writes with a capital for the names they stand in, and that are common nouns elsewhere.
_COMMON_IN_NAMES = word_set("common_in_names")
_TITLES = word_set("titles")
_DIRECTIONS = word_set("direction_adjectives")
_DETERMINERS = word_set("determiners")
#: Nouns for organisations, and what the noun lists call such.
_BODIES, _OF_BODIES = word_set("organisations"), frozenset({"armed_group", "force", "organization"})
#: Code points before such a word in which its determiner is looked for: "THE DEFENCE MINISTRY".
_LOOK_BACK = 40
_ROMAN = re.compile(r"(?:II|III|IV|VI|VII|VIII|IX|XI|XII)$")
#: Begin names of places in news in English, and are no English words.
_SPANISH_ARTICLES = frozenset({"la", "las", "los"})
_AFTER_DE = re.compile(r"\bde\s$", re.I)


def _names_in(text: str) -> frozenset[str]:
    """Words of a text in capitals that are names in it: unknown ones, and rare ones that follow a name somewhere."""
    forms, capital = name_forms(), capital_words()
    found: set[str] = set()
    before, end = False, 0
    for match in WORD.finditer(text):
        base = re.sub(r"['’]s$", "", lower(match.group()))
        follows = before and text[end : match.start()].isspace()
        end = match.end()
        if base in forms:
            before = True
            continue
        if is_usual(base):
            before = False
            continue
        known = is_dictionary_word(base)
        is_name = base in capital or not known or (follows and not COMMON_ENDINGS.search(base))
        if is_name and not (COMMON_ENDINGS.search(base) and known and base not in capital):
            found.add(base)
        before = is_name
    return frozenset(found)


def is_in_capitals(text: str) -> bool:
    """True if a piece of text is written in capitals throughout."""
    letters = [c for c in text if c.isalpha()]
    return len(letters) >= MIN_LETTERS and sum(c.isupper() for c in letters) >= CAPITALS_SHARE * len(letters)


@dataclass(frozen=True, slots=True)
class _Names:
    """What tells the names of an article.

    Attributes:
        known: Where a word of a name that a table has begins -> the word as it is written.
        acronyms: Acronyms that stand in brackets.
        own: Words in small letters that are most likely names.
        told: Word in small letters -> how the sentences that are not in capitals write it inside, where they agree.
    """

    known: Mapping[int, str]
    acronyms: frozenset[str]
    own: frozenset[str]
    told: Mapping[str, str]


def _restore_paragraph(text: str, paragraph: re.Match[str], names: _Names) -> str:
    out: list[str] = []
    position = paragraph.start()
    for match in WORD.finditer(text, paragraph.start(), paragraph.end()):
        out += [text[position : match.start()], _restore_word(text, paragraph.start(), match, names)]
        position = match.end()
    return "".join([*out, text[position : paragraph.end()]])


def _restore_word(text: str, first: int, match: re.Match[str], names: _Names) -> str:
    """A word of a paragraph, which begins at `first`, as it is written in a sentence."""
    forms, capital, known = name_forms(), capital_words(), names.known
    word, start = match.group(), match.start()
    starts = start == first or _SENTENCE_START.search(text[max(first, start - 12) : start]) is not None
    small = lower(word)
    base = re.sub(r"['’]s$", "", small)
    is_bracketed = _BRACKET.search(text[max(first, start - 2) : start]) and _BRACKET_END.match(text, match.end())
    if (
        word in names.acronyms
        or (is_bracketed and forms.get(base) != "title")
        or re.fullmatch(r"(?:[A-Z]\.)+[A-Z]?", word)
    ):
        return word
    if _ARABIC_ARTICLE.fullmatch(word) and text[match.end() : match.end() + 1] == "-":
        return title_case(word) if starts else small
    if text[start - 1 : start].isdigit():
        return small if len(word) > 1 else word  # "THE 1ST", "5KM", "16A"
    if start in known:
        written = title_case(known[start]) if known[start].islower() and starts else known[start]
        return written + small[len(written) :]
    if base in names.told and not starts:
        return names.told[base] + small[len(base) :]
    if text[start - 1 : start] == "-" and _ARABIC_ARTICLE.search(text[max(0, start - 4) : start - 1]):
        return title_case(word)
    if base in _SPANISH_ARTICLES and not _AFTER_DE.search(text[max(0, start - 4) : start]):
        return title_case(word)  # "La Paz", "Juan de la Cruz"
    if base in _MONTHS and not starts:
        return title_case(word) if _is_month(text, match) else small
    if base in SMALL_WORDS and base not in forms:
        return title_case(word) if starts else small
    if forms.get(base) == "upper" and _AFTER_SAINT.search(text[max(0, start - 6) : start]):
        return title_case(word)  # "Santa Ana", not the ANA
    if forms.get(base) == "upper" or _ROMAN.match(word) or (base in names.own and capital.get(base) == base.upper()):
        return word
    if forms.get(base) == "title" or base in names.own or base.removesuffix("s") in demonyms():
        is_common = base in _COMMON_IN_NAMES and _is_common(text, match, names)
        if not is_common or starts:
            is_short = len(base) <= 2 and not is_dictionary_word(base) and base not in forms
            return word if is_short else title_case(word)
        return small
    return title_case(word) if starts or (base in _TITLES and _leads_to_a_person(text, match, names)) else small


def _leads_to_a_person(text: str, title: re.Match[str], names: _Names) -> bool:
    """ "PRESIDENT BUSH", not "THE PRESIDENT SAID" or "MAJOR SALVADORAN CITIES"."""
    behind = WORD.match(text, title.end() + 1)
    if behind is None or text[title.end()] != " " or lower(behind.group()) in demonyms():
        return False
    return _is_name(behind, names) or lower(behind.group()) in name_forms()


def _is_month(text: str, match: re.Match[str]) -> bool:
    """ "ON 9 MAY", "MARCH 2015", "IN MARCH": no verb, and no march."""
    before = _BEFORE_MONTH.search(text[max(0, match.start() - 12) : match.start()])
    return before is not None or _BEHIND_MONTH.match(text, match.end()) is not None


def _is_common(text: str, match: re.Match[str], names: _Names) -> bool:
    """Is a word that stands in names as often as not no part of one: "THE INTERIOR MINISTRY", "A MARCH BY NURSES"?"""
    if text[match.start() - 1 : match.start()] == "-":
        return True  # "EXPLOSIVE-LADEN"
    behind = WORD.match(text, match.end() + 1)
    if behind is not None and text[match.end()] == " " and _is_name(behind, names):
        return False
    if lower(match.group()) in _DIRECTIONS:
        return True  # "SOUTH OF ERBIL"
    clause = text[: match.start()][-_LOOK_BACK:]
    first = match.start() - len(clause) + max(clause.rfind(sign) for sign in ".,;:") + 1
    for word in reversed(list(WORD.finditer(text, first, match.start()))):
        small = lower(word.group())
        if small in _DETERMINERS:
            return True
        if small in SMALL_WORDS or (_is_name(word, names) and small not in demonyms()):
            return False
    return False


def _is_name(match: re.Match[str], names: _Names) -> bool:
    base = re.sub(r"['’]s$", "", lower(match.group()))
    if base in _COMMON_IN_NAMES:
        return False
    written = names.known.get(match.start(), names.told.get(base, ""))
    return written != lower(written) if written else base in name_forms() or base in names.own


def _is_title_case(headline: str) -> bool:
    """True if a headline Begins Every Word With a Capital."""
    counted = [match for match in WORD.finditer(headline) if lower(match.group()) not in SMALL_WORDS]
    capital = [match for match in counted if match.group()[0].isupper()]
    if len(counted) < MIN_TITLE_WORDS or len(capital) < TITLE_SHARE * len(counted):
        return False
    inside = [lower(match.group()) for match in capital if match.start()]
    return sum(is_usual(word) and word not in name_forms() for word in inside) >= MIN_USUAL_WORDS


def restore_headline(headline: str, body: str) -> str:
    """A headline that begins every word with a capital as a sentence would have it; as long as the original.

    A word that the article itself writes small is no name, one that it writes with a capital inside a sentence is one;
    of the others, those are names that news and the dictionary do not write small.
    """
    if not _is_title_case(headline):
        return headline
    small, capital = _written(body)
    names, known = name_forms(), actors.name_spans(headline)
    out, position = [], 0
    for match in WORD.finditer(headline):
        out.append(headline[position : match.start()])
        position = match.end()
        word = match.group()
        base = re.sub(r"['’]s$", "", lower(word))
        is_word = is_usual(base) or is_dictionary_word(base)
        is_name = (base in capital and base not in small) or base in names or not is_word
        stays = (
            word[1:] != lower(word[1:])  # an acronym, "McAllen"
            or _SENTENCE_START.search(headline[max(0, match.start() - 12) : match.start()])
            or any(start <= match.start() < end for start, end, _ in known)
            or (is_name and base not in SMALL_WORDS and base not in small - capital.keys())
        )
        out.append(word if stays else lower(word))
    out.append(headline[position:])
    return "".join(out)


def _written(body: str) -> tuple[frozenset[str], dict[str, str]]:
    """Words in small letters that the sentences of a text write small, and those that they write with a capital, with
    how they do so with the fewest capitals."""
    small: set[str] = set()
    capital: dict[str, str] = {}
    for paragraph in _PARAGRAPH.finditer(body):
        if not _SENTENCE_ENDS.search(paragraph.group()) or is_in_capitals(paragraph.group()):
            continue  # the headline again, or that of another article
        for match in WORD.finditer(body, paragraph.start(), paragraph.end()):
            word = re.sub(r"['’]s$", "", match.group())
            base = lower(word)
            if word[0].islower():
                small.add(base)
            elif not _SENTENCE_START.search(body[max(paragraph.start(), match.start() - 12) : match.start()]):
                capital[base] = min(capital.get(base, word), word, key=lambda form: sum(map(str.isupper, form)))
    return frozenset(small), capital


def restore_case(text: str) -> str:
    """The text with its case restored in every paragraph that is in capitals; as long as the original."""
    if not any(is_in_capitals(m.group()) for m in _PARAGRAPH.finditer(text)):
        return text
    small, capital = _written(text)
    acronyms = frozenset(word for word in _ACRONYM_BRACKET.findall(text) if _can_be_acronym(lower(word)))
    acronyms |= {word for word, meaning in _EXPLAINED.findall(text) if _stands_for(word, meaning)}
    names = _Names(
        known=written_names(text, acronyms),
        acronyms=acronyms,
        own=_names_in(text),
        told={word: word for word in small - capital.keys()}
        | {word: form for word, form in capital.items() if word not in small},
    )
    out, position = [], 0
    for match in _PARAGRAPH.finditer(text):
        out.append(text[position : match.start()])
        out.append(_restore_paragraph(text, match, names) if is_in_capitals(match.group()) else match.group())
        position = match.end()
    out.append(text[position:])
    restored = "".join(out)
    return restored if len(restored) == len(text) else text


def _can_be_acronym(small: str) -> bool:
    """Not "up", "garcia" or "guerrillas", which are words or names wherever they stand out of brackets."""
    is_of_group = small not in SMALL_WORDS and actors.is_acronym(actors.as_listed(small))
    return is_of_group or not (is_usual(small) or name_forms().get(small) == "title")


def _stands_for(word: str, meaning: str) -> bool:
    """Does a word in capitals stand for what a bracket behind it says, the name of a group, a force or an office?"""
    words = [lower(part) for part in meaning.split()]
    head = words[words.index("of") - 1] if "of" in words else words[-1]
    is_body = head in _BODIES or bool(kinds_of(head) & _OF_BODIES)
    return is_body and lower(word) not in SMALL_WORDS


def in_case_of(text: str, restored: str) -> str:
    """A text, line ends and signs as they stand, with its letters in the case of what was made of its beginning."""
    pairs = zip(text, restored, strict=False)
    return "".join(there if lower(there) == lower(here) else here for here, there in pairs) + text[len(restored) :]
