"""`casus gazetteer build`."""

from __future__ import annotations

from pathlib import Path

from pipeline.commands.progress import say
from pipeline.errors import SettingError
from pipeline.location import as_store_errors
from pipeline.reference import gazetteer
from pipeline.reference.gazetteer.build import build as build_file


def build(geonames: str | None, output: str | None, *, if_needed: bool = False) -> None:
    """Build the file that places are looked up in.

    Args:
        geonames: Folder of an unpacked GeoNames dump; None for the packaged extract.
        output: File to write; None for the one that casus reads.
        if_needed: Leave a file alone that was built from what would be read now.

    Raises:
        SettingError: If the folder of the dump does not exist.
        StoreError: If the file cannot be written.
    """
    dump = Path(geonames) if geonames else None
    if dump is not None and not dump.is_dir():
        raise SettingError(f"{dump}: no such folder; give the folder of an unpacked GeoNames dump.")
    target = Path(output) if output else Path(gazetteer.__file__).parent / "gazetteer.arrow"
    if if_needed and gazetteer.is_current(target):
        say(f"{target}: up to date")
        return
    with as_store_errors(target.parent):
        size = build_file(target, dump)
    say(f"{target}: {size / 1e6:.1f} MB")
