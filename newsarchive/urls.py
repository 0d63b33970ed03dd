"""Addresses of the project: the application has them all."""

from django.urls import include, path

urlpatterns = [path("", include("articles.urls"))]
