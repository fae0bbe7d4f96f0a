"""Copies of articles: the same text reprinted, whole or lightly edited.

A text is known by its shingles, all runs of four words; each has a hash. The smallest hashes of a text are its sketch
(a bottom-k sketch), which estimates what share of shingles two texts have in common; the very smallest are the keys
under which it is looked up, beside one key for the whole text. So two articles are compared only if they share a key,
and the time for one article does not grow with the number of known ones.

Another report of the same incident shares few runs of four words and is no copy. An update of a story keeps much of its
text below a new lead, because news is told in the lead; an edited reprint keeps the lead. So where two texts have only
part of their shingles in common, it is the lead that tells. Nor is a page that shares only the
frame of its site: where the headline has nothing to do with the text below it, the text says nothing about the article,
and only the whole page, headline included, is compared.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pipeline import contract
from pipeline.records import Document, IndexedArticle

#: Words a shingle; the usual size for news.
SHINGLE = 4
#: Hashes a sketch: the share is exact for texts of up to 500 words or so, as most news is; for longer ones its standard
#: error is at most 0.5 / sqrt(512) = 0.02.
SKETCH = 512
#: Keys a text is looked up under: two texts that share half of their shingles share none of 8 keys once in 2,000, two
#: that share 0.4 of them once in 250.
KEYS = 8
#: From this estimated share of common shingles (Jaccard) two texts are one, whatever their leads are; and from this one
#: if they have their lead in common. Of 167 labelled pairs the 11 copies have 0.42-1, all with the same lead; updates
#: of a story have 0.3 to 0.51 and mostly another lead; other reports of one incident have under 0.2. A text of which
#: most is as it was below a new lead is an update too: one in four shingles is more than an edited reprint changes.
MIN_SHARE, MIN_SHARE_SAME_LEAD = 0.75, 0.4
#: Words from the start that are a lead, words among which it is looked for in the other text, below a byline or a
#: dateline, and the share of its shingles that must be there. Copies have 0.73-1, updates 0-0.22 with one of 0.78.
LEAD, LEAD_WITHIN, MIN_LEAD_SHARE = 40, 80, 0.5
#: A text of fewer words is compared as a whole only: a few common phrases would decide.
MIN_WORDS = 25
#: Of the articles under one key as many are compared, the first by rank: where a wire story stands on a thousand sites,
#: its original is among them, and a common phrase costs no more than this.
MAX_COMPARED = 100

#: Letters of English only: reprints differ in how they write quotation marks and accents.
_WORD = re.compile(r"[a-z0-9]+")
_WHOLE = "w"
_KEY_DIGITS = 16
#: Headline words that are compared with the text: long enough to mean something, and so many that one should be there.
_MIN_HEADLINE_LETTERS = 4
_MIN_HEADLINE_WORDS = 3
_STEM_LETTERS = 4

Rank = tuple[str, str]
#: Hashes that are compared have 32 bits, enough to tell the shingles of two texts apart; those that keys are made of
#: have 64, because they are looked for among those of all texts.
Hashes = np.ndarray[Any, np.dtype[np.uint32]]
LongHashes = np.ndarray[Any, np.dtype[np.uint64]]
_NONE: Hashes = np.empty(0, np.uint32)


@dataclass(frozen=True, slots=True)
class Sketch:
    """What an article is known by.

    Attributes:
        whole: Key of the whole text, upper case and punctuation apart.
        keys: Keys of its rarest shingles; empty when it is compared as a whole only.
        hashes: (n,) uint32, n <= SKETCH, ascending; empty with `keys`.
        lead: (m,) uint32, m <= LEAD_WITHIN: shingles of the first words, in their order; empty with `keys`.
    """

    whole: str
    keys: tuple[str, ...]
    hashes: Hashes
    lead: Hashes


def sketch(document: Document) -> Sketch:
    """The sketch of one article; its headline counts only when the text has nothing to do with it."""
    headline, body = document.text[: document.body_start], document.text[document.body_start :]
    words = _words(body)
    is_frame = not _supports(headline or document.title or "", words)
    named = _words(headline or document.title or "") if is_frame else []
    whole = _WHOLE + blake2b(" ".join([*named, *words]).encode(), digest_size=12).hexdigest()
    if is_frame or len(words) < MIN_WORDS:
        return Sketch(whole, (), _NONE, _NONE)
    hashes = _shingle_hashes(words)
    smallest = np.unique(hashes)[:SKETCH]
    keys = tuple(f"s{value:016x}" for value in smallest[:KEYS].tolist())
    return Sketch(whole, keys, np.unique(_short(smallest)), _short(hashes[: LEAD_WITHIN - SHINGLE + 1]))


def numbers(own: Sketch) -> tuple[int, ...]:
    """The keys of an article as whole numbers of 64 bits with a sign, that of the whole text first."""
    found = np.array([int(key[1 : 1 + _KEY_DIGITS], 16) for key in (own.whole, *own.keys)], np.uint64)
    return tuple(found.view(np.int64).tolist())


def _shingle_hashes(words: Sequence[str]) -> LongHashes:
    """Hashes of all runs of SHINGLE words, in their order."""
    own = np.fromiter(map(_word_hash, words), np.uint64, len(words))
    mixed = own[: len(own) - SHINGLE + 1]
    for at in range(1, SHINGLE):
        mixed = _spread(mixed) + own[at : len(own) - SHINGLE + 1 + at]
    return _spread(mixed)


@lru_cache(maxsize=1 << 16)
def _word_hash(word: str) -> int:
    return int.from_bytes(blake2b(word.encode(), digest_size=8).digest(), "little")


def _short(hashes: LongHashes) -> Hashes:
    """The upper half of each: the order stays."""
    return (hashes >> np.uint64(32)).astype(np.uint32)


def _spread(values: LongHashes) -> LongHashes:
    """Each number as one that looks random and that no other number becomes (the finalizer of SplitMix64)."""
    values = (values ^ (values >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    values = (values ^ (values >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return values ^ (values >> np.uint64(31))


def likeness(a: Sketch, b: Sketch) -> float:
    """How far two articles are copies of one text, over 0 and up to 1; 0 if they are not."""
    if a.whole == b.whole:
        return 1.0
    common = share(a.hashes, b.hashes)
    is_copy = common >= MIN_SHARE or (common >= MIN_SHARE_SAME_LEAD and lead_share(a.lead, b.lead) >= MIN_LEAD_SHARE)
    return common if is_copy else 0.0


def lead_share(a: Hashes, b: Hashes) -> float:
    """Share of the shingles of one lead that stand near the start of the other text, 0..1; the greater of both ways."""
    own = LEAD - SHINGLE + 1
    return max((float(np.isin(one[:own], other).mean()) if len(one) else 0.0) for one, other in ((a, b), (b, a)))


def share(a: Hashes, b: Hashes) -> float:
    """Estimated share of the shingles of either text that both have, 0..1 (Jaccard); 0 if one has none."""
    if not len(a) or not len(b):
        return 0.0
    both = np.sort(np.concatenate([a, b]))
    is_second = both[1:] == both[:-1]  # each stands once in either text: a number that stands twice is common
    common = both[1:][is_second]
    different = len(both) - len(common)
    if different > SKETCH and SKETCH in (len(a), len(b)):
        # One of them is cut off: beyond the smallest SKETCH of both nothing is known.
        last = both[np.concatenate([[True], ~is_second])][SKETCH - 1]
        return float(np.count_nonzero(common <= last)) / SKETCH
    return len(common) / different


def index_articles(documents: pa.Table, known: pa.Table) -> pa.Table:
    """The index of known articles with these documents added; one that was known already is replaced.

    Args:
        documents: Table documents.
        known: Table article_index.

    Returns:
        Table article_index, sorted by fingerprint and article.
    """
    rows = []
    for document in contract.to_records(documents, "documents"):
        own = sketch(document)
        for key in (own.whole, *own.keys):
            packed = _packed(own) if key == own.whole else None
            rows.append(
                IndexedArticle(
                    fingerprint=key, article_id=document.article_id, published=document.published, minhash=packed
                )
            )
    new = documents.column("article_id").combine_chunks()
    kept = known.filter(pc.invert(pc.is_in(known.column("article_id"), new)))
    joined = pa.concat_tables([kept, contract.from_records("article_index", rows)])
    return joined.sort_by([("fingerprint", "ascending"), ("article_id", "ascending")]).combine_chunks()


def by_day(row: Mapping[str, Any]) -> Rank:
    """Order in which the first of several copies is the original: day of publication, undated ones last, then id."""
    return (row["published"].isoformat() if row["published"] else "9999", row["article_id"])


def find_copies(
    documents: Sequence[Document], index: pa.Table, *, rank: Callable[[Mapping[str, Any]], Rank] = by_day
) -> dict[str, tuple[str, float]]:
    """Which documents are copies, of what, and how much of the text they share.

    Args:
        documents: What may be copies; they need not be in the index.
        index: Table article_index, sorted as `index_articles` gives it.
        rank: Given `article_id` and `published`; of several articles with the same text the lowest is the original, so
            that the answer does not depend on the order in which they came.

    Returns:
        By the id of a copy: the id of its original and the share, over 0 and up to 1. Others are left out.
    """
    sketches = {document.article_id: sketch(document) for document in documents}
    known = _look_up({key for own in sketches.values() for key in (own.whole, *own.keys)}, index, rank)
    found = {}
    for document in documents:
        own = sketches[document.article_id]
        mine = rank({"article_id": document.article_id, "published": document.published})
        best: tuple[Rank, str, float] | None = None
        for name in known.sharing(own):
            theirs = known.ranks[name]
            if name == document.article_id or theirs >= mine or (best is not None and theirs >= best[0]):
                continue
            found_share = likeness(own, known.sketches[name])
            if found_share:
                best = (theirs, name, round(found_share, 4))
        if best is not None:
            found[document.article_id] = (best[1], best[2])
    return found


@dataclass(frozen=True, slots=True)
class _Known:
    """The part of an index that some documents need: who stands first under a key, and what is known of them."""

    by_key: dict[str, list[str]]
    ranks: dict[str, Rank]
    sketches: dict[str, Sketch]

    def sharing(self, own: Sketch) -> list[str]:
        """Articles under one of the keys, each once, sorted."""
        names: set[str] = set()
        for key in (own.whole, *own.keys):
            names.update(self.by_key.get(key, ()))
        return sorted(names)


def _look_up(keys: Iterable[str], index: pa.Table, rank: Callable[[Mapping[str, Any]], Rank]) -> _Known:
    fingerprints = index.column("fingerprint").combine_chunks()
    ids = index.column("article_id")

    def place(key: str) -> int:
        """Where a key stands or would stand: the index is sorted, so this takes no longer the larger it is."""
        return bisect_left(range(len(fingerprints)), key, key=lambda at: fingerprints[at].as_py())

    by_key: dict[str, list[str]] = {}
    for key in sorted(set(keys)):
        first = place(key)
        names = ids.slice(first, place(f"{key}\0") - first).to_pylist()
        if names:
            by_key[key] = names
    wholes = index.slice(place(_WHOLE))  # they stand behind the keys of shingles
    named = pa.array(sorted({name for names in by_key.values() for name in names}), pa.string())
    sharing = wholes.filter(pc.is_in(wholes.column("article_id"), named))
    ranks = {row["article_id"]: rank(row) for row in sharing.select(["article_id", "published"]).to_pylist()}
    places = {name: place for place, name in enumerate(sorted(ranks, key=ranks.__getitem__))}
    nearest = {key: sorted(names, key=places.__getitem__)[:MAX_COMPARED] for key, names in by_key.items()}
    # Under a common phrase stand thousands: only what is compared is unpacked.
    compared = pa.array(sorted({name for names in nearest.values() for name in names}), pa.string())
    rows = sharing.filter(pc.is_in(sharing.column("article_id"), compared)).to_pylist()
    sketches = {row["article_id"]: _unpacked(row["fingerprint"], row["minhash"]) for row in rows}
    return _Known(nearest, ranks, sketches)


def _packed(own: Sketch) -> bytes:
    """The hashes of a sketch as they stand in the index: how many there are, they, those of the lead."""
    return np.concatenate([np.array([len(own.hashes)], np.uint32), own.hashes, own.lead]).astype("<u4").tobytes()


def _unpacked(whole: str, packed: bytes | None) -> Sketch:
    numbers = np.frombuffer(packed or bytes(4), dtype="<u4").astype(np.uint32)
    end = 1 + int(numbers[0])
    return Sketch(whole, (), numbers[1:end], numbers[end:])


def _words(text: str) -> list[str]:
    return _WORD.findall(text.lower())


def _supports(headline: str, words: Sequence[str]) -> bool:
    """Whether a text has to do with its headline: one longer word of it, endings apart. True for one of few words."""
    named = {word[:_STEM_LETTERS] for word in _words(headline) if len(word) >= _MIN_HEADLINE_LETTERS}
    return len(named) < _MIN_HEADLINE_WORDS or not named.isdisjoint(word[:_STEM_LETTERS] for word in words)
