"""Everything that a page offers for citing what it shows."""

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
    """A reference in a format of reference managers; ``suffix``: that of its file, "" where there is none."""

    name: str
    text: str
    suffix: str


@dataclass(frozen=True, slots=True)
class Citing:
    """A permanent link, the citation in each style, the reference in each format."""

    address: str
    styles: list[Styled]
    references: list[Reference]

    @classmethod
    def of(cls, article: Article, site: str, today: date) -> "Citing":
        """How to cite an article. Costs one query. ``site``: the address of the archive."""
        return cls.as_cited(with_entities([article], site)[0].citation, today)

    @classmethod
    def as_cited(cls, citation: Citation, today: date) -> "Citing":
        """How to cite what a citation describes; ``today``: the day of access."""
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
