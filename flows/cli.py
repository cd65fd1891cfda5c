"""The command line; what a command needs is imported when it runs, so that `--help` comes at once."""

from __future__ import annotations

import os
import sys
from typing import Annotated

import typer

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _tell(text: str) -> None:
    """Print what has been done; it stays done where nobody reads on (`esep run … | head -1`)."""
    try:
        print(text, flush=True)
    except BrokenPipeError:
        # what Python itself flushes at its end goes nowhere
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _version(asked: bool) -> None:
    if asked:
        from importlib.metadata import version  # noqa: PLC0415

        print(f"esep {version('esep')}")
        raise typer.Exit


@app.callback(
    epilog="Examples:  esep run articles/ --out data/out  ·  esep serve --raw articles/ --out data/out"
)
def esep(
    _: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Say the version.")
    ] = False,
) -> None:
    """Raw Kazakh news in; tables of projects, finance and indicators out, every number with its sentence."""


@app.command(
    epilog="Examples:  esep run articles/ --out data/out  ·  esep run a.txt b.jsonl --out data/out --json. "
    "Exit codes: 0 published or nothing new, 1 refused (the last release stands), 2 wrong usage, 130 stopped."
)
def run(
    raw: Annotated[
        list[str],
        typer.Argument(
            help="Files and folders of articles (.txt, .jsonl, .parquet), s3:// as well.", metavar="RAW..."
        ),
    ],
    out: Annotated[
        str,
        typer.Option(
            help="Folder for the releases, or s3://BUCKET/FOLDER; OUT/current is the newest.", metavar="OUT"
        ),
    ],
    keep: Annotated[int, typer.Option(min=1, help="How many releases stay on disk.")] = 5,
    full: Annotated[
        bool, typer.Option("--full", help="Read everything again, not only what is new.")
    ] = False,
    prune: Annotated[
        bool, typer.Option("--prune-missing", help="Drop what came from files that have vanished since.")
    ] = False,
    runner: Annotated[
        str,
        typer.Option(
            help="Who reads the articles: threads (of this machine; processes of its own where there is much to "
            "read), dask (workers on this machine), or "
            "dask://HOST:PORT (the workers of that scheduler).",
            metavar="threads|dask[://…]",
        ),
    ] = "threads",
    work: Annotated[
        str | None,
        typer.Option(help="Folder in which releases are made that go to s3://; by default a cache."),
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="Print the summary as one JSON object.")] = False,
) -> None:
    """Read articles, publish a release of all tables.

    Only new and changed files are read. Progress goes to stderr, one summary to stdout. With PREFECT_API_URL
    set, the run shows in that server's UI.
    """
    from flows import faults, progress, summary  # noqa: PLC0415

    with faults.told(out, as_json=json):
        with progress.shown():
            from flows.launch import launch  # noqa: PLC0415

            done = launch(raw, out, keep=keep, full=full, prune=prune, runner=runner, work=work)
        if json:
            from json import dumps  # noqa: PLC0415

            _tell(dumps(done, ensure_ascii=False))
        else:
            _tell(summary.text(done))


@app.command(epilog="Example:  esep compact articles/ --to articles.parquet")
def compact(
    raw: Annotated[
        list[str],
        typer.Argument(
            help="Files and folders of articles (.txt, .jsonl, .parquet), s3:// as well.", metavar="RAW..."
        ),
    ],
    to: Annotated[
        str, typer.Option(help="The table; it is replaced if it is there.", metavar="FILE.parquet")
    ],
    json: Annotated[bool, typer.Option("--json", help="Print the summary as one JSON object.")] = False,
) -> None:
    """Put many files into one Parquet file, for corpora of millions.

    `esep run FILE.parquet` publishes what it would from the files. A table is one input: when it changes, it is
    read again as a whole, so put what is new into a table of its own.
    """
    from flows import faults, progress  # noqa: PLC0415

    with faults.told(as_json=json):
        from flows import compacting  # noqa: PLC0415

        with progress.shown():
            done = compacting.compact(raw, to)
        if json:
            from json import dumps  # noqa: PLC0415

            _tell(dumps(done, ensure_ascii=False))
        else:
            _tell(compacting.text(done))


@app.command(epilog='Example:  esep serve --raw articles/ --out data/out --cron "0 6 * * *"')
def serve(
    raw: Annotated[
        list[str], typer.Option(help="File or folder of articles; may be given again.", metavar="RAW")
    ],
    out: Annotated[str, typer.Option(help="Folder for the releases.", metavar="OUT")],
    cron: Annotated[str, typer.Option(help="When to run: minute hour day month weekday.")] = "0 6 * * *",
    timezone: Annotated[str | None, typer.Option(help="Of the schedule; by default this machine's.")] = None,
    keep: Annotated[int, typer.Option(min=1, help="How many releases stay on disk.")] = 5,
    port: Annotated[int, typer.Option(help="Of the local server, where none is configured.")] = 4200,
) -> None:
    """Run on a schedule, until stopped.

    The flow becomes a deployment of the Prefect server in PREFECT_API_URL; without one, a local server is
    started and its pages are served on http://127.0.0.1:4200.
    """
    from flows import faults  # noqa: PLC0415

    with faults.told(out):
        from flows.deployments import serve as serve_flow  # noqa: PLC0415

        serve_flow(raw, out, cron, timezone=timezone, keep=keep, port=port)


def main() -> None:
    """The command `esep`."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(
                encoding="utf-8", errors="backslashreplace"
            )  # articles speak Kazakh everywhere
    app()
