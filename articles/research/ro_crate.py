"""A cited search as a Research Object Crate (RO-Crate 1.1): its record, its articles, and what they are."""

import json
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.utils import timezone

from articles.exports.article_rows import ExportedArticle, exported_articles
from articles.exports.citations.citation import ARCHIVE, permanent_link, title_of
from articles.exports.citations.references import bibtex
from articles.exports.citations.styles import styled
from articles.exports.originals.zip_stream import HashedFile, ZipStream
from articles.exports.wire.parts import created
from articles.models import AuthorKind, FrozenSearch
from articles.research.search_citations import citation_of

METADATA = "ro-crate-metadata.json"
_VERSION = "https://w3id.org/ro/crate/1.1"
# Terms that the context of version 1.1 lacks.
_TERMS = {"sha256": "http://schema.org/sha256", "creditText": "http://schema.org/creditText"}
_DESCRIPTOR = {
    "@id": METADATA,
    "@type": "CreativeWork",
    "conformsTo": {"@id": _VERSION},
    "about": {"@id": "./"},
}
_NO_RIGHTS = (
    "The articles belong to their authors and publishers. No licence is given to republish them; the archive "
    "that they come from says more."
)
_IN_MEMORY = 1_000_000  # bytes of descriptions; more are kept in a temporary file
Entity = dict[str, Any]


def ro_crate(frozen: FrozenSearch, record: Iterable[str], ids: Sequence[int], site: str) -> Iterator[bytes]:
    """Yield a crate of a cited search as a ZIP file, with those of its articles that are public.

    record: the JSON that describes the search and lists all its articles; site: the archive's base URL.
    """
    with closing(_Crate(site)) as crate:
        about = {"name": "Record of the search: its query, what it found, and what it finds now"}
        yield from crate.add("search.json", (each.encode() for each in record), "application/json", about)
        reference = bibtex(citation_of(frozen, site)).encode()
        yield from crate.add("citation.bib", [reference], "application/x-bibtex", {"name": "Citation"})
        for each in exported_articles(ids, site):
            raw = json.dumps(each.record, ensure_ascii=False, indent=2).encode()
            name = f"articles/{each.article.pk}.json"
            yield from crate.add(name, [raw], "application/json", crate.about(each), is_article=True)
        yield from crate.finish(frozen)


class _Crate:
    """A crate being written. The descriptions of its files wait in a temporary file for the end."""

    def __init__(self, site: str) -> None:
        self._site = site
        self._stream = ZipStream(timezone.now())
        self._described = tempfile.SpooledTemporaryFile(_IN_MEMORY)  # noqa: SIM115  (close() closes it)
        self._parts: list[str] = []
        self._named: dict[str, Entity] = {}  # the people and publications of the articles

    def close(self) -> None:
        """Delete the temporary file."""
        self._described.close()

    def add(
        self, name: str, pieces: Iterable[bytes], kind: str, about: Entity, *, is_article: bool = False
    ) -> Iterator[bytes]:
        """Add a file and its description."""
        with closing(self._stream.open(name)) as file:
            for piece in pieces:
                file.write(piece)
                yield from self._stream.taken()
        yield from self._stream.taken()
        self._parts.append(name)
        self._describe(
            {"@id": name, "@type": ["File", "NewsArticle"] if is_article else "File", **about}, file, kind
        )

    def _describe(self, entity: Entity, file: HashedFile, kind: str) -> None:
        entity |= {"encodingFormat": kind, "contentSize": str(file.size), "sha256": file.sha256}
        self._described.write(json.dumps(entity, ensure_ascii=False).encode() + b"\n")

    def about(self, each: ExportedArticle) -> Entity:
        """Return what is known of an article, without what is unknown."""
        article = each.article
        source = article.source
        authors = [
            self._name(author.name, author.get_absolute_url(), is_person=author.kind == AuthorKind.PERSON)
            for author in each.authors
        ]
        told = {
            "name": title_of(article),
            "description": article.standfirst,
            "datePublished": created(each),
            "inLanguage": article.language,
            "author": authors[0] if len(authors) == 1 else authors,
            "publisher": self._name(source.name, source.get_absolute_url()) if source else None,
            "identifier": permanent_link(article, self._site),
            "isBasedOn": article.url,
        }
        return {name: value for name, value in told.items() if value}

    def _name(self, name: str, path: str, *, is_person: bool = False) -> Entity:
        """Add a person or an organisation; return a reference to it."""
        address = self._site + path
        kind = "Person" if is_person else "Organization"
        self._named[address] = {"@id": address, "@type": kind, "name": name, "url": address}
        return {"@id": address}

    def finish(self, frozen: FrozenSearch) -> Iterator[bytes]:
        """Write the metadata, and the end of the ZIP file."""
        with closing(self._stream.open(METADATA)) as file:
            context = json.dumps([f"{_VERSION}/context", _TERMS])
            file.write(f'{{"@context": {context},\n"@graph": [\n'.encode())
            root = _root(frozen, self._site, self._parts)
            entities = [_DESCRIPTOR, root, *_search(frozen, self._site), *self._named.values()]
            file.write(",\n".join(json.dumps(each, ensure_ascii=False) for each in entities).encode())
            self._described.seek(0)
            for line in self._described:
                file.write(b",\n" + line.rstrip(b"\n"))
                yield from self._stream.taken()
            file.write(b"\n]}\n")
        yield from self._stream.finish()


def _root(frozen: FrozenSearch, site: str, parts: Sequence[str]) -> Entity:
    """Return the description of the crate itself."""
    citation = citation_of(frozen, site)
    moment = frozen.frozen_at.astimezone(UTC).isoformat()
    number = f"{frozen.count} article{'' if frozen.count == 1 else 's'}"
    return {
        "@id": "./",
        "@type": "Dataset",
        "name": citation.title,
        "description": f"A search that found {number} at {moment}, and those of them that are still public.",
        "datePublished": moment,
        "license": {"@id": "#rights"},
        "author": {"@id": f"{site}/"},
        "publisher": {"@id": f"{site}/"},
        "identifier": [citation.address, {"@id": "#checksum"}],
        "creditText": styled(citation, datetime.now(UTC).date())[0].text,
        "mentions": {"@id": "#search"},
        "hasPart": [{"@id": each} for each in parts],
    }


def _search(frozen: FrozenSearch, site: str) -> list[Entity]:
    """Return the descriptions of the search and of what the crate refers to."""
    search = {
        "@id": "#search",
        "@type": "SearchAction",
        "name": citation_of(frozen, site).title,
        "query": frozen.query,
        "endTime": frozen.frozen_at.astimezone(UTC).isoformat(),
        "instrument": {"@id": "#software"},
        "result": {"@id": "./"},
    }
    checksum = {
        "@id": "#checksum",
        "@type": "PropertyValue",
        "name": "SHA-256 of the article IDs in ascending order, in decimal, each followed by a line feed",
        "value": frozen.checksum,
    }
    rights = {
        "@id": "#rights",
        "@type": "CreativeWork",
        "name": "Rights",
        "description": settings.RIGHTS or _NO_RIGHTS,
    }
    software = {"@id": "#software", "@type": "SoftwareApplication", "name": frozen.software}
    archive = {"@id": f"{site}/", "@type": "Organization", "name": ARCHIVE, "url": f"{site}/"}
    return [search, checksum, rights, software, archive]
