"""In which language a text is: English by its function words, the rest by py3langid."""

from __future__ import annotations

import re
from functools import lru_cache
from importlib import resources
from typing import Any

#: Languages that casus reads.
READ = frozenset({"en"})
#: Code points from the start that are looked at.
LOOKED_AT = 3_000
#: Share of English function words (function_words.txt) from which a text is English whatever the model says: it fails
#: on lists of foreign names. English news has 0.3 to 0.5; of other languages only Dutch comes near 0.1 ("in", "was").
MIN_FUNCTION_WORDS = 0.18
#: Below this probability the model says nothing about a text of this many words at most, such as a headline.
UNSURE, FEW_WORDS = 0.7, 20
#: Nigerian Pidgin: what the model takes English without function words for.
_CREOLE = "pcm"

_WORD = re.compile(r"[^\W\d_]+")


def language_of(text: str, given: str | None = None) -> tuple[str | None, float]:
    """The language of a text and how sure that is.

    Args:
        text: Any text; in capitals is as good.
        given: What its source says, such as "en-GB"; believed only where the text leaves it open.

    Returns:
        ISO 639-1 code and confidence 0..1; (None, 0.0) for a text without words.
    """
    sample = text[:LOOKED_AT].lower()  # the model knows no text in capitals
    words = _WORD.findall(sample)
    if not words:
        return None, 0.0
    share = sum(word in _function_words() for word in words) / len(words)
    if share >= MIN_FUNCTION_WORDS:
        return "en", 1.0
    code, probability = _identifier().classify(sample)
    certainty = round(float(probability), 4)
    is_open = certainty < UNSURE and len(words) <= FEW_WORDS
    if code == _CREOLE or (is_open and sample.isascii() and not (given or "en").lower().startswith(code)):
        told = (given or "en").lower().split("-")[0].split("_")[0]
        return (told if len(told) >= 2 else "en"), certainty
    return str(code), certainty


@lru_cache(maxsize=1)
def _function_words() -> frozenset[str]:
    return frozenset(
        resources.files("pipeline.screen").joinpath("function_words.txt").read_text(encoding="utf-8").split()
    )


@lru_cache(maxsize=1)
def _identifier() -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
