"""What a word or a trigger class says, kept as data: `delivery.csv`, `kinds.csv`."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from functools import cache
from importlib import resources


@cache
def column(name: str, key: str, value: str) -> Mapping[str, str]:
    """One column of a file of this package by another, in the order of the file; rows where it is empty left out."""
    with resources.files("pipeline.classify").joinpath(name).open(encoding="utf-8") as lines:
        return {row[key]: row[value] for row in csv.DictReader(lines) if row[value]}
