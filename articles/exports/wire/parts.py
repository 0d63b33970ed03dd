"""What the formats of the IPTC share."""

from html import escape

from articles.exports.article_rows import ExportedArticle
from articles.exports.characters import legal
from articles.exports.citations.citation import permanent_link
from articles.models import Kind
from articles.models.entities.entities import PATHS


def identifier(each: ExportedArticle) -> str:
    """Return the article's original address, by which others know it, or else its permanent link."""
    return each.article.url or permanent_link(each.article, each.site)


def created(each: ExportedArticle) -> str:
    """Return when it was published: the moment, or the day, month or year alone; "" if less is known."""
    article = each.article
    if article.published_at:
        return article.published_at.isoformat()
    return article.date.iso if article.date else ""


def paragraphs(each: ExportedArticle) -> list[str]:
    """Return the paragraphs of the text."""
    return [text.strip() for text in legal(each.article.body).split("\n\n") if text.strip()]


def as_html(each: ExportedArticle) -> str:
    """Return the text as HTML, so that nothing in it can be taken for markup."""
    return "\n".join(f"<p>{escape(text, quote=False)}</p>" for text in paragraphs(each))


def entities(each: ExportedArticle, kind: str) -> list[dict[str, str]]:
    """Return the names and URLs of the entities of a kind."""
    keys = [
        (entity.name, entity.code.lower() if kind == Kind.COUNTRY else entity.slug)
        for entity in each.entities[kind]
    ]
    return [{"name": legal(name), "uri": f"{each.site}/{PATHS[kind]}/{key}/"} for name, key in keys]
