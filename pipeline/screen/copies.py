"""Copies of articles: the same text reprinted, whole or lightly edited.

Every document has fingerprints: one of its whole normalised body, and eight of a MinHash of its word shingles, in bands. Two documents that
share one are compared by their MinHash. Words that stand on many pages of a site (its frame) are not told apart here: clean takes them away.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from hashlib import blake2b

import numpy as np
import pyarrow as pa

from pipeline import contract
from pipeline.records import Document, IndexedArticle

#: Words a shingle. Four is what near-copy detection of news commonly takes.
SHINGLE = 4
#: Hashes of a MinHash, and how many of them make a band.
HASHES, BAND = 64, 8
#: Share of equal hashes (estimated Jaccard likeness of shingles) from which two texts are one.
MIN_LIKENESS = 0.55
#: A text of fewer words is compared as a whole only.
MIN_WORDS = 25
_WORD = re.compile(r"[a-z0-9]+")
_PRIME = np.uint64((1 << 61) - 1)
_RNG = np.random.default_rng(20240208)
_A = _RNG.integers(1, 1 << 31, size=HASHES, dtype=np.uint64)
_B = _RNG.integers(0, 1 << 31, size=HASHES, dtype=np.uint64)


def _words(document: Document) -> list[str]:
    return _WORD.findall(document.text[document.body_start :].lower())


def minhash(words: Sequence[str]) -> np.ndarray | None:
    """The MinHash of a text, (HASHES,) uint32; None for texts of fewer than MIN_WORDS words."""
    if len(words) < MIN_WORDS:
        return None
    shingles = {" ".join(words[i : i + SHINGLE]) for i in range(len(words) - SHINGLE + 1)}
    values = np.array(sorted(int.from_bytes(blake2b(s.encode(), digest_size=4).digest(), "big") for s in shingles), dtype=np.uint64)
    return ((values[:, None] * _A[None, :] + _B[None, :]) % _PRIME).min(axis=0).astype(np.uint64).astype(np.uint32)


def whole_print(words: Sequence[str]) -> str:
    """Fingerprint of a whole text, punctuation and case apart."""
    return "w" + blake2b(" ".join(words).encode(), digest_size=12).hexdigest()


def prints(words: Sequence[str]) -> tuple[list[str], np.ndarray | None]:
    """All fingerprints of a text, and its MinHash."""
    hashes = minhash(words)
    out = [whole_print(words)]
    if hashes is not None:
        out += [f"b{band}" + blake2b(hashes[band * BAND : (band + 1) * BAND].tobytes(), digest_size=10).hexdigest() for band in range(HASHES // BAND)]
    return out, hashes


def index_articles(documents: pa.Table, known: pa.Table) -> pa.Table:
    """The index of known articles with these documents added; a document that was known already is replaced.

    Args:
        documents: Table documents; their order counts only for documents without a day.
        known: Table article_index.
    """
    rows: list[IndexedArticle] = []
    new: set[str] = set()
    for document in contract.to_records(documents, "documents"):
        new.add(document.article_id)
        found, hashes = prints(_words(document))
        packed = hashes.tobytes() if hashes is not None else None
        rows.extend(IndexedArticle(fingerprint=p, article_id=document.article_id, published=document.published, minhash=packed if p.startswith("w") else None) for p in found)
    kept = [row for row in contract.to_records(known, "article_index") if row.article_id not in new]
    rows = sorted([*kept, *rows], key=lambda r: (r.fingerprint, r.article_id))
    return contract.from_records("article_index", rows)


class Index:
    """Look-up of fingerprints."""

    def __init__(self, table: pa.Table) -> None:
        self._by_print: dict[str, list[str]] = {}
        self._hashes: dict[str, np.ndarray] = {}
        self._whole: dict[str, str] = {}
        self._rank: dict[str, tuple[str, str]] = {}
        for row in contract.to_records(table, "article_index"):
            self._by_print.setdefault(row.fingerprint, []).append(row.article_id)
            self._rank[row.article_id] = (row.published.isoformat() if row.published else "9999", row.article_id)
            if row.fingerprint.startswith("w"):
                self._whole[row.article_id] = row.fingerprint
            if row.minhash is not None:
                self._hashes[row.article_id] = np.frombuffer(row.minhash, dtype=np.uint32)

    def original_of(self, document: Document) -> tuple[str, float] | None:
        """The article that a document is a copy of, and how alike they are (0..1); None when it is none.

        The original is the earliest by publication day, then by id: the same whatever the order in which articles came.
        """
        found, hashes = prints(_words(document))
        own = (document.published.isoformat() if document.published else "9999", document.article_id)
        best: tuple[tuple[str, str], str, float] | None = None
        for name in {other for p in found for other in self._by_print.get(p, ()) if other != document.article_id}:
            if self._rank[name] >= own:
                continue
            if self._whole.get(name) == found[0]:
                likeness = 1.0
            elif hashes is not None and name in self._hashes:
                likeness = float((hashes == self._hashes[name]).mean())
            else:
                continue
            if likeness >= MIN_LIKENESS and (best is None or self._rank[name] < best[0]):
                best = (self._rank[name], name, likeness)
        return None if best is None else (best[1], round(best[2], 4))
