"""The admin site: it begins with the dashboard, and may ask its users for two-step sign-in."""

from functools import update_wrapper
from typing import Any

from django.contrib.admin import AdminSite
from django.http import HttpRequest, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext_lazy as _

from articles.models import PastedDraft, User
from articles.templating.functions import languages, page_address
from articles.text import without_accents
from articles.two_step.devices import is_missing
from articles.two_step.forms import AdminSignInForm


class ArchiveSite(AdminSite):
    """The editors' desk."""

    site_header = site_title = "News Archive"
    index_title = _("The desk")
    index_template = "admin/dashboard.html"
    empty_value_display = "–"
    login_form = AdminSignInForm

    def admin_view(self, view: Any, cacheable: bool = False) -> Any:
        """Wrap a view: staff without two-step sign-in set it up first, if the archive asks for it."""
        inner = super().admin_view(view, cacheable)

        def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
            user = request.user
            is_leaving = request.path == reverse("admin:logout")
            if isinstance(user, User) and not is_leaving and is_missing(user):
                return HttpResponseRedirect(reverse("two-step"))
            return inner(request, *args, **kwargs)

        return update_wrapper(checked, inner)

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        """Add the languages to choose from and, for the lists, the saved filters."""
        from articles.admin.lists.filtered_lists import FiltersOfList  # noqa: PLC0415  (as below)

        return super().each_context(request) | {
            "interface_languages": languages(),
            "own_address": page_address(request),
            "saved": SimpleLazyObject(lambda: FiltersOfList(request)),
        }

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> Any:
        """Return the lists of the archive first, then those of its software, each from A to Z."""
        found = super().get_app_list(request, app_label)
        for app in found:
            app["models"].sort(key=lambda model: without_accents(str(model["name"])).casefold())
        return sorted(found, key=lambda app: app["app_label"] != "articles")

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> TemplateResponse:
        """Show what came in, what failed and what waits, as far as the user may see it."""
        # Here, since the admin registers at this site.
        from articles.admin.desk.dashboard import latest_changes, sections  # noqa: PLC0415

        may_add = self.get_model_admin(PastedDraft).has_add_permission(request)
        context = {"sections": sections(self, request), "may_add": may_add}
        context["latest"] = latest_changes(request)
        return super().index(request, {**context, **(extra_context or {})})
