"""The program `casus`: what can be typed, and nothing else; each command's work is in `pipeline/commands/`.

What these commands read and write is a contract with the people who pipe them. Exit status 0: done; 1: failed, or some
lines were rejected and `--strict` was given; 2: arguments that cannot be used.
"""

from __future__ import annotations

import logging
import sys
import warnings
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, TypeVar

import click

from pipeline.errors import CasusError, SettingError

Function = TypeVar("Function", bound=Callable[..., Any])

#: Headings of `casus --help`, and what stands under them.
SECTIONS = {
    "The whole job": ("run", "status", "report"),
    "Articles, one JSON object a line": ("code", "clean", "screen", "geoparse", "timetag", "merge"),
    "The dataset": ("show", "history", "diff", "compare", "export", "review", "refused", "compact"),
    "Around it": ("explain", "sources", "gazetteer", "release", "completion"),
}


#: Characters of what the list of commands says of one: the first sentence as a whole.
_SHORT_HELP = 200


class Failed(click.ClickException):
    """An error that casus raised on purpose, on its way to the terminal: one line and a status, no traceback."""

    def __init__(self, error: CasusError) -> None:
        super().__init__(str(error))
        self.status = error.exit_status

    @property
    def exit_code(self) -> int:  # type: ignore[override]
        """What the program ends with."""
        return self.status

    def show(self, file: Any = None) -> None:
        click.echo(f"casus: {self.format_message()}", err=True)


