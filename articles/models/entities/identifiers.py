"""Identifiers of entities in public registers."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.text import capfirst

from articles.identifiers import SCHEMES, address_of
from articles.models.entities.entities import Entity


class EntityIdentifier(models.Model):
    """What a public register calls an entity. No two entities share one."""

    entity = models.ForeignKey(Entity, on_delete=models.CASCADE, related_name="identifiers")
    scheme = models.CharField(
        max_length=12, choices=[(scheme.key, capfirst(scheme.label)) for scheme in SCHEMES.values()]
    )
    value = models.CharField(
        "identifier", max_length=60, help_text="In its usual form, as articles.identifiers writes it."
    )

    class Meta:
        verbose_name = "identifier"
        ordering = ["scheme", "value"]
        constraints = [
            models.UniqueConstraint(fields=["scheme", "value"], name="entityidentifier_once"),
            models.CheckConstraint(
                condition=Q(scheme__in=list(SCHEMES)), name="entityidentifier_scheme_known"
            ),
            models.CheckConstraint(condition=~Q(value=""), name="entityidentifier_given"),
        ]

    def __str__(self) -> str:
        return f"{self.get_scheme_display()} {self.value}"

    @property
    def register(self) -> str:
        """The name of the register: "Wikidata", "GND"."""
        return SCHEMES[self.scheme].register

    @property
    def address(self) -> str:
        """Its address on the web; "" if there is none."""
        return address_of(self.scheme, self.value)

    def clean(self) -> None:
        """Name the entity that has the identifier already. Raises ValidationError."""
        others = EntityIdentifier.objects.filter(scheme=self.scheme, value=self.value).exclude(pk=self.pk)
        other = others.select_related("entity").first()
        if other and other.entity_id != self.entity_id:
            kind = other.entity.get_kind_display().lower()
            raise ValidationError(
                {
                    "value": f"{self} already belongs to {other.entity.name} ({kind}, id {other.entity_id}). "
                    "If both are the same, merge them."
                }
            )
