"""Addresses of the public pages. They are a contract: others link to them."""

from django.urls import path, re_path

from articles.exports.formats import FORMATS
from articles.models.entities import PATHS
from articles.network.files import NETWORK_FORMATS
from articles.views.articles import article_detail, article_list
from articles.views.captures import capture
from articles.views.cards import entity_card
from articles.views.entities import SINGULAR, entity_index, entity_page, network_file, pair_page
from articles.views.exports import article_file, atom, export
from articles.views.facets import facet_values
from articles.views.home import favicon, home, robots, search_help

PLURALS = "|".join(SINGULAR)
NAMED = "|".join(PATHS.values())
_ENTITY = rf"^(?P<plural>{NAMED})/(?P<slug>[-\w]+)"

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
    re_path(rf"^(?P<plural>{PLURALS})/$", entity_index, name="entities"),
    re_path(rf"^(?P<plural>{PLURALS})/(?P<slug>[-\w]+)/$", entity_page, name="entity"),
    re_path(rf"{_ENTITY}/card/$", entity_card, name="card"),
    re_path(rf"{_ENTITY}/with/(?P<other_slug>[-\w]+)/$", pair_page, name="pair"),
    re_path(rf"{_ENTITY}/with/(?P<other_plural>{NAMED})/(?P<other_slug>[-\w]+)/$", pair_page, name="pair"),
    re_path(rf"{_ENTITY}/network\.(?P<suffix>{'|'.join(NETWORK_FORMATS)})$", network_file, name="network"),
]