class Program(click.Group):
    """A group of commands that lists them under headings and ends on purpose-made errors with one line."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except CasusError as error:
            raise Failed(error) from error

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        listed = [name for names in SECTIONS.values() for name in names]
        rest = tuple(name for name in self.list_commands(ctx) if name not in listed)
        for heading, names in {**SECTIONS, "More": rest}.items():
            commands = [(name, self.get_command(ctx, name)) for name in names]
            rows = [
                (name, command.get_short_help_str(_SHORT_HELP)) for name, command in commands if command is not None
            ]
            if rows:
                with formatter.section(heading):
                    formatter.write_dl(rows)


def _workers(function: Function) -> Function:
    return click.option(
        "--workers", type=click.IntRange(min=1), metavar="N", help="Processes that share the work.  [default: cores]"
    )(function)


def _output(what: str) -> Callable[[Function], Function]:
    return click.option(
        "-o", "--output", default="-", metavar="FILE", show_default=True, help=f"{what}; - is standard output."
    )


def _lines(function: Function) -> Function:
    """The options that all commands on article lines share."""
    for decorate in (
        click.option("-q", "--quiet", is_flag=True, help="No progress bar and no summary."),
        click.option("--strict", is_flag=True, help="End with status 1 if a line was rejected."),
        _workers,
        _output("Where answers go"),
    ):
        function = decorate(function)
    return function


def _report(function: Function) -> Function:
    """The options of commands that write a report: its shape and where it goes."""
    for decorate in (
        _output("Where it goes"),
        click.option(
            "--format",
            "shape",
            type=click.Choice(("text", "json", "html")),
            default="text",
            show_default=True,
            help="Text for people, everything as JSON, or a page that needs nothing else.",
        ),
    ):
        function = decorate(function)
    return function


def _end(rejected: int, strict: bool) -> None:
    if rejected and strict:
        raise click.exceptions.Exit(1)


@click.group(
    cls=Program,
    context_settings={"help_option_names": ["-h", "--help"], "auto_envvar_prefix": "CASUS", "max_content_width": 100},
)
@click.version_option(package_name="casus-etl", prog_name="casus")
@click.option("-v", "--verbose", count=True, help="Say what happens: once for a line a stage, twice for everything.")
def cli(verbose: int) -> None:
    """News in, a validated conflict-event dataset out.

    \b
    casus run seeds/ -d data                     sources in, a release out
    casus code articles.jsonl -o coded.jsonl     articles in, their events out

    FILE names that end in .gz are packed; - is standard input or output. Shell completion: see
    casus completion --help.
    """
    level = (logging.WARNING, logging.INFO, logging.DEBUG)[min(verbose, 2)]
    # What the frameworks below have to say is for those who debug them, and they say a lot.
    logging.basicConfig(level=logging.ERROR, stream=sys.stderr, format="%(message)s")
    logging.getLogger("pipeline").setLevel(level)
    if not sys.warnoptions:
        warnings.simplefilter("ignore")


# ------------------------------------------------------------------------------------------------- articles


@cli.command()
@click.argument("articles", metavar="ARTICLES")
@_lines
def code(articles: str, output: str, workers: int | None, strict: bool, quiet: bool) -> None:
    """Code articles: the events that each one tells, with their evidence.

    ARTICLES holds one article a line: {"id", "text" or "html", "title"?, "published"?, "url"?, "source"?, "language"?}.
    Every line gets an answer: {"id", "status": coded | off_topic | rejected, "reasons", "text", "relevance", "events"}.
    Nothing stands in for a missing publication day: events that need it are held.
    """
    from pipeline.commands import articles as command

    _end(command.answer("code", articles, output, workers=workers, quiet=quiet), strict)


@cli.command()
@click.argument("pages", metavar="PAGES")
@_lines
def clean(pages: str, output: str, workers: int | None, strict: bool, quiet: bool) -> None:
    """Clean pages: the article without the furniture of its page.

    PAGES holds one article a line with "html" or "text".
    Answers: {"id", "status", "text", "title", "published", "author", "language", "boilerplate_only"}.
    """
    from pipeline.commands import articles as command

    _end(command.answer("clean", pages, output, workers=workers, quiet=quiet), strict)


@cli.command()
@click.argument("articles", metavar="ARTICLES")
@_lines
def screen(articles: str, output: str, workers: int | None, strict: bool, quiet: bool) -> None:
    """Screen articles: is it about conflict, is it a copy?

    Answers: {"id", "status", "relevant", "relevance", "language", "duplicate_of", "similarity"}; duplicate_of names the
    first article of the input that this one repeats. Another report of the same incident is no copy.
    """
    from pipeline.commands import articles as command

    _end(command.answer("screen", articles, output, workers=workers, quiet=quiet), strict)


@cli.command()
@click.argument("articles", metavar="ARTICLES")
@_lines
def geoparse(articles: str, output: str, workers: int | None, strict: bool, quiet: bool) -> None:
    """Find every place name and say where on earth it is.

    Answers: {"id", "status", "places": [{"start", "end", "text", "latitude", "longitude", "geonameid", "country",
    "admin1", "feature", "confidence"}]}; offsets are code points of the text given, end exclusive.
    """
    from pipeline.commands import articles as command

    _end(command.answer("geoparse", articles, output, workers=workers, quiet=quiet), strict)


@cli.command()
@click.argument("articles", metavar="ARTICLES")
@_lines
def timetag(articles: str, output: str, workers: int | None, strict: bool, quiet: bool) -> None:
    """Find every time expression and say which day it means.

    Answers: {"id", "status", "times": [{"start", "end", "text", "type", "value", "date_start", "date_end"}]}.
    """
    from pipeline.commands import articles as command

    _end(command.answer("timetag", articles, output, workers=workers, quiet=quiet), strict)


@cli.command()
@click.argument("coded", metavar="CODED")
@_lines
def merge(coded: str, output: str, workers: int | None, strict: bool, quiet: bool) -> None:
    """Merge coded articles into events: one line an event, however many articles tell it.

    CODED is what `casus code` wrote. Every coded event, held ones included, is in exactly one line of the answer.
    Merging is done in one process, whatever --workers says.
    """
    from pipeline.commands import merge as command

    _end(command.merge(coded, output, quiet=quiet), strict)


# ------------------------------------------------------------------------------------------------- the whole job


class Instant(click.ParamType[datetime]):
    """An ISO day or instant; a day means 00:00 UTC."""

    name = "instant"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        from pipeline import job

        try:
            return job.instant(value)
        except SettingError as error:
            self.fail(str(error), param, ctx)


@cli.command()
@click.argument("sources", required=False)
@click.option(
    "-d",
    "--data",
    required=True,
    metavar="DIR",
    help="Folder of the dataset, or s3://BUCKET/PREFIX: store and releases.",
)
@click.option(
    "--at",
    type=Instant(),
    metavar="INSTANT",
    help="Logical time of the run.  [default: 00:00 UTC of the day after the newest publication day]",
)
@click.option("--batch", metavar="NAME", help="Name of the batch of articles.  [default: the day of --at]")
@_workers
@click.option(
    "--work",
    metavar="DIR",
    help="Folder on a disk for a run in progress.  [default: DATA/work; with s3://, one in ~/.cache/casus]",
)
@click.option("-q", "--quiet", is_flag=True, help="No progress bar; the summary still comes.")
def run(
    sources: str | None,
    data: str,
    at: datetime | None,
    batch: str | None,
    workers: int | None,
    work: str | None,
    quiet: bool,
) -> None:
    """Do the whole job: sources in, a validated dataset and a release out.

    SOURCES is a folder of .html and .txt files, a .jsonl file of article lines, or a .yaml list of sources; without it,
    seeds/sources.yaml. Articles that DATA already holds are read again and change nothing.
    """
    from pipeline.commands import run as command

    command.run(sources, data, at=at, batch=batch, workers=workers, work=work, quiet=quiet)


@cli.command()
@click.option("-d", "--data", default="data", show_default=True, metavar="DIR", help="Folder or s3:// of a dataset.")
@click.option("--work", metavar="DIR", help="Folder for runs in progress, if `casus run` was given one.")
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
def status(data: str, work: str | None, as_json: bool) -> None:
    """Say in one screen how a dataset stands: what the last run brought, what is released, what waits, what is at work.

    Only looks: it can be asked at any time, also while a run is working.
    """
    from pipeline.commands import status as command

    command.status(data, work=work, as_json=as_json)


# ------------------------------------------------------------------------------------------------- around it


@cli.command()
@click.argument("article", metavar="ARTICLE")
@click.option("--id", "name", metavar="ID", help="Which article line.  [default: the first one]")
@click.option("--published", metavar="DAY", help="Day of publication, in the place of what the article says.")
def explain(article: str, name: str | None, published: str | None) -> None:
    """Explain one article: why each value was given, each event held, each mention not coded.

    ARTICLE is a .txt or .html file (a .meta.yaml beside it is read) or a file of article lines. Every value is shown
    with the words of the article that gave it, their offsets and the rule; then the text with these words marked.
    """
    from pipeline.commands import explain as command

    command.explain(article, name=name, published=published)


@cli.command()
@click.argument("shell", type=click.Choice(("bash", "zsh", "fish")))
def completion(shell: str) -> None:
    """Print what makes a shell complete commands and options.

    \b
    bash   eval "$(casus completion bash)"      in ~/.bashrc
    zsh    eval "$(casus completion zsh)"       in ~/.zshrc
    fish   casus completion fish | source       in ~/.config/fish/config.fish
    """
    from pipeline.commands import completion as command

    command.completion(cli, shell)


@cli.group()
def gazetteer() -> None:
    """Where places are known from."""


@gazetteer.command("build")
@click.option("--geonames", metavar="DIR", help="A full GeoNames dump, unpacked, instead of the packaged extract.")
@click.option("-o", "--output", metavar="FILE", help="The file to write.  [default: the one that casus reads]")
@click.option("--if-needed", is_flag=True, help="Leave a file alone that is up to date.")
def gazetteer_build(geonames: str | None, output: str | None, if_needed: bool) -> None:
    """Build the gazetteer file.

    It takes half a minute from the packages, minutes from a full dump.
    """
    from pipeline.commands import gazetteer as command

    command.build(geonames, output, if_needed=if_needed)


@cli.group()
def sources() -> None:
    """Where articles come from."""


@sources.command("check")
@click.argument("sources", required=False)
def sources_check(sources: str | None) -> None:
    """Look at every source without taking anything in.

    Says for each one whether it is there, how many articles it holds, and what would be refused and why. SOURCES is
    as for `casus run`. Ends with status 1 if a source holds no usable article.
    """
    from pipeline.commands import sources as command

    if not command.check(sources):
        raise click.exceptions.Exit(1)


@cli.group()
def release() -> None:
    """What analysts read."""


@release.command("verify")
@click.argument("folder", metavar="DIR")
def release_verify(folder: str) -> None:
    """Compare every file of a release with its manifest. Ends with status 1 if one differs.

    DIR is a release, or the folder of a dataset: then its newest release.
    """
    from pipeline.commands import release as command

    if not command.verify(folder):
        raise click.exceptions.Exit(1)


@release.command("show")
@click.argument("folder", metavar="DIR")
def release_show(folder: str) -> None:
    """Say what is in a release: files, rows, what made it.

    DIR is a release, or the folder of a dataset: then its newest release.
    """
    from pipeline.commands import release as command

    command.show(folder)


# ------------------------------------------------------------------------------------------------- the dataset


_as_of = click.option(
    "--as-of",
    metavar="STATE",
    help="How it was: the number of a state, an ISO day (at its end, UTC) or instant, or the name of a release.",
)


def _one_event(function: Function) -> Function:
    for decorate in (
        click.option("--json", "as_json", is_flag=True, help="As JSON."),
        _as_of,
        click.option(
            "-d",
            "--data",
            default="data",
            show_default=True,
            metavar="DIR",
            help="Folder or s3:// address of a dataset, or one release.",
        ),
    ):
        function = decorate(function)
    return function


@cli.command()
@click.argument("event_id", metavar="EVENT_ID")
@_one_event
def show(event_id: str, data: str, as_of: str | None, as_json: bool) -> None:
    """Show one event: its values, its sources, what its reports differ on, and the words behind each value.

    With a release for DIR, what single reports say is not known: a release holds what came of them.
    """
    from pipeline.commands import events as command

    command.show(event_id, data, as_of=as_of, as_json=as_json)


@cli.command()
@click.argument("event_id", metavar="[EVENT_ID]", required=False)
@_one_event
def history(event_id: str | None, data: str, as_of: str | None, as_json: bool) -> None:
    """Say how one event came to be: every change, from, to, when, and because of which article.

    Ids that were deleted are known too, with the reason and the id that holds their content now.

    Without EVENT_ID, list the states of the dataset: number, when it was finished, newest release, what was done. Each
    of them can be given to --as-of.
    """
    from pipeline.commands import events as command

    if event_id is None:
        command.states(data, as_json=as_json)
    else:
        command.history(event_id, data, as_of=as_of, as_json=as_json)


@cli.command()
@click.option("-d", "--data", default="data", show_default=True, metavar="DIR", help="The dataset.")
@click.option(
    "--keep",
    type=click.IntRange(min=0),
    default=30,
    show_default=True,
    metavar="DAYS",
    help="Days before the newest state of which every state stays readable.",
)
def compact(data: str, keep: int) -> None:
    """Join small files of the store, and take away files that only older states need.

    The newest state and all releases stay as they are. Safe at any time; it ends at once if a run is working.
    """
    from pipeline.commands import events as command

    command.compact(data, keep)


@cli.command()
@click.option("-d", "--data", default="data", show_default=True, metavar="DIR", help="Folder or s3:// of a dataset.")
@click.option("--batch", metavar="NAME", help="Which batch.  [default: the newest one]")
@_as_of
@_report
def report(data: str, batch: str | None, as_of: str | None, shape: str, output: str) -> None:
    """Report on a batch of articles: what it brought, what was refused and held, which checks failed, and the trend.

    Needs no release: it says why none was made when a check of the whole table failed. The checks are those of the
    newest state, or of the one given by --as-of. Each release has a report of its own, validation/report.html.
    """
    from pipeline.commands import report as command

    command.report(data, output, shape=shape, batch=batch, as_of=as_of)


@cli.command()
@click.argument("before", metavar="A")
@click.argument("after", metavar="B")
@_report
def diff(before: str, after: str, shape: str, output: str) -> None:
    """Say what changed from release A to release B: columns, and rows added, removed and changed, with their ids.

    A and B are a release each, or the folder of a dataset: then its newest release.
    """
    from pipeline.commands import release as command

    command.diff(before, after, output, shape=shape)


@cli.command()
@click.argument("ours", metavar="OURS")
@click.argument("theirs", metavar="THEIRS")
@click.option("--days", type=click.IntRange(min=0), default=2, show_default=True, help="Days apart, at most.")
@click.option("--km", type=click.FloatRange(min=0), default=50.0, show_default=True, help="Kilometres apart, at most.")
@_report
def compare(ours: str, theirs: str, days: int, km: float, shape: str, output: str) -> None:
    """Compare our events with another coder's: matched, only ours, only theirs, and how well the fields agree.

    OURS is a release, or the folder of a dataset: then its newest release. THEIRS is CSV in the shape of an ACLED
    export or of UCDP GED. Only the days and countries that both cover are compared.
    """
    from pipeline.commands import release as command

    command.compare(ours, theirs, output, shape=shape, days=days, km=km)


@cli.command()
@click.argument("folder", metavar="DIR")
@click.option(
    "--format",
    "shape",
    type=click.Choice(("acled-csv", "ucdp-ged-csv", "geojson", "sqlite")),
    required=True,
    help="Shape of the file.",
)
@_as_of
@_output("Where it goes")
def export(folder: str, shape: str, as_of: str | None, output: str) -> None:
    """Write a release in a shape that other programs expect.

    acled-csv: the 31 columns of an ACLED export. ucdp-ged-csv: the 49 columns of UCDP GED, with the events that UCDP
    would take. geojson: a point an event. sqlite: every table of the release and what its columns mean.
    DIR is a release, or the folder of a dataset: then its newest release, or with --as-of the newest one then.
    """
    from pipeline.commands import release as command

    command.export(folder, output, shape=shape, as_of=as_of)


@cli.group()
def review() -> None:
    """What people decide about events."""


@review.command("export")
@click.option("-d", "--data", default="data", show_default=True, metavar="DIR", help="Folder of the dataset.")
@_output("Where it goes")
def review_export(data: str, output: str) -> None:
    """Write held events and merge proposals as CSV, for a reviewer to fill in.

    \b
    action      accept, reject, change, merge, split; a row without one is passed over
    field       the column to change
    new_value   its value; of a rejection the reason code; of a split the reports to take out, with "; " between
    reviewer, decided_on, reason   who, when (ISO day), why
    """
    from pipeline.commands import review as command

    command.export(data, output)


@review.command("import")
@click.argument("file", metavar="FILE")
@click.option("-d", "--data", default="data", show_default=True, metavar="DIR", help="Folder of the dataset.")
def review_import(file: str, data: str) -> None:
    """Take in a reviewer's decisions, all or none, and build the dataset and a release with them.

    They are kept for good and applied on every later run; one that no longer applies is told.
    """
    from pipeline.commands import review as command

    command.take_in(file, data)


@cli.group()
def refused() -> None:
    """What screening refused."""


@refused.command("list")
@click.option("-d", "--data", default="data", show_default=True, metavar="DIR", help="Folder of the dataset.")
@_output("Where it goes")
def refused_list(data: str, output: str) -> None:
    """Write the articles that screening refused, one JSON object a line, with the reason."""
    from pipeline.commands import refused as command

    command.listed(data, output)


@refused.command("admit")
@click.argument("ids", nargs=-1, required=True, metavar="ARTICLE...")
@click.option("-d", "--data", default="data", show_default=True, metavar="DIR", help="Folder of the dataset.")
@click.option("--reviewer", required=True, help="Who decides so.")
@click.option("--reason", required=True, help="Why.")
@click.option("--on", type=click.DateTime(["%Y-%m-%d"]), default=None, help="Day of the decision. Default: today.")
@click.option("--workers", type=click.IntRange(0), default=None, help="Processes. Default: the cores.")
def refused_admit(
    ids: tuple[str, ...], data: str, reviewer: str, reason: str, on: datetime | None, workers: int | None
) -> None:
    """Draw back articles that screening refused: they are read now and on every later run, and a release is made."""
    from pipeline.commands import refused as command

    day = (on or datetime.now(UTC)).date()
    command.admit(ids, data, reviewer=reviewer, reason=reason, on=day, workers=workers)


def main() -> None:
    """Entry point of the installed program."""
    cli(prog_name="casus")


if __name__ == "__main__":
    main()
