"""How many sentences of our own get the right sub-event (`typing_sentences.csv`: about 20 a sub-event, some of none).

    python benchmarks/typing_sentences.py [SUB_EVENT]

Prints the sentences that are typed otherwise (those of one sub-event, if named), then right and all for each sub-event.
The rules were made with these sentences in view: the figure shows gaps, it is no measure of how well new text is typed.
"""

from __future__ import annotations

import argparse
import csv
import json
from collections import Counter
from pathlib import Path

from pipeline.commands.coding import code

NONE = "none"


def main(only: str | None) -> None:
    """Type every sentence and print what differs."""
    with Path(__file__).with_suffix(".csv").open(encoding="utf-8") as lines:
        rows = list(csv.DictReader(lines))
    asked = [json.dumps({"id": str(index), "text": row["text"]}).encode() for index, row in enumerate(rows)]
    right: Counter[str] = Counter()
    for row, answer in zip(rows, code(asked), strict=True):
        events = answer.body.get("events", [])
        first = max(events, key=lambda event: (not event["is_background"], event["confidence"]), default=None)
        found = first["sub_event_type"] if first else NONE
        right[row["sub_event_type"]] += found == row["sub_event_type"]
        if found != row["sub_event_type"] and only in (None, row["sub_event_type"]):
            print(f"{row['sub_event_type']} <- {found}: {row['text']}")
    for sub, number in sorted(Counter(row["sub_event_type"] for row in rows).items()):
        print(f"{right[sub]:3} of {number:3}  {sub}")
    print(f"{sum(right.values()):3} of {len(rows):3}")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sub_event", nargs="?")
    main(parser.parse_args().sub_event)
