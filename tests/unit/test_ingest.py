"""Taking in: bytes stay as they came, one bad line or file is refused alone, a missing source is said in one line."""

from __future__ import annotations

import gzip
import json
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from pipeline import contract
from pipeline.errors import SettingError, SourceError
from pipeline.ingest.articles import MAX_BODY_BYTES
from pipeline.ingest.entries import SourceEntry, read_entries
from pipeline.ingest.intake import Intake
from pipeline.ingest.lines import MAX_LINE_BYTES, NO_ENTRY, read_lines
from pipeline.ingest.run import ingest
from pipeline.stage import Result, Run

RUN = Run(run_id="test", at=datetime(2024, 2, 8, tzinfo=UTC), batch="test")
BODY = "Troops shelled the town on Monday.\r\nThree people died."


def line(**fields: Any) -> bytes:
    return json.dumps({"id": "a", "text": BODY, **fields}).encode()


def of_lines(*lines: bytes) -> Result:
    (result,) = Intake(RUN).parts(read_lines(lines, NO_ENTRY, RUN))
    return result


def of_folder(folder: Path, **options: str) -> Result:
    return taken([SourceEntry("post", "folder", folder, options)])


def taken(entries: list[SourceEntry]) -> Result:
    (result,) = ingest(entries, RUN)
    return result


def rows(result: Result) -> list[dict[str, Any]]:
    contract.check("articles", result.kept["articles"])
    found: list[dict[str, Any]] = result.kept["articles"].to_pylist()
    return found


def reasons(result: Result) -> list[str]:
    contract.check("rejects", result.rejected)
    return [row["reason"] for row in result.rejected.to_pylist()]


def test_line_is_kept_as_it_came() -> None:
    (row,) = rows(of_lines(line(title=" Shelling ", published="2024-02-06", source="The Post", language="en")))
    assert row["body"] == BODY.encode()
    assert row["sha256"] == sha256(BODY.encode()).hexdigest()
    assert (row["article_id"], row["media_type"], row["origin"]) == ("a", "text/plain", "input#1")
    assert (row["title"], row["published"], row["publisher"]) == ("Shelling", "2024-02-06", "The Post")
    assert (row["first_seen_at"], row["batch"]) == (RUN.at, "test")


def test_html_goes_before_text() -> None:
    (row,) = rows(of_lines(line(html="<p>Two died.</p>")))
    assert (row["media_type"], row["body"]) == ("text/html", b"<p>Two died.</p>")


def test_blank_and_missing_descriptions_are_null() -> None:
    (row,) = rows(of_lines(line(title=" ", published=None, url="")))
    assert (row["title"], row["published"], row["url"], row["language"]) == (None, None, None, None)


@pytest.mark.parametrize(
    ("bad", "reason"),
    [
        (b"", "UNREADABLE_LINE"),
        (b"   ", "UNREADABLE_LINE"),
        (b'{"id": "x", "text": ', "UNREADABLE_LINE"),
        (b'["x"]', "UNREADABLE_LINE"),
        (b"[" * 100_000, "UNREADABLE_LINE"),
        (b'{"id": "x", "text": "caf\xe9"}', "BAD_ENCODING"),
        (b'{"id": "x", "text": "half \\ud800 pair"}', "BAD_ENCODING"),
        (b'{"id": "x", "text": "a\x00b"}', "NUL_BYTES"),
        (line(id="x", text="a\0b"), "NUL_BYTES"),
        (line(id=None), "NO_ID"),
        (line(id=7), "NO_ID"),
        (line(id=" "), "NO_ID"),
        (line(id="x" * 600), "NO_ID"),
        (line(id="x\ny"), "NO_ID"),
        (b'{"id": "x"}', "NO_TEXT"),
        (line(id="x", text=""), "NO_TEXT"),
        (line(id="x", text=["a"]), "NO_TEXT"),
        (line(id="x", title=["a"]), "META_INVALID"),
        (line(id="x", published=20240206), "META_INVALID"),
        (line(id="x", url="h" * 5000), "META_INVALID"),
        (line(id="x", text="a" * (MAX_BODY_BYTES + 1)), "TOO_LARGE"),
        (b'{"id": "x", "text": "' + b"a" * MAX_LINE_BYTES + b'"}', "TOO_LARGE"),
    ],
    ids=[
        "empty", "blank", "cut", "no object", "nested", "latin-1", "surrogate", "raw nul", "escaped nul", "null id",
        "number id", "blank id", "long id", "line end in id", "no text", "empty text", "list text", "list title",
        "number day", "long url", "large body", "large line",
    ],
)  # fmt: skip
def test_bad_line_is_refused_alone(bad: bytes, reason: str) -> None:
    result = of_lines(line(id="before"), bad, line(id="after"))
    assert [row["article_id"] for row in rows(result)] == ["before", "after"]
    assert reasons(result) == [reason]


