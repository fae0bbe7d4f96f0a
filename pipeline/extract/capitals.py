"""Restore the case of text that was sent in capitals, as wires did and headlines do, and of Headlines Like This One.

A parser reads "THE ARMY KILLED TWO REBELS IN LIMA" as eight names. Words get small letters unless they are known as
names (`patterns/capitals.tsv`, counted from news), belong to a known name of several words (places, groups), are
acronyms, begin a sentence, or are no word that news writes small (`patterns/small_words.txt`) nor one of the
dictionary: then they are most likely names ("USULUTAN"). A rare word of the dictionary counts as a name where it
follows one anywhere in the text ("LUIS CARLOS GALAN"). The length of the text never changes.
"""

from __future__ import annotations

import re
from functools import lru_cache
from importlib import resources

from pipeline.extract.nouns import lexicon, verb_forms
from pipeline.extract.word_sets import word_set
from pipeline.reference import actors

#: Share of capital letters above which a paragraph counts as written in capitals.
CAPITALS_SHARE = 0.8
#: Words of a headline, small ones not counted, of which nearly all must begin with a capital, and how many of them must
#: be words that news writes small inside a sentence: a row of names is no headline in capitals.
MIN_TITLE_WORDS, TITLE_SHARE, MIN_USUAL_WORDS = 3, 0.85, 2
#: Fewer letters than this say nothing about how a paragraph is written ("UN", "NATO").
MIN_LETTERS = 12

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*(?:\.[^\W\d_]+)*")
_PARAGRAPH = re.compile(r"[^\n]+(?:\n[^\n]+)*")
_ACRONYM_BRACKET = re.compile(r"[(\[]\s*([A-Z][A-Z0-9/-]{1,11})\s*[)\]]")
_SENTENCE_START = re.compile(r"(?:^|[.!?:\"“”])[\s\"'“”()]*$|--\s*$")
_SENTENCE_ENDS = re.compile(r"[.!?][\"'”’)]*\s*$")
_AFTER_SAINT = re.compile(r"\b(?:SAINT|SAN|SANTA|SANTO) $")
_ROMAN = re.compile(r"(?:II|III|IV|VI|VII|VIII|IX|XI|XII)$")
_SMALL_WORDS = word_set("small_words")
#: Small words inside names of several words ("Front FOR THE Liberation").
_INSIDE_NAMES = frozenset("of the and for in de la el del los las".split())


@lru_cache(maxsize=1)
def _name_forms() -> dict[str, str]:
    """Word in small letters -> how news writes it inside a sentence ("title" or "upper")."""
    lines = (
        resources.files("pipeline.extract").joinpath("patterns/capitals.tsv").read_text(encoding="utf-8").splitlines()
    )
    return dict(line.split("\t") for line in lines[1:])


@lru_cache(maxsize=1)
def _dictionary() -> frozenset[str]:
    """Words of the model's own dictionary (WordNet's), in small letters, inflected exceptions included."""
    from pipeline.extract.reading import load_nlp

    lookups = load_nlp().get_pipe("lemmatizer").lookups
    words: set[str] = set()
    for kind in ("noun", "verb", "adj", "adv"):
        words.update(lookups.get_table("lemma_index").get(kind, ()))
        words.update(lookups.get_table("lemma_exc").get(kind, {}))
    return frozenset(words)


@lru_cache(maxsize=1)
def news_words() -> frozenset[str]:
    """Words that news writes small, so that they are no names."""
    return frozenset(
        resources.files("pipeline.extract").joinpath("patterns/small_words.txt").read_text("utf-8").split()
    )


@lru_cache(maxsize=1)
def _capital_words() -> dict[str, str]:
    """Words that the dictionary writes with capital letters only, by their small form: "Salvadoran", "OAS"."""
    path = resources.files("pipeline.extract").joinpath("patterns/capital_words.txt")
    return {word.lower(): word for word in path.read_text("utf-8").split()}


_ENDINGS = (
    ("men", "man"),
    ("ies", "y"),
    ("ied", "y"),
    ("es", "e"),
    ("es", ""),
    ("s", ""),
    ("ed", "e"),
    ("ed", ""),
    ("ing", "e"),
    ("ing", ""),
    ("er", "e"),
    ("er", ""),
    ("ers", ""),
    ("ers", "e"),
    ("ly", ""),
    ("ization", "ize"),
    ("ation", "ate"),
    ("ness", ""),
    ("al", ""),
)
_SIBILANTS = ("s", "x", "z", "ch", "sh", "o")
#: Endings of words that are no names, however rare ("submachinegun", "narcoterrorist").
_COMMON_ENDINGS = re.compile(
    r"(?:ive|ion|ism|ist|gun|ing|ed|ly|ous|al|ment|ness|ity|ish|able|ible|ary|ory|ure|er|or|ant|ent|ship|man|men|ful)s?$"
)


