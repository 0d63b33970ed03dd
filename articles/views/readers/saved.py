"""Saved searches of signed-in readers, their private feeds, and unsubscribing."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import conditional_page, require_safe

from articles.exports import feed
from articles.http import accepts, site_of
from articles.models import Alerts, FrozenSearch, SavedSearch, User
from articles.research import saved as saving
from articles.research.freezing import SearchReading, current_query, normalised, posted_search, request_of
from articles.research.letters import read_unsubscribe_token
from articles.research.titles import title_of
from articles.search.engine import hits_of
from articles.search.filters import ArticleFilterSet
from articles.search.timeouts import SearchTooCostly
from articles.store_once import store_once

PER_PAGE = 20


class SavedForm(forms.Form):
    """The name of a saved search and how often to send emails about it."""

    name = forms.CharField(
        label=gettext_lazy("Name"), max_length=200, help_text=gettext_lazy("Your name for this search.")
    )
    alerts = forms.ChoiceField(
        label=gettext_lazy("Email"), choices=Alerts.choices, widget=forms.RadioSelect, initial=Alerts.NONE
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._user = user

    def clean_alerts(self) -> str:
        """Check that the account has an email address if emails are wanted."""
        chosen: str = self.cleaned_data["alerts"]
        if chosen != Alerts.NONE and not self._user.email:
            raise forms.ValidationError(_("Your account has no email address. Ask an editor to add one."))
        return chosen


@dataclass(frozen=True, slots=True)
class SavedSearchRow:
    """A saved search in the list; ``fresh``: its number of new articles, None if counting takes too long."""

    saved: SavedSearch
    fresh: int | None


@dataclass(frozen=True, slots=True)
class CitedSearchRow:
    """A search that the reader cited, with its title in words."""

    frozen: FrozenSearch
    title: str

    @classmethod
    def of(cls, frozen: FrozenSearch) -> "CitedSearchRow":
        """Make the row of a cited search."""
        return cls(frozen, title_of(request_of(frozen.query), SearchReading.stored(frozen.reading)))


@never_cache
@login_required
@require_safe
def saved_searches(request: HttpRequest) -> HttpResponse:
    """The reader's saved searches, each with its number of new articles, and the searches they cited."""
    mine = _user(request).saved_searches.defer("alerted_ids")
    page = Paginator(mine, PER_PAGE).get_page(request.GET.get("page"))
    cited = Paginator(_user(request).cited_searches.defer("ids"), PER_PAGE).get_page(request.GET.get("cited"))
    context = {
        "here": "searches",
        "rows": [SavedSearchRow(saved, _fresh(saved)) for saved in page.object_list],
        "page": page,
        "cited": [CitedSearchRow.of(each) for each in cited.object_list],
        "cited_page": cited,
    }
    return render(request, "searches/saved_list.html", context)


def _fresh(saved: SavedSearch) -> int | None:
    try:
        return len(saving.new_ids(saved))
    except SearchTooCostly:
        return None


@accepts("GET", "HEAD", "POST")
@never_cache
@login_required
@store_once
def save_search(request: HttpRequest) -> HttpResponse:
    """Show the form to save a search, or save it."""
    posted = request.method == "POST"
    asked = posted_search(request) if posted else ArticleFilterSet(request.GET).search_request
    asked = normalised(asked)
    user = _user(request)
    try:
        if not posted:
            name = title_of(asked, SearchReading.of(asked), in_quotes=False)
            form = SavedForm(initial={"name": name}, user=user)
        else:
            form = SavedForm(request.POST, user=user)
            if form.is_valid():
                made = saving.save_search(user, asked, **form.cleaned_data)
                messages.success(request, _("“%(name)s” has been saved.") % {"name": made.name})
                return redirect("searches")
    except saving.TooManySaved:
        form.add_error(
            None,
            _("You have %(most)d saved searches, the most allowed. Delete one first.")
            % {"most": saving.MOST},
        )
    except SearchTooCostly:
        return render(request, "searches/costly.html", {"query": asked.query_string()}, status=503)
    context = {"here": "searches", "form": form, "query": asked.query_string()}
    return render(request, "searches/save.html", context)