def test_second_line_with_an_id_is_refused() -> None:
    result = of_lines(line(), line(text="Another body."), line())
    assert [row["body"] for row in rows(result)] == [BODY.encode()]
    assert reasons(result) == ["REPEATED_ID"] * 2
    assert "another body" in result.rejected.to_pylist()[0]["detail"]


def test_detail_never_holds_the_text() -> None:
    result = of_lines(line(id="x", published=[BODY]), line(id="y", text=BODY + "\0"))
    assert not any("Troops" in row["detail"] for row in result.rejected.to_pylist())
    assert result.rejected.num_rows == 2


def test_byte_order_mark_before_the_first_line_is_no_part_of_it() -> None:
    assert len(rows(of_lines(b"\xef\xbb\xbf" + line()))) == 1


# --- folders


def test_folder_is_read_with_its_descriptions(tmp_path: Path) -> None:
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / "two.html").write_text("<p>Two</p>", encoding="utf-8")
    (tmp_path / "b" / "two.html.meta.yaml").write_text("title: No\npublished: 2024-02-06\n", encoding="utf-8")
    (tmp_path / "one.txt").write_bytes(BODY.encode())
    (tmp_path / "one.meta.yaml").write_text("id: 0012\npublisher: The Post\n", encoding="utf-8")
    first, second = rows(of_folder(tmp_path, language="en", publisher="Other"))
    assert (first["article_id"], first["origin"], first["media_type"]) == ("post/b/two.html", "b/two.html", "text/html")
    assert (first["title"], first["published"], first["publisher"]) == ("No", "2024-02-06", "Other")
    assert (second["article_id"], second["publisher"], second["language"]) == ("0012", "The Post", "en")
    assert second["body"] == BODY.encode()


@pytest.mark.parametrize(
    ("name", "body", "meta", "reason"),
    [
        ("x.txt", b"", None, "NO_TEXT"),
        ("x.txt", b"a\x00b", None, "NUL_BYTES"),
        ("x.txt", b"caf\xe9", None, "BAD_ENCODING"),
        ("x.txt", b"a" * (MAX_BODY_BYTES + 1), None, "TOO_LARGE"),
        ("x.pdf", b"%PDF", None, "UNSUPPORTED_TYPE"),
        ("x.txt", b"Text", "title: [", "META_INVALID"),
        ("x.txt", b"Text", "- a\n- b\n", "META_INVALID"),
        ("x.txt", b"Text", "title: [a, b]\n", "META_INVALID"),
        ("x.txt", b"Text", "a: &a [*a]\n" * 4000, "META_INVALID"),
        ("x.txt", b"Text", f"sha256: {'0' * 64}\n", "META_INVALID"),
        ("x.txt", b"Text", "id: ' '\n", "NO_ID"),
    ],
    ids=[
        "empty", "nul", "latin-1", "large", "pdf", "broken yaml", "list yaml", "list title", "large yaml", "hash",
        "blank id",
    ],
)  # fmt: skip
def test_bad_file_is_refused_alone(tmp_path: Path, name: str, body: bytes, meta: str | None, reason: str) -> None:
    (tmp_path / "good.txt").write_bytes(BODY.encode())
    (tmp_path / name).write_bytes(body)
    if meta is not None:
        (tmp_path / "x.meta.yaml").write_text(meta, encoding="utf-8")
    result = of_folder(tmp_path)
    assert [row["article_id"] for row in rows(result)] == ["post/good.txt"]
    assert reasons(result) == [reason]


def test_description_without_article_is_refused(tmp_path: Path) -> None:
    (tmp_path / "gone.meta.yaml").write_text("title: Gone\n", encoding="utf-8")
    assert reasons(of_folder(tmp_path)) == ["META_INVALID"]


def test_link_out_of_the_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("Secret", encoding="utf-8")
    inside = tmp_path / "inside"
    inside.mkdir()
    (inside / "x.txt").symlink_to(tmp_path / "secret.txt")
    (inside / "loop.txt").symlink_to(inside / "loop.txt")
    assert reasons(of_folder(inside)) == ["UNREADABLE_FILE", "UNREADABLE_FILE"]


