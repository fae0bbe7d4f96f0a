"""What stands in a .meta.yaml beside an article: `x.meta.yaml` or `x.txt.meta.yaml` for `x.txt`.

Every value is read as it is written: a day stays the text 2024-02-08, the id 0012 keeps its zeros, the title No is no
boolean.
"""

from __future__ import annotations

import re
from typing import Any

import yaml

from pipeline.ingest.articles import Refused

SUFFIX = ".meta.yaml"

#: Bytes of one description; with this limit the YAML parser cannot be kept busy.
MAX_DESCRIPTION_BYTES = 64 * 1024

_NULL = ("tag:yaml.org,2002:null", re.compile(r"(?:~|null|Null|NULL|)\Z"))


class _AsWritten(yaml.SafeLoader):
    """Reads all scalars as text, but null as None."""

    yaml_implicit_resolvers = {first: [_NULL] for first in ("~", "n", "N", "")}


def read_description(data: bytes) -> dict[str, Any]:
    """The keys and values of a description.

    Raises:
        Refused: META_INVALID, with what is wrong.
    """
    if len(data) > MAX_DESCRIPTION_BYTES:
        raise Refused("META_INVALID", f"the description has more than {MAX_DESCRIPTION_BYTES} bytes")
    try:
        found = yaml.load(data, Loader=_AsWritten)
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise Refused("META_INVALID", f"not YAML: {' '.join(str(error).split())[:160]}") from error
    if found is None:
        return {}
    if not isinstance(found, dict) or not all(isinstance(key, str) for key in found):
        raise Refused("META_INVALID", "not keys with values")
    return found
