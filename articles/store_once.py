"""Stores a form only once if it is sent twice, by a double click or a browser's retry.

Each rendered form has its own CSRF token, so two requests with the same fields are one form sent twice.
The first request stores a digest of the form in the same transaction as everything else. The second waits
on the unique key and gets the first one's response.
"""

import hashlib
import json
from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.utils import timezone
from django.utils.translation import gettext as _

from articles.locking import retried
from articles.models import SentForm

KEPT = timedelta(minutes=10)


def store_once(view: Callable[..., Any]) -> Callable[..., Any]:
    """Decorate a view, function or method, to process the same POST only once.

    The whole view runs in one transaction, which is retried after a deadlock.
    """

    @wraps(view)
    def run(*args: Any, **kwargs: Any) -> HttpResponseBase:
        request = next(each for each in args if isinstance(each, HttpRequest))
        if request.method != "POST":
            answer: HttpResponseBase = view(*args, **kwargs)
            return answer
        return _stored(request, lambda: view(*args, **kwargs))

    return run


@retried
def _stored(request: HttpRequest, answer: Callable[[], HttpResponseBase]) -> HttpResponseBase:
    digest = _digest(request)
    SentForm.objects.filter(sent_at__lt=timezone.now() - KEPT).delete()
    with transaction.atomic():
        if not _claim(digest):
            return _again(request, SentForm.objects.get(pk=digest))
        response = answer()
        location, body = response.get("Location", ""), _popup(response)
        sent = SentForm.objects.filter(pk=digest)
        if location or body:
            sent.update(location=location, body=body)
        else:
            sent.delete()  # a form with errors, which may be sent again
    return response


def _digest(request: HttpRequest) -> str:
    # Unlike the session, this cookie survives a password change.
    browser = request.COOKIES.get(settings.CSRF_COOKIE_NAME) or str(request.user.pk)
    fields = sorted(request.POST.lists())
    files = [
        (name, [(each.name, _digest_of(each)) for each in sent])
        for name, sent in sorted(request.FILES.lists())
    ]
    said = json.dumps([browser, request.get_full_path(), fields, files])
    return hashlib.sha256(said.encode("utf-8", "surrogatepass")).hexdigest()


def _digest_of(file: Any) -> str:
    found = hashlib.sha256()
    for chunk in file.chunks():
        found.update(chunk)
    file.seek(0)
    return found.hexdigest()


def _claim(digest: str) -> bool:
    """Whether this is the first request with this form. Waits while another one is in progress."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO articles_sentform (digest, location, body, sent_at) VALUES (%s, '', '', now())"
            " ON CONFLICT DO NOTHING",
            [digest],
        )
        return bool(cursor.rowcount)


def _popup(response: HttpResponseBase) -> str:
    """Return the page that closes an admin popup and passes on the new object; "" for any other response."""
    names = getattr(response, "template_name", None) or ""
    if "popup_response" not in str(names):
        return ""
    response.render()  # type: ignore[attr-defined]
    return response.content.decode()  # type: ignore[attr-defined,no-any-return]


def _again(request: HttpRequest, sent: SentForm) -> HttpResponse:
    if sent.body:
        return HttpResponse(sent.body)
    messages.info(request, _("This form was submitted twice; it was saved only once."))
    return HttpResponseRedirect(sent.location)
