"""Admin pages for entities: their names, other names and merging."""

# ruff: noqa: ARG002  (Django defines these signatures)

from __future__ import annotations

import re
from functools import partial
from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.humanize.templatetags.humanize import intcomma
from django.db.models import Case, IntegerField, QuerySet, Value, When
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from articles import editing
from articles.admin.common.bases import TabularInlineOf, editor_of, page_name
from articles.admin.common.deferred import tell_deferred
from articles.admin.common.entity_select import EntityAutocomplete
from articles.admin.common.history.rows import RowList
from articles.admin.common.named import OTHER_NAMES, NamedAdmin, folded_term
from articles.admin.common.text_forms import TextForm
from articles.admin.entities.merge_action import merge_action
from articles.admin.entities.rename_view import rename_view
from articles.admin.entities.split_view import split_view
from articles.admin.entities.surname_action import reject_by_surname_action
from articles.admin.entities.working import SMALL, queue
from articles.background import AT_ONCE, defer
from articles.identifiers import LONGEST, IdentifierError, normalise
from articles.models import (
    ArticleEntity,
    Entity,
    EntityChange,
    EntityIdentifier,
    EntityName,
    Kind,
)
from articles.stored_texts import stored_language

COUNTRY_CODE = _("A country needs its ISO 3166-1 code: two letters, such as UA.")
_QUEUED = "articles.deletion_is_queued"
IDENTIFIERS = RowList("Identifiers", "identifiers", ("scheme", "value"), lambda obj: obj.identifiers.all())
CODE = _("Enter two letters, such as UA, or leave it empty.")


class EntityForm(TextForm[Entity]):
    """Form for an entity. It checks the database's constraints, to give readable errors."""

    class Meta:
        model = Entity
        fields = ("kind", "name", "slug", "code", "description")

    def clean_code(self) -> str:
        """Convert the code to upper case and check its form."""
        code: str = self.cleaned_data["code"].strip().upper()
        if code and not re.fullmatch("[A-Z]{2}", code):
            raise forms.ValidationError(CODE)
        return code

    def clean(self) -> dict[str, Any]:
        """Check that a country has a code, and that no other country has the same."""
        cleaned: dict[str, Any] = super().clean() or {}
        kind = cleaned.get("kind") or self.instance.kind
        if cleaned.get("slug"):
            self._check_address(kind, cleaned["slug"])
        if kind != Kind.COUNTRY or "code" not in cleaned:
            return cleaned
        if not cleaned["code"]:
            self.add_error("code", COUNTRY_CODE)
            return cleaned
        others = Entity.objects.filter(kind=Kind.COUNTRY, code=cleaned["code"]).exclude(pk=self.instance.pk)
        if other := others.first():
            self.add_error(
                "code",
                gettext("%(code)s is already the code of %(name)s.")
                % {"code": cleaned["code"], "name": other.name},
            )
        return cleaned

    def _check_address(self, kind: str, slug: str) -> None:
        """An address that redirects to another entity stays with that one."""
        try:
            editing.refuse_taken(Entity(pk=self.instance.pk, kind=kind), slug)
        except editing.ChangeRefusedError as refusal:
            self.add_error("slug", str(refusal))


class NameForm(TextForm[EntityName]):
    """Form for another name."""


class NameInline(TabularInlineOf[EntityName, Entity]):
    """Other names of the entity."""

    model = EntityName
    form = NameForm
    fields = ("name", "learned")
    readonly_fields = ("learned",)
    extra = 1
    verbose_name = _("other name")
    verbose_name_plural = _("Other names, also used by extraction and search")


class IdentifierForm(TextForm[EntityIdentifier]):
    """Form for an identifier, which may be entered as its address on the web."""

    value = forms.CharField(
        label=_("identifier"),
        max_length=LONGEST,
        help_text=_("Or its address on the web, such as https://www.wikidata.org/wiki/Q42."),
        widget=forms.TextInput(attrs={"class": "vTextField", "autocomplete": "off"}),
    )

    class Meta:
        model = EntityIdentifier
        fields = ("scheme", "value")

    def clean(self) -> dict[str, Any]:
        """Bring the identifier to its usual form, and check it."""
        cleaned: dict[str, Any] = super().clean() or {}
        if "scheme" in cleaned and "value" in cleaned:
            try:
                cleaned["value"] = normalise(cleaned["scheme"], cleaned["value"])
            except IdentifierError as error:
                self.add_error("value", str(error))
        return cleaned


class IdentifierInline(TabularInlineOf[EntityIdentifier, Entity]):
    """Identifiers of the entity."""

    model = EntityIdentifier
    form = IdentifierForm
    fields = ("scheme", "value")
    extra = 1
    verbose_name_plural = _("Identifiers in public registers")


