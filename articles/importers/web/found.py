"""What is found at a list of addresses."""

from collections.abc import Iterable, Iterator
from contextlib import closing

from articles.importers.record import Found, ReadOptions, Unreadable
from articles.importers.web.answers import FetchError
from articles.importers.web.documents import is_feed, records_in
from articles.importers.web.entries import EntryReader
from articles.importers.web.fetcher import Fetcher


def found_at(
    addresses: Iterable[str],
    fetcher: Fetcher,
    options: ReadOptions,
    *,
    format_name: str | None = None,
    linked_pages: bool = False,
) -> Iterator[Found]:
    """Fetch addresses and yield what is there. linked_pages: instead of summaries in feeds."""
    with closing(EntryReader(fetcher, options)) as reader:
        for address in addresses:
            try:
                answer = fetcher.fetch(address)
            except FetchError as error:
                yield Unreadable(address, str(error))
                continue
            except Exception as error:  # noqa: BLE001  (one address must not stop the rest)
                yield Unreadable(address, f"it could not be fetched: {type(error).__name__}: {error}")
                continue
            if linked_pages and is_feed(answer):
                yield from reader.with_pages(answer)
            else:
                yield from records_in(answer, options, format_name)
