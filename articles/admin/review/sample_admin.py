"""Admin list of the names that were drawn at random, for editors to say whether they are right."""

# ruff: noqa: ARG002  (Django defines these signatures)

from typing import Any

from django.contrib import admin, messages
from django.contrib.humanize.templatetags.humanize import intcomma
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from articles import editing
from articles.admin.common.bases import DecisionsAdmin, editor_of
from articles.models import EntitySample, Kind, Mention

AROUND = 90  # characters of context on either side


@admin.register(EntitySample)
class SampleAdmin(DecisionsAdmin[EntitySample]):
    """Names to check: those on which nobody has decided. Each answer is a decision on the article's
    entity."""

    list_display = ("name", "kind", "context", "where")
    list_display_links = None
    list_filter = ("entity__kind",)
    list_per_page = 20
    list_select_related = ("entity", "article")
    show_full_result_count = False
    actions = ("right", "wrong")

    def get_queryset(self, request: HttpRequest) -> QuerySet[EntitySample]:
        """Return the undecided ones, without columns of the article that are not shown."""
        found = editing.undecided().select_related("entity", "article")
        return found.defer("article__search", "article__entity_names")

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Return False: the actions decide."""
        return False

    def get_actions(self, request: HttpRequest) -> Any:
        """Offer actions only to users who may decide."""
        return super().get_actions(request) if self.has_view_permission(request) else {}

    @admin.display(description=_("name"), ordering="entity__name")
    def name(self, sample: EntitySample) -> SafeString:
        """The entity, linked to its admin page."""
        address = reverse("admin:articles_entity_change", args=[sample.entity_id])
        return format_html('<a href="{}">{}</a>', address, sample.entity.name)

    @admin.display(description=_("kind"), ordering="entity__kind")
    def kind(self, sample: EntitySample) -> str:
        """The question that the kind asks."""
        if sample.entity.kind == Kind.COUNTRY:
            return gettext("Country: is the article about it?")
        return gettext("%(kind)s: is it meant here?") % {"kind": Kind(sample.entity.kind).label}

    @admin.display(description=_("in the text"))
    def context(self, sample: EntitySample) -> str | SafeString:
        """The words that name the entity, with the text around them."""
        mentions = Mention.objects.filter(article=sample.article_id, entity=sample.entity_id)
        mention = mentions.order_by("field", "start").first()
        if mention is None:
            return gettext("named only by places or institutions in it")
        text: str = getattr(sample.article, mention.field)
        before = text[max(0, mention.start - AROUND) : mention.start]
        after = text[mention.end : mention.end + AROUND]
        return format_html("…{}<strong>{}</strong>{}…", before, text[mention.start : mention.end], after)

    @admin.display(description=pgettext_lazy("label", "article"))
    def where(self, sample: EntitySample) -> SafeString:
        """The article, linked to its admin page."""
        address = reverse("admin:articles_article_change", args=[sample.article_id])
        return format_html('<a href="{}">{}</a>', address, sample.article.headline)

    @admin.action(description=_("These are right"))
    def right(self, request: HttpRequest, queryset: QuerySet[EntitySample]) -> None:
        """Confirm the entities in their articles."""
        number = editing.judge(queryset, editor_of(request), right=True)
        messages.success(
            request,
            ngettext("%(number)s name confirmed.", "%(number)s names confirmed.", number)
            % {"number": intcomma(number)},
        )

    @admin.action(description=_("These are wrong"))
    def wrong(self, request: HttpRequest, queryset: QuerySet[EntitySample]) -> None:
        """Reject the entities in their articles."""
        number = editing.judge(queryset, editor_of(request), right=False)
        messages.success(
            request,
            ngettext("%(number)s name rejected.", "%(number)s names rejected.", number)
            % {"number": intcomma(number)},
        )
