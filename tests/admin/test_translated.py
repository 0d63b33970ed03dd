"""The pages of the admin show no text that is not translated."""

from typing import Any

import pytest

from articles.models import User
from tests.admin.helpers import signed_in
from tests.admin.pseudo import mark_translations, stored_texts, unmarked
from tests.admin.test_role_matrix import NAMES, QUERIES, address, expected
from tests.admin.test_role_matrix import things as things  # noqa: PLC0414  (a fixture)

pytestmark = pytest.mark.django_db
#: What is the same in every language.
SAME = {"News Archive", "root", "UTC", "SHA", "HTML", "API", "CSV", "ISO", "kB", "MB", "GB", "TB", "EN", "en"}


def test_every_page_is_translated(things: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    client = signed_in(User.objects.create_superuser("root"))
    data = stored_texts() | SAME
    mark_translations(monkeypatch)
    found: dict[str, list[str]] = {}
    for name in NAMES:
        where = address(name, things)
        if not where or "R" not in expected(name)[0]:
            continue
        answer = client.get(where, QUERIES.get(name, {}))
        if answer.status_code == 200 and answer["Content-Type"].startswith("text/html"):
            for piece in unmarked(answer.content.decode(), data):
                found.setdefault(piece, []).append(where)
    assert [f"{piece}: {places[0]}" for piece, places in found.items()] == []
