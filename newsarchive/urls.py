"""Addresses of the whole site."""

from django.contrib import admin
from django.urls import include, path

from articles.api import api
from articles.views.accounts import ResetView

urlpatterns = [
    path("admin/", admin.site.urls),
    path("accounts/password_reset/", ResetView.as_view(), name="password_reset"),
    path("accounts/", include("django.contrib.auth.urls")),
    path("api/", api.urls),
    path("", include("articles.urls")),
]
