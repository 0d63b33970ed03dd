"""Authors of articles: people, and organisations such as agencies and desks."""

from typing import Any

from django.apps import apps
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Exists, Func, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from articles.text import first_free, fold_name, make_slug


class AuthorKind(models.TextChoices):
    """Kinds of authors."""

    PERSON = "person", _("Person")
    ORGANISATION = "organisation", _("Organisation")


class AuthorQuerySet(models.QuerySet["Author"]):
    """Common filters for authors."""

    def public(self) -> "AuthorQuerySet":
        """Keep only authors that readers may see: those of published articles."""
        published = apps.get_model("articles", "Article").objects.published()
        return self.filter(Exists(of_outer_author(published)))


def of_outer_author(articles: models.QuerySet[Any]) -> models.QuerySet[Any]:
    """Keep the articles of the author that the query around this one is about."""
    own: Any = Func(
        OuterRef("pk"), template="ARRAY[%(expressions)s]", output_field=ArrayField(models.IntegerField())
    )
    return articles.filter(author_ids__contains=own)


class Author(models.Model):
    """Who wrote articles. Ids are int4, because articles store arrays of them, in the order of the byline.

    A byline names an author by the name or another name, whatever its case and accents; see
    ``articles.authorship``. So no two authors can have the same.
    """

    id = models.AutoField(primary_key=True)
    kind = models.CharField(
        max_length=12,
        choices=AuthorKind,
        default=AuthorKind.PERSON,
        help_text=_("An agency, an institution or a desk is an organisation."),
    )
    name = models.CharField(max_length=200, help_text=_("The name readers see: “Ann Berg”."))
    sort_name = models.CharField(
        max_length=200,
        blank=True,
        help_text=_(
            "The name in indexes and citations: “Berg, Ann”. For an organisation, and if left empty, "
            "it is made from the name."
        ),
    )
    slug = models.SlugField(
        max_length=110,
        unique=True,
        allow_unicode=True,
        blank=True,
        help_text=_("The name used in URLs, made from the name if left empty. Changing it breaks links."),
    )
    description = models.TextField(blank=True, help_text=_("One sentence for readers: who this is."))
    folded = models.CharField(
        max_length=200, unique=True, editable=False, help_text="The name, normalised for lookup."
    )

    objects = AuthorQuerySet.as_manager()

    class Meta:
        ordering = ["sort_name", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=AuthorKind.values), name="author_kind_known"),
            models.CheckConstraint(condition=~Q(name=""), name="author_name_given"),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save the author. The folded name, and the slug if it is empty, are made from the name."""
        self.folded = fold_name(self.name)
        self.sort_name = self.sort_name or self.name
        self.slug = self.slug or self.free_slug()
        super().save(*args, **kwargs)

    def free_slug(self) -> str:
        """Return the first of name, name-2, name-3, … that no other author has."""
        stem = make_slug(self.name, "author")
        others = Author.objects.filter(slug__startswith=stem).exclude(pk=self.pk)
        return first_free(stem, set(others.values_list("slug", flat=True)))

    @property
    def label(self) -> str:
        """The name shown on pages, the same in every language."""
        return self.name

    @property
    def index_name(self) -> str:
        """The name in an alphabetical index."""
        return self.sort_name

    @property
    def key(self) -> str:
        """The author's identifier in URLs and parameters."""
        return self.slug

    def get_absolute_url(self) -> str:
        """Return the public page of the author."""
        return reverse("entity", args=["authors", self.slug])


class AuthorName(models.Model):
    """Another name of an author, as bylines give it: a spelling, a former name, an abbreviation."""

    author = models.ForeignKey(Author, on_delete=models.CASCADE, related_name="names")
    name = models.CharField(
        max_length=200, help_text=_("Another name in bylines: “A. Berg”, “Ann Berg-Roe”.")
    )
    folded = models.CharField(
        max_length=200, unique=True, editable=False, help_text="The name, normalised for lookup."
    )

    class Meta:
        ordering = ["name"]
        constraints = [models.CheckConstraint(condition=~Q(name=""), name="authorname_given")]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save the name with its folded form."""
        self.folded = fold_name(self.name)
        super().save(*args, **kwargs)
