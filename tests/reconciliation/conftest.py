"""The service, as a client sees it."""

from typing import Any

import pytest
from django.test import Client

from articles.models import Article, Entity, Kind
from tests.factories import ArticleFactory, EntityFactory
from tests.reconciliation.openrefine import SITE, OpenRefine
from tests.search.conftest import archive

__all__ = ["archive"]


@pytest.fixture
def refine(client: Client, archive: dict[str, Article]) -> OpenRefine:
    """A client that has added the service of the small archive."""
    return OpenRefine.add_service(client, f"{SITE}/reconcile")


def known(name: str, kind: str = Kind.PERSON, **values: Any) -> Entity:
    """Store an entity that a published article is about."""
    made: Entity = EntityFactory.create(name=name, kind=kind, **values)
    ArticleFactory.create(entities=[made])
    return made
