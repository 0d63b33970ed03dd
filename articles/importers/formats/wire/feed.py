"""Feeds: RSS 0.9 to 2.0 and Atom. JSON Feed is in ``json_feed.py``."""

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache
from html import unescape
from io import BufferedReader, BytesIO
from typing import Any, NamedTuple
from urllib.parse import urljoin

import feedparser  # type: ignore[import-untyped]

from articles.importers.cleaning.assemble import build
from articles.importers.cleaning.clean import Draft
from articles.importers.cleaning.encodings import decode_page
from articles.importers.cleaning.html_fragment import fragment_text, has_markup
from articles.importers.formats.wire import json_feed
from articles.importers.formats.wire.editorial import distinct, edition_of, publication, take_headline
from articles.importers.formats.wire.elements import split_elements
from articles.importers.formats.wire.renditions import best_text
from articles.importers.formats.wire.xml_tree import document, plain_xml
from articles.importers.inputs import Origin
from articles.importers.record import (
    ArticleRecord,
    RawRecord,
    ReadOptions,
    RecordError,
    SkippedError,
    Unreadable,
)
from articles.text import fold, one_line

PARSER = f"feed 1 (feedparser {feedparser.__version__})"
_HTML = {"text/html", "application/xhtml+xml"}
_HEADERS = {"content-type": "application/xml; charset=utf-8"}
_MEDIA = re.compile(
    r"<(?P<tag>[\w.-]+:(?P<name>title|description|text))(?:\s[^<>]*)?>(?P<text>(?:[^<]|<!\[CDATA\[(?:(?!<!\[CDATA\[).)*?\]\]>)*)"
    r"</(?P=tag)\s*>",
    re.DOTALL,
)
_MEDIA_PREFIX = re.compile(r"""xmlns:([\w.-]+)\s*=\s*["']http://search\.yahoo\.com/mrss/?["']""")
_CDATA = re.compile(r"<!\[CDATA\[(.*?)\]\]>", re.DOTALL)
_EMPTY = re.compile(rb"\s*<[^<>]*>\s*(?:</[^<>]*>\s*)?")
_CUT = re.compile(r"\s*(?:\[?(?:…|\.\.\.)\]?|\[…\]|\[\.\.\.\])\s*$")


def split(stream: BufferedReader, origin: Origin, _options: ReadOptions) -> Iterator[RawRecord | Unreadable]:
    """Yield one record per item of a feed."""
    if json_feed.is_json(stream.peek(4096)):
        return json_feed.split(stream, origin)
    return split_elements(stream, origin, "feed", {"item", "entry"})


def parse(record: RawRecord, options: ReadOptions) -> ArticleRecord:
    """Parse an item. Raises RecordError if it has no text, SkippedError if it is not a published article."""
    if json_feed.is_json(record.raw):
        return json_feed.parse(record, options)
    if _EMPTY.fullmatch(record.raw):  # hundreds of thousands in a damaged file would take minutes
        raise RecordError("it is empty")
    text, media = _without_media(plain_xml(decode_page(document(record))))
    read = _read(text)
    if not read.entries:
        raise RecordError("it contains no articles")
    entry = read.entries[0]
    _check(entry)
    around = record.fields or {}
    facts = _facts_of_head(around.get("head"), around.get("end")) if around else _facts(read.feed)
    draft = _draft(entry, facts, media, options)
    if read.bozo:
        draft.note("XML that is not well-formed")
    if not draft.get("headline"):
        draft.fields["headline"] = media.get("title", "")
    dated = publication([entry.get("published"), entry.get("created"), _updated(entry)])
    media_type = "application/atom+xml" if read.version.startswith("atom") else "application/rss+xml"
    edition = edition_of("", moment=_updated(entry))
    return replace(build(draft, record, options, PARSER, media_type, dated), edition=edition)


class _Facts(NamedTuple):
    """What a feed says about itself."""

    title: str = ""
    link: str = ""
    language: str = ""
    author: str = ""


def _read(text: str) -> Any:
    # Bytes from memory: a str could be taken for an address or a file's name.
    stream = BytesIO(text.encode("utf-8"))
    try:
        return feedparser.parse(
            stream, sanitize_html=False, resolve_relative_uris=False, response_headers=_HEADERS
        )
    except Exception as error:
        raise RecordError(f"its XML cannot be read: {error}") from error