@never_cache
@login_required
@require_safe
def saved_search(request: HttpRequest, pk: int) -> HttpResponse:
    """The new articles of a saved search, and forms to change it."""
    saved = get_object_or_404(SavedSearch, pk=pk, user=_user(request))
    initial = {"name": saved.name, "alerts": saved.alerts}
    return _saved_page(request, saved, SavedForm(initial=initial, user=saved.user))


def _saved_page(request: HttpRequest, saved: SavedSearch, form: SavedForm) -> HttpResponse:
    asked = request_of(saved.query)
    context: dict[str, Any] = {"here": "searches", "base": "/articles/", "saved": saved, "form": form}
    context["feed_address"] = _feed_address(request, saved)
    try:
        # Latest added first: an article published long ago may have been added today.
        page = Paginator(saving.new_ids(saved)[::-1], PER_PAGE).get_page(request.GET.get("page"))
        ids: Any = page.object_list
        context |= {"page": page, "hits": hits_of(asked, ids.tolist())}
    except SearchTooCostly:
        context["too_costly"] = True
    return render(request, "searches/saved.html", context)


def _feed_address(request: HttpRequest, saved: SavedSearch) -> str:
    return site_of(request) + reverse("saved-feed", args=[saved.token])


@accepts("POST")
@never_cache
@login_required
@store_once
def change_saved(request: HttpRequest, pk: int, action: str) -> HttpResponse:
    """Mark all as seen, change name and alerts, renew the feed's token, or delete."""
    saved = get_object_or_404(SavedSearch, pk=pk, user=_user(request))
    if action == "seen":
        count = saving.mark_seen(saved)
        told = ngettext("%(count)d article marked as seen.", "%(count)d articles marked as seen.", count)
        messages.success(request, told % {"count": count})
        return redirect("searches")
    if action == "delete":
        saved.delete()
        messages.success(request, _("“%(name)s” has been deleted.") % {"name": saved.name})
        return redirect("searches")
    if action == "token":
        saving.renew_token(saved)
        messages.success(request, _("The feed has a new link; the old one no longer works."))
    elif action == "settings":
        form = SavedForm(request.POST, user=saved.user)
        if not form.is_valid():
            return _saved_page(request, saved, form)
        saving.change(saved, **form.cleaned_data)
        messages.success(request, _("Changes saved."))
    else:
        raise Http404("There is no such action.")
    return redirect(saved)


@require_safe
@conditional_page
def saved_feed(request: HttpRequest, token: str) -> HttpResponse:
    """The new articles of a saved search as a feed, for anyone with its secret URL."""
    saved = get_object_or_404(SavedSearch.objects.select_related("user"), token=token, user__is_active=True)
    site = site_of(request)
    page = Paginator(saving.new_ids(saved)[::-1], feed.ENTRIES).get_page(request.GET.get("page"))
    ids: Any = page.object_list
    address = _feed_address(request, saved)
    numbers = feed.page_numbers(page.number, page.paginator.num_pages)
    head = feed.FeedHead(
        title=saved.name,
        subtitle=_("New articles: %(count)d.") % {"count": page.paginator.count},
        link=f"{site}/articles/{current_query(saved.query)}",
        guid=f"{site}{saved.get_absolute_url()}",  # not the feed's URL, which is secret and may change
        pages={name: f"{address}?page={number}" for name, number in numbers.items()},
    )
    body = feed.render(head, hits_of(request_of(saved.query), ids.tolist()), site)
    response = HttpResponse(body, content_type=feed.CONTENT_TYPE)
    response["X-Robots-Tag"] = "noindex"
    patch_cache_control(response, private=True)
    return response


# Mail programs send this POST for the reader (RFC 8058). The signature proves that they may.
@accepts("GET", "HEAD", "POST")
@csrf_exempt
@never_cache
def unsubscribe(request: HttpRequest, signed: str) -> HttpResponse:
    """Stop the emails about a saved search. GET changes nothing: mail scanners visit every link."""
    pk = read_unsubscribe_token(signed)
    if pk is None:
        raise Http404("This address was not made by the archive.")
    context: dict[str, Any] = {"here": "searches", "done": request.method == "POST"}
    if request.method == "POST":
        saving.stop_alerts(pk)
    context["saved"] = SavedSearch.objects.filter(pk=pk).only("name").first()
    return render(request, "searches/unsubscribe.html", context)


def _user(request: HttpRequest) -> User:
    assert isinstance(request.user, User)
    return request.user
