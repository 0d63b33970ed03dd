"""The citations and references that a page offers."""

import json
from dataclasses import dataclass
from datetime import date

from articles.exports.article_rows import with_entities
from articles.exports.citations.citation import Citation
from articles.exports.citations.references import bibtex, csl, ris
from articles.exports.citations.styles import Styled, styled
from articles.models import Article


@dataclass(frozen=True, slots=True)
class Reference:
    """A reference in a format for reference managers; ``suffix``: its file extension, or ""."""

    name: str
    text: str
    suffix: str


@dataclass(frozen=True, slots=True)
class Citing:
    """A permanent link, with the citation in each style and the reference in each format."""

    address: str
    styles: list[Styled]
    references: list[Reference]

    @classmethod
    def of(cls, article: Article, site: str, today: date) -> "Citing":
        """Return the citations of an article, using one query. ``site``: the base URL of the archive."""
        return cls.from_citation(with_entities([article], site)[0].citation, today)

    @classmethod
    def from_citation(cls, citation: Citation, today: date) -> "Citing":
        """Render a citation in every style and format; ``today``: the date of access."""
        item = json.dumps([csl(citation)], ensure_ascii=False, indent=2)
        return cls(
            citation.address,
            styled(citation, today),
            [
                Reference("BibTeX", bibtex(citation).strip(), "bib"),
                Reference("RIS", ris(citation).replace("\r", "").strip(), "ris"),
                Reference("CSL-JSON", item, ""),
            ],
        )
