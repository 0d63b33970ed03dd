"""People, countries, organisations and places, and the names they go by."""

from typing import Any

from django.apps import apps
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Exists, F, Func, OuterRef, Q, Value
from django.urls import reverse

from articles.country_names import country_name
from articles.models.articles import Article
from articles.text import fold_name, make_slug

PATHS = {"person": "people", "country": "countries", "organisation": "organisations", "place": "places"}


def _last_word() -> Func:
    """The last word of the folded name, the family name of most people, for an index."""
    return Func(F("folded"), Value(" "), Value(-1), function="split_part", output_field=models.CharField())


def _parts(field: str, separator: str) -> Func:
    """A slug or folded name as an array of its words, for an index: what has words side by side in it has
    each of them among these."""
    words: Any = ArrayField(models.TextField())
    return Func(F(field), Value(separator), function="string_to_array", output_field=words)


def slug_words() -> Func:
    """The words of an entity's slug; the index entity_words is on this."""
    return _parts("slug", "-")


def name_words() -> Func:
    """The words of another name; the index entityname_words is on this."""
    return _parts("folded", " ")


class Kind(models.TextChoices):
    """What an entity is."""

    PERSON = "person", "Person"
    COUNTRY = "country", "Country"
    ORGANISATION = "organisation", "Organisation"
    PLACE = "place", "Place"


class EntityQuerySet(models.QuerySet["Entity"]):
    """Selections of entities that more than one page needs."""

    def public(self) -> "EntityQuerySet":
        """Only what readers may know of: what a published article names, and all countries of the world.

        A name that only drafts hold is not for readers, nor is one that an editor has rejected.
        """
        links = apps.get_model("articles", "ArticleEntity").objects.exclude(status="rejected")
        named = links.filter(entity=OuterRef("pk"), article__in=Article.objects.published())
        return self.filter(Q(kind=Kind.COUNTRY) | Exists(named))


class Entity(models.Model):
    """Someone or something that articles name. Ids fit an int4, since articles keep arrays of them."""

    id = models.AutoField(primary_key=True)
    kind = models.CharField(max_length=12, choices=Kind, help_text="Person, country, organisation or place.")
    name = models.CharField(
        max_length=200, help_text="The name readers see, without titles: “Angela Merkel”."
    )
    slug = models.SlugField(
        max_length=110,
        allow_unicode=True,
        blank=True,
        help_text="The name used in URLs, made from the name if left empty. Changing it breaks links.",
    )
    code = models.CharField(
        max_length=2,
        blank=True,
        help_text="For a country, its ISO 3166-1 code (UA); for a place, the country it is in, if known.",
    )
    description = models.TextField(blank=True, help_text="One sentence for readers: who or what this is.")
    folded = models.CharField(max_length=200, editable=False, help_text="The name, normalised for lookup.")
    created_at = models.DateTimeField(auto_now_add=True)
    modified_at = models.DateTimeField(auto_now=True)

    objects = EntityQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "entities"
        ordering = ["name", "id"]
        indexes = [
            models.Index(fields=["kind", "folded"], name="entity_folded"),
            models.Index(_last_word(), name="entity_last_word"),
            GinIndex(slug_words(), name="entity_words"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["kind", "slug"], name="entity_slug_once"),
            models.UniqueConstraint(
                fields=["code"], condition=Q(kind=Kind.COUNTRY), name="entity_country_code_once"
            ),
            models.CheckConstraint(condition=Q(kind__in=Kind.values), name="entity_kind_known"),
            models.CheckConstraint(condition=~Q(name=""), name="entity_name_given"),
            models.CheckConstraint(
                condition=~Q(kind=Kind.COUNTRY) | Q(code__regex=r"^[A-Z]{2}$"), name="entity_country_has_code"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Store the entity; its folded name and, where none is given, its slug follow the name."""
        self.folded = fold_name(self.name)
        if not self.slug:
            self.slug = self.free_slug()
        super().save(*args, **kwargs)

    def free_slug(self) -> str:
        """The first of name, name-2, name-3, … that no entity of this kind has."""
        stem = make_slug(self.name, self.kind)
        taken = set(
            Entity.objects.filter(kind=self.kind, slug__startswith=stem)
            .exclude(pk=self.pk)
            .values_list("slug", flat=True)
        )
        number = 1
        slug = stem
        while slug in taken:
            number += 1
            slug = f"{stem}-{number}"
        return slug

    @property
    def label(self) -> str:
        """The name as pages show it: a country's in the reader's language."""
        return country_name(self.code, self.name) if self.kind == Kind.COUNTRY else self.name

    @property
    def key(self) -> str:
        """What stands for the entity in URLs and parameters: the ISO code of a country, else the slug."""
        return self.code if self.kind == Kind.COUNTRY else self.slug

    def get_absolute_url(self) -> str:
        """The public page of the entity."""
        return reverse("entity", args=[PATHS[self.kind], self.key.lower()])


class EntityName(models.Model):
    """Another name of an entity: a spelling, a former name, an abbreviation."""

    entity = models.ForeignKey(Entity, on_delete=models.CASCADE, db_index=False, related_name="names")
    name = models.CharField(max_length=200, help_text="Another name for it: “Sergey Lavrov”, “USA”.")
    folded = models.CharField(max_length=200, editable=False, help_text="The name, normalised for lookup.")
    learned = models.BooleanField(
        "found in texts",
        default=False,
        editable=False,
        help_text="Found in an article and linked to this entity, not entered by an editor.",
    )

    class Meta:
        ordering = ["name"]
        indexes = [
            models.Index(fields=["folded"], name="entityname_folded"),
            models.Index(_last_word(), name="entityname_last_word"),
            GinIndex(name_words(), name="entityname_words"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["entity", "name"], name="entityname_once"),
            models.CheckConstraint(condition=~Q(name=""), name="entityname_given"),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Store the name with its folded form."""
        self.folded = fold_name(self.name)
        super().save(*args, **kwargs)
