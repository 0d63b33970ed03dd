"""The last step of every parser: turn a draft into a clean ArticleRecord with a reference."""

from typing import Any

from articles.importers.cleaning import partial_words
from articles.importers.cleaning.clean import Draft, clean
from articles.importers.record import (
    BY_CHECKSUM,
    MAX_REFERENCE_BYTES,
    UNDATED,
    ArticleRecord,
    Dated,
    RawRecord,
    ReadOptions,
    RecordError,
)
from articles.partial_dates import PartialDate, full_date
from articles.text import make_slug

#: Prefixes of the references that exports write; urn:sha256: precedes an original's checksum.
EXPORTED = ("id:", "http:", "https:", "mid:", BY_CHECKSUM)
_TEXTS = ("headline", "standfirst", "byline", "dateline", "caption", "url", "section")


def build(
    draft: Draft,
    record: RawRecord,
    options: ReadOptions,
    parser: str,
    media_type: str,
    dated: Dated = UNDATED,
    empty: frozenset[str] = frozenset(),
) -> ArticleRecord:
    """Clean the draft and build the record. Raises RecordError if there is no headline or the id is too long.

    empty: fields that are present in the record but have no value.
    """
    source = draft.get("source")
    site = draft.get("site").removeprefix("www.")
    draft.kept |= options.kept
    clean(draft)
    if not draft.get("headline"):
        raise RecordError("it has no headline")
    reference = _reference(draft, record, make_slug(source or options.source or site or record.stem, "file"))
    if len(reference.encode()) > MAX_REFERENCE_BYTES:
        raise RecordError(f"its id or address is longer than {MAX_REFERENCE_BYTES} bytes")
    date, words = _date(dated, draft)
    texts: dict[str, Any] = {name: draft.get(name) for name in _TEXTS}
    return ArticleRecord(
        **texts,
        body="\n\n".join(draft.body),
        published_on=date.first if date else None,
        published_until=date.until if date else None,
        date_is_approximate=bool(date and date.is_approximate),
        published_at=dated.moment,
        date_text=words,
        date_problem="" if date else dated.reason,
        source=draft.get("source") or options.source or site or draft.agency,
        language=draft.get("language") or "en",
        raw=record.raw,
        media_type=media_type,
        reference=reference,
        parser=parser,
        cleaning=tuple(draft.notes),
        is_sample=options.samples,
        is_exported=_is_exported(draft),
        cleared=empty if options.clear else frozenset(),
        assumed=frozenset(name for name in ("source", "language") if not draft.get(name)),
    )


def _date(dated: Dated, draft: Draft) -> tuple[PartialDate | None, str]:
    """Return the date as far as it is known, and its words if they are worth keeping."""
    if day := dated.day or draft.published_on:
        return full_date(day), dated.words if dated.day else ""
    date = dated.partial or partial_words.read(dated.words)
    return date, "" if date and not partial_words.says_more(dated.words) else dated.words


def _is_exported(draft: Draft) -> bool:
    return draft.get("capture_reference").startswith(EXPORTED)


def _reference(draft: Draft, record: RawRecord, scope: str) -> str:
    """Return the article's identity: its exported reference, else its id in its source, URL or file."""
    if _is_exported(draft):
        return draft.get("capture_reference")
    if draft.get("id"):
        return f"id:{scope}:{draft.get('id')}"
    is_of_data = record.fields is not None or record.format in {"json", "jsonl"}
    return (is_of_data and draft.get("url")) or record.reference
