"""HTML pages: the article's text without the rest of the page, and the page's metadata."""

from lxml.etree import LxmlError  # type: ignore[import-untyped]
from trafilatura import __version__ as trafilatura_version

from articles.importers.cleaning.assemble import build
from articles.importers.cleaning.clean import Draft
from articles.importers.cleaning.encodings import decode_page
from articles.importers.cleaning.normalise import shorten
from articles.importers.pages.body import article_text
from articles.importers.pages.metadata import PageMeta
from articles.importers.pages.tree import clean_tree, parse_page
from articles.importers.record import ArticleRecord, Dated, RawRecord, ReadOptions, RecordError
from articles.text import fold, one_line

PARSER = f"html 2 (trafilatura {trafilatura_version})"
_HEADLINE = 120  # characters of the first paragraph, for a page without a headline
_MORE = 2
_UNREAD = "it is ambiguous or not a full date"


def parse(record: RawRecord, options: ReadOptions) -> ArticleRecord:
    """Parse a page. Raises RecordError if it contains no article."""
    try:
        tree = parse_page(decode_page(record.raw, record.encoding))
        meta = PageMeta(tree)
        fields, published = meta.fields(), meta.published()
        dated = Dated(*published) if published[0] else Dated(words=meta.date_words(), reason=_UNREAD)
        for element in meta.byline_elements:
            if element.getparent() is not None and element.tag != "h1":
                element.drop_tree()
        clean_tree(tree)
        paragraphs, standfirst = article_text(tree, meta.descriptions())
        stated = meta.stated_text()
    except (LxmlError, ValueError, TypeError, AssertionError) as error:
        raise RecordError(f"the page cannot be read: {error}") from error
    if _length(stated) > _MORE * _length(paragraphs):
        paragraphs = stated  # the page shows only the beginning, or makes its text by a script
    if not paragraphs:
        raise RecordError("no article text was found on the page")
    fields["headline"] = fields["headline"] or _first_words(paragraphs)
    fields["standfirst"] = fields["standfirst"] or standfirst
    draft = Draft({**fields, "body": "\n\n".join(paragraphs)}, options.kept)
    caption = fold(draft.get("caption"))
    draft.body = [paragraph for paragraph in draft.body if fold(paragraph) != caption]
    return build(draft, record, options, PARSER, "text/html", dated)


def _first_words(paragraphs: list[str]) -> str:
    """Return the beginning of a text without a headline; "" if it is not made of words."""
    words = shorten(one_line(paragraphs[0]), _HEADLINE)
    is_text = len(words) < _HEADLINE or any(not char.isalnum() for char in words[:-1])
    return words if is_text else ""


def _length(paragraphs: list[str]) -> int:
    return sum(map(len, paragraphs))
