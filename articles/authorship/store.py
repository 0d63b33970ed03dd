"""Keep the authors of articles equal to what their bylines say."""

from collections.abc import Callable, Iterable, Mapping, Sequence

from django.db import connection, transaction
from django.db.models import Q

from articles.authorship.bylines import read_byline
from articles.authorship.parsed import ParsedAuthor
from articles.locking import lock_archive_shared, retried
from articles.models import Article, Author, AuthorName, Source
from articles.text import fold_name, make_slug

BATCH = 1000  # articles updated in one transaction

#: Articles whose byline has not been read. Those whose byline names nobody are among them, too.
UNREAD = ~Q(byline="") & Q(author_ids=[])


def set_authors(articles: Sequence[Article]) -> list[Article]:
    """Set ``author_ids`` of articles from their bylines, without saving; return those that changed.

    Authors that are not known are created. Call it in a transaction.
    """
    names = Source.objects.in_bulk({each.source_id for each in articles if each.source_id})
    parsed = [
        (each, read_byline(each.byline, names[each.source_id].name if each.source_id in names else ""))
        for each in articles
    ]
    ids = find_authors(author for _, authors in parsed for author in authors)
    changed = []
    for article, authors in parsed:
        found = list(dict.fromkeys(ids[key] for each in authors if (key := fold_name(each.straight)) in ids))
        if article.author_ids != found:
            article.author_ids = found
            changed.append(article)
    return changed


def find_authors(authors: Iterable[ParsedAuthor]) -> dict[str, int]:
    """Return the ids of authors by folded name. Those that are not known are created."""
    named: dict[str, ParsedAuthor] = {}
    for each in authors:
        if key := fold_name(each.straight):
            named.setdefault(key, each)
    ids = _known(named)
    if missing := {key: named[key] for key in named if key not in ids}:
        _create(missing)
        ids |= _known(missing)
    return ids


def _known(named: Iterable[str]) -> dict[str, int]:
    wanted = list(named)
    others = AuthorName.objects.filter(folded__in=wanted).order_by()
    known = dict(others.values_list("folded", "author_id"))
    return known | dict(Author.objects.filter(folded__in=wanted).order_by().values_list("folded", "pk"))


def _create(named: Mapping[str, ParsedAuthor]) -> None:
    # Sorted, since two processes that create the same authors in different orders would deadlock.
    made = [
        Author(
            kind=each.kind,
            name=each.straight,
            sort_name=each.inverted,
            folded=key,
            slug=make_slug(each.straight, "author"),
        )
        for key, each in sorted(named.items())
    ]
    taken = set(Author.objects.filter(slug__in=[each.slug for each in made]).values_list("slug", flat=True))
    plain: dict[str, Author] = {}
    for each in made:
        if each.slug not in taken:
            plain.setdefault(each.slug, each)
    Author.objects.bulk_create(plain.values(), ignore_conflicts=True)
    stored = set(Author.objects.filter(folded__in=named).values_list("folded", flat=True))
    for each in made:
        if each.folded not in stored:
            each.slug = ""
            each.save()


def read_again(article_ids: Iterable[int]) -> int:
    """Set the authors of articles from their bylines again, in batches; return how many changed."""
    ids = sorted(article_ids)
    return sum(_read_batch(ids[start : start + BATCH]) for start in range(0, len(ids), BATCH))


@retried
def _read_batch(article_ids: Sequence[int]) -> int:
    with transaction.atomic():
        lock_archive_shared()
        locked = Article.objects.select_for_update().filter(pk__in=article_ids).order_by("pk")
        changed = set_authors(list(locked.only("byline", "source_id", "author_ids")))
        if not changed:
            return 0
        with connection.cursor() as cursor:
            lists = [f"{{{','.join(map(str, each.author_ids))}}}" for each in changed]
            cursor.execute(_UPDATE, [[each.pk for each in changed], lists])
    return len(changed)


_UPDATE = """
    UPDATE articles_article SET author_ids = wanted.author_ids::int[]
    FROM unnest(%s::bigint[], %s::text[]) AS wanted (id, author_ids) WHERE articles_article.id = wanted.id
"""


def fill(say: Callable[[str], None]) -> int:
    """Read the bylines of articles that have no authors yet, as after an upgrade; return how many changed.

    A run that is killed keeps what it has done, and the next one continues.
    """
    unread = Article.objects.filter(UNREAD).order_by()
    of = unread.count()
    done = changed = last = 0
    while batch := list(unread.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:BATCH]):
        last = batch[-1]
        changed += _read_batch(batch)
        done += len(batch)
        if changed:
            say(f"Reading bylines: {done:,} of {of:,} articles ...")
    return changed
