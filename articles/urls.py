"""Addresses of the public pages. They are a contract: others link to them."""

from django.urls import path, re_path

from articles.discovery.sitemaps import SERIES
from articles.discovery.views import (
    opensearch_description,
    opensearch_suggestions,
    robots,
    sitemap_index,
    sitemap_pages,
    sitemap_part,
)
from articles.exports.formats import FORMATS
from articles.models.entities import PATHS
from articles.views.articles import article_detail, article_list
from articles.views.captures import capture
from articles.views.cards import entity_card
from articles.views.entities import SINGULAR, entity_index, entity_page
from articles.views.exports import article_file, atom, export
from articles.views.facets import facet_values
from articles.views.home import favicon, home, search_help

PLURALS = "|".join(SINGULAR)
NAMED = "|".join(PATHS.values())

urlpatterns = [
    path("", home, name="home"),
    path("articles.atom", atom, name="feed"),
    re_path(rf"^articles\.(?P<suffix>{'|'.join(FORMATS)})$", export, name="export"),
    path("articles/", article_list, name="articles"),
    path("articles/facets/<slug:name>/", facet_values, name="facet"),
    path("articles/<int:pk>.<slug:suffix>", article_file, name="article-file"),
    path("articles/<int:pk>/", article_detail, name="article-id"),
    path("articles/<int:pk>/<str:slug>/", article_detail, name="article"),
    path("captures/<int:pk>/", capture, name="capture"),
    path("help/search/", search_help, name="search-help"),
    path("favicon.ico", favicon),
    path("robots.txt", robots, name="robots"),
    path("sitemap.xml", sitemap_index, name="sitemap"),
    path("sitemap-pages.xml", sitemap_pages),
    re_path(rf"^sitemap-(?P<name>{'|'.join(SERIES)})-(?P<number>[0-9]{{1,18}})\.xml$", sitemap_part),
    path("opensearch.xml", opensearch_description, name="opensearch"),
    path("opensearch/suggestions", opensearch_suggestions, name="suggestions"),
    re_path(rf"^(?P<plural>{PLURALS})/$", entity_index, name="entities"),
    re_path(rf"^(?P<plural>{PLURALS})/(?P<slug>[-\w]+)/$", entity_page, name="entity"),
    re_path(rf"^(?P<plural>{NAMED})/(?P<slug>[-\w]+)/card/$", entity_card, name="card"),
]
