"""The language in which the interface speaks to whoever asks."""

from django.conf import settings
from django.http import HttpRequest
from django.middleware.locale import LocaleMiddleware
from django.utils import translation


class ReaderLanguage(LocaleMiddleware):
    """What the reader chose, else what the browser prefers; the admin site is in English alone.

    Django has the admin's own texts in every language, the archive has its in English: half a page in each
    would be worse than either.
    """

    def process_request(self, request: HttpRequest) -> None:
        if not request.path_info.startswith("/admin/"):
            super().process_request(request)
            return
        translation.activate(settings.LANGUAGE_CODE)
        request.LANGUAGE_CODE = translation.get_language()
