"""Count how news writes each word, for the restoring of case in `pipeline/extract/letter_case.py`.

    python benchmarks/training/capitals.py NEWS.jsonl... > pipeline/extract/patterns/capitals.tsv
    python benchmarks/training/capitals.py --small NEWS.jsonl... > pipeline/extract/patterns/small_words.txt

Reads JSON Lines with a `text` in mixed case (files in capitals give nothing: a line counts only where small letters
prevail) and prints one word a line: the word in small letters and how it stands inside sentences (`title` or `upper`).
Words usually written small are left out; `--small` prints those instead, one a line, of words that the dictionary of
the parser lacks only those that the list has already; the others go to standard error, to be added by hand where they
are English. No clock, no randomness: the same files give the same bytes in any order.
"""

from __future__ import annotations

import argparse
import gzip
import json
import re
import sys
from collections import Counter
from pathlib import Path

from pipeline.extract.usual_words import is_dictionary_word, news_words

_WORD = re.compile(r"[^\W\d_]+(?:['’.-][^\W\d_]+)*")
#: Seen at least this often inside sentences, else it is chance.
MIN_SEEN = 2
#: Share of capitals at which a word counts as a name.
MIN_SHARE = 0.75
#: Corrected by hand: names that stand in capitals more often, in datelines that the count takes for sentences.
CORRECTED = {"kabul": "title"}


def count(paths: list[Path]) -> dict[str, Counter[str]]:
    """Forms of every word that does not begin a sentence, a quotation or a title-case line."""
    seen: dict[str, Counter[str]] = {}
    for path in paths:
        opener = gzip.open if path.suffix == ".gz" else open
        with opener(path, "rt", encoding="utf-8") as lines:
            for line in lines:
                for paragraph in (json.loads(line).get("text") or "").split("\n"):
                    words = list(_WORD.finditer(paragraph))
                    small = sum(word.group().islower() for word in words)
                    if len(words) < 8 or small < 0.55 * len(words):
                        continue
                    for word in words:
                        before = paragraph[max(0, word.start() - 3) : word.start()]
                        if word.start() == 0 or re.search(r"[.!?:;\"“”'‘(\[–—|*-]\s*$|^\s*$", before):
                            continue
                        text = word.group()
                        form = (
                            "upper" if text.isupper() and len(text) > 1 else "title" if text[0].isupper() else "lower"
                        )
                        seen.setdefault(text.lower(), Counter())[form] += 1
    return seen


def is_english(word: str) -> bool:
    """True for words of the dictionary, hyphens between, and those that somebody has let pass; "al-amal" is a name."""
    parts = word.split("-")
    return word in news_words() or (parts[0] not in ("al", "el") and all(map(is_dictionary_word, parts)))


def main() -> None:
    """Print the table, or with `--small` the words that news writes small."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("news", type=Path, nargs="+")
    parser.add_argument("--small", action="store_true")
    given = parser.parse_args()
    paths = given.news
    if given.small:
        for word, forms in sorted(count(paths).items()):
            if forms["lower"] >= MIN_SEEN and forms["lower"] > (1 - MIN_SHARE) * sum(forms.values()):
                print(word, file=sys.stdout if is_english(word) else sys.stderr)
        return
    print("word\tform")
    for word, forms in sorted(count(paths).items()):
        total = sum(forms.values())
        if total < MIN_SEEN or (forms["title"] + forms["upper"]) / total < MIN_SHARE:
            continue
        form = "upper" if forms["upper"] > forms["title"] else "title"
        print(f"{word}\t{CORRECTED.get(word, form)}")


if __name__ == "__main__":
    main()
