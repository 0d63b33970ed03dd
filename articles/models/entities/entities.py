"""People, countries, organisations and places, with their names."""

from typing import Any

from django.apps import apps
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Exists, F, Func, OuterRef, Q, Value
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from articles.country_names import country_name
from articles.models.articles.articles import Article
from articles.text import first_free, fold_name, make_slug

PATHS = {"person": "people", "country": "countries", "organisation": "organisations", "place": "places"}


def _last_word() -> Func:
    """Expression for the last word of the folded name, which is most people's family name."""
    return Func(F("folded"), Value(" "), Value(-1), function="split_part", output_field=models.CharField())


def _parts(field: str, separator: str) -> Func:
    """Expression for a slug or folded name as an array of words. Its index narrows searches for phrases: a
    name that contains the phrase contains each of its words."""
    words: Any = ArrayField(models.TextField())
    return Func(F(field), Value(separator), function="string_to_array", output_field=words)


def slug_words() -> Func:
    """Expression for the words of an entity's slug, used by the index entity_words."""
    return _parts("slug", "-")


def name_words() -> Func:
    """Expression for the words of another name, used by the index entityname_words."""
    return _parts("folded", " ")


class Kind(models.TextChoices):
    """Kinds of entities."""

    PERSON = "person", _("Person")
    COUNTRY = "country", _("Country")
    ORGANISATION = "organisation", _("Organisation")
    PLACE = "place", _("Place")


class EntityQuerySet(models.QuerySet["Entity"]):
    """Common filters for entities."""

    def public(self) -> "EntityQuerySet":
        """Keep only entities that readers may see: all countries, and entities in published articles.

        Links that an editor has rejected do not count.
        """
        links = apps.get_model("articles", "ArticleEntity").objects.exclude(status="rejected")
        named = links.filter(entity=OuterRef("pk"), article__in=Article.objects.published())
        return self.filter(Q(kind=Kind.COUNTRY) | Exists(named))

    def at(self, kind: str, slug: str) -> "Entity | None":
        """Return the entity that has this slug or once had it, or None."""
        return (
            self.filter(kind=kind, slug=slug).first()
            or self.filter(former_addresses__kind=kind, former_addresses__slug=slug).first()
        )


class Entity(models.Model):
    """A person, country, organisation or place. Ids are int4, because articles store arrays of them."""

    id = models.AutoField(primary_key=True)
    kind = models.CharField(
        max_length=12, choices=Kind, help_text=_("Person, country, organisation or place.")
    )
    name = models.CharField(
        max_length=200, help_text=_("The name readers see, without titles: “Angela Merkel”.")
    )
    slug = models.SlugField(
        max_length=110,
        allow_unicode=True,
        blank=True,
        help_text=_("The name used in URLs, made from the name if left empty. Former ones redirect."),
    )
    code = models.CharField(
        max_length=2,
        blank=True,
        help_text=_("For a country, its ISO 3166-1 code (UA); for a place, the country it is in, if known."),
    )
    description = models.TextField(blank=True, help_text=_("One sentence for readers: who or what this is."))
    folded = models.CharField(max_length=200, editable=False, help_text="The name, normalised for lookup.")
    created_at = models.DateTimeField(auto_now_add=True)
    modified_at = models.DateTimeField(auto_now=True)

    objects = EntityQuerySet.as_manager()

    class Meta:
        verbose_name_plural = _("entities")
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
        """Save the entity. The folded name, and the slug if it is empty, are made from the name."""
        self.folded = fold_name(self.name)
        if not self.slug:
            self.slug = self.free_slug()
        super().save(*args, **kwargs)

    def free_slug(self) -> str:
        """Return the first of name, name-2, name-3, … that no other entity of this kind has or had."""
        stem = make_slug(self.name, self.kind)
        others = Entity.objects.filter(kind=self.kind, slug__startswith=stem).exclude(pk=self.pk)
        former = FormerAddress.objects.filter(kind=self.kind, slug__startswith=stem).exclude(entity=self.pk)
        taken = {*others.values_list("slug", flat=True), *former.values_list("slug", flat=True)}
        return first_free(stem, taken)

    @property
    def label(self) -> str:
        """The name shown on pages; a country's is in the reader's language."""
        return country_name(self.code, self.name) if self.kind == Kind.COUNTRY else self.name

    @property
    def index_name(self) -> str:
        """The name in an alphabetical index."""
        return self.label

    @property
    def key(self) -> str:
        """The entity's identifier in URLs and parameters: a country's ISO code, else the slug."""
        return self.code if self.kind == Kind.COUNTRY else self.slug

    def get_absolute_url(self) -> str:
        """Return the public page of the entity."""
        return reverse("entity", args=[PATHS[self.kind], self.key.lower()])


class EntityName(models.Model):
    """Another name of an entity: a spelling, a former name, an abbreviation."""

    entity = models.ForeignKey(Entity, on_delete=models.CASCADE, db_index=False, related_name="names")
    name = models.CharField(max_length=200, help_text=_("Another name for it: “Sergey Lavrov”, “USA”."))
    folded = models.CharField(max_length=200, editable=False, help_text="The name, normalised for lookup.")
    learned = models.BooleanField(
        _("found in texts"),
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
        """Save the name with its folded form."""
        self.folded = fold_name(self.name)
        super().save(*args, **kwargs)


class FormerAddress(models.Model):
    """A slug that an entity once had, or that of one merged into it. Its pages redirect to the entity."""

    entity = models.ForeignKey(Entity, on_delete=models.CASCADE, related_name="former_addresses")
    kind = models.CharField(max_length=12, choices=Kind)
    slug = models.SlugField(max_length=110, allow_unicode=True, db_index=False)

    class Meta:
        verbose_name_plural = _("former addresses")
        default_permissions = ()
        ordering = ["slug"]
        constraints = [models.UniqueConstraint(fields=["kind", "slug"], name="formeraddress_once")]

    def __str__(self) -> str:
        return f"/{PATHS[self.kind]}/{self.slug}/"
