"""NITF, the News Industry Text Format of the IPTC: one article in a file, or several."""

import re
from collections.abc import Iterator
from dataclasses import replace
from io import BufferedReader
from typing import Any

from articles.importers.cleaning.assemble import build
from articles.importers.cleaning.clean import Draft
from articles.importers.cleaning.html_fragment import element_text, local_name, take_caption
from articles.importers.formats.wire.editorial import distinct, edition_of, publication, take_headline
from articles.importers.formats.wire.elements import split_elements
from articles.importers.formats.wire.xml_tree import document, first_text, inline_text, language_of, parse_xml
from articles.importers.inputs import Origin
from articles.importers.record import ArticleRecord, RawRecord, ReadOptions, RecordError, Unreadable
from articles.text import one_line

PARSER = "nitf 1"
MEDIA_TYPE = "text/vnd.iptc.nitf"
_SECTION = (
    "{*}head/{*}pubdata/@position.section",
    "{*}head/{*}tobject/{*}tobject.subject/@tobject.subject.type",
)
_SOURCE = (
    *("{*}head/{*}pubdata/@name", "{*}body/{*}body.head/{*}distributor"),
    *("{*}head/{*}docdata/{*}doc.copyright/@holder", "{*}body/{*}body.head/{*}rights/{*}rights.owner"),
)
_ISSUED = ("{*}head/{*}docdata/{*}date.issue/@norm", "{*}head/{*}pubdata/@date.publication")
_BY = re.compile(r"^by[:\s]\s*", re.IGNORECASE)
_METAS = ("section", "online_sections")


def split(stream: BufferedReader, origin: Origin, _options: ReadOptions) -> Iterator[RawRecord | Unreadable]:
    """Yield one record per ``nitf`` element."""
    return split_elements(stream, origin, "nitf", {"nitf"})


def parse(record: RawRecord, options: ReadOptions) -> ArticleRecord:
    """Parse an article. Raises RecordError if it cannot be read, SkippedError if it may not be published."""
    root = parse_xml(document(record))
    nitf = root if local_name(root) == "nitf" else root.find(".//{*}nitf")
    if nitf is None:
        raise RecordError(f"it is not NITF: its first element is <{local_name(root)[:40]}>")
    docdata = nitf.find("{*}head/{*}docdata")
    status = "" if docdata is None else docdata.get("management-status") or ""
    release = first_text(nitf, "{*}head/{*}docdata/{*}date.release/@norm")
    number = first_text(nitf, "{*}head/{*}docdata/{*}du-key/@version")
    edition = edition_of(status, number, first_text(nitf, *_ISSUED), release or None)
    draft = Draft(read_nitf(nitf))
    take_headline(draft, edition)
    dated = publication(dates(nitf))
    return replace(build(draft, record, options, PARSER, MEDIA_TYPE, dated), edition=edition)


def read_nitf(nitf: Any) -> dict[str, str]:
    """Return the fields of an article except its date."""
    body = nitf.find("{*}body")
    fields = {
        "id": first_text(
            nitf, "{*}head/{*}docdata/{*}doc-id/@id-string", "{*}head/{*}docdata/{*}du-key/@key"
        ),
        "url": first_text(nitf, "{*}head/{*}pubdata/@ex-ref"),
        "source": first_text(nitf, *_SOURCE),
        "section": _section(nitf),
        "language": nitf.get("baselang") or language_of(nitf) or ("" if body is None else language_of(body)),
        "headline": first_text(nitf, ".//{*}hedline/{*}hl1", ".//{*}hedline", "{*}head/{*}title"),
    }
    if body is None:
        return fields
    subheads = [inline_text(each) for each in body.iterfind("{*}body.head/{*}hedline/{*}hl2")]
    abstracts = [element_text(each) for each in body.iterfind("{*}body.head/{*}abstract")]
    caption = take_caption(body)
    return fields | {
        "standfirst": "\n\n".join(distinct([*subheads, *abstracts], fields["headline"])),
        "byline": _byline(body),
        "dateline": inline_text(body.find(".//{*}dateline"), {"story.date"}).strip(" ,-–—"),
        "caption": caption,
        "body": _text(body),
    }


def dates(nitf: Any) -> Iterator[str]:
    """Yield the dates that may be that of publication, best first."""
    for path in ("docdata/{*}date.issue/@norm", "pubdata/@date.publication", "docdata/{*}date.release/@norm"):
        yield first_text(nitf, f"{{*}}head/{{*}}{path}")
    yield first_text(nitf, ".//{*}story.date/@norm")
    yield first_text(nitf, ".//{*}story.date")


def _section(nitf: Any) -> str:
    for meta in nitf.iterfind("{*}head/{*}meta"):
        if (meta.get("name") or "").casefold() in _METAS and meta.get("content"):
            return one_line(meta.get("content").split(";")[0])
    return first_text(nitf, *_SECTION)


def _byline(body: Any) -> str:
    """Return the names in the bylines, without job titles."""
    bylines = [
        each for each in body.iter("{*}byline") if not (each.get("class") or "").startswith("normalized")
    ]
    return ", ".join(distinct(map(_names, bylines)))


def _names(byline: Any) -> str:
    if persons := byline.findall(".//{*}person"):
        return ", ".join(filter(None, map(_name, persons)))
    names = _BY.sub("", inline_text(byline, {"byttl", "virtloc"}), count=1)
    return names.strip(" ,;|") or inline_text(byline)


def _name(person: Any) -> str:
    parts = [inline_text(person.find(f"{{*}}name.{part}")) for part in ("given", "middle", "family")]
    return " ".join(filter(None, parts)) or inline_text(person)


def _text(body: Any) -> str:
    """Return the paragraphs of the content, with a line at the end such as "Jane Doe contributed"."""
    contents = body.findall("{*}body.content") or [body]
    for content in contents:
        _remove_repeated_lead(content)
        for name in ("byline", "dateline", "hedline", "body.head", "abstract"):
            for each in content.findall(f".//{{*}}{name}"):
                each.clear(keep_tail=True)
    ends = body.iterfind("{*}body.end/{*}tagline")
    return "\n\n".join(filter(None, map(element_text, (*contents, *ends))))


def _remove_repeated_lead(content: Any) -> None:
    """In the files of newspapers' own archives, a block with the lead comes before one with the full text."""
    blocks = {each.get("class"): each for each in content.iterfind("{*}block")}
    if "full_text" in blocks and "lead_paragraph" in blocks:
        content.remove(blocks["lead_paragraph"])
