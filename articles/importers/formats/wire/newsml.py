"""NewsML-G2 of the IPTC, a message with items or an item on its own. NewsML 1 is in ``newsml_1.py``."""

from collections.abc import Iterator
from dataclasses import replace
from io import BufferedReader
from typing import Any

from articles.importers.cleaning.assemble import build
from articles.importers.cleaning.clean import Draft
from articles.importers.cleaning.html_fragment import element_text, local_name, take_caption
from articles.importers.formats.wire import newsml_1
from articles.importers.formats.wire.editorial import (
    distinct,
    edition_of,
    not_a_text,
    publication,
    take_headline,
    take_place,
)
from articles.importers.formats.wire.elements import split_elements
from articles.importers.formats.wire.nitf import dates as nitf_dates
from articles.importers.formats.wire.nitf import read_nitf
from articles.importers.formats.wire.renditions import best_text, read_data
from articles.importers.formats.wire.xml_tree import (
    document,
    first_text,
    inline_text,
    language_of,
    parse_xml,
)
from articles.importers.inputs import Origin
from articles.importers.record import (
    ArticleRecord,
    Edition,
    RawRecord,
    ReadOptions,
    RecordError,
    SkippedError,
    Unreadable,
)

#: What an archive calls itself in the items that it exports.
GENERATOR = "News Archive"
PARSER = "newsml-g2 1"
MEDIA_TYPE = "application/vnd.iptc.g2.newsitem+xml"
_OTHERS = {
    "packageitem": ("packages", "it is a package, which only lists other items"),
    "conceptitem": ("items of knowledge", "it describes a concept, such as a person, and is not an article"),
    "knowledgeitem": ("items of knowledge", "it describes concepts, such as people, and is not an article"),
    "planningitem": ("planning items", "it announces coverage and is not an article"),
    "catalogitem": ("catalogues", "it lists vocabularies and is not an article"),
}
_ITEMS = {"newsitem", *_OTHERS}
_ENTITIES = ("person", "organisation", "geoarea", "poi", "object", "event", "place")
_META = "{*}contentMeta/"
_LONGEST = 50  # characters of a section


def split(stream: BufferedReader, origin: Origin, _options: ReadOptions) -> Iterator[RawRecord | Unreadable]:
    """Yield one record per item."""
    return split_elements(stream, origin, "newsml", _ITEMS)


def parse(record: RawRecord, options: ReadOptions) -> ArticleRecord:
    """Parse an item. Raises RecordError, or SkippedError if it is not an article or may not be published."""
    root = parse_xml(document(record))
    item = next((each for each in root.iter() if local_name(each) in _ITEMS), None)
    if item is None:
        raise RecordError(f"it is not NewsML: its first element is <{local_name(root)[:40]}>")
    if local_name(item) in _OTHERS:
        raise SkippedError(*_OTHERS[local_name(item)])
    if item.find("{*}itemMeta") is None and item.find("{*}NewsManagement") is not None:
        return newsml_1.parse_item(item, record, options)
    embargo = item.find("{*}itemMeta/{*}embargoed")
    edition = edition_of(
        _coded(item.find("{*}itemMeta/{*}pubStatus")),
        item.get("version") or "",
        first_text(item, "{*}itemMeta/{*}versionCreated"),
        None if embargo is None else inline_text(embargo),
    )
    return replace(_parse_item(item, record, options, edition), edition=edition)


def _parse_item(item: Any, record: RawRecord, options: ReadOptions, edition: Edition) -> ArticleRecord:
    nitf = item.find("{*}contentSet//{*}nitf")
    inside = {} if nitf is None else read_nitf(nitf)
    captions = [_in_language(item, _META + "{*}description", role="caption"), inside.pop("caption", "")]
    body = best_text(_contents(item, inside.pop("body", ""), captions))
    kind = _coded(item.find("{*}itemMeta/{*}itemClass")).rpartition(":")[2]
    if not body and kind not in {"", "text"}:
        raise not_a_text(kind)
    headline = _in_language(item, _META + "{*}headline") or first_text(item, "{*}itemMeta/{*}title")
    subhead = _in_language(item, _META + "{*}headline", role="sub")
    summary = _in_language(item, _META + "{*}description")
    guid = item.get("guid") or ""
    stated = {
        "id": guid,
        "url": guid if guid.startswith("http") else "",
        "headline": headline or inside.get("headline", "") or first_text(item, _META + "{*}slugline"),
        "standfirst": "\n\n".join(distinct([subhead, summary], headline)),
        "byline": ", ".join(distinct(_bylines(item, inside.get("byline", "")))),
        "dateline": _dateline(item),
        "caption": next(filter(None, captions), ""),
        "source": _source(item),
        "language": first_text(item, _META + "{*}language/@tag") or language_of(item),
        "section": _section(item),
        "body": body,
    }
    draft = Draft({**inside, **{name: text for name, text in stated.items() if text}})
    take_headline(draft, edition)
    take_place(draft, _located(item))
    paths = [_META + "{*}contentCreated", "{*}itemMeta/{*}firstCreated", "{*}itemMeta/{*}versionCreated"]
    if first_text(item, "{*}itemMeta/{*}generator") == GENERATOR:
        paths = paths[:1]  # the others say when the archive changed, not when the article appeared
    stated_dates = [first_text(item, path) for path in paths]
    dated = publication([*stated_dates, *(() if nitf is None else nitf_dates(nitf))])
    return build(draft, record, options, PARSER, MEDIA_TYPE, dated)


