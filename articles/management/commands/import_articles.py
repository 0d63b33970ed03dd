"""``import_articles PATH…``: import articles from files."""

import sys
from argparse import ArgumentParser, ArgumentTypeError
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from articles.batch.progress import Meter
from articles.batch.workers import RECORD_SECONDS, WorkersError
from articles.importers.cleaning.number_dates import ORDERS
from articles.importers.field_mapping.mapping import Mapping, load
from articles.importers.formats import FORMATS
from articles.importers.inputs import InputError
from articles.importers.record import ReadOptions
from articles.importers.run import import_paths
from articles.importers.store.writer import valid_source
from articles.importers.summary import Summary, report
from articles.search.spelling.vocabulary import GROWN, collect_words


def _seconds(text: str) -> float:
    try:
        seconds = float(text)
    except ValueError:
        seconds = 0
    if not 0 < seconds < 1_000_000:
        raise ArgumentTypeError("it must be a number of seconds greater than 0")
    return seconds


def _reading(options: dict[str, Any]) -> Mapping:
    """Return how to read the files, as the options say; keep it in a file if asked to. Raises InputError."""
    reading = load(options["mapping"]) if options["mapping"] else Mapping()
    reading = reading.with_options(options["map"], options["date_order"], options["encoding"])
    if options["keep_mapping"]:
        reading.keep(options["keep_mapping"])
    return reading


class Command(BaseCommand):
    """Import articles."""

    help = (
        "Import articles from files and folders: text, web pages, JSON, CSV, feeds (RSS, Atom, JSON Feed), "
        "NITF, NewsML, ninjs, web archives (WARC, WACZ), MHTML and email; plain, compressed, or in ZIP and "
        "tar archives."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("paths", nargs="+", metavar="PATH", help="a file, a folder, or - for the input")
        parser.add_argument(
            "--format",
            choices=["auto", *FORMATS],
            default="auto",
            help="the format of the files (default: auto)",
        )
        parser.add_argument("--source", default="", help="the publication for records that do not name one")
        parser.add_argument("--no-extract", action="store_true", help="do not extract people and places now")
        parser.add_argument(
            "--empty-values",
            choices=["keep", "clear"],
            default="keep",
            help="what an empty value in a new version of a record does to the field (default: keep)",
        )
        parser.add_argument(
            "--time-limit",
            type=_seconds,
            default=RECORD_SECONDS,
            metavar="SECONDS",
            help=f"CPU time for a small record; large ones get more (default: {RECORD_SECONDS:.0f})",
        )
        parser.add_argument(
            "--map",
            action="append",
            default=[],
            metavar="FIELD=COLUMN",
            help="read a field from this column or key, as in --map text=article; may be repeated",
        )
        parser.add_argument("--mapping", metavar="FILE", help="read the columns and the date order from FILE")
        parser.add_argument("--keep-mapping", metavar="FILE", help="write them to FILE, for --mapping")
        parser.add_argument(
            "--date-order",
            choices=ORDERS,
            default="",
            help="the order of day, month and year in dates such as 3/4/2012 (default: if it is certain)",
        )
        parser.add_argument(
            "--encoding", default="", help="the encoding of the files, such as cp1250 (default: by content)"
        )
        parser.add_argument("--failures", metavar="FILE", help="write failed records to this file, as JSONL")
        parser.add_argument("--quiet", action="store_true", help="show failures only")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Run the import and print its summary. Exit code 1 if a record failed."""
        quiet = options["quiet"] or options["verbosity"] == 0
        try:
            source = valid_source(options["source"])
            reading = _reading(options)
            with ExitStack() as stack:
                failures = options["failures"] and stack.enter_context(
                    Path(options["failures"]).open("w", encoding="utf-8")
                )
                meter = stack.enter_context(Meter(sys.stderr, "articles", quiet=quiet))
                summary = import_paths(
                    options["paths"],
                    ReadOptions(
                        source=source,
                        extract=not options["no_extract"],
                        seconds=options["time_limit"],
                        clear=options["empty_values"] == "clear",
                        columns=reading.columns,
                        date_order=reading.date_order,
                        encoding=reading.encoding,
                    ),
                    format_name=None if options["format"] == "auto" else options["format"],
                    failures=failures or None,
                    say=meter.say,
                    progress=lambda done, position, size: meter.step(position, size, done.total),
                )
        except (InputError, WorkersError, OSError) as error:
            raise CommandError(str(error)) from error
        self._finish(summary, meter, quiet=quiet, are_written_down=bool(options["failures"]))

    def _name_skipped(self, summary: Summary) -> None:
        for where, reason in summary.skips:
            self.stderr.write(f"{where}: skipped, {reason}.")
        if more := summary.more_skips:
            self.stderr.write(f"… and {more:,} more were skipped.")

    def _name_withdrawn(self, summary: Summary) -> None:
        for where in summary.left_withdrawn:
            self.stderr.write(f"{where}: not imported again, since its article has been withdrawn.")
        if more := summary.of_withdrawn - len(summary.left_withdrawn):
            self.stderr.write(f"… and {more:,} more of withdrawn articles.")

    def _name_undated(self, summary: Summary) -> None:
        for where, words, reason in summary.undated:
            self.stderr.write(f"{where}: stored without its date, “{words}”: {reason}.")
        if (more := summary.without_date - len(summary.undated)) > 0:
            self.stderr.write(f"… and {more:,} more have no date.")

    def _finish(self, summary: Summary, meter: Meter, *, quiet: bool, are_written_down: bool) -> None:
        if not quiet:
            self.stdout.write(report(summary, meter.seconds))
            self._name_skipped(summary)
            self._name_undated(summary)
            self._name_withdrawn(summary)
        for where, reason in summary.not_extracted:
            self.stderr.write(f"{where}: stored, but entities were not extracted: {reason}")
        for where, reason in summary.failures:
            self.stderr.write(f"{where}: {reason}.")
        if (more := summary.failed - len(summary.failures)) > 0:
            hint = "" if are_written_down else "; --failures FILE saves them all"
            self.stderr.write(f"… and {more:,} more failed{hint}.")
        if summary.stopped:
            raise CommandError(
                f"{summary.stopped} {summary.stored:,} records are stored; "
                "the same command continues from there."
            )
        collect_words(grown=GROWN)
        if not summary.finished:
            raise CommandError(
                "Stopped. Everything counted above is stored; the same command continues from there.",
                returncode=130,
            )
        if summary.failed:
            raise CommandError(f"{summary.failed:,} of {summary.total:,} records failed.")
