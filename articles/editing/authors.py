"""Correcting authors, so that bylines keep meaning what editors decided."""

from django.db import transaction
from django.db.models import QuerySet

from articles.authorship.name_forms import author_of
from articles.authorship.store import read_again
from articles.locking import retried
from articles.models import Article, Author, AuthorKind, AuthorName
from articles.text import fold_name


def sort_name_of(author: Author) -> str:
    """Return the usual name in an index: "Berg, Ann" for a person."""
    return author.name if author.kind == AuthorKind.ORGANISATION else author_of(author.name).inverted


def former_author_name_kept(author: Author, former: str) -> None:
    """Keep the former name of a renamed author as another name, since bylines still have it."""
    author.names.filter(folded=author.folded).delete()
    if fold_name(former) != author.folded:
        AuthorName.objects.get_or_create(
            folded=fold_name(former), defaults={"author": author, "name": former}
        )


def bylines_to_read(author: Author) -> QuerySet[Article]:
    """Return the articles of an author and of other authors with one of the author's other names."""
    return Article.objects.filter(author_ids__overlap=[author.pk, *(each.pk for each in _same(author))])


@retried
def names_changed(author: Author) -> list[Author]:
    """Read the bylines of an author's articles again, after the other names were changed.

    Other authors with one of these names are the same author: they are deleted and returned, and their other
    names move. If an editor removes the name again, they come back from the bylines.
    """
    with transaction.atomic():
        author.names.filter(folded=author.folded).delete()
        joined = _same(author)
        article_ids = list(bylines_to_read(author).values_list("pk", flat=True))
        AuthorName.objects.filter(author__in=joined).update(author=author)
        Author.objects.filter(pk__in=[each.pk for each in joined]).delete()
        read_again(article_ids)
    return joined


def _same(author: Author) -> list[Author]:
    return list(Author.objects.filter(folded__in=author.names.values("folded")).exclude(pk=author.pk))
