"""Everything that an article's page offers for citing it."""

import json
from dataclasses import dataclass
from datetime import date

from articles.exports.records import with_entities
from articles.exports.references import bibtex, csl, ris
from articles.exports.styles import Styled, styled
from articles.models import Article


@dataclass(frozen=True, slots=True)
class Reference:
    """A reference in a format of reference managers; ``suffix``: that of its file, "" where there is none."""

    name: str
    text: str
    suffix: str


@dataclass(frozen=True, slots=True)
class Citing:
    """The article's permanent link, its citation in each style, its reference in each format."""

    address: str
    styles: list[Styled]
    references: list[Reference]

    @classmethod
    def of(cls, article: Article, site: str, today: date) -> "Citing":
        """Costs one query. ``site``: the address of the archive; ``today``: the day of access."""
        citation = with_entities([article], site)[0].citation
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
