"""URLs of the whole site. Those of the public pages are a contract: others link to them."""

from django.contrib import admin
from django.contrib.auth.views import PasswordChangeView, PasswordResetConfirmView
from django.urls import include, path, re_path

from articles.admin.site import view_on_site
from articles.api import api
from articles.discovery.sitemaps import SERIES
from articles.discovery.views import (
    opensearch_description,
    opensearch_suggestions,
    robots,
    sitemap_index,
    sitemap_pages,
    sitemap_part,
)
from articles.exports.formats import FILES
from articles.network.graph_files import NETWORK_FORMATS
from articles.research.freezing import KEY_CHARACTERS
from articles.search.facet_types import BY_PLURAL
from articles.store_once import store_once
from articles.views import reconciliation
from articles.views.articles import article_detail, article_list
from articles.views.captures import capture, original
from articles.views.cards import entity_card
from articles.views.compare import compare_csv, compare_page
from articles.views.copies import article_difference
from articles.views.entities import (
    entity_index,
    entity_page,
    network_file,
    pair_page,
    sentences_file,
    sentences_page,
)
from articles.views.entities.finding import KINDS
from articles.views.exports import article_file, atom, export
from articles.views.facets import facet_values
from articles.views.front.about import about
from articles.views.front.home import favicon, home, search_help
from articles.views.harvesting import oai
from articles.views.memento import captures, timegate, timemap
from articles.views.readers import frozen, saved
from articles.views.readers.accounts import ResetView, SignInView, SignOutView
from articles.views.readers.language import choose_language
from articles.views.readers.two_step import two_step
from articles.views.reports import report_error
from articles.views.sentences import search_sentences, search_sentences_file
from articles.views.suggestions import compare_suggestions, suggestions
from articles.views.versions import difference, versions

PLURALS = "|".join(BY_PLURAL)
_KINDS = "|".join(KINDS)
_SUGGESTED = "entity|property|type"
_ENTITY = rf"^(?P<plural>{_KINDS})/(?P<slug>[-\w]+)"
KEY = rf"(?P<key>[a-z0-9]{{{KEY_CHARACTERS}}})"

