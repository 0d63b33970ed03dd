"""A made-up story and pages around it."""

from articles.importers.formats import parse
from articles.importers.record import ArticleRecord, ReadOptions
from tests.importers.support import raw_record

HEADLINE = "Lighthouse goes dark"
FIRST = "The lighthouse at Cape Orm went dark on Monday night, for the first time in ninety years."
SECOND = "A fisherman noticed it at once and called the keeper, who was asleep in the village."
THIRD = "Engineers expect to have the lamp burning again by the end of the week, the office said."
STORY = (FIRST, SECOND, THIRD)


def page(body: str, head: str = "", attributes: str = "") -> str:
    """A page with a title."""
    top = f"<!DOCTYPE html><html{attributes}><head><title>{HEADLINE}</title>{head}</head>"
    return f"{top}<body>{body}</body></html>"


def article(body: str = "", head: str = "", attributes: str = "") -> str:
    """A page with the story in an article; ``body`` stands between the headline and the text."""
    text = "".join(f"<p>{sentence}</p>" for sentence in STORY)
    return page(f"<article><h1>{HEADLINE}</h1>{body}{text}</article>", head, attributes)


def read(html: str) -> ArticleRecord:
    """Import a page."""
    return parse(raw_record("html", html.encode(), "page.html"), ReadOptions())
