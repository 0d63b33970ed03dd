"""Identifiers of entities in public registers."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from articles.identifiers import SCHEMES, address_of
from articles.models.entities.entities import Entity
from articles.text import within_sentence


class EntityIdentifier(models.Model):
    """What a public register calls an entity. No two entities share one."""

    entity = models.ForeignKey(Entity, on_delete=models.CASCADE, related_name="identifiers")
    scheme = models.CharField(
        max_length=12, choices=[(scheme.key, capfirst(_(scheme.label))) for scheme in SCHEMES.values()]
    )
    value = models.CharField(
        "identifier", max_length=60, help_text="In its usual form, as articles.identifiers writes it."
    )

    class Meta:
        verbose_name = _("identifier")
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
            kind = within_sentence(other.entity.get_kind_display())
            text = gettext(
                "%(identifier)s already belongs to %(name)s (%(kind)s, id %(id)s). "
                "If both are the same, merge them."
            )
            words = {"identifier": self, "name": other.entity.name, "kind": kind, "id": other.entity_id}
            raise ValidationError({"value": text % words})
