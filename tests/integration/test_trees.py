"""What is set right in a parsed text leaves a tree in each sentence."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.extract.reading import read

pytestmark = pytest.mark.integration


def test_mends_leave_one_root_above_each_word(root: Path) -> None:
    texts = [path.read_text(encoding="utf-8") for path in sorted((root / "tests/golden").glob("*/article.txt"))]
    odd = [
        token.sent.text
        for text in texts
        for token in read(text)[0]
        if (token.head == token) != (token.dep_ == "ROOT") or any(above == token for above in token.ancestors)
    ]
    assert texts and odd == []
