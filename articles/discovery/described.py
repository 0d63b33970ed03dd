"""Machine-readable article metadata: schema.org, Open Graph, Twitter cards, citation tags and COinS."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from urllib.parse import quote_plus

from django.utils.encoding import iri_to_uri
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import Truncator

from articles.authorship.parsed import ParsedAuthor
from articles.exports.characters import line
from articles.exports.citations.citation import ARCHIVE, Citation
from articles.exports.formats import FORMATS
from articles.models import Article, Author, Correction, Entity, EntityIdentifier
from articles.text import web_address

_DESCRIPTION = 200  # characters
_TYPES = {"person": "Person", "country": "Country", "organisation": "Organization", "place": "Place"}
# Inside <script>, nothing may look like a closing tag or a comment; inside a string of old JavaScript,
# nothing like a line end. JSON parsers read the escapes as the same characters.
_IN_SCRIPT = {ord(char): f"\\u{ord(char):04x}" for char in "<>&\u2028\u2029"}
# A list has the same few sources, authors and languages on every page.
_quoted = lru_cache(maxsize=2_000)(quote_plus)
_FILES = [("json", "JSON"), ("ris", "RIS"), ("bib", "BibTeX")]


@dataclass(frozen=True, slots=True)
class ArticleMetadata:
    """Metadata of an article's page: ``properties`` for Open Graph, ``names`` for other <meta> tags."""

    pk: int
    address: str
    description: str
    properties: list[tuple[str, str]]
    names: list[tuple[str, str]]
    script: SafeString

    @classmethod
    def of(
        cls,
        article: Article,
        authors: Sequence[Author],
        entities: Sequence[Entity],
        site: str,
        corrections: Sequence[Correction] = (),
    ) -> "ArticleMetadata":
        """Collect the metadata. ``entities``: those it is about; ``site``: the archive's base URL."""
        citation = Citation.of(article, site, authors, [entity.name for entity in entities])
        address = site + iri_to_uri(article.get_absolute_url())
        text = line(article.standfirst) or line(article.body[: 4 * _DESCRIPTION])
        description = Truncator(text).chars(_DESCRIPTION)
        return cls(
            article.pk,
            address,
            description,
            _properties(article, citation, address, description),
            _names(article, citation, address, description),
            _script(
                _schema(article, entities, citation, site, address, description)
                | ({"correction": list(map(_correction, corrections))} if corrections else {})
            ),
        )

    @property
    def formats(self) -> list[tuple[str, str, str]]:
        """Media type, suffix and name of each file format of the article."""
        return [(FORMATS[suffix].media_type.partition(";")[0], suffix, name) for suffix, name in _FILES]


def _properties(
    article: Article, citation: Citation, address: str, description: str
) -> list[tuple[str, str]]:
    pairs = [
        ("og:type", "article"),
        ("og:site_name", ARCHIVE),
        ("og:title", citation.title),
        ("og:description", description),
        ("og:url", address),
        ("og:locale", article.language.replace("-", "_")),
        ("article:published_time", _published(article)),
        ("article:modified_time", article.modified_at.isoformat(timespec="seconds")),
        ("article:section", citation.section),
        *(("article:author", author.straight) for author in citation.authors),
        *(("article:tag", name) for name in citation.keywords),
    ]
    return [pair for pair in pairs if pair[1]]


def _published(article: Article) -> str:
    """Return the time, day, month or year of publication; "" if less is known."""
    if article.published_at:
        return article.published_at.isoformat()
    return article.date.iso if article.date else ""


def _names(article: Article, citation: Citation, address: str, description: str) -> list[tuple[str, str]]:
    """Return Twitter card tags and the tags that reference managers read.

    citation_journal_title is left out on purpose: it would make Zotero ("Embedded Metadata") import a journal
    article.
    """
    pairs = [
        ("twitter:card", "summary"),
        ("twitter:title", citation.title),
        ("twitter:description", description),
        ("z:itemType", "newspaperArticle"),
        ("prism:publicationName", citation.source),
        ("prism:section", citation.section),
        ("citation_title", citation.title),
        *(("citation_author", author.inverted) for author in citation.authors),
        ("citation_publication_date", citation.published.iso.replace("-", "/") if citation.published else ""),
        ("citation_publisher", citation.source),
        ("citation_language", article.language),
        ("citation_abstract", citation.abstract),
        ("citation_keywords", "; ".join(citation.keywords)),
        ("citation_public_url", citation.address),
        ("citation_fulltext_html_url", address),
    ]
    return [pair for pair in pairs if pair[1]]


