"""Publications, the sources of articles."""

from typing import Any

from django.apps import apps
from django.db import models
from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from articles.text import make_slug


class SourceQuerySet(models.QuerySet["Source"]):
    """Common filters for sources."""

    def public(self) -> "SourceQuerySet":
        """Keep only sources that readers may see: those of published articles."""
        published = apps.get_model("articles", "Article").objects.published()
        return self.filter(Exists(published.filter(source=OuterRef("pk"))))


class Source(models.Model):
    """A publication: a newspaper, an agency, a site."""

    name = models.CharField(
        max_length=200, unique=True, help_text=_("The name readers know, such as “The Daily Record”.")
    )
    slug = models.SlugField(
        max_length=110,
        unique=True,
        allow_unicode=True,
        help_text=_("The name used in URLs and in ?source=. Changing it breaks links."),
    )
    homepage = models.URLField(blank=True, help_text=_("The publication’s own website."))
    description = models.TextField(
        blank=True, help_text=_("A sentence or two for readers: what it is and who owns it.")
    )

    objects = SourceQuerySet.as_manager()

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save the source; an empty slug is made from the name."""
        self.slug = self.slug or make_slug(self.name, "source")
        super().save(*args, **kwargs)

    @property
    def label(self) -> str:
        """The name shown on pages, the same in every language."""
        return self.name

    @property
    def index_name(self) -> str:
        """The name in an alphabetical index."""
        return self.label

    @property
    def key(self) -> str:
        """The source's identifier in URLs and parameters."""
        return self.slug

    def get_absolute_url(self) -> str:
        """Return the public page of the source."""
        return reverse("entity", args=["sources", self.slug])
