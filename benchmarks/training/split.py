"""Cut labelled collections in two, always in the same way: a part to train on, and one kept aside to measure on.

    python benchmarks/training/split.py LABELLED_FOLDER TARGET_FOLDER

Writes `TARGET_FOLDER/train/SET.jsonl` and `TARGET_FOLDER/held/SET.jsonl`. A line is kept aside by a checksum of its id,
two of five in the long run, so that no list of ids has to be kept and a set that grows moves no line from one part to
the other. Sets whose lines have no id are left out and named on standard error.

The rest of the scripts take `TARGET_FOLDER/train` as their TRAIN_FOLDER.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from zlib import crc32

#: The checksum is of this and the id, so that the parts cut across the folds of the cross-validations, which are of the
#: checksum of the id alone.
SALT = "held:"
#: Of so many lines so many are kept aside.
OF, KEPT_ASIDE = 5, 2


def part(identity: str) -> str:
    """`held` or `train`, for the id of a line."""
    return "held" if crc32(f"{SALT}{identity}".encode()) % OF < KEPT_ASIDE else "train"


def cut(source: Path, target: Path) -> dict[str, int]:
    """Write the two parts of one set; how many lines each has. Empty, and nothing written, where a line has no id."""
    lines = [line for line in source.read_text("utf-8").split("\n") if line]
    ids = [json.loads(line).get("id") for line in lines]
    if not all(isinstance(identity, str) for identity in ids):
        return {}
    parts = [part(identity) for identity in ids]
    counts = {}
    for name in ("train", "held"):
        mine = [line + "\n" for line, of in zip(lines, parts, strict=True) if of == name]
        (target / name).mkdir(parents=True, exist_ok=True)
        (target / name / source.name).write_text("".join(mine), "utf-8")
        counts[name] = len(mine)
    return counts


def main() -> None:
    """See the module."""
    parser = argparse.ArgumentParser(description="Cut labelled collections in two.")
    parser.add_argument("source", type=Path, metavar="LABELLED_FOLDER")
    parser.add_argument("target", type=Path, metavar="TARGET_FOLDER")
    given = parser.parse_args()
    for path in sorted(given.source.glob("*.jsonl")):
        counts = cut(path, given.target)
        said = ", ".join(f"{count} {name}" for name, count in counts.items()) or "left out: lines without an id"
        print(f"{path.stem}: {said}", file=sys.stderr)


if __name__ == "__main__":
    main()
