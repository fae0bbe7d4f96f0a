"""Words of a phrase as they are compared: small letters, no articles, no punctuation."""

from __future__ import annotations

import re
import string

_ARTICLES = re.compile(r"\b(?:a|an|the)\b")
_NO_PUNCTUATION = str.maketrans("", "", string.punctuation)


def plain_words(text: str) -> tuple[str, ...]:
    """The words of a phrase in small letters, without articles and punctuation."""
    return tuple(_ARTICLES.sub(" ", text.lower().translate(_NO_PUNCTUATION)).split())
