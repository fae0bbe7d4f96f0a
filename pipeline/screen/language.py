"""In which language a text is."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

#: Languages that casus reads.
READ = frozenset({"en"})
#: Code points from the start that are looked at.
LOOKED_AT = 3_000
#: Share of English function words from which a text is English whatever the model says: it fails on lists of foreign names.
MIN_FUNCTION_WORDS = 0.18
_FUNCTION = frozenset("the of and to in a that for on was were is are by with from at as has have had been his her their it its who which said after but not be this an they he she".split())
_WORD = re.compile(r"[^\W\d_]+")


@lru_cache(maxsize=1)
def _identifier() -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)


def language_of(text: str) -> tuple[str | None, float]:
    """ISO 639-1 code and confidence 0..1; (None, 0.0) for a text without words."""
    sample = text[:LOOKED_AT].lower()  # the model knows no text in capitals
    words = _WORD.findall(sample)
    if not words:
        return None, 0.0
    share = sum(word in _FUNCTION for word in words) / len(words)
    if share >= MIN_FUNCTION_WORDS:
        return "en", 1.0
    code, probability = _identifier().classify(sample)
    return str(code), round(float(probability), 4)
