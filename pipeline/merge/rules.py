"""What tells that merge would decide otherwise than before."""

from __future__ import annotations

from functools import cache
from hashlib import sha256
from importlib import resources


@cache
def rules_digest() -> str:
    """What changes when this program would merge the same coded events otherwise: the text of the rules."""
    package = resources.files("pipeline")
    texts = [entry for entry in (package / "merge").iterdir() if entry.name.endswith(".py")]
    texts += [package / "language" / "terms.py", package / "contract" / "derive.py"]
    return sha256(b"".join(entry.read_bytes() for entry in sorted(texts, key=str))).hexdigest()[:16]
