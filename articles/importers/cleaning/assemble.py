"""The last step of every parser: turn a draft into a clean ArticleRecord with a reference."""

from datetime import date, datetime

from articles.importers.cleaning.clean import Draft, clean
from articles.importers.record import (
    BY_CHECKSUM,
    MAX_REFERENCE_BYTES,
    ArticleRecord,
    RawRecord,
    ReadOptions,
    RecordError,
)
from articles.text import make_slug

#: Prefixes of the references that exports write; urn:sha256: precedes an original's checksum.
EXPORTED = ("id:", "http:", "https:", BY_CHECKSUM)
_TEXTS = ("headline", "standfirst", "byline", "dateline", "caption", "url", "section")


def build(
    draft: Draft,
    record: RawRecord,
    options: ReadOptions,
    parser: str,
    media_type: str,
    published: tuple[date | None, datetime | None] = (None, None),
    empty: frozenset[str] = frozenset(),
) -> ArticleRecord:
    """Clean the draft and build the record. Raises RecordError if there is no headline or the id is too long.

    empty: fields that are present in the record but have no value.
    """
    source = draft.get("source")
    clean(draft)
    if not draft.get("headline"):
        raise RecordError("it has no headline")
    reference = _reference(draft, record, make_slug(source or options.source or record.stem, "file"))
    if len(reference.encode()) > MAX_REFERENCE_BYTES:
        raise RecordError(f"its id or address is longer than {MAX_REFERENCE_BYTES} bytes")
    published_on, published_at = published
    return ArticleRecord(
        **{name: draft.get(name) for name in _TEXTS},
        body="\n\n".join(draft.body),
        published_on=published_on or draft.published_on,
        published_at=published_at,
        source=draft.get("source") or options.source or draft.agency,
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


def _is_exported(draft: Draft) -> bool:
    return draft.get("capture_reference").startswith(EXPORTED)


def _reference(draft: Draft, record: RawRecord, scope: str) -> str:
    """Return the article's identity: its exported reference, else its id in its source, URL or file."""
    if _is_exported(draft):
        return draft.get("capture_reference")
    if draft.get("id"):
        return f"id:{scope}:{draft.get('id')}"
    if record.fields is not None or record.format == "jsonl":
        return draft.get("url") or record.reference
    return record.reference
