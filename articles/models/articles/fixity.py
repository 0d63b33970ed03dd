"""Whether the originals still match their checksums."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from articles.models.articles.captures import Capture


class FixityCheck(models.Model):
    """The last time that an original was compared with its checksum.

    It is not stored with the original, which must not be written again, and does not refer to it in the
    database: it remains readable where the original is not.
    """

    capture = models.OneToOneField(
        Capture,
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        primary_key=True,
        related_name="fixity",
        verbose_name=_("original"),
    )
    verified_at = models.DateTimeField(help_text="When its bytes were last compared with its checksum.")
    is_damaged = models.BooleanField(
        verbose_name=_("damaged"), help_text="Whether they could not be read, or did not match."
    )

    class Meta:
        default_permissions = ()  # who may view originals may view these
        ordering = ["-capture"]
        indexes = [models.Index(fields=["capture"], name="fixity_damaged", condition=Q(is_damaged=True))]

    def __str__(self) -> str:
        return gettext("original %(number)s") % {"number": self.capture_id}
