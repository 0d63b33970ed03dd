"""Admin pages to enter, correct and publish articles."""

# ruff: noqa: ARG002  (Django defines these signatures)

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.admin.views.main import ChangeList
from django.contrib.humanize.templatetags.humanize import intcomma
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.forms import BaseModelFormSet, ModelForm
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import URLPattern, path
from django.utils.translation import gettext, ngettext, ngettext_lazy
from django.utils.translation import gettext_lazy as _

from articles import editing
from articles.admin.articles.article_filters import (
    AddedFilter,
    CountryFilter,
    PersonFilter,
    ReviewFilter,
    RunFilter,
    SimilarFilter,
    SourceFilter,
    WithdrawalFilter,
)
from articles.admin.articles.article_forms import ArticleForm, FoundFormSet
from articles.admin.articles.article_inlines import AddedInline, CorrectionInline, FoundInline
from articles.admin.articles.article_list import ArticleChangeList, ArticlePaginator, query_of
from articles.admin.articles.bulk_action import change_fields
from articles.admin.articles.decision_rows import DecisionList
from articles.admin.articles.names_view import NamesView
from articles.admin.articles.own_drafts import AuthorFilter, OwnDraftsAdmin
from articles.admin.articles.withdrawing import withdraw
from articles.admin.common.bases import HTTPS_ADDRESSES, ModelAdminOf, editor_of
from articles.admin.common.edit_conflicts import GuardedAdmin
from articles.admin.common.history.log import field_label
from articles.admin.common.history.recording import RecordedAdmin, Values
from articles.admin.common.history.rows import RowList
from articles.admin.common.panels import originals_of, similar_to, words_of
from articles.authorship.store import set_authors
from articles.locking import lock_archive_shared
from articles.models import Article, ArticleEntity, Correction, Decision, DeletedOriginal, Status

MAX_AGAIN = 500  # articles: a request must not process the whole archive
CORRECTIONS = RowList(
    "Corrections", "corrections", ("day", "text"), lambda obj: obj.corrections.order_by("pk")
)
PUBLISHED = ngettext_lazy("%(number)d article published.", "%(number)d articles published.", "number")
PROCESSED = ngettext_lazy(
    "%(number)d article processed again.", "%(number)d articles processed again.", "number"
)
KEPT_APART = ngettext_lazy(
    "%(number)d article kept apart from similar articles.",
    "%(number)d articles kept apart from similar articles.",
    "number",
)
COMPARED = ngettext_lazy(
    "%(number)d article compared with similar articles.",
    "%(number)d articles compared with similar articles.",
    "number",
)

Fieldsets = list[tuple[Any, dict[str, Any]]]
TEXT: Fieldsets = [
    (None, {"fields": ["headline", "standfirst", "body"]}),
    (
        _("Date, source and author"),
        {
            "fields": [
                ("published_on", "published_at", "date_text"),
                "source",
                "byline",
                "dateline",
                ("section", "language"),
                "url",
            ]
        },
    ),
    (_("Picture"), {"fields": ["caption"]}),
    (
        _("Publication"),
        {
            "fields": ["status", "embargoed_until"],
            "description": _(
                "Saving looks for people, countries, organisations and places in the text "
                "again and keeps what you confirmed or rejected. A published article can be found at once, "
                "an embargoed one from the time you choose."
            ),
        },
    ),
]
WITHDRAWAL: Fieldsets = [
    (
        _("Withdrawal"),
        {
            "fields": ["withdrawal", "notice", "notice_headline"],
            "description": _("For withdrawn articles. To take a withdrawal back, choose another status."),
        },
    ),
]
FOUND: Fieldsets = [
    (_("Names in the text"), {"classes": ["collapse"], "fields": ["words"]}),
    (_("Where it came from"), {"classes": ["collapse"], "fields": ["similar", "originals", "edited"]}),
]


