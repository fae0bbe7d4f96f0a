"""The file of the gazetteer: when it must be built again."""

from pathlib import Path

import pytest

from pipeline.commands import gazetteer as command
from pipeline.reference import gazetteer
from pipeline.reference.gazetteer import build


@pytest.fixture
def packed(tmp_path: Path) -> Path:
    """A gazetteer of one village."""
    path = tmp_path / "places.arrow"
    path.write_bytes(build.pack([build.Row("Alder Ford", 1.5, 2.5, "GBR", names=["Alderford"])]))
    return path


def test_a_packed_file_is_current_and_answers(packed: Path) -> None:
    assert gazetteer.is_current(packed)
    assert [place.latitude for place in gazetteer.Gazetteer(packed).lookup("Alderford")] == [1.5]


def test_a_file_built_from_other_code_or_data_is_not_current(packed: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gazetteer, "version", lambda: "f" * 16)
    assert not gazetteer.is_current(packed)


def test_a_missing_or_foreign_file_is_not_current(tmp_path: Path) -> None:
    foreign = tmp_path / "foreign.arrow"
    foreign.write_bytes(b"ARROW1")
    assert not gazetteer.is_current(tmp_path / "missing.arrow")
    assert not gazetteer.is_current(foreign)


def test_a_current_file_is_not_built_again(packed: Path) -> None:
    before = packed.stat().st_mtime_ns
    command.build(None, str(packed), if_needed=True)
    assert packed.stat().st_mtime_ns == before


def test_a_file_of_other_sources_is_read_and_told(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(gazetteer, "version", lambda: "0" * 16)
    gazetteer.load.cache_clear()
    try:
        assert len(gazetteer.load()) > 0
        assert "run `casus gazetteer build`" in capsys.readouterr().err
    finally:
        gazetteer.load.cache_clear()
