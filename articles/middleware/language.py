"""Chooses the language of the interface."""

from django.conf import settings
from django.http import HttpRequest
from django.middleware.locale import LocaleMiddleware
from django.utils import translation


class ReaderLanguage(LocaleMiddleware):
    """Uses the language that the reader chose, else the browser's preference. The admin is always in English.

    Django's admin texts are translated but the archive's own are not, so a page would be half in each.
    """

    def process_request(self, request: HttpRequest) -> None:
        if not request.path_info.startswith("/admin/"):
            super().process_request(request)
            return
        translation.activate(settings.LANGUAGE_CODE)
        request.LANGUAGE_CODE = translation.get_language()
