"""The page that splits an entity: by name, article, words in an article or single place, with a preview."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from articles import editing
from articles.admin.common.bases import editor_of
from articles.admin.common.entity_select import EntitySelect
from articles.admin.entities.working import work
from articles.models import Article, ArticleEntity, Decision, Entity, Mention, TextField
from articles.presentation.evidence import reading_order
from articles.store_once import store_once

SHOWN = 50  # articles on a page
MAX_ID = 2**63 - 1
MAX_CHOSEN = 1000  # articles, names and words that can be ticked
SURFACE = 300  # characters
AROUND = 80  # characters of text on both sides of a place


class PlaceShown(NamedTuple):
    """A mention with the text around it. value: what its box sends."""

    value: str
    before: str
    words: str
    after: str
    field: str
    is_ticked: bool


class TargetForm(forms.Form):
    """The entity that gets what was chosen: an existing one, or a new one."""

    other = forms.ModelChoiceField(Entity.objects.all(), required=False, label=_("Existing entity"))
    name = forms.CharField(
        required=False,
        max_length=200,
        label=_("Or the name of a new one"),
        widget=forms.TextInput(attrs={"class": "vTextField", "autocomplete": "off"}),
    )

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        field: Any = self.fields["other"]
        widget = EntitySelect(ArticleEntity._meta.get_field("entity"), admin.site)
        widget.choices = field.choices
        field.widget = widget

    def target(self) -> Entity | str:
        """Return what was chosen. Raises ChangeRefusedError if nothing or both were."""
        self.is_valid()
        other, name = self.cleaned_data.get("other"), self.cleaned_data.get("name", "")
        if bool(other) == bool(name):
            raise editing.ChangeRefusedError(
                gettext("Choose an existing entity or enter the name of a new one, not both.")
                if other
                else gettext("Choose an existing entity, or enter the name of a new one.")
            )
        chosen: Entity | str = other or name
        return chosen


@store_once
def split_view(model_admin: Any, request: HttpRequest, pk: int) -> HttpResponse:
    """Show what can be split off, then what that would do; once confirmed, do it."""
    entity = get_object_or_404(Entity, pk=pk)
    if not (model_admin.has_change_permission(request, entity) and model_admin.has_add_permission(request)):
        raise PermissionDenied
    if not request.user.has_perm("articles.view_article"):
        raise PermissionDenied
    is_sent = request.method == "POST"
    choice = _chosen(request.POST) if is_sent else editing.SplitChoice()
    form = TargetForm(request.POST if is_sent else None)
    plan = None
    if is_sent and not _finds(request.POST):
        try:
            target = form.target()
            plan = editing.plan_split(entity, choice)
            if "confirmed" in request.POST:
                return work(request, editing.begin_split(entity, choice, target, editor_of(request)))
        except editing.ChangeRefusedError as refusal:
            messages.error(request, str(refusal))
            plan = None
    context = {
        **model_admin.admin_site.each_context(request),
        "title": gettext("Split %(name)s") % {"name": entity.name},
        "opts": Entity._meta,
        "entity": entity,
        "form": form,
        "media": model_admin.media + form.media,
        "choice": choice,
        "chosen_places": [_as_sent(each) for each in sorted(choice.places)],
        "chosen_words": [f"{article}:{words}" for article, words in sorted(choice.words)],
        "plan": plan,
        "target": target if plan else "",
        "same_name": plan and str(target).casefold() == entity.name.casefold(),
        **({} if plan else _offered(request, entity, choice)),
    }
    name = "split_preview" if plan else "split"
    return TemplateResponse(request, f"admin/articles/entity/{name}.html", context)


def _chosen(sent: QueryDict) -> editing.SplitChoice:
    """Read the ticked boxes; anything else is ignored."""
    words = (each.partition(":") for each in sent.getlist("words")[:MAX_CHOSEN])
    places = (_place(each) for each in sent.getlist("place")[:MAX_CHOSEN])
    return editing.SplitChoice(
        frozenset(_numbers(sent.getlist("article")[:MAX_CHOSEN])),
        frozenset(each.replace("\0", "")[:SURFACE] for each in sent.getlist("surface")[:MAX_CHOSEN]),
        frozenset(
            (number, surface.replace("\0", "")[:SURFACE])
            for article, _, surface in words
            for number in _numbers([article])
        ),
        frozenset(each for each in places if each),
    )


def _place(given: str) -> editing.PlaceInText | None:
    article, field, start, end = [*given.split(":", 3), "", "", ""][:4]
    numbers = list(_numbers([article, start, end]))
    return editing.PlaceInText(numbers[0], field, *numbers[1:]) if len(numbers) == 3 else None


def _as_sent(place: editing.PlaceInText) -> str:
    return ":".join(map(str, place))


def _numbers(given: list[str]) -> Iterator[int]:
    for each in given:
        if each.isdecimal() and int(each[:20]) <= MAX_ID:
            yield int(each)


def _finds(sent: QueryDict) -> bool:
    """Whether other articles or single places are asked for, and not the preview."""
    return bool({"find", "open"} & sent.keys()) or sent.get("q", "") != sent.get("shown_q", "")


def _offered(request: HttpRequest, entity: Entity, choice: editing.SplitChoice) -> dict[str, Any]:
    """Return the template context: the names of the entity in texts, and a page of its articles."""
    links = ArticleEntity.objects.filter(entity=entity).exclude(status=Decision.REJECTED)
    articles = Article.objects.filter(pk__in=links.values("article")).order_by("-published_on", "-pk")
    words = request.POST.get("q", "").replace("\0", "")[:200]
    if words:
        articles = articles.filter(headline__icontains=words)
    shown = list(articles.only("headline", "published_on", "published_until", "source__name")[: SHOWN + 1])
    said: dict[int, list[tuple[str, int, bool]]] = {}
    mentions = Mention.objects.filter(entity=entity, article__in=shown).order_by()
    rows = mentions.values_list("article_id", "surface").annotate(n=Count("pk")).order_by("surface")
    for article_id, surface, number in rows:
        said.setdefault(article_id, []).append((surface, number, (article_id, surface) in choice.words))
    here = {article.pk for article in shown[:SHOWN]}
    opened = here & set(
        _numbers([*request.POST.getlist("opened")[:MAX_CHOSEN], request.POST.get("open", "")])
    )
    unseen_places = [each for each in sorted(choice.places) if each.article_id not in opened]
    places = places_of(entity, sorted(opened), choice)
    unseen_words = sorted(each for each in choice.words if each[0] not in here)
    return {
        "surfaces": editing.surfaces_of(entity),
        "articles": [
            (article, said.get(article.pk, []), places.get(article.pk)) for article in shown[:SHOWN]
        ],
        "unseen_places": [_as_sent(each) for each in unseen_places],
        "last": next(_numbers([request.POST.get("open", "")]), None),
        "more": len(shown) > SHOWN,
        "q": words,
        "unseen_articles": sorted(choice.articles - here),
        "unseen_words": [f"{article_id}:{surface}" for article_id, surface in unseen_words],
        "unseen": len((choice.articles | {each[0] for each in (*unseen_words, *unseen_places)}) - here),
    }


def places_of(
    entity: Entity, article_ids: list[int], choice: editing.SplitChoice
) -> dict[int, list[PlaceShown]]:
    """Return each mention of the entity in some articles with the text around it, in reading order."""
    articles = Article.objects.only(*TextField.values).in_bulk(article_ids)
    found: dict[int, list[PlaceShown]] = {pk: [] for pk in articles}
    for mention in sorted(Mention.objects.filter(entity=entity, article__in=article_ids), key=reading_order):
        text = getattr(articles[mention.article_id], mention.field)
        place = editing.PlaceInText(mention.article_id, mention.field, mention.start, mention.end)
        found[mention.article_id].append(
            PlaceShown(
                _as_sent(place),
                text[max(0, mention.start - AROUND) : mention.start],
                text[mention.start : mention.end],
                text[mention.end : mention.end + AROUND],
                str(mention.get_field_display()),
                place in choice.places,
            )
        )
    return found
