"""Reads XML without entities, DTDs or the network. Ill-formed, nested too deeply or a bomb: a RecordError."""

import html
import re
from collections.abc import Collection
from typing import Any

from lxml import etree  # type: ignore[import-untyped]

from articles.importers.cleaning.encodings import decode_page
from articles.importers.cleaning.html_fragment import local_name
from articles.importers.record import RawRecord, RecordError
from articles.text import one_line

_DECLARATION = re.compile(r"<\?xml\s[^>]*\?>")
_DOCTYPE = re.compile(r"<!DOCTYPE[^\[>]*(?:\[(?P<subset>.*?)\]\s*)?>", re.DOTALL | re.IGNORECASE)
_HEAD = 100_000  # characters within which a DOCTYPE must stand
_ENTITY = re.compile(r"""<!ENTITY\s+(?P<name>[\w.-]+)\s+(?:["'](?P<value>[^"']*)["']|(?P<other>\w+))""")
_SAFE_ENTITY = re.compile(r"(?:[^&<%]|&#\w+;|&(?:amp|lt|gt|quot|apos);){0,60}")
_REFERENCE = re.compile(
    r"<!\[CDATA\[(?:(?!<!\[CDATA\[).)*?\]\]>"
    r"|&(?:(?P<name>[A-Za-z][\w.-]*|#\d{1,7}|#x[0-9a-fA-F]{1,6});)?",
    re.DOTALL,
)
_OF_XML = {"amp", "lt", "gt", "quot", "apos"}
_INVALID = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_GROWTH = 1_000_000  # characters that entities may add


def parse_xml(raw: bytes) -> Any:
    """Return the root element of an XML document. Raises RecordError."""
    return parse_text(plain_xml(decode_page(raw)))


def document(record: RawRecord) -> bytes:
    """Return a record as a document: an element cut out of its file, with the tags that were around it."""
    around = record.fields or {}
    start, end = around.get("start", b""), around.get("end", b"")
    return start + record.raw + end if isinstance(start, bytes) and isinstance(end, bytes) else record.raw


def parse_text(text: str) -> Any:
    """Return the root element of XML that ``plain_xml()`` has prepared. Raises RecordError."""
    parser = etree.XMLParser(
        encoding="utf-8", resolve_entities=False, load_dtd=False, no_network=True, huge_tree=False,
        remove_comments=True, remove_pis=True, recover=True,
    )  # fmt: skip
    try:
        root = etree.fromstring(text.encode("utf-8"), parser)
    except etree.XMLSyntaxError as error:
        raise RecordError(f"its XML cannot be read: {error}") from error
    for problem in parser.error_log.filter_from_fatals():
        if problem.type == etree.ErrorTypes.ERR_RESOURCE_LIMIT:
            raise RecordError("its XML is nested too deeply or has far too much text in one place")
        raise RecordError(f"its XML cannot be read: {problem.message.strip()} (line {problem.line})")
    if root is None:
        raise RecordError("it contains no XML")
    return root


def plain_xml(text: str) -> str:
    """Return XML without declaration, DOCTYPE, invalid characters and entities other than those of XML.

    Known entities are replaced by their characters. Raises RecordError if the DOCTYPE declares others than
    short texts, as XML bombs do.
    """
    text = _INVALID.sub("", text)
    start = text.find("<")
    if declaration := _DECLARATION.search(text, max(start, 0), _HEAD):
        text = text[: declaration.start()] + text[declaration.end() :]
    entities: dict[str, str] = {}
    if doctype := _DOCTYPE.search(text, 0, _HEAD):
        entities = _declared(doctype["subset"] or "")
        text = text[: doctype.start()] + text[doctype.end() :]
    grown = 0

    def replace(found: re.Match[str]) -> str:
        nonlocal grown
        new = _replacement(found, entities)
        grown += len(new) - len(found.group())
        if grown > _GROWTH:
            raise RecordError("its entities would make it far larger than it is")
        return new

    return _REFERENCE.sub(replace, text) if "&" in text else text


def _declared(subset: str) -> dict[str, str]:
    entities = {}
    for found in _ENTITY.finditer(subset):
        if found["other"] or not _SAFE_ENTITY.fullmatch(found["value"]):
            raise RecordError(
                f"its DOCTYPE declares the entity “{found['name'][:30]}”, which is not a short text"
            )
        entities[found["name"]] = found["value"]
    return entities


def _replacement(found: re.Match[str], entities: dict[str, str]) -> str:
    name, whole = found["name"], found.group()
    if not name:
        return "&amp;" if whole == "&" else whole  # else CDATA
    if name in _OF_XML:
        return whole
    if name in entities:
        return entities[name]
    if name.startswith("#"):
        character = html.unescape(whole)
        return "" if character == "\ufffd" or _INVALID.match(character) else whole
    character = html.unescape(whole)
    return f"&amp;{name};" if character == whole else html.escape(character, quote=False)


def inline_text(element: Any, without: Collection[str] = ()) -> str:
    """Return an element's text on one line, without that of the elements named. "" for None."""
    return "" if element is None else one_line("".join(_texts(element, without)))


def _texts(element: Any, without: Collection[str]) -> list[str]:
    texts = [element.text or ""]
    for child in element:  # recursive: the parser limits the depth
        if local_name(child) not in without:
            texts += _texts(child, without)
        texts.append(child.tail or "")
    return texts


def first_text(element: Any, *paths: str) -> str:
    """Return the first text at these paths, such as ``{*}head/{*}title`` or ``{*}doc-id/@id-string``."""
    for path in paths:
        place, _, attribute = path.partition("/@")
        for found in element.iterfind(place):
            if text := one_line(found.get(attribute) or "") if attribute else inline_text(found):
                return text
    return ""


def language_of(element: Any) -> str:
    """Return the xml:lang of an element, or ""."""
    return element.get("{http://www.w3.org/XML/1998/namespace}lang") or ""
