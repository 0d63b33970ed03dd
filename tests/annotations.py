"""Hand-made extractions and the reference article."""

from pathlib import Path

from articles.extraction.annotations import ExtractedMention, Extraction, Field
from articles.models import Article


def person(name: str, field: Field = "body", start: int = 0) -> ExtractedMention:
    """Make a linked mention of a person by name."""
    return ExtractedMention(
        field, start, start + len(name), name, "person", "name", 0.9, name, None, "linked"
    )


def found(*mentions: ExtractedMention) -> Extraction:
    """Make an extraction that is not about any country."""
    return Extraction(mentions, ())


def arrays_of(article: Article) -> dict[str, list[int]]:
    """Return the id arrays of an article by kind."""
    return {
        "country": article.country_ids,
        "person": article.person_ids,
        "organisation": article.organisation_ids,
        "place": article.place_ids,
    }


def reference_article(corpora: Path) -> Article:
    """Create the reference article of the design as a draft."""
    parts = (corpora / "us-rejects-crimea-vote.txt").read_text(encoding="utf-8").split("\n\n")
    dateline, _, first = parts[4].partition(": ")
    return Article.objects.create(
        headline=parts[1].strip(),
        caption=parts[3].strip(),
        dateline=dateline,
        body="\n\n".join([first, *(part.strip() for part in parts[5:])]),
        published_on="2014-03-17",
    )
