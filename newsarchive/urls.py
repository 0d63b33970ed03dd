"""Addresses of the whole site."""

from django.contrib import admin
from django.contrib.auth.views import PasswordChangeView, PasswordResetConfirmView
from django.urls import include, path

from articles.admin.site import view_on_site
from articles.api import api
from articles.store_once import once
from articles.views.accounts import ResetView

urlpatterns = [
    path("admin/r/<path:content_type_id>/<path:object_id>/", admin.site.admin_view(view_on_site)),
    path("admin/password_change/", once(admin.site.admin_view(admin.site.password_change, cacheable=True))),
    path("admin/", admin.site.urls),
    path("accounts/password_change/", once(PasswordChangeView.as_view()), name="password_change"),
    path(
        "accounts/reset/<uidb64>/<token>/",
        once(PasswordResetConfirmView.as_view()),
        name="password_reset_confirm",
    ),
    path("accounts/password_reset/", ResetView.as_view(), name="password_reset"),
    path("accounts/", include("django.contrib.auth.urls")),
    path("api/", api.urls),
    path("", include("articles.urls")),
]
