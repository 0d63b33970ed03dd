"""``export_articles``: write the published articles, or those of a search, in any format of the site."""

import sys
from argparse import ArgumentParser
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.http import QueryDict

from articles.batch.progress import Meter
from articles.bundle.bag import BundleError
from articles.bundle.writing import write_bundle
from articles.editing import publish_due
from articles.exports.formats import FILES, FORMATS, ExportHeader
from articles.exports.jsonl import atomic_writer, export_articles
from articles.search.all_ids import MatchingIds
from articles.search.filters import ArticleFilterSet
from newsarchive.failures import DATABASE_ERRORS, sentence

PATIENCE = 100  # nobody waits: the search may take this many times SEARCH_TIMEOUT_MS


class Command(BaseCommand):
    """Export all published articles, or those of a search."""

    help = (
        "Write published articles, by default all of them, one JSON object per line, with the fields that "
        "import_articles reads. The formats are those of the site; zip and wacz have the originals. "
        "--bundle writes everything that import_bundle needs to fill another archive."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--format", choices=[*FILES], default="jsonl", help="the format (jsonl)")
        parser.add_argument(
            "--search",
            metavar="QUERY",
            help='only what a search finds, as in its address: "q=oil&country=US"; default: everything',
        )
        parser.add_argument(
            "--output",
            metavar="FILE",
            help="file to write (.gz and .xz are compressed); default: standard output",
        )
        parser.add_argument(
            "--bundle",
            metavar="PATH",
            help="write a bundle with everything, also what is not public: a ZIP file if PATH ends in .zip, "
            "else a folder; with --search, one of what the search finds",
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        """Write the articles, and their number to standard error."""
        if options["bundle"]:
            self._write_bundle(Path(options["bundle"]), options)
            return
        output: str | None = options["output"]
        with Meter(sys.stderr, "articles", quiet=options["verbosity"] == 0) as meter:
            try:
                publish_due()
                if output is None:
                    count = self._export(self._standard_output(options["format"]), meter, options)
                else:
                    with atomic_writer(Path(output)) as stream:
                        count = self._export(stream.write, meter, options)
            except BrokenPipeError:
                raise
            except OSError as error:
                where = output or "Standard output"
                raise CommandError(f"{where} could not be written: {error.strerror}.") from error
            except DATABASE_ERRORS as error:
                state = "What was written is incomplete" if output is None else f"{output} was not written"
                raise CommandError(f"{sentence(error)} {state}; run the same command again.") from error
            meter.say(f"{count:,} articles exported.")

    def _write_bundle(self, path: Path, options: dict[str, Any]) -> None:
        with Meter(sys.stderr, "rows", quiet=options["verbosity"] == 0) as meter:
            try:
                query, ids = "", None
                if options["search"] is not None:
                    query, found = _matching(options["search"])
                    ids = found.ids
                    for problem in found.problems:
                        meter.say(problem)
                number = write_bundle(
                    path, _site(), search=query, ids=ids, progress=lambda rows: meter.step(rows, 0, rows)
                )
            except BundleError as error:
                raise CommandError(str(error)) from error
            except (OSError, *DATABASE_ERRORS) as error:
                raise CommandError(f"{sentence(error)} {path} was not written.") from error
            meter.say(f"{number:,} articles exported.")

    def _standard_output(self, name: str) -> Callable[[bytes], object]:
        if name in FORMATS:
            return lambda piece: self.stdout.write(piece.decode(), ending="")
        if sys.stdout.isatty():
            raise CommandError(f"A {name} file cannot be shown on a terminal; name a file with --output.")
        return sys.stdout.buffer.write

    def _export(self, write: Callable[[bytes], object], meter: Meter, options: dict[str, Any]) -> int:
        """Write the file, and return the number of articles."""
        if options["search"] is None and options["format"] == "jsonl":
            return export_articles(write, lambda count: meter.step(count, 0, count))
        head, pieces = _found(options["search"] or "", options["format"])
        for problem in head.problems:
            meter.say(problem)
        for piece in pieces:
            write(piece)
        return head.count


def _found(query: str, name: str) -> tuple[ExportHeader, Iterator[bytes]]:
    """Return what a search finds as a file of this format."""
    written, found = _matching(query)
    head = ExportHeader(written, len(found.ids), found.problems)
    return head, FILES[name].stream(head, found.ids, _site())


def _matching(query: str) -> tuple[str, MatchingIds]:
    """Return a search in its usual form, and what it finds."""
    search = ArticleFilterSet(QueryDict(query.removeprefix("?"))).search_request
    return search.query_string(), MatchingIds(search, patience=PATIENCE)


def _site() -> str:
    return settings.SITE_URL or f"http://localhost:{settings.PORT}"