@admin.register(Entity)
class EntityAdmin(NamedAdmin[Entity]):
    """Entities of every kind."""

    form = EntityForm
    other_names = EntityName
    owner = "entity"
    list_display = ("name", "kind", "code", "number")
    list_filter = ("kind",)
    fields = ("kind", "name", "slug", "code", "description")
    inlines = (NameInline, IdentifierInline)
    row_lists = (OTHER_NAMES, IDENTIFIERS)
    actions = (merge_action, reject_by_surname_action)

    def stamped_rows(self, obj: Entity) -> list[Any]:
        """Stamp the other names and the identifiers."""
        identifiers = obj.identifiers.order_by("pk").values_list("pk", "scheme", "value")
        return [*super().stamped_rows(obj), *identifiers]

    def get_urls(self) -> list[URLPattern]:
        """Add the views for autocomplete, splitting and renaming."""
        admitted = self.admin_site.admin_view
        suggest = EntityAutocomplete.as_view(admin_site=self.admin_site)
        return [
            path("autocomplete/", admitted(suggest), name="articles_entity_autocomplete"),
            path("<int:pk>/split/", admitted(partial(split_view, self)), name="articles_entity_split"),
            path("<int:pk>/rename/", admitted(partial(rename_view, self)), name="articles_entity_rename"),
            *super().get_urls(),
        ]

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """Show the form, with the number of changes that it links to."""
        pk = int(object_id) if object_id.isdecimal() and len(object_id) < 10 else 0
        changes = EntityChange.objects.filter(entity_ids__contains=[pk]).count()
        return super().change_view(
            request, object_id, form_url, {"changes": changes, **(extra_context or {})}
        )

    def get_readonly_fields(self, request: HttpRequest, obj: Entity | None = None) -> Any:
        """Keep the kind of an existing entity: its mentions are of that kind."""
        return () if obj is None else ("kind",)

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        """Search folded names and other names. Autocomplete puts exact matches and prefixes first."""
        queryset, may_repeat = super().get_search_results(request, queryset, search_term)
        folded = folded_term(search_term)
        if page_name(request).endswith("autocomplete"):
            place = Case(
                When(folded=folded, then=Value(0)),
                When(folded__startswith=folded, then=Value(1)),
                default=Value(2),
                output_field=IntegerField(),
            )
            queryset = queryset.order_by(place, "name", "pk")
        return queryset, may_repeat

    def save_model(self, request: HttpRequest, obj: Entity, form: ModelForm[Entity], change: bool) -> None:
        """Save the entity. A new name or address is recorded as a renaming, which can be undone."""
        name, slug = obj.name, obj.slug
        if change:
            obj.name, obj.slug = form.initial["name"], form.initial["slug"]
        super().save_model(request, obj, form, change)
        if not change:
            return
        slug = slug or Entity(pk=obj.pk, kind=obj.kind, name=name).free_slug()
        renaming = editing.begin_rename(obj, name, slug, editor_of(request))
        if renaming is None:
            return
        if renaming.total > SMALL:
            queue(renaming)
            tell_deferred(
                request,
                ngettext(
                    "Making %(number)s article searchable by the new name takes a while and is "
                    "done in the background.",
                    "Making %(number)s articles searchable by the new name takes a while and is "
                    "done in the background.",
                    renaming.total,
                )
                % {"number": intcomma(renaming.total)},
            )
        else:
            with stored_language():
                editing.carry_on(renaming)

    def delete_model(self, request: HttpRequest, obj: Entity) -> None:
        """Delete the entity and update its articles."""
        self._delete(request, [obj.pk])

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Entity]) -> None:
        """Delete the entities and update their articles."""
        self._delete(request, list(queryset.values_list("pk", flat=True)))

    def _delete(self, request: HttpRequest, ids: list[int]) -> None:
        links = ArticleEntity.objects.filter(entity__in=ids).order_by()
        number = links.values("article").distinct().count()
        if number > AT_ONCE:
            defer("delete_entities", lock="entities", entity_ids=ids)
            tell_deferred(
                request,
                ngettext(
                    "Deleting from %(number)s article takes a while and is done in the background.",
                    "Deleting from %(number)s articles takes a while and is done in the background.",
                    number,
                )
                % {"number": intcomma(number)},
            )
            request.META[_QUEUED] = True
        else:
            editing.delete_entities(ids)

    def message_user(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Show a message, but not Django's that everything is deleted, if that is only queued."""
        if _QUEUED not in request.META:
            super().message_user(request, *args, **kwargs)

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """Count what is deleted with an entity instead of listing it: it can be in half of the archive."""
        entities = list(objs)
        counts = {
            gettext("entities"): len(entities),
            gettext("other names"): EntityName.objects.filter(entity__in=entities).count(),
            gettext("identifiers"): EntityIdentifier.objects.filter(entity__in=entities).count(),
            gettext("links to articles"): ArticleEntity.objects.filter(entity__in=entities).count(),
        }
        lacking = set() if self.has_delete_permission(request) else {"entity"}
        return [str(entity) for entity in entities], counts, lacking, []