_desk = [
    path("admin/r/<path:content_type_id>/<path:object_id>/", admin.site.admin_view(view_on_site)),
    path(
        "admin/password_change/",
        store_once(admin.site.admin_view(admin.site.password_change, cacheable=True)),
    ),
    path("admin/", admin.site.urls),
]
_accounts = [
    path("accounts/password_change/", store_once(PasswordChangeView.as_view()), name="password_change"),
    path(
        "accounts/reset/<uidb64>/<token>/",
        store_once(PasswordResetConfirmView.as_view()),
        name="password_reset_confirm",
    ),
    path("accounts/password_reset/", ResetView.as_view(), name="password_reset"),
    path("accounts/login/", SignInView.as_view(), name="login"),
    path("accounts/two-step/", two_step, name="two-step"),
    path("accounts/logout/", SignOutView.as_view(), name="logout"),
    path("accounts/", include("django.contrib.auth.urls")),
]
_pages = [
    path("", home, name="home"),
    path("about/", about, name="about"),
    path("articles.atom", atom, name="feed"),
    re_path(rf"^articles\.(?P<suffix>{'|'.join(FILES)})$", export, name="export"),
    path("articles/", article_list, name="articles"),
    path("articles/sentences/", search_sentences, name="search-sentences"),
    path("articles/sentences.csv", search_sentences_file, name="search-sentences-file"),
    path("articles/facets/<slug:name>/", facet_values, name="facet"),
    path("suggest/", suggestions, name="suggest"),
    path("suggest/lines/", compare_suggestions, name="suggest-lines"),
    path("compare/", compare_page, name="compare"),
    path("compare.csv", compare_csv, name="compare-csv"),
    path("articles/<int:pk>.<slug:suffix>", article_file, name="article-file"),
    path("articles/<int:pk>/", article_detail, name="article-id"),
    path("articles/<int:pk>/<str:slug>/", article_detail, name="article"),
    path("articles/<int:pk>/<str:slug>/original/", original, name="original"),
    path("articles/<int:pk>/<str:slug>/report/", report_error, name="report-error"),
    path("articles/<int:pk>/difference/<int:other_pk>/", article_difference, name="article-difference"),
    path("articles/<int:pk>/<str:slug>/versions/", versions, name="versions"),
    path("articles/<int:pk>/<str:slug>/versions/<str:one>..<str:other>/", difference, name="difference"),
    path("captures/", captures, name="captures"),
    path("captures/<int:pk>/", capture, name="capture"),
    re_path(r"^timemap/link/(?:(?P<page>[1-9][0-9]{0,5})/)?(?P<address>.+)$", timemap, name="timemap"),
    re_path(r"^timegate/(?P<address>.+)$", timegate, name="timegate"),
    path("searches/", saved.saved_searches, name="searches"),
    path("searches/freeze/", frozen.freeze_search, name="freeze-search"),
    path("searches/save/", saved.save_search, name="save-search"),
    path("searches/saved/<int:pk>/", saved.saved_search, name="saved-search"),
    path("searches/saved/<int:pk>/<slug:action>/", saved.change_saved, name="change-saved"),
    path("searches/feed/<slug:token>.atom", saved.saved_feed, name="saved-feed"),
    path("searches/unsubscribe/<str:signed>/", saved.unsubscribe, name="unsubscribe"),
    re_path(rf"^searches/{KEY}/forget/$", frozen.forget_search, name="forget-search"),
    re_path(rf"^searches/{KEY}/$", frozen.frozen_search, name="frozen-search"),
    re_path(
        rf"^searches/{KEY}/(?P<name>{'|'.join(frozen.LISTS)})/$", frozen.frozen_changes, name="frozen-changes"
    ),
    re_path(rf"^searches/{KEY}\.(?P<suffix>{'|'.join(FILES)})$", frozen.frozen_file, name="frozen-file"),
    re_path(rf"^searches/{KEY}\.crate$", frozen.frozen_crate, name="frozen-crate"),
    path("oai", oai, name="oai"),
    path("reconcile", reconciliation.reconcile, name="reconcile"),
    path("reconcile/", reconciliation.reconcile),
    re_path(rf"^reconcile/suggest/(?P<what>{_SUGGESTED})$", reconciliation.suggest),
    re_path(rf"^reconcile/flyout/(?P<what>{_SUGGESTED})$", reconciliation.flyout),
    path("reconcile/extend/propose", reconciliation.propose_properties),
    path("reconcile/preview/", reconciliation.preview),
    path("reconcile/id/<str:key>", reconciliation.entity_with_key),
    path("language/<str:code>/", choose_language, name="language"),
    path("help/search/", search_help, name="search-help"),
    path("favicon.ico", favicon),
    path("robots.txt", robots, name="robots"),
    path("sitemap.xml", sitemap_index, name="sitemap"),
    path("sitemap-pages.xml", sitemap_pages),
    re_path(rf"^sitemap-(?P<name>{'|'.join(SERIES)})-(?P<number>[0-9]{{1,18}})\.xml$", sitemap_part),
    path("opensearch.xml", opensearch_description, name="opensearch"),
    path("opensearch/suggestions", opensearch_suggestions, name="opensearch-suggestions"),
    re_path(rf"^(?P<plural>{PLURALS})/$", entity_index, name="entities"),
    re_path(rf"^(?P<plural>{PLURALS})/(?P<slug>[-\w]+)/$", entity_page, name="entity"),
    re_path(rf"{_ENTITY}/with/(?P<other_slug>[-\w]+)/$", pair_page, name="pair"),
    re_path(rf"{_ENTITY}/with/(?P<other_plural>{_KINDS})/(?P<other_slug>[-\w]+)/$", pair_page, name="pair"),
    re_path(rf"{_ENTITY}/network\.(?P<suffix>{'|'.join(NETWORK_FORMATS)})$", network_file, name="network"),
    re_path(rf"{_ENTITY}/sentences/$", sentences_page, name="sentences"),
    re_path(rf"{_ENTITY}/sentences\.csv$", sentences_file, name="sentences-file"),
    re_path(rf"{_ENTITY}/card/$", entity_card, name="card"),
]

urlpatterns = [*_desk, *_accounts, path("api/", api.urls), *_pages]
