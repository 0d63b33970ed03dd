"""Admin pages for user accounts and groups."""

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.models import Group
from django.http import HttpRequest

from articles.admin.common.edit_conflicts import GuardedAdmin
from articles.locking import lock_archive_exclusively
from articles.models import User
from articles.store_once import store_once

if TYPE_CHECKING:
    UserAdminOf = UserAdmin[User]
else:
    UserAdminOf = UserAdmin


@admin.register(User)
class ArchivistAdmin(GuardedAdmin, UserAdminOf):
    """Django's user admin, guarded against edit conflicts."""

    list_display = ("username", "email", "first_name", "last_name", "is_active", "is_staff", "last_login")
    readonly_fields = ("last_login", "date_joined")
    unstamped = ("last_login", "date_joined")

    def lock(self) -> None:
        """Take the archive lock: deleting a user also removes their name from their decisions."""
        lock_archive_exclusively()

    @store_once
    def user_change_password(self, request: HttpRequest, id: str, form_url: str = "") -> Any:  # noqa: A002
        return super().user_change_password(request, id, form_url)

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """Count what is deleted with a user, without listing it: histories name articles of any status."""
        users = list(objs)
        counts = {
            "users": len(users),
            "history entries": sum(user.logentry_set.count() for user in users),
            "saved searches": sum(user.saved_searches.count() for user in users),
        }
        lacking = set() if self.has_delete_permission(request) else {"user"}
        return [str(user) for user in users], counts, lacking, []


admin.site.unregister(Group)


@admin.register(Group)
class EditorGroupAdmin(GuardedAdmin, GroupAdmin):
    """Django's group admin, guarded against edit conflicts."""
