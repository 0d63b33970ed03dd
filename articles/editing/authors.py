"""Correcting authors, so that bylines keep meaning what editors decided."""

from articles.authorship.name_forms import author_of
from articles.authorship.store import read_again
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


def names_changed(author: Author) -> list[Author]:
    """Read the bylines of an author's articles again, after the other names were changed.

    Other authors with one of these names are the same author: they are deleted and returned, and their other
    names move. If an editor removes the name again, they come back from the bylines.
    """
    author.names.filter(folded=author.folded).delete()
    same = Author.objects.filter(folded__in=author.names.values("folded")).exclude(pk=author.pk)
    joined = list(same)
    ids = [author.pk, *(each.pk for each in joined)]
    article_ids = list(Article.objects.filter(author_ids__overlap=ids).values_list("pk", flat=True))
    AuthorName.objects.filter(author__in=joined).update(author=author)
    Author.objects.filter(pk__in=ids[1:]).delete()
    read_again(article_ids)
    return joined
