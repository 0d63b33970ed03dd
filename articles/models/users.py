"""User accounts."""

from django.contrib.auth.models import AbstractUser


class User(AbstractUser):
    """An account of a reader, editor or administrator. A custom model, so that fields can be added later."""

    @property
    def may_correct_names(self) -> bool:
        """Whether the user may say in the admin what words in articles mean."""
        may_read = self.has_perm("articles.view_article") or self.has_perm("articles.change_article")
        return self.is_staff and may_read and self.has_perm("articles.change_articleentity")
