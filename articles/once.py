"""A form that is sent twice, by a double click or a browser that tries again, is stored once.

Every page that shows a form has a CSRF token of its own, so that two requests with the same fields are the
same form sent twice. The first one stored keeps its digest in the transaction that stores the rest; the
second one waits for it at the unique key, and gets the answer of the first.
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


def once(view: Callable[..., Any]) -> Callable[..., Any]:
    """Have a view, or a method that is one, store the same POST only once.

    Everything it does is one transaction, which is run again after a deadlock.
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
    # The cookie stays the same where a change of password begins another session.
    browser = request.COOKIES.get(settings.CSRF_COOKIE_NAME) or str(request.user.pk)
    fields = sorted(request.POST.lists())
    said = json.dumps([browser, request.get_full_path(), fields])
    return hashlib.sha256(said.encode("utf-8", "surrogatepass")).hexdigest()


def _claim(digest: str) -> bool:
    """Whether this is the first; waits while another request with the same form is under way."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO articles_sentform (digest, location, body, sent_at) VALUES (%s, '', '', now())"
            " ON CONFLICT DO NOTHING",
            [digest],
        )
        return bool(cursor.rowcount)


def _popup(response: HttpResponseBase) -> str:
    """The page that closes a popup of the admin and hands over what was made in it."""
    names = getattr(response, "template_name", None) or ""
    if "popup_response" not in str(names):
        return ""
    response.render()  # type: ignore[attr-defined]
    return response.content.decode()  # type: ignore[attr-defined,no-any-return]


def _again(request: HttpRequest, sent: SentForm) -> HttpResponse:
    if sent.body:
        return HttpResponse(sent.body)
    messages.info(request, _("The same form was sent twice; it was stored once."))
    return HttpResponseRedirect(sent.location)
