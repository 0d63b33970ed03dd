"""Signing in and out, and passwords: Django's views, with what they must know of this archive."""

from typing import Any

from django.conf import settings
from django.contrib.auth.views import PasswordResetView
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed

CONSOLE = "django.core.mail.backends.console.EmailBackend"


class ResetView(PasswordResetView):
    """Sends the link to a new password, where mails can be sent at all."""

    extra_email_context = {"site_url": settings.SITE_URL}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Whether there is no mail."""
        return super().get_context_data(no_mail=settings.EMAIL_BACKEND == CONSOLE, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """A link that only a log would show helps nobody."""
        if settings.EMAIL_BACKEND == CONSOLE:
            return HttpResponseNotAllowed(["GET", "HEAD"])
        return super().post(request, *args, **kwargs)
