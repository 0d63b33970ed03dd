"""A client that knows nothing but the address of the service, as OpenRefine: all else is in the manifest."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar
from urllib.parse import quote

from django.http import HttpResponse
from django.test import Client
from pydantic import BaseModel

from tests.html import Tag, parse
from tests.reconciliation import schemas

M = TypeVar("M", bound=BaseModel)
SITE = "http://testserver"
ELSEWHERE = {"Origin": "https://refine.example"}


@dataclass
class OpenRefine:
    """Asks the service, and checks every answer against its schema."""

    client: Client
    manifest: schemas.Manifest

    @classmethod
    def add_service(cls, client: Client, address: str) -> "OpenRefine":
        """Read the manifest at the address that a user enters."""
        made = cls(client, None)  # type: ignore[arg-type]
        made.manifest = made.read(schemas.Manifest, made.get(address))
        assert "0.2" in made.manifest.versions
        return made

    def get(self, address: str, **query: str) -> Any:
        """Get an address of the service."""
        assert address.startswith(SITE)
        return self.client.get(address.removeprefix(SITE), query or None, headers=ELSEWHERE)

    def read(self, model: type[M], answer: Any) -> M:
        """Read an answer that any site may read."""
        assert answer.status_code == 200, answer.content[:500]
        assert answer["Access-Control-Allow-Origin"] == "*"
        assert answer["Content-Type"] == "application/json"
        return model.model_validate_json(answer.content)

    def post(self, **form: Any) -> HttpResponse:
        """Send a form to the service."""
        encoded = {name: json.dumps(value) for name, value in form.items()}
        return self.client.post("/reconcile", encoded, headers=ELSEWHERE)  # type: ignore[return-value]

    def reconcile(self, queries: dict[str, Any]) -> dict[str, schemas.Result]:
        """Send a batch."""
        results = self.read(schemas.Batch, self.post(queries=queries)).root
        assert results.keys() == queries.keys()
        for each in results.values():
            scores = [candidate.score for candidate in each.result]
            assert scores == sorted(scores, reverse=True)
            assert sum(candidate.match for candidate in each.result) <= 1
        return results

    def one(self, text: str, **others: Any) -> list[schemas.Candidate]:
        """Return the candidates for one name."""
        return self.reconcile({"q0": {"query": text, **others}})["q0"].result

    def match(self, text: str, **others: Any) -> str:
        """Return the identifier of what a name clearly means, "" if nothing is clear."""
        return next((each.id for each in self.one(text, **others) if each.match), "")

    def view(self, key: str) -> Any:
        """Open the page of an entity."""
        return self.get(_filled(self.manifest.view.url, "{{id}}", key))

    def preview(self, key: str) -> tuple[Any, Tag]:
        """Open the preview of an entity."""
        answer = self.get(_filled(self.manifest.preview.url, "{{id}}", key))
        return answer, parse(answer.content.decode())

    def suggest(self, what: str, prefix: str, **query: str) -> Any:
        """Return what is suggested for a prefix."""
        service = getattr(self.manifest.suggest, what)
        model: Any = schemas.Entities if what == "entity" else schemas.Items
        answer = self.get(service.service_url + service.service_path, prefix=prefix, **query)
        return self.read(model, answer).result

    def flyout(self, what: str, key: str) -> str:
        """Return the HTML of a flyout."""
        service = getattr(self.manifest.suggest, what)
        address = _filled(service.flyout_service_url + service.flyout_service_path, "${id}", key)
        found = self.read(schemas.Flyout, self.get(address))
        assert found.id == key
        return found.html

    def propose(self, kind: str, **query: str) -> list[str]:
        """Return the properties that are proposed for a type."""
        service = self.manifest.extend.propose_properties
        answer = self.get(service.service_url + service.service_path, type=kind, **query)
        return [each.id for each in self.read(schemas.Proposal, answer).properties]

    def extend(self, ids: list[str], *properties: str, **settings: Any) -> dict[str, dict[str, list[Any]]]:
        """Return plain values by entity and property."""
        wanted = [{"id": each, **({"settings": settings} if settings else {})} for each in properties]
        found = self.read(schemas.Values, self.post(extend={"ids": ids, "properties": wanted}))
        assert [each.id for each in found.meta] == [*properties]
        assert list(found.rows) == ids
        return {
            key: {name: [_plain(value) for value in values] for name, values in row.items()}
            for key, row in found.rows.items()
        }


Adder = Callable[[], OpenRefine]


def _filled(template: str, place: str, key: str) -> str:
    return template.replace(place, quote(key, safe=""))


def _plain(value: BaseModel) -> Any:
    (plain, *_) = value.model_dump().values()
    return plain
