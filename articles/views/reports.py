"""The form with which readers report an error in an article."""

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache

from articles.api.routes import published_article
from articles.http import accepts
from articles.models import ErrorReport
from articles.models.desk.reports import MOST_CHARACTERS
from articles.store_once import store_once

SENT = "sent"


class ReportForm(forms.Form):
    """What is wrong, and an email address if the reader wants an answer."""

    message = forms.CharField(
        label=gettext_lazy("What is wrong?"),
        max_length=MOST_CHARACTERS,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=gettext_lazy(
            "For example a wrong name or date, a missing part, or words that do not belong to the article."
        ),
    )
    email = forms.EmailField(
        label=gettext_lazy("Your email address (optional)"),
        required=False,
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        help_text=gettext_lazy("Only for questions about this report. Only editors see it."),
    )
    #: Readers do not see it, so only programs fill it in.
    website = forms.CharField(required=False)


@accepts("GET", "HEAD", "POST")
@never_cache
@store_once
def report_error(request: HttpRequest, pk: int, slug: str) -> HttpResponse:
    """Show the form, or store the report and say thanks."""
    article = published_article(pk)
    address = reverse("report-error", args=[pk, article.slug])
    if slug != article.slug and request.method != "POST":
        return redirect(address)
    form = ReportForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        given = form.cleaned_data
        if not given.pop("website"):
            ErrorReport.objects.create(article=article, **given)
        return redirect(f"{address}?{SENT}=yes")
    context = {"here": "articles", "article": article, "form": form, "is_sent": SENT in request.GET}
    return render(request, "articles/report.html", context)
