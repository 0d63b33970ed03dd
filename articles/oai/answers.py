"""The answers to the six verbs of the protocol, as XML."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import urlsplit
from xml.etree.ElementTree import Element, SubElement, tostring

from django.conf import settings
from django.http import QueryDict

from articles.exports.article_rows import ExportedArticle, read
from articles.exports.characters import legal
from articles.exports.citations.citation import ARCHIVE
from articles.models import Article, HarvestRecord
from articles.oai import records
from articles.oai.arguments import GRANULARITY, ListRequest, OaiError, read_arguments, read_list
from articles.oai.metadata import FORMATS, XSI, MetadataFormat

NAMESPACE = "http://www.openarchives.org/OAI/2.0/"
_SCHEMA = f"{NAMESPACE} {NAMESPACE}OAI-PMH.xsd"
_UNEXPLAINED = ("badVerb", "badArgument")  # after these errors, the arguments are not repeated


def answer(query: QueryDict, site: str, path: str) -> bytes:
    """Return the answer to a request. site: the archive's base URL; path: where the protocol is."""
    root = Element("OAI-PMH", {"xmlns": NAMESPACE, "xmlns:xsi": XSI, "xsi:schemaLocation": _SCHEMA})
    # Before anything else is read, so that what changes meanwhile is newer.
    _text(root, "responseDate", _stamp(records.answered_at()))
    request = SubElement(root, "request")
    request.text = site + path
    arguments: dict[str, str] = {}
    try:
        arguments = read_arguments(query)
        root.append(_Answers(site, request.text).of(arguments))
    except OaiError as error:
        _text(root, "error", str(error), code=error.code)
        if error.code in _UNEXPLAINED:
            arguments = {}
    for name, value in arguments.items():
        request.set(name, legal(value))
    xml: bytes = tostring(root, "utf-8")
    return b'<?xml version="1.0" encoding="UTF-8"?>\n' + xml


@dataclass(frozen=True, slots=True)
class _Answers:
    """Answers each verb. address: that of the protocol."""

    site: str
    address: str

    def of(self, arguments: dict[str, str]) -> Element:
        verb = arguments["verb"]
        element = Element(verb)
        if verb == "Identify":
            self._identify(element)
        elif verb == "ListMetadataFormats":
            self._list_formats(element, arguments.get("identifier"))
        elif verb == "ListSets":
            _list_sets(element, arguments)
        elif verb == "GetRecord":
            record = self._record(arguments["identifier"])
            self._write(element, [record], _format(arguments["metadataPrefix"]))
        else:
            self._list(element, read_list(arguments), whole=verb == "ListRecords")
        return element

    @property
    def _host(self) -> str:
        return urlsplit(self.site).hostname or "localhost"

    def _identify(self, element: Element) -> None:
        _text(element, "repositoryName", ARCHIVE)
        _text(element, "baseURL", self.address)
        _text(element, "protocolVersion", "2.0")
        _text(element, "adminEmail", self._email())
        _text(element, "earliestDatestamp", _stamp(records.earliest()))
        _text(element, "deletedRecord", "persistent")
        _text(element, "granularity", GRANULARITY)

    def _email(self) -> str:
        """Return the contact, if it is an email address; the protocol demands one, of a host with a dot."""
        if "@" in settings.CONTACT and "://" not in settings.CONTACT:
            return settings.CONTACT
        return f"newsarchive@{self._host if '.' in self._host else 'archive.invalid'}"

    def _list_formats(self, element: Element, identifier: str | None) -> None:
        if identifier is not None:
            self._record(identifier)
        for prefix, each in FORMATS.items():
            told = SubElement(element, "metadataFormat")
            _text(told, "metadataPrefix", prefix)
            _text(told, "schema", each.schema)
            _text(told, "metadataNamespace", each.namespace)

    def _record(self, identifier: str) -> HarvestRecord:
        """Return the record with an identifier. Raises OaiError."""
        number = identifier.removeprefix(self._identifier(""))
        known = number != identifier and number.isascii() and number.isdecimal() and len(number) < 19
        found = HarvestRecord.objects.filter(pk=int(number)).first() if known else None
        if found is None:
            raise OaiError("idDoesNotExist", "There is no article with this identifier.")
        return found

    def _identifier(self, article: int | str) -> str:
        return f"oai:{self._host}:articles/{article}"

    def _list(self, element: Element, wanted: ListRequest, *, whole: bool) -> None:
        written = _format(wanted.prefix)
        found, after = records.page_of(wanted)
        if not found:
            raise OaiError("noRecordsMatch", "No articles match these arguments.")
        if whole:
            self._write(element, found, written)
        else:
            public = _public(found)
            for each in found:
                element.append(self._header(each, is_deleted=each.article_id not in public))
        if after:
            _text(element, "resumptionToken", wanted.token(after))
        elif wanted.after:
            SubElement(element, "resumptionToken")  # empty: the list is complete

    def _write(self, element: Element, found: Sequence[HarvestRecord], written: MetadataFormat) -> None:
        """Write whole records; those of articles that are no longer public have only a header."""
        articles = {each.article.pk: each for each in self._articles(found)}
        for each in found:
            article = articles.get(each.article_id)
            record = SubElement(element, "record")
            record.append(self._header(each, is_deleted=article is None))
            if article:
                SubElement(record, "metadata").append(written.write(article))

    def _articles(self, found: Iterable[HarvestRecord]) -> list[ExportedArticle]:
        return read([each.article_id for each in found if not each.is_deleted], self.site)

    def _header(self, record: HarvestRecord, *, is_deleted: bool) -> Element:
        header = Element("header", {"status": "deleted"} if is_deleted else {})
        _text(header, "identifier", self._identifier(record.article_id))
        _text(header, "datestamp", _stamp(record.changed_at))
        for each in records.sets_of(record):
            _text(header, "setSpec", each)
        return header


def _public(found: Iterable[HarvestRecord]) -> set[int]:
    wanted = [each.article_id for each in found if not each.is_deleted]
    return set(Article.objects.published().filter(pk__in=wanted).values_list("pk", flat=True))


def _format(prefix: str) -> MetadataFormat:
    if prefix not in FORMATS:
        raise OaiError("cannotDisseminateFormat", f"The formats are {' and '.join(FORMATS)}.")
    return FORMATS[prefix]


def _list_sets(element: Element, arguments: dict[str, str]) -> None:
    if "resumptionToken" in arguments:
        raise OaiError("badResumptionToken", "All sets are in one list, which has no tokens.")
    for spec, name in records.sets().items():
        each = SubElement(element, "set")
        _text(each, "setSpec", spec)
        _text(each, "setName", legal(name))


def _stamp(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _text(parent: Element, name: str, text: str, **attributes: str) -> None:
    SubElement(parent, name, attributes).text = text
