"""The distinct combinations of values of some columns, and which of them each row has.

What is judged by its values alone needs to be judged once for each combination: a million events have a few hundred
combinations of sub-event and type.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import ArrayLike


@dataclass(frozen=True, slots=True, eq=False)
class Combinations:
    """Combinations in the order in which they first stand in the rows.

    Attributes:
        first: Row where each combination stands first.
        of_row: Number of the combination of each row.
    """

    first: np.ndarray[Any, np.dtype[np.int64]]
    of_row: np.ndarray[Any, np.dtype[np.int64]]

    @property
    def rows(self) -> np.ndarray[Any, np.dtype[np.int64]]:
        """How many rows have each combination."""
        return np.bincount(self.of_row, minlength=len(self.first))

    def rows_of(self, numbers: ArrayLike) -> np.ndarray[Any, np.dtype[np.int64]]:
        """The rows that have one of some combinations, ascending."""
        wanted = np.zeros(len(self.first), bool)
        wanted[np.asarray(numbers, np.int64)] = True
        return np.flatnonzero(wanted[self.of_row])


def combinations(columns: Sequence[pa.Array]) -> Combinations:
    """The combinations of values of columns of one length; a null is a value."""
    codes = np.zeros(len(columns[0]), np.int64)
    for column in columns:
        encoded = column.dictionary_encode(null_encoding="encode")
        joined = codes * (len(encoded.dictionary) + 1) + encoded.indices.to_numpy()
        codes = pa.array(joined).dictionary_encode().indices.to_numpy().astype(np.int64)
    first = np.zeros(codes.max(initial=-1) + 1, np.int64)
    first[codes[::-1]] = np.arange(len(codes) - 1, -1, -1)
    return Combinations(first, codes)


def by_combination(columns: Sequence[pa.Array], work: Callable[..., Any], type_: pa.DataType) -> pa.Array:
    """What `work` makes of the values of the columns in each row, called once for each combination."""
    found = combinations(columns)
    values = (column.take(pa.array(found.first)).to_pylist() for column in columns)
    made = [work(*row) for row in zip(*values, strict=True)]
    return pa.array(made, type_).take(pa.array(found.of_row))
