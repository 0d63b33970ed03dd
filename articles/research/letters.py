"""The email about new articles of a saved search, in plain text and HTML."""

import html
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core import signing
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import strip_tags
from django.utils.translation import ngettext

from articles.exports.characters import legal, line
from articles.models import AlertMail, SavedSearch
from articles.research.freezing import request_of
from articles.research.ids import unpack
from articles.search.engine import hits_of
from articles.search.results import Hit

SHOWN = 50  # articles listed in one mail; the rest are counted and linked to
_SALT = "articles.research.unsubscribe"


@dataclass(frozen=True, slots=True)
class MailedArticle:
    """An article as listed in a mail. ``text``: the hit's snippet without markup."""

    hit: Hit
    address: str
    headline: str
    text: str


def unsubscribe_address(saved: SavedSearch) -> str:
    """Return the URL that stops the emails about this search without signing in."""
    signed = signing.dumps(saved.pk, salt=_SALT)
    return f"{settings.SITE_URL}{reverse('unsubscribe', args=[signed])}"


def read_unsubscribe_token(signed: str) -> int | None:
    """Return the id of the saved search in an unsubscribe token, or None if its signature is invalid."""
    try:
        value = signing.loads(signed, salt=_SALT)
    except signing.BadSignature:
        return None
    return value if isinstance(value, int) else None


def compose(mail: AlertMail) -> EmailMultiAlternatives | None:
    """Return the message, or None if none of its articles is public any more."""
    saved = mail.search
    ids = unpack(mail.ids)
    hits = hits_of(request_of(saved.query), ids[::-1][:SHOWN].tolist())
    if not hits:
        return None
    count = len(ids) - (min(len(ids), SHOWN) - len(hits))
    stop = unsubscribe_address(saved)
    context: dict[str, Any] = {
        "saved": saved,
        "name": line(saved.name),
        "count": count,
        "more": count - len(hits),
        "told": [_told(hit) for hit in hits],
        "page_address": settings.SITE_URL + saved.get_absolute_url(),
        "unsubscribe_address": stop,
    }
    counted = ngettext("%(count)d new article: %(name)s", "%(count)d new articles: %(name)s", count)
    message = EmailMultiAlternatives(
        subject=counted % {"count": count, "name": context["name"]},
        body=render_to_string("searches/mail.txt", context),
        to=[saved.user.email],
        headers={
            "Message-ID": mail.message_id,
            "List-Unsubscribe": f"<{stop}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
            "Auto-Submitted": "auto-generated",
        },
    )
    message.attach_alternative(render_to_string("searches/mail.html", context), "text/html")
    return message


def _told(hit: Hit) -> MailedArticle:
    address = settings.SITE_URL + hit.article.get_absolute_url()
    text = legal(html.unescape(strip_tags(hit.snippet)))
    return MailedArticle(hit, address, line(hit.article.headline), text)