def _schema(
    article: Article,
    entities: Sequence[Entity],
    citation: Citation,
    site: str,
    address: str,
    description: str,
) -> dict[str, Any]:
    """Describe the article as a schema.org NewsArticle."""
    values = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "@id": citation.address,
        "url": address,
        "mainEntityOfPage": address,
        "headline": citation.title,
        "description": description,
        "datePublished": _published(article),
        "dateModified": article.modified_at.isoformat(timespec="seconds"),
        "inLanguage": article.language,
        "articleSection": citation.section,
        "dateline": line(article.dateline),
        "author": [_author(author) for author in citation.authors],
        "publisher": _publisher(article, site),
        "isBasedOn": web_address(article.url),
        "isAccessibleForFree": True,
        "about": [_about(entity, site) for entity in entities],
        "provider": {"@type": "ArchiveOrganization", "name": ARCHIVE, "url": f"{site}/"},
    }
    return {name: value for name, value in values.items() if value}


def _correction(correction: Correction) -> dict[str, str]:
    return {
        "@type": "CorrectionComment",
        "text": line(correction.text),
        "datePublished": correction.day.isoformat(),
    }


def _author(author: ParsedAuthor) -> dict[str, str]:
    if author.literal:
        return {"@type": _TYPES[author.kind], "name": author.literal}
    return {
        "@type": "Person",
        "name": author.straight,
        "familyName": author.family,
        "givenName": author.given,
    }


def _publisher(article: Article, site: str) -> dict[str, str] | None:
    if article.source is None:
        return None
    home = web_address(article.source.homepage)
    publisher = {"@type": "NewsMediaOrganization", "name": line(article.source.name)}
    return publisher | {"url": home or site + iri_to_uri(article.source.get_absolute_url())}


def _about(entity: Entity, site: str) -> dict[str, str]:
    url = site + iri_to_uri(entity.get_absolute_url())
    return {"@type": _TYPES[entity.kind], "name": line(entity.name), "url": url}


def described_entity(
    entity: Entity, names: Sequence[str], identifiers: Sequence[EntityIdentifier], site: str
) -> SafeString:
    """Describe an entity on its own page, as schema.org JSON-LD. ``site``: the archive's base URL."""
    values = {
        "@context": "https://schema.org",
        **_about(entity, site),
        "alternateName": list(map(line, names)),
        "description": line(entity.description),
        "sameAs": [each.address for each in identifiers if each.address],
        "identifier": [
            {"@type": "PropertyValue", "propertyID": each.scheme, "value": each.value} for each in identifiers
        ],
    }
    return _script({name: value for name, value in values.items() if value})


def _script(schema: dict[str, Any]) -> SafeString:
    """Return a JSON-LD data block. Browsers do not run it, so the Content Security Policy allows it."""
    text = json.dumps(schema, ensure_ascii=False).translate(_IN_SCRIPT)
    return format_html(
        '<script type="application/ld+json">{}</script>',
        mark_safe(text),  # noqa: S308  (escaped for HTML above)
    )


def coins(citation: Citation) -> SafeString:
    """Return the reference as COinS: an OpenURL in the title of an empty span, with Zotero's item type."""
    first = citation.authors[0] if citation.authors else ParsedAuthor()
    pairs = [
        ("ctx_ver", "Z39.88-2004"),
        ("rft_val_fmt", "info:ofi/fmt:kev:mtx:dc"),
        ("rft.type", "newspaperArticle"),
        ("rft.title", citation.title),
        ("rft.source", citation.source),
        ("rft.date", citation.published.iso if citation.published else ""),
        ("rft.aufirst", first.given),
        ("rft.aulast", first.family),
        *(("rft.au", author.straight) for author in citation.authors),
        ("rft.description", citation.abstract),
        ("rft.language", citation.language),
        ("rft.identifier", citation.address),
        ("rft_id", citation.address),
    ]
    query = "&".join(f"{name}={_quoted(value)}" for name, value in pairs if value)
    return format_html('<span class="Z3988" title="{}"></span>', query)
