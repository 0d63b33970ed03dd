"""Filters of the admin's lists that members of the staff saved."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _


def keep_shared(collector: Any, field: Any, rows: QuerySet[Any], using: str) -> None:
    """For ``on_delete``: the shared filters of a deleted account stay, the others go with it."""
    models.SET_NULL(collector, field, rows.filter(is_shared=True), using)
    models.CASCADE(collector, field, rows.filter(is_shared=False), using)


class SavedFilter(models.Model):
    """Filters, search and order of a list in the admin, under a name.

    model: the label of what is listed, such as "articles.article". query: the part of the address after the
    question mark, without the page.
    """

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=keep_shared,
        null=True,
        editable=False,
        related_name="saved_filters",
    )
    model = models.CharField(max_length=100, editable=False)
    name = models.CharField(_("name"), max_length=60)
    query = models.CharField(max_length=2000, editable=False)
    is_shared = models.BooleanField(
        _("shared"), default=False, help_text=_("Everybody who may see the list finds the filter above it.")
    )

    class Meta:
        verbose_name = _("saved filter")
        verbose_name_plural = _("saved filters")
        ordering = ["model", "name", "id"]
        default_permissions = ()  # everybody may keep their own
        permissions = [("share_savedfilter", "Can share saved filters")]
        constraints = [
            models.UniqueConstraint(fields=["owner", "model", "name"], name="savedfilter_once"),
            models.CheckConstraint(condition=~Q(name="") & ~Q(query=""), name="savedfilter_given"),
        ]

    def __str__(self) -> str:
        return self.name
