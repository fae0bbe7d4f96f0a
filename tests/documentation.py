"""The code blocks of a page of Markdown, and a folder in which they can run as they stand there.

`python`, `sql`, `r` and `bash` blocks are run in the order of the page; a `text` block after one is what it prints. Of
bash only lines are run that a test may run: the program `casus` runs in this process, and `make` only says what it
would do.

    python -m tests.documentation    write the `text` blocks anew, after the sample articles came to be coded otherwise
"""

from __future__ import annotations

import ast
import contextlib
import io
import json
import os
import shlex
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from click.testing import CliRunner
from markdown_it import MarkdownIt

RUN = ("python", "sql", "r", "bash")
#: Packages of R that a machine may lack; a block that uses one is left out there, and a skipped test says so.
_OPTIONAL = ("arrow",)
#: Two articles are read sooner in this process than in workers that load a language model each.
_ONE_PROCESS = {f"CASUS_{command}_WORKERS": "1" for command in ("CODE", "GEOPARSE", "RUN", "TIMETAG")}
_ROOT = Path(__file__).resolve().parents[1]
_SHELL = frozenset("|<>;&$`")


@dataclass(frozen=True, slots=True)
class Block:
    """A code block.

    Attributes:
        line: Where it begins in its page, from 1.
        language: First word after the fence.
        code: Its text.
        printed: Text of the `text` block right after it; None when there is none.
    """

    line: int
    language: str
    code: str
    printed: str | None


def blocks(page: Path) -> list[Block]:
    """The blocks of a page that are run."""
    tokens = MarkdownIt("commonmark").parse(page.read_text(encoding="utf-8"))
    found = []
    for number, token in enumerate(tokens):
        language = token.info.split()[0] if token.type == "fence" and token.info else ""
        if language in RUN:
            after = tokens[number + 1] if number + 1 < len(tokens) else None
            printed = after.content if after and after.type == "fence" and after.info == "text" else None
            found.append(Block((token.map or [0])[0] + 1, language, token.content, printed))
    return found


def lacking(block: Block) -> str | None:
    """What a block needs and this machine lacks."""
    if block.language != "r":
        return None
    if shutil.which("Rscript") is None:
        return "no R: install Debian's package r-base-core"
    return next(
        (f"no package {one} of R" for one in _OPTIONAL if f"library({one})" in block.code and _lacks(one)), None
    )


@cache
def _lacks(package: str) -> bool:
    asked = ["Rscript", "-e", f"quit(status = !requireNamespace('{package}', quietly = TRUE))"]
    return subprocess.run(asked, capture_output=True, check=False).returncode != 0


class Reader:
    """Somebody who types the blocks of one page, one after the other.

    Attributes:
        folder: Where they stand: as a working copy after `make run`, with the `data/` of that.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._names: dict[str, Any] = {}

    def run(self, block: Block) -> str | None:
        """What a block prints; None if this machine lacks what it needs.

        Raises:
            AssertionError: If it fails.
        """
        if lacking(block) is not None:
            return None
        with contextlib.chdir(self.folder):
            if block.language == "python":
                return self._python(block.code)
            if block.language == "sql":
                return self._sql(block.code)
            if block.language == "r":
                return self._r(block.code)
            return "".join(self._bash(command) for command in _commands(block.code))

    def _python(self, code: str) -> str:
        shown = io.StringIO()
        with contextlib.redirect_stdout(shown):
            exec(compile(ast.parse(code), "<documentation>", "exec"), self._names)
        return shown.getvalue()

    def _sql(self, code: str) -> str:
        import duckdb

        return str(duckdb.connect().sql(code))

    def _r(self, code: str) -> str:
        return _output(["Rscript", "--vanilla", "-e", code])

    def _bash(self, command: str) -> str:
        words = shlex.split(command, comments=True)
        if not words:
            return ""
        if Path(words[0]).name == "casus" and not _SHELL & set(command.partition("#")[0]):
            from pipeline.cli import cli

            shown = CliRunner().invoke(cli, words[1:], env=_ONE_PROCESS, catch_exceptions=False)
            assert shown.exit_code == 0, f"{command}: {shown.output}"
            return shown.stdout
        assert words[0] == "make", f"{command}: only casus and make are known here"
        return _output(["make", "--dry-run", "-C", str(_ROOT), *words[1:]])


def _commands(code: str) -> Iterator[str]:
    """The commands of a bash block, those over several lines joined."""
    yield from code.replace("\\\n", " ").splitlines()


def _output(command: list[str]) -> str:
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=os.environ | {"LC_ALL": "C.UTF-8"})
    assert done.returncode == 0, done.stderr
    return done.stdout


def same(printed: str, told: str) -> bool:
    """Whether two texts are the same but for white space at the ends of lines."""
    lines = [[line.rstrip() for line in text.strip("\n").splitlines()] for text in (printed, told)]
    return lines[0] == lines[1]


def tell(block: Block, page: str) -> str:
    """A few words that name a block."""
    return f"{page}, line {block.line} ({block.language})"


def working_copy(folder: Path, release: Path) -> Path:
    """A folder as `make run` leaves a working copy, with a file of article lines in it."""
    from tests.integration import sample

    shutil.copytree(release.parents[1], folder / "data")
    (folder / "seeds").symlink_to(_ROOT / "seeds")
    lines = [json.dumps(article) for article in sample.ARTICLES[:2]]
    (folder / "articles.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return folder


def pages() -> list[Path]:
    """The README and the pages of the site."""
    return [_ROOT / "README.md", *sorted((_ROOT / "docs").rglob("*.md"))]


def write(page: Path, reader: Reader) -> None:
    """Put what the blocks of a page print into the `text` blocks after them."""
    lines = page.read_text(encoding="utf-8").splitlines(keepends=True)
    for found, printed in reversed([(found, reader.run(found)) for found in blocks(page)]):
        if printed is not None and found.printed is not None:
            first = found.line + found.code.count("\n") + 2
            text = "".join(f"{line.rstrip()}\n" for line in printed.strip("\n").splitlines())
            lines[first : first + found.printed.count("\n")] = [text]
    page.write_text("".join(lines), encoding="utf-8")


def main() -> None:
    """Write the `text` blocks of all pages."""
    with tempfile.TemporaryDirectory() as made:
        data = Path(made) / "made"
        _output([sys.executable, "-m", "pipeline.cli", "run", str(_ROOT / "seeds/sources.yaml"), "-d", str(data), "-q"])
        (release,) = (data / "releases").iterdir()
        for page in pages():
            if any(found.printed is not None for found in blocks(page)):
                folder = Path(made) / page.stem
                folder.mkdir()
                write(page, Reader(working_copy(folder, release)))


if __name__ == "__main__":
    main()