def test_page_in_another_encoding_is_kept(tmp_path: Path) -> None:
    body = '<meta charset="windows-1252"><p>caf\xe9</p>'.encode("windows-1252")
    (tmp_path / "x.html").write_bytes(body)
    assert [row["body"] for row in rows(of_folder(tmp_path))] == [body]


# --- sources


def test_lines_are_read_packed_or_not(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_bytes(line(id="a") + b"\r\n" + line(id="b"))
    (tmp_path / "b.jsonl.gz").write_bytes(gzip.compress(line(id="c") + b"\n"))
    result = taken([*read_entries(tmp_path / "a.jsonl"), *read_entries(tmp_path / "b.jsonl.gz")])
    assert [(row["article_id"], row["source_name"], row["origin"]) for row in rows(result)] == [
        ("a", "a", "a.jsonl#1"),
        ("b", "a", "a.jsonl#2"),
        ("c", "b", "b.jsonl.gz#1"),
    ]


def test_cut_archive_gives_what_can_be_read_and_one_refusal(tmp_path: Path) -> None:
    packed = gzip.compress(b"".join(line(id=str(n), url=f"u{n * n}") + b"\n" for n in range(5000)))
    (tmp_path / "a.jsonl.gz").write_bytes(packed[: len(packed) // 2])
    result = taken(read_entries(tmp_path / "a.jsonl.gz"))
    assert reasons(result)[-1] == "UNREADABLE_FILE"
    assert rows(result)


def test_list_of_sources_is_read_beside_its_file(tmp_path: Path) -> None:
    (tmp_path / "articles").mkdir()
    (tmp_path / "articles" / "x.txt").write_text("Two died.", encoding="utf-8")
    settings = tmp_path / "sources.yaml"
    settings.write_text("sources:\n  - {name: s, kind: folder, path: articles}\n", encoding="utf-8")
    for given in (settings, tmp_path):
        assert [row["article_id"] for row in rows(taken(read_entries(given)))] == ["s/x.txt"]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "sources: []",
        "sources: [a]",
        "sources: [{name: s, kind: folder}]",
        "sources: [{name: s, kind: pigeon, path: .}]",
        "sources: [{name: '../s', kind: folder, path: .}]",
        "sources: [{name: s, kind: folder, path: ., colour: red}]",
        "sources: [{name: s, kind: folder, path: ., options: {colour: red}}]",
        "sources: [{name: s, kind: folder, path: .}, {name: s, kind: folder, path: .}]",
        "sources: [",
    ],
    ids=["empty", "none", "text", "no path", "kind", "name", "key", "option", "twice", "yaml"],
)
def test_list_of_sources_that_cannot_be_used_is_said_in_one_line(tmp_path: Path, text: str) -> None:
    settings = tmp_path / "sources.yaml"
    settings.write_text(text, encoding="utf-8")
    with pytest.raises(SettingError) as error:
        read_entries(settings)
    assert str(settings) in str(error.value) and "\n" not in str(error.value)


def test_missing_folder_is_said_in_one_line(tmp_path: Path) -> None:
    gone = tmp_path / "gone"
    with pytest.raises(SourceError, match="no such"):
        read_entries(gone)
    with pytest.raises(SourceError, match="no such folder"):
        of_folder(gone)
    with pytest.raises(SourceError):
        taken([SourceEntry("s", "jsonl", gone)])


def test_same_folder_gives_the_same_table(tmp_path: Path) -> None:
    for name in ("b.txt", "a.txt", "c.txt"):
        (tmp_path / name).write_text(name, encoding="utf-8")
    assert of_folder(tmp_path).kept["articles"].equals(of_folder(tmp_path).kept["articles"])
    assert [row["origin"] for row in rows(of_folder(tmp_path))] == ["a.txt", "b.txt", "c.txt"]


@pytest.mark.parametrize(
    ("name", "kind"),
    [("a.jsonl", "jsonl"), ("a.b.ndjson.gz", "jsonl"), ("a.warc", "warc"), ("a.warc.gz", "warc"), ("a.mbox", "mbox")],
)
def test_kind_of_a_file_follows_from_its_name(tmp_path: Path, name: str, kind: str) -> None:
    (tmp_path / name).write_bytes(b"")
    (entry,) = read_entries(tmp_path / name)
    assert (entry.kind, entry.name) == (kind, name.removesuffix(".gz").rpartition(".")[0])