@lru_cache(maxsize=8)
def _facts_of_head(head: object, end: object) -> _Facts:
    if not isinstance(head, bytes) or not isinstance(end, bytes) or not head:
        return _Facts()
    return _facts(_read(plain_xml(decode_page(head + end))).feed)


def _facts(feed: Any) -> _Facts:
    names = ", ".join(_names(feed))
    return _Facts(_line(feed.get("title_detail")), feed.get("link", ""), feed.get("language") or "", names)


def _check(entry: Any) -> None:
    """Leave out what an export of WordPress has besides published posts."""
    if entry.get("wp_post_type", "post") not in {"post", "page"}:
        raise SkippedError("parts of a website that are no articles", "it is a picture, a menu or the like")
    if entry.get("wp_status", "publish") != "publish":
        raise SkippedError(
            "not published by their website", f"its status there is “{entry['wp_status'][:20]}”"
        )


def _draft(entry: Any, facts: _Facts, media: dict[str, str], options: ReadOptions) -> Draft:
    captions = [media["description"]] if media.get("description") else []
    contents = [_text(content, captions) for content in entry.get("content", [])]
    summary = _text(entry.get("summary_detail"), captions)
    body = best_text((0, text) for text in contents) or summary
    source = _line(entry.get("source", {}).get("title_detail")) or entry.get("source", {}).get("title", "")
    link = entry.get("feedburner_origlink") or entry.get("link") or ""
    details = [*entry.get("content", []), entry.get("summary_detail"), entry.get("title_detail")]
    languages = [
        entry.get("language"),
        *(detail.get("language") for detail in details if detail),
        facts.language,
    ]
    draft = Draft(
        {
            "id": entry.get("id", ""),
            "headline": _line(entry.get("title_detail")),
            "standfirst": "" if _is_beginning(summary, body) else summary,
            "byline": ", ".join(_names(entry)) or ("" if facts.author == facts.title else facts.author),
            "caption": captions[0] if captions else "",
            "url": urljoin(facts.link, link) if link and facts.link.startswith("http") else link,
            "source": one_line(source) or ("" if options.source else facts.title),
            "language": next(filter(None, languages), facts.language),
            "section": next((tag.get("label") or tag.get("term") or "" for tag in entry.get("tags", [])), ""),
            "body": body,
        }
    )
    take_headline(draft)
    return draft


def _line(detail: Any) -> str:
    """Return a title on one line."""
    text = detail.get("value") or "" if detail else ""
    return one_line(fragment_text(text) if text and detail.get("type") in _HTML else text)


def _text(detail: Any, captions: list[str]) -> str:
    """Return the text of a content or summary, whatever its type."""
    text, kind = (detail.get("value") or "", detail.get("type") or "") if detail else ("", "")
    if kind == "text/plain" or not text:
        return str(text)
    if kind in _HTML or has_markup(text):
        return fragment_text(text, captions=captions)
    return str(text) if kind.startswith("text/") or kind == "application/octet-stream" else ""


def _names(about: Any) -> list[str]:
    """Return the authors' names, without email addresses."""
    return distinct(
        name for author in about.get("authors", []) if "@" not in (name := author.get("name") or "")
    )


def _updated(entry: Any) -> str | None:
    return entry["updated"] if "updated" in entry.keys() else None  # noqa: SIM118  (its "in" warns)


def _is_beginning(summary: str, body: str) -> bool:
    """Whether a summary only repeats how the text begins."""
    start = fold(_CUT.sub("", summary))
    return fold(body).startswith(start)


def _without_media(text: str) -> tuple[str, dict[str, str]]:
    """Take out the titles and descriptions of pictures and films, which are not those of the article."""
    prefixes = {"media", *_MEDIA_PREFIX.findall(text)}
    media: dict[str, str] = {}

    def take(found: re.Match[str]) -> str:
        if found["tag"].partition(":")[0] not in prefixes:
            return found.group()
        inside = _CDATA.sub(r"\1", found["text"])
        media.setdefault(found["name"], one_line(fragment_text(unescape(inside))))
        return ""

    return _MEDIA.sub(take, text) if ":" in text else text, media
