"""Storing rows with COPY."""

import pytest
from django.db import DataError, IntegrityError, connection, transaction

from articles.batch.copying import copy_new, reserve_ids
from articles.models import Article, Source, Status
from tests.factories import ArticleFactory

pytestmark = pytest.mark.django_db


def test_copied_rows_equal_saved_ones() -> None:
    source = Source.objects.create(name="The Paper")
    given = {"headline": "Råin\tat\nlast \\N", "source": source, "status": Status.PUBLISHED}
    saved, copied = Article.objects.create(**given), Article(**given)
    copy_new([copied, Article(headline="Other", edited_fields=["body", 'a "b", c'])])
    found = Article.objects.filter(headline=given["headline"]).order_by("pk")
    assert [each.pk for each in found] == [saved.pk, copied.pk]
    one, other = found.values()
    own = {"id", "created_at", "modified_at"}
    assert {key: one[key] for key in one.keys() - own} == {key: other[key] for key in other.keys() - own}
    assert other["created_at"] >= one["created_at"]
    assert Article.objects.get(headline="Other").edited_fields == ["body", 'a "b", c']


def test_ids_are_kept_and_not_given_again() -> None:
    reserved = reserve_ids(Article, 3)
    assert sorted(set(reserved)) == reserved
    later = ArticleFactory.create()
    copy_new([Article(pk=pk, headline=str(pk)) for pk in reserved])
    assert later.pk not in reserved
    assert {each.headline for each in Article.objects.filter(pk__in=reserved)} == set(map(str, reserved))


def test_nothing_is_copied_without_objects() -> None:
    copy_new([])
    assert reserve_ids(Article, 0) == []


@pytest.mark.parametrize(("headline", "error"), [("", IntegrityError), ("x" * 501, DataError)])
def test_errors_are_those_of_django(headline: str, error: type[Exception]) -> None:
    with pytest.raises(error), transaction.atomic():
        copy_new([Article(headline="Good"), Article(headline=headline)])
    assert not Article.objects.exists()
    assert connection.is_usable()
