"""The releases of a dataset, as they lie."""

from __future__ import annotations

from pipeline.location import Location
from pipeline.store.names import MANIFEST, RELEASE_NAME, RELEASES, release_order


def releases(location: Location) -> list[str]:
    """Names of the releases, oldest first."""
    found = [path.split("/") for path in location.listed(RELEASES) if path.endswith(f"/{MANIFEST}")]
    names = [parts[1] for parts in found if len(parts) == 3 and RELEASE_NAME.fullmatch(parts[1])]
    return sorted(names, key=release_order)
