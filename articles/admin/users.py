"""Admin pages for user accounts and groups."""

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django_otp.plugins.otp_static.models import StaticDevice
from django_otp.plugins.otp_totp.models import TOTPDevice

from articles.admin.common.bases import editor_of
from articles.admin.common.edit_conflicts import GuardedAdmin
from articles.locking import lock_archive_exclusively
from articles.models import User
from articles.store_once import store_once
from articles.two_step import devices

if TYPE_CHECKING:
    UserAdminOf = UserAdmin[User]
else:
    UserAdminOf = UserAdmin


@admin.register(User)
class ArchivistAdmin(GuardedAdmin, UserAdminOf):
    """Django's user admin, guarded against edit conflicts."""

    list_display = (
        "username",
        "email",
        "first_name",
        "last_name",
        "is_active",
        "is_staff",
        "two_step",
        "last_login",
    )
    readonly_fields = ("last_login", "date_joined")
    unstamped = ("last_login", "date_joined")

    def lock(self) -> None:
        """Take the archive lock: deleting a user also removes their name from their decisions."""
        lock_archive_exclusively()

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        """Add whether users have two-step sign-in."""
        apps = TOTPDevice.objects.filter(user=OuterRef("pk"), confirmed=True)
        users: QuerySet[User] = super().get_queryset(request).annotate(has_two_step=Exists(apps))
        return users

    @admin.display(description=_("two-step"), boolean=True)
    def two_step(self, user: User) -> bool:
        """Whether the user signs in with a code."""
        return bool(getattr(user, "has_two_step", False))

    def get_urls(self) -> list[URLPattern]:
        """Add the page that turns a user's two-step sign-in off."""
        view = self.admin_site.admin_view(self.two_step_view)
        return [path("<int:pk>/two-step/", view, name="articles_user_two_step"), *super().get_urls()]

    @store_once
    def two_step_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Ask whether to turn off two-step sign-in of a user who has lost everything, and do so."""
        if not editor_of(request).is_superuser:
            raise PermissionDenied
        user = get_object_or_404(User, pk=pk)
        address = reverse("admin:articles_user_change", args=[pk])
        if request.method == "POST":
            if devices.turn_off(user):
                self.log_change(request, user, "Two-step sign-in turned off.")
            self.message_user(
                request,
                gettext("%(name)s signs in with the password alone now.") % {"name": user.get_username()},
            )
            return HttpResponseRedirect(address)
        context = {
            **self.admin_site.each_context(request),
            "title": gettext("Turn off two-step sign-in of %(name)s") % {"name": user.get_username()},
            "opts": self.opts,
            "object": user,
            "address": address,
            "is_on": devices.is_on(user),
        }
        return TemplateResponse(request, "admin/articles/user/two_step.html", context)

    @store_once
    def user_change_password(self, request: HttpRequest, id: str, form_url: str = "") -> Any:  # noqa: A002
        return super().user_change_password(request, id, form_url)

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """Count what is deleted with a user, without listing it: histories name articles of any status."""
        users = list(objs)
        counts = {
            gettext("users"): len(users),
            gettext("history entries"): sum(user.logentry_set.count() for user in users),
            gettext("saved searches"): sum(user.saved_searches.count() for user in users),
        }
        lacking = set() if self.has_delete_permission(request) else {"user"}
        return [str(user) for user in users], counts, lacking, []


admin.site.unregister(Group)
# Two-step sign-in has pages of its own, which show no secrets.
for _device in (TOTPDevice, StaticDevice):
    admin.site.unregister(_device)


@admin.register(Group)
class EditorGroupAdmin(GuardedAdmin, GroupAdmin):
    """Django's group admin, guarded against edit conflicts."""