def _is_inflected(word: str, words: frozenset[str]) -> bool:
    """True if `word` is a plain inflection of one of `words`."""
    for ending, instead in _ENDINGS:
        if not word.endswith(ending) or len(word) <= len(ending) + 2:
            continue
        stem = word[: -len(ending)] + instead
        if ending == "es" and not instead and not stem.endswith(_SIBILANTS):
            continue
        doubled = ending in ("ed", "ing", "er") and len(stem) > 3 and stem[-1] == stem[-2]
        if stem in words or (doubled and stem[:-1] in words):
            return True
    return False


#: What stands before a word of the dictionary in one that it lacks: "antiterrorist", "narcotrafficker".
_PREFIXES = re.compile(r"(?:anti|counter|narco|non|ultra)(?=[a-z]{5})")
#: Begin names of places in news in English, and are no English words.
_SPANISH_ARTICLES = frozenset({"la", "las", "los"})
_AFTER_DE = re.compile(r"\bde\s$", re.I)


def is_dictionary_word(word: str) -> bool:
    """True if `word` (small letters), or what it is an inflection of, stands in the dictionary, with or without its
    prefix, or in our own rules of events and lists of nouns."""
    base = _PREFIXES.sub("", word, count=1) if _PREFIXES.match(word) else word
    return (
        word in _SMALL_WORDS
        or word in _dictionary()
        or word in verb_forms()
        or word in lexicon()
        or _is_inflected(word, _dictionary())
        or (base != word and (base in _dictionary() or _is_inflected(base, _dictionary())))
    )


def _is_usual(word: str) -> bool:
    """True if news writes `word`, or what it is an inflection of, small."""
    return word in _SMALL_WORDS or word in news_words() or _is_inflected(word, news_words())


def _names_in(text: str) -> frozenset[str]:
    """Words of a text in capitals that are names in it: unknown ones, and rare ones that follow a name somewhere."""
    forms, capital = _name_forms(), _capital_words()
    found: set[str] = set()
    before, end = False, 0
    for match in _WORD.finditer(text):
        base = re.sub(r"['’]s$", "", _lower(match.group()))
        follows = before and text[end : match.start()].isspace()
        end = match.end()
        if base in forms:
            before = True
            continue
        if _is_usual(base):
            before = False
            continue
        known = is_dictionary_word(base)
        is_name = base in capital or not known or (follows and not _COMMON_ENDINGS.search(base))
        if is_name and not (_COMMON_ENDINGS.search(base) and known and base not in capital):
            found.add(base)
        before = is_name
    return frozenset(found)


def is_in_capitals(text: str) -> bool:
    """True if a piece of text is written in capitals throughout."""
    letters = [c for c in text if c.isalpha()]
    return len(letters) >= MIN_LETTERS and sum(c.isupper() for c in letters) >= CAPITALS_SHARE * len(letters)


def _lower(text: str) -> str:
    """Small letters, without changing the length (a few letters have small forms of two code points)."""
    lowered = text.lower()
    return lowered if len(lowered) == len(text) else "".join(c.lower() if len(c.lower()) == 1 else c for c in text)


def _title(word: str) -> str:
    return (
        re.sub(
            r"(^|['’.-])([^\W\d_])",
            lambda m: m.group(1) + (m.group(2).upper() if len(m.group(2).upper()) == 1 else m.group(2)),
            _lower(word),
        )
        .replace("'S", "'s")
        .replace("’S", "’s")
    )