def _contents(item: Any, nitf: str, captions: list[str]) -> Iterator[tuple[int, str]]:
    """Yield the renditions of the text: those with marked paragraphs have a higher rank."""
    yield 1, nitf
    for content in item.iterfind("{*}contentSet/{*}inlineXML"):
        for child in content:
            if local_name(child) in {"html", "body", "div", "article", "section", "p"}:
                captions.append(take_caption(child))
                yield 1, element_text(child)
    for content in item.iterfind("{*}contentSet/{*}inlineData"):
        yield read_data(content, content.get("contenttype") or "", captions)


def _in_language(item: Any, path: str, role: str = "") -> str:
    """Return the text in the language of the content, else the first. role: part of its role, "" for main."""
    found = [each for each in item.iterfind(path) if _has_role(each, role)]
    language = first_text(item, _META + "{*}language/@tag") or language_of(item)
    same = [each for each in found if language_of(each)[:2] == language[:2]]
    return next(filter(None, map(inline_text, same + found)), "")


def _has_role(element: Any, role: str) -> bool:
    own = (element.get("role") or "").lower()
    return role in own if role else not ("sub" in own or "caption" in own)


def _coded(element: Any) -> str:
    """Return the code or address of a concept, or ""."""
    return (
        "" if element is None else element.get("qcode") or element.get("uri") or element.get("literal") or ""
    )


def _name(element: Any, language: str) -> str:
    """Return the name of a concept in the language, else the first, else as written without a name."""
    names = list(element.iterfind("{*}name"))
    same = [each for each in names if language_of(each)[:2] == language[:2]]
    return next(filter(None, map(inline_text, same + names)), "") or (element.get("literal") or "")


def _names(item: Any, path: str) -> list[str]:
    language = first_text(item, _META + "{*}language/@tag") or language_of(item)
    return distinct(_name(each, language) for each in item.iterfind(path))


def _bylines(item: Any, inside: str) -> Iterator[str]:
    stated = [inline_text(each) for each in item.iterfind(_META + "{*}by")]
    if stated or inside:
        yield from stated[:1] or [inside]
        return
    language = language_of(item)
    for creator in item.iterfind(_META + "{*}creator"):
        if "organisation" not in (creator.get("type") or "") and "source" not in (creator.get("role") or ""):
            yield _name(creator, language)


def _dateline(item: Any) -> str:
    """Return the dateline, unless it is only a date."""
    text = _in_language(item, _META + "{*}dateline")
    return "" if text[:1].isdigit() else text


def _located(item: Any) -> str:
    return next(iter(_names(item, _META + "{*}located")), "")


def _source(item: Any) -> str:
    provider = item.find("{*}itemMeta/{*}provider")
    code = "" if provider is None else (provider.get("qcode") or "").rpartition(":")[2]
    holder = _names(item, "{*}rightsInfo/{*}copyrightHolder")
    stated = [*_names(item, "{*}itemMeta/{*}provider"), *holder, *_names(item, _META + "{*}infoSource"), code]
    return next(filter(None, stated), "")


def _section(item: Any) -> str:
    """Return the first subject that is a topic, not a person, place or the like."""
    language = first_text(item, _META + "{*}language/@tag") or language_of(item)
    for subject in item.iterfind(_META + "{*}subject"):
        kind = (subject.get("type") or "").lower()
        name = _name(subject, language)
        if not any(each in kind for each in _ENTITIES) and len(name) <= _LONGEST and not name.isupper():
            return name
    return next(iter(_names(item, "{*}itemMeta/{*}service")), "")
