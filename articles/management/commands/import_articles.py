"""``import_articles PATH…``: import articles from files."""

import sys
from argparse import ArgumentParser, ArgumentTypeError
from collections.abc import Iterable
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from articles.batch.progress import Meter
from articles.batch.workers import RECORD_SECONDS, WorkersError
from articles.bundle.bag import is_bag
from articles.importers.cleaning.number_dates import ORDERS
from articles.importers.field_mapping.mapping import Mapping, load
from articles.importers.formats import FORMATS
from articles.importers.inputs import InputError
from articles.importers.record import Found, ReadOptions
from articles.importers.run import import_paths
from articles.importers.runs.options import read_since, stored
from articles.importers.runs.preview import Previewed, described, preview, reason_of
from articles.importers.store.writer import valid_source
from articles.importers.summary import Summary, printable, report
from articles.importers.tasks import Read
from articles.importers.web.addresses import is_web_address, read_list
from articles.importers.web.configured import make_fetcher
from articles.importers.web.found import found_at
from articles.models import ImportRun
from articles.search.spelling.vocabulary import GROWN, collect_words

SHOWN = 5  # records of a dry run


def _seconds(text: str) -> float:
    try:
        seconds = float(text)
    except ValueError:
        seconds = 0
    if not 0 < seconds < 1_000_000:
        raise ArgumentTypeError("it must be a number of seconds greater than 0")
    return seconds


def _number(text: str) -> int:
    if not text.isdecimal() or not 0 < int(text[:18]) < 10**15:
        raise ArgumentTypeError("it must be a whole number greater than 0")
    return int(text)


def _reading(options: dict[str, Any]) -> Mapping:
    """Return how to read the files, as the options say; keep it in a file if asked to. Raises InputError."""
    reading = load(options["mapping"]) if options["mapping"] else Mapping()
    reading = reading.with_options(options["map"], options["date_order"], options["encoding"])
    if options["keep_mapping"]:
        reading.keep(options["keep_mapping"])
    return reading


def _read_options(options: dict[str, Any]) -> ReadOptions:
    reading = _reading(options)
    return ReadOptions(
        source=valid_source(options["source"]),
        extract=not options["no_extract"],
        seconds=options["time_limit"],
        clear=options["empty_values"] == "clear",
        since=read_since(options["since"]),
        columns=reading.columns,
        date_order=reading.date_order,
        encoding=reading.encoding,
    )


def _fetched(options: dict[str, Any], reading: ReadOptions, format_name: str | None) -> Iterable[Found]:
    """Return what is at the addresses in the arguments. Raises InputError if there is nothing to import."""
    addresses = [path for path in options["paths"] if is_web_address(path)]
    if options["addresses"]:
        addresses += read_list(options["addresses"])
    if not addresses and not options["paths"]:
        raise InputError("Name a file, a folder or an address to import.")
    linked_pages = options["linked_pages"]
    fetched = found_at(addresses, make_fetcher(), reading, format_name=format_name, linked_pages=linked_pages)
    return fetched if addresses else ()


def _run(options: dict[str, Any], reading: ReadOptions, format_name: str | None) -> ImportRun:
    """Return the run to record, with the files and addresses as they were given."""
    kept = stored(reading, format_name, options["limit"])
    given = [*options["paths"], *filter(None, [options["addresses"]])]
    return ImportRun(paths=given, options=kept, begun_at=timezone.now())


def _add_input(parser: ArgumentParser) -> None:
    """Add the arguments that say what to import."""
    parser.add_argument(
        "paths",
        nargs="*",
        metavar="PATH",
        help="a file, a folder, an http(s) address, or - for the input",
    )
    parser.add_argument("--addresses", metavar="FILE", help="also fetch the addresses in FILE, one on a line")
    parser.add_argument(
        "--linked-pages",
        action="store_true",
        help="of feeds with summaries, import the pages they link to",
    )


def _add_reading(parser: ArgumentParser) -> None:
    """Add the options that say how to read the records."""
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


def _add_extent(parser: ArgumentParser) -> None:
    """Add the options that say how much to import, or whether only to try."""
    parser.add_argument("--limit", type=_number, metavar="N", help="read only the first N records")
    parser.add_argument("--since", default="", metavar="DATE", help="leave out articles with an earlier date")
    parser.add_argument(
        "--dry-run",
        action="store_true",
        help=f"show the first records as they would become (--limit of them, or {SHOWN}); store nothing",
    )


class Command(BaseCommand):
    """Import articles."""

    help = (
        "Import articles from files, folders and web addresses: text, web pages, JSON, CSV, feeds (RSS, "
        "Atom, JSON Feed), NITF, NewsML, ninjs, web archives (WARC, WACZ), MHTML and email; plain, "
        "compressed, or in ZIP and tar archives."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        _add_input(parser)
        _add_reading(parser)
        _add_extent(parser)
        parser.add_argument("--failures", metavar="FILE", help="write failed records to this file, as JSONL")
        parser.add_argument("--quiet", action="store_true", help="show failures only")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Run the import and print its summary. Exit code 1 if a record failed."""
        quiet = options["quiet"] or options["verbosity"] == 0
        format_name = None if options["format"] == "auto" else options["format"]
        if bags := [path for path in options["paths"] if path != "-" and is_bag(Path(path))]:
            raise CommandError(f"{bags[0]} is a bundle of an archive; import_bundle loads it.")
        try:
            reading = _read_options(options)
            files = [path for path in options["paths"] if not is_web_address(path)]
            fetched = _fetched(options, reading, format_name)
            if options["dry_run"]:
                self._preview(preview(files, reading, format_name, options["limit"] or SHOWN, fetched))
                return
            with ExitStack() as stack:
                failures = options["failures"] and stack.enter_context(
                    Path(options["failures"]).open("w", encoding="utf-8")
                )
                meter = stack.enter_context(Meter(sys.stderr, "articles", quiet=quiet))
                summary = import_paths(
                    files,
                    reading,
                    format_name=format_name,
                    limit=options["limit"],
                    fetched=fetched,
                    run=_run(options, reading, format_name),
                    failures=failures or None,
                    say=meter.say,
                    progress=lambda done, position, size: meter.step(position, size, done.total),
                )
        except (InputError, WorkersError, OSError) as error:
            raise CommandError(str(error)) from error
        self._finish(summary, meter, quiet=quiet, are_written_down=bool(options["failures"]))

    def _preview(self, previewed: Iterable[tuple[Previewed, str]]) -> None:
        for result, fate in previewed:
            rows = described(result) if isinstance(result, Read) else [("reason", reason_of(result))]
            self.stdout.write(f"{printable(result.where)}: {fate}")
            for name, value in rows:
                self.stdout.write(f"  {name:<10}{printable(value)}")
        self.stdout.write("This was a dry run. Nothing was stored.")

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
            self.stdout.write(f"This was import run {summary.run}; to undo it: undo_import {summary.run}")
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
