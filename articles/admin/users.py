"""The people who keep the archive."""

from typing import TYPE_CHECKING

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin

from articles.models import User

if TYPE_CHECKING:
    UserAdminOf = UserAdmin[User]
else:
    UserAdminOf = UserAdmin


@admin.register(User)
class ArchivistAdmin(UserAdminOf):
    """Users, as Django's own admin has them."""

    list_display = ("username", "email", "first_name", "last_name", "is_active", "is_staff", "last_login")