@admin.register(Article)
class ArticleAdmin(GuardedAdmin, RecordedAdmin, OwnDraftsAdmin, ModelAdminOf[Article]):
    form = ArticleForm
    formfield_overrides = HTTPS_ADDRESSES
    list_display = ("headline", "day", "source", "status", "people", "countries")
    list_filter = (
        "status",
        ("withdrawal", WithdrawalFilter),
        AuthorFilter,
        SourceFilter,
        CountryFilter,
        PersonFilter,
        ReviewFilter,
        AddedFilter,
        SimilarFilter,
        RunFilter,
    )
    list_select_related = ("source",)
    list_per_page = 50
    date_hierarchy = "published_on"
    sortable_by = ("day",)  # only this has an index
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER  # facets would count every value of every filter
    search_fields = ("headline",)  # shows the search box; see get_search_results
    search_help_text = _(
        "The same syntax as the public search: words, “phrases”, -exclude, headline:, person:, country:, "
        "source:, after:, before:. A number also finds the article with that ID."
    )
    autocomplete_fields = ("source",)
    readonly_fields = ("words", "similar", "originals", "edited")
    row_lists = (DecisionList(), CORRECTIONS)
    actions = ("publish", withdraw, change_fields, "extract_again", "keep_apart", "let_join")
    change_form_template = "admin/articles/article/change_form.html"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Article]:
        """Leave out the search column, which no page shows."""
        return super().get_queryset(request).defer("search")

    def get_urls(self) -> list[URLPattern]:
        names = self.admin_site.admin_view(NamesView(self))
        return [path("<int:object_id>/names/", names, name="articles_article_names"), *super().get_urls()]

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return ArticleChangeList

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        """Search as on the public pages; if nothing matches, treat each word as a prefix."""
        query = query_of(search_term, None if self.sees_all(request) else self.get_queryset(request))
        return (queryset.filter(query.where) if query else queryset), False

    def get_paginator(
        self, request: HttpRequest, queryset: QuerySet[Any], per_page: int, *args: Any, **kwargs: Any
    ) -> Paginator[Any]:
        """Return pages from the columns, if these know everything that is asked for.

        Django also asks for pages of the history, whose rows are not articles.
        """
        if queryset.model is not Article or not self.sees_all(request):
            return super().get_paginator(request, queryset, per_page, *args, **kwargs)
        return ArticlePaginator.of(request.GET, queryset, per_page)

    def get_fieldsets(self, request: HttpRequest, obj: Article | None = None) -> Any:
        """Add the extraction results once the article exists."""
        if obj is None or not self.sees_all(request):
            return TEXT
        return TEXT + WITHDRAWAL + FOUND if obj.status == Status.WITHDRAWN else TEXT + FOUND

    def lock(self) -> None:
        """Keep entities from being merged or deleted while an article that names them is saved."""
        lock_archive_shared()

    def why_gone(self, request: HttpRequest) -> str:
        if self.sees_all(request):
            return super().why_gone(request)
        return gettext("An editor published or deleted this draft after you opened it")

    def stamped_rows(self, obj: Article) -> list[Any]:
        """Stamp corrections, and editors' decisions about entities: extraction may change the rest."""
        decided = obj.article_entities.exclude(status=Decision.AUTOMATIC).order_by("entity")
        corrections = obj.corrections.order_by("pk").values_list("day", "text")
        return [
            *decided.values_list("entity", "status", "is_about", "reported_from"),
            *((day.isoformat(), text) for day, text in corrections),
        ]

    def row_name(self, row: Any) -> str:
        """Name the entity of a row."""
        return row.entity.name if isinstance(row, ArticleEntity) else str(row)

    def values_of(self, obj: Article) -> Values:
        """Record the date as it is typed: also a month, a year or a decade."""
        return super().values_of(obj) | {"published_on": editing.typed_date(obj)}

    def get_inlines(self, request: HttpRequest, obj: Article | None) -> Any:
        """Leave out extraction results for a new article."""
        return [AddedInline] if obj is None else [CorrectionInline, FoundInline, AddedInline]

    def view_on_site(self, obj: Article) -> str | None:
        """Return the public page of a published article."""
        return obj.get_absolute_url() if obj.status == Status.PUBLISHED else None

    @admin.display(description=_("date"), ordering="published_on")
    def day(self, article: Article) -> str | None:
        """The publication date as YYYY-MM-DD, or as far as it is known."""
        return article.edtf or None

    @admin.display(description=_("people"))
    def people(self, article: Article) -> int:
        """Number of people mentioned."""
        return len(article.person_ids)

    @admin.display(description=_("countries"))
    def countries(self, article: Article) -> int:
        """Number of countries the article is about."""
        return len(article.country_ids)

    @admin.display(description=_("Originals"))
    def originals(self, article: Article) -> str:
        """The originals, with checksums and links to the bytes."""
        return render_to_string("admin/articles/article/originals.html", {"originals": originals_of(article)})

    @admin.display(description=_("Names"))
    def words(self, article: Article) -> str:
        """Every mention with its evidence, by entity, unresolved ones first."""
        return render_to_string("admin/articles/article/words.html", words_of(article))

    @admin.display(description=_("Similar articles"))
    def similar(self, article: Article) -> str:
        """The articles with nearly the same text."""
        return render_to_string("admin/articles/article/similar.html", similar_to(article))

    @admin.display(description=_("Protected from imports"))
    def edited(self, article: Article) -> str:
        """The fields that an editor changed, so imports do not overwrite them."""
        return ", ".join(field_label(Article, name) for name in article.edited_fields) or gettext("none")

    def save_model(self, request: HttpRequest, obj: Article, form: ModelForm[Article], change: bool) -> None:
        """Save the article, note the edited fields, and keep the text of a new one as its original."""
        editing.note_edited(obj, form.changed_data)
        editing.settle_withdrawal(obj)
        set_authors([obj])
        super().save_model(request, obj, form, change)
        if not change:
            editing.record_typed(obj, editor_of(request))

    def save_related(
        self, request: HttpRequest, form: ModelForm[Article], formsets: Any, change: bool
    ) -> None:
        """Save the editor's decisions first, then extract again, which respects them."""
        super().save_related(request, form, formsets, change)
        if told := form.cleaned_data.get("tell_readers"):
            editing.save_corrections([Correction(article=form.instance, text=told)], [], editor_of(request))
        editing.extract_again([form.instance.pk])
        editing.compare_again([form.instance.pk])
        self.message_user(request, _found_in(form.instance.pk), messages.INFO)

    def save_formset(
        self,
        request: HttpRequest,
        form: ModelForm[Article],
        formset: BaseModelFormSet[Any, Any],
        change: bool,
    ) -> None:
        """Record the editor on every decision."""
        links = formset.save(commit=False)
        editor = editor_of(request)
        if formset.model is Correction:
            editing.save_corrections(links, formset.deleted_objects, editor)
            return
        if not isinstance(formset, FoundFormSet):
            for link in links:
                editing.add_entity(form.instance, link.entity, editor, is_about=link.is_about)
            return
        for link, changed in formset.changed_objects:
            editing.sign(link, editor, changed=changed)
            link.save()

    def get_actions(self, request: HttpRequest) -> Any:
        """Remove bulk deletion: many articles can be withdrawn at once, but not deleted."""
        actions = super().get_actions(request)
        actions.pop("delete_selected", None)
        return actions

    def delete_model(self, request: HttpRequest, obj: Article) -> None:
        """Delete the article and record who did it. Later imports skip it."""
        pk = obj.pk
        super().delete_model(request, obj)
        DeletedOriginal.objects.filter(article_id=pk).update(deleted_by=editor_of(request).get_username())

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """Count what is deleted with an article. Captures go too, though none can be deleted on its own."""
        ids = [article.pk for article in objs]
        articles = Article.objects.filter(pk__in=ids)
        counts = {
            gettext("articles"): len(ids),
            gettext("originals"): articles.filter(captures__isnull=False).values("captures").count(),
            gettext("mentions"): articles.filter(mentions__isnull=False).values("mentions").count(),
            gettext("links to entities"): articles.values("article_entities").count(),
        }
        lacking = set() if self.has_delete_permission(request) else {"article"}
        return [str(article) for article in objs], counts, lacking, []

    @admin.action(description=_("Publish"), permissions=["change"])
    def publish(self, request: HttpRequest, queryset: QuerySet[Article]) -> None:
        """Publish the selected articles."""
        self._act(
            request, queryset.exclude(status=Status.PUBLISHED), editing.publish, "Published.", PUBLISHED
        )

    @admin.action(description=_("Extract people and places again"), permissions=["change"])
    def extract_again(self, request: HttpRequest, queryset: QuerySet[Article]) -> None:
        """Extract entities again from the selected articles."""
        if queryset.count() > MAX_AGAIN:
            problem = gettext(
                "At most %(most)s articles can be processed at once. For more, run extract_entities."
            ) % {"most": intcomma(MAX_AGAIN)}
            self.message_user(request, problem, messages.ERROR)
            return
        self._act(request, queryset, editing.extract_again, "Processed again.", PROCESSED)

    @admin.action(description=_("Take out of the group of similar articles"), permissions=["change"])
    def keep_apart(self, request: HttpRequest, queryset: QuerySet[Article]) -> None:
        """Keep the selected articles apart from articles with nearly the same text, from now on."""
        self._act(request, queryset, editing.keep_apart, "Kept apart from similar articles.", KEPT_APART)

    @admin.action(description=_("Group with similar articles again"), permissions=["change"])
    def let_join(self, request: HttpRequest, queryset: QuerySet[Article]) -> None:
        """Undo that: group the selected articles with similar ones again."""
        self._act(request, queryset, editing.let_join, "Compared with similar articles.", COMPARED)

    def _act(
        self, request: HttpRequest, queryset: QuerySet[Article], do: Any, logged: str, told: Any
    ) -> None:
        articles = list(queryset.order_by("pk").only("pk", "headline").select_related(None))
        changed = do([article.pk for article in articles])
        if articles:
            LogEntry.objects.log_actions(editor_of(request).pk, articles, CHANGE, logged)
        self.message_user(
            request,
            told % {"number": changed} if changed else gettext("No changes were needed."),
            messages.SUCCESS,
        )


def _found_in(article_id: int) -> str:
    article = Article.objects.only("person_ids", "country_ids", "organisation_ids", "place_ids").get(
        pk=article_id
    )
    people, countries = len(article.person_ids), len(article.country_ids)
    organisations, places = len(article.organisation_ids), len(article.place_ids)
    parts = [
        _counted(ngettext("%(number)s person", "%(number)s people", people), people),
        _counted(ngettext("%(number)s country", "%(number)s countries", countries), countries),
        _counted(
            ngettext("%(number)s organisation", "%(number)s organisations", organisations), organisations
        ),
        _counted(ngettext("%(number)s place", "%(number)s places", places), places),
    ]
    return gettext("Found in the text: %(found)s.") % {"found": ", ".join(parts)}


def _counted(text: str, number: int) -> str:
    return text % {"number": intcomma(number)}
