"""Signing in and out, and password reset: Django's views, adapted to this archive."""

import logging
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from django.conf import settings
from django.contrib.auth.forms import PasswordResetForm
from django.contrib.auth.views import LoginView, LogoutView, PasswordResetView
from django.db import connection
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import render
from django.utils.translation import get_language, override

from articles.templating.functions import sends_mail
from articles.two_step.forms import SignInForm

log = logging.getLogger(__name__)
_mails = ThreadPoolExecutor(max_workers=1, thread_name_prefix="reset-mails")


class SignInView(LoginView):
    """Signs in, with a code if the account has two-step sign-in."""

    authentication_form = SignInForm


class ResetForm(PasswordResetForm):
    """Looks up accounts and sends emails in the background, so response times do not reveal who has one."""

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Send in a thread, except in a transaction, whose rows other connections cannot see."""
        if connection.in_atomic_block:
            super().save(*args, **kwargs)
        else:
            _mails.submit(self._save_later, get_language(), *args, **kwargs)

    def _save_later(self, language: str, *args: Any, **kwargs: Any) -> None:
        try:
            with override(language):
                super().save(*args, **kwargs)
        except Exception:
            log.exception("The link for a new password could not be sent")
        finally:
            connection.close()


class ResetView(PasswordResetView):
    """Emails the link for a new password, if email is configured."""

    form_class = ResetForm
    email_template_name = "registration/password_reset_email.txt"
    extra_email_context = {"site_url": settings.SITE_URL}

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Refuse if emails only go to the console, where the link would help nobody."""
        if not sends_mail():
            return HttpResponseNotAllowed(["GET", "HEAD"])
        return super().post(request, *args, **kwargs)


class SignOutView(LogoutView):
    """Asks before signing out.

    The head of every page links here. A form there would need a token, so that no page could be cached.
    """

    http_method_names = ["get", "head", "post", "options"]

    def get(self, request: HttpRequest) -> HttpResponse:
        return render(request, "registration/sign_out.html")
