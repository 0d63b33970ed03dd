"""Template tags for a page's machine-readable metadata."""

from typing import Any

from django import template
from django.http import HttpRequest
from django.utils.safestring import SafeString

from articles.discovery.canonical import canonical
from articles.discovery.described import ArticleMetadata, coins
from articles.exports.citations.citation import Citation
from articles.http import site_of
from articles.presentation.annotated_article import AnnotatedArticle
from articles.search.results import Hit

register = template.Library()


@register.simple_tag(takes_context=True)
def canonical_url(context: template.Context) -> str:
    """Return the page's canonical URL, or "" without a request (as on the page for error 500)."""
    request = context.get("request")
    return canonical(request) if isinstance(request, HttpRequest) else ""


@register.inclusion_tag("parts/meta_article.html", takes_context=True)
def article_meta(context: template.Context) -> dict[str, Any]:
    """Render the metadata in the head of an article's page. Makes no database query."""
    reading: AnnotatedArticle = context["reading"]
    entities = [entry.entity for group in reading.groups for entry in group.entries if entry.is_about]
    return {"described": ArticleMetadata.of(context["article"], entities, site_of(context["request"]))}


@register.simple_tag(takes_context=True)
def hit_coins(context: template.Context, hit: Hit) -> SafeString:
    """Render an article in a list as COinS, which reference managers read. Makes no database query."""
    hit.article.source = hit.source  # avoids a query for each hit
    return coins(Citation.of(hit.article, site_of(context["request"])))