def _restore_paragraph(text: str, acronyms: frozenset[str], own_names: frozenset[str]) -> str:
    names, capital = _name_forms(), _capital_words()
    known = actors.name_spans(text)
    inside: dict[int, str] = {}
    for start, end, written in known:
        for part in _WORD.finditer(text, start, end):
            inside[part.start()] = written
    out: list[str] = []
    position = 0
    for match in _WORD.finditer(text):
        word = match.group()
        out.append(text[position : match.start()])
        position = match.end()
        small = _lower(word)
        base = re.sub(r"['’]s$", "", small)
        if word in acronyms or re.fullmatch(r"(?:[A-Z]\.)+[A-Z]?", word):
            out.append(word)
        elif match.start() in inside and base not in _INSIDE_NAMES:
            out.append(word if inside[match.start()] == "upper" else _title(word))
        elif base in _SPANISH_ARTICLES and not _AFTER_DE.search(text[max(0, match.start() - 4) : match.start()]):
            out.append(_title(word))  # "La Paz", "Juan de la Cruz"
        elif base in _SMALL_WORDS and base not in names:
            starts = _SENTENCE_START.search(text[max(0, match.start() - 12) : match.start()])
            out.append(_title(word) if starts and match.start() else small if match.start() else _title(word))
        elif names.get(base) == "upper" and _AFTER_SAINT.search(text[max(0, match.start() - 6) : match.start()]):
            out.append(_title(word))  # "Santa Ana", not the ANA
        elif (
            names.get(base) == "upper"
            or _ROMAN.match(word)
            or (base in own_names and capital.get(base) == base.upper())
        ):
            out.append(word)
        elif names.get(base) == "title" or base in own_names:
            out.append(word if len(base) <= 2 and not is_dictionary_word(base) and base not in names else _title(word))
        elif match.start() == 0 or _SENTENCE_START.search(text[max(0, match.start() - 12) : match.start()]):
            out.append(_title(word))
        else:
            out.append(small)
    out.append(text[position:])
    return "".join(out)


def _is_title_case(headline: str) -> bool:
    """True if a headline Begins Every Word With a Capital."""
    counted = [match for match in _WORD.finditer(headline) if _lower(match.group()) not in _SMALL_WORDS]
    capital = [match for match in counted if match.group()[0].isupper()]
    if len(counted) < MIN_TITLE_WORDS or len(capital) < TITLE_SHARE * len(counted):
        return False
    inside = [_lower(match.group()) for match in capital if match.start()]
    return sum(_is_usual(word) and word not in _name_forms() for word in inside) >= MIN_USUAL_WORDS


def restore_headline(headline: str, body: str) -> str:
    """A headline that begins every word with a capital as a sentence would have it; as long as the original.

    A word that the article itself writes small is no name, one that it writes with a capital inside a sentence is one;
    of the others, those are names that news and the dictionary do not write small.
    """
    if not _is_title_case(headline):
        return headline
    small, capital = _written(body)
    names, known = _name_forms(), actors.name_spans(headline)
    out, position = [], 0
    for match in _WORD.finditer(headline):
        out.append(headline[position : match.start()])
        position = match.end()
        word = match.group()
        base = re.sub(r"['’]s$", "", _lower(word))
        is_word = _is_usual(base) or is_dictionary_word(base)
        is_name = (base in capital and base not in small) or base in names or not is_word
        stays = (
            word[1:] != _lower(word[1:])  # an acronym, "McAllen"
            or _SENTENCE_START.search(headline[max(0, match.start() - 12) : match.start()])
            or any(start <= match.start() < end for start, end, _ in known)
            or (is_name and base not in _SMALL_WORDS and base not in small - capital)
        )
        out.append(word if stays else _lower(word))
    out.append(headline[position:])
    return "".join(out)


def _written(body: str) -> tuple[frozenset[str], frozenset[str]]:
    """Words that the sentences of a text write small, and those that they write with a capital; in small letters."""
    small, capital = set(), set()
    for paragraph in _PARAGRAPH.finditer(body):
        if not _SENTENCE_ENDS.search(paragraph.group()):
            continue  # the headline again, or that of another article
        for match in _WORD.finditer(body, paragraph.start(), paragraph.end()):
            word = match.group()
            base = re.sub(r"['’]s$", "", _lower(word))
            if word[0].islower():
                small.add(base)
            elif not _SENTENCE_START.search(body[max(paragraph.start(), match.start() - 12) : match.start()]):
                capital.add(base)
    return frozenset(small), frozenset(capital)


def restore_case(text: str) -> str:
    """The text with its case restored in every paragraph that is in capitals; as long as the original."""
    if not any(is_in_capitals(m.group()) for m in _PARAGRAPH.finditer(text)):
        return text
    acronyms = frozenset(_ACRONYM_BRACKET.findall(text))
    own_names = _names_in(text)
    out, position = [], 0
    for match in _PARAGRAPH.finditer(text):
        out.append(text[position : match.start()])
        paragraph = match.group()
        out.append(_restore_paragraph(paragraph, acronyms, own_names) if is_in_capitals(paragraph) else paragraph)
        position = match.end()
    out.append(text[position:])
    restored = "".join(out)
    return restored if len(restored) == len(text) else text
