"""Correcting names: what words of an article mean, as selected in its text or picked from its mentions."""

from typing import Any

from django.contrib import messages
from django.contrib.admin import ModelAdmin
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from articles import editing
from articles.admin.common.bases import editor_of
from articles.admin.review.deciding import chosen_entity, say_decided
from articles.admin.review.last_decision import remember, undo_last
from articles.admin.review.review_forms import OtherForm
from articles.background import defer
from articles.editing.names import names_in_text
from articles.models import Article, Kind
from articles.store_once import store_once

BATCH = "names_batch"  # the last correction, in the session
KINDS = [(Kind.PERSON, _("person")), (Kind.ORGANISATION, _("organisation")), (Kind.PLACE, _("place"))]
PLACE = 40  # characters of a fragment of the public page


class NamesView:
    """The page of one article's names."""

    def __init__(self, model_admin: "ModelAdmin[Any]") -> None:
        self.admin = model_admin

    def __call__(self, request: HttpRequest, object_id: int) -> HttpResponse:
        """Show what words mean, or change it."""
        article = Article.objects.defer("search").filter(pk=object_id).first()
        if article is None:
            raise Http404
        if not editor_of(request).may_correct_names:
            raise PermissionDenied
        if request.method == "POST":
            if "undo" in request.POST:
                undo_last(request, BATCH)
                return _back(request)
            answer: HttpResponse = _correct(request, article)
            return answer
        return self._page(request, article)

    def _page(self, request: HttpRequest, article: Article) -> HttpResponse:
        words, found = request.GET.get("words", ""), None
        if words:
            try:
                found = names_in_text.words_in(article, words)
            except editing.EntityRefusedError as refusal:
                messages.error(request, str(refusal))
        other = OtherForm(0, found.surface if found else "")
        context = {
            **self.admin.admin_site.each_context(request),
            "title": _("Names in the text"),
            "opts": self.admin.opts,
            "article": article,
            "found": found,
            "names": names_in_text.names_of(article),
            "other": other,
            "kinds": KINDS if request.user.has_perm("articles.add_entity") else [],
            "batch": request.session.get(BATCH),
            "place": request.GET.get("place", "")[:PLACE],
            "media": other.media,
        }
        return TemplateResponse(request, "admin/articles/article/names.html", context)


def _back(request: HttpRequest) -> HttpResponseRedirect:
    place = request.POST.get("place", "")[:PLACE]
    return HttpResponseRedirect(request.path + (f"?{urlencode({'place': place})}" if place else ""))


@store_once
def _correct(request: HttpRequest, article: Article) -> HttpResponse:
    editor, at = editor_of(request), timezone.now()
    try:
        found = names_in_text.words_in(article, request.POST.get("words", ""))
        with transaction.atomic():
            entity = chosen_entity(request)
            outcome = names_in_text.correct_words(found, entity, editor, at)
            everywhere = "everywhere" in request.POST
            if everywhere:
                ids = [each.pk if each else None for each in (found.entity, entity)]
                given = {"article_id": article.pk, "words": found.surface, "user_id": editor.pk}
                given |= {"before_id": ids[0], "entity_id": ids[1], "at": at.isoformat()}
                defer("correct_everywhere", lock="review", **given)
    except editing.EntityRefusedError as refusal:
        messages.error(request, str(refusal))
        return _back(request)
    say_decided(request, outcome)
    if everywhere:
        messages.info(request, _("Other articles with the same words follow in the background."))
    remember(request, BATCH, at, str(outcome.decided[0]), everywhere=everywhere)
    return _back(request)
