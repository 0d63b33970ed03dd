"""What pages tell programs about themselves."""

from typing import Any

from django import template
from django.http import HttpRequest
from django.utils.safestring import SafeString

from articles.discovery.canonical import canonical
from articles.discovery.described import Described, coins
from articles.exports.citations.citation import Citation
from articles.http import site_of
from articles.presentation.annotated_article import Reading
from articles.search.results import Hit

register = template.Library()


@register.simple_tag(takes_context=True)
def canonical_url(context: template.Context) -> str:
    """The one address of the page; "" where there is no request (as when everything broke)."""
    request = context.get("request")
    return canonical(request) if isinstance(request, HttpRequest) else ""


@register.inclusion_tag("parts/meta_article.html", takes_context=True)
def article_meta(context: template.Context) -> dict[str, Any]:
    """Everything that the head of an article's page says to programs. Costs no query."""
    reading: Reading = context["reading"]
    entities = [entry.entity for group in reading.groups for entry in group.entries if entry.is_about]
    return {"described": Described.of(context["article"], entities, site_of(context["request"]))}


@register.simple_tag(takes_context=True)
def hit_coins(context: template.Context, hit: Hit) -> SafeString:
    """An article of a list as COinS, which reference managers read. Costs no query."""
    hit.article.source = hit.source  # so that it is not looked up for each
    return coins(Citation.of(hit.article, site_of(context["request"])))
