"""The root URL configuration: all URLs belong to the application."""

from django.urls import include, path

urlpatterns = [path("", include("articles.urls"))]
