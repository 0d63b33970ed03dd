"""The pages of the admin show no text that is not translated."""

from typing import Any

import pytest

from articles.importers.cleaning.number_dates import ORDERS
from articles.importers.formats import FORMATS
from articles.models import User
from tests.admin.helpers import act, signed_in
from tests.admin.pseudo import mark_translations, stored_texts, unmarked
from tests.admin.test_role_matrix import NAMES, QUERIES, address, expected
from tests.admin.test_role_matrix import things as things  # noqa: PLC0414  (a fixture)
from tests.factories import ArticleFactory, EntityFactory

pytestmark = pytest.mark.django_db
#: What is the same in every language: names, abbreviations, formats, and what Django does not translate.
SAME = {
    *("News", "Archive", "root", "UTC", "SHA", "URL", "HTML", "API", "CSV", "ISO", "MB", "GB", "TB"),
    *("True", "False", "None", *FORMATS, *ORDERS),
}
#: A page of Django itself, with names of its tables, and one that looks like the public pages.
LEFT_OUT = {"auth_group_delete", "password_change_done"}


def test_every_page_is_translated(things: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    client = signed_in(User.objects.create_superuser("root"))
    data = stored_texts() | SAME
    mark_translations(monkeypatch)
    found: dict[str, list[str]] = {}
    for name in NAMES:
        where = address(name, things)
        if not where or name in LEFT_OUT or "R" not in expected(name)[0]:
            continue
        answer = client.get(where, QUERIES.get(name, {}))
        if answer.status_code == 200 and answer["Content-Type"].startswith("text/html"):
            for piece in unmarked(answer.content.decode(), data):
                found.setdefault(piece, []).append(where)
    assert not found, "\n".join(f"{piece}: {', '.join(places[:3])}" for piece, places in found.items())


def test_pages_and_messages_of_actions_are_translated(
    things: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    client = signed_in(User.objects.create_superuser("root"))
    article, entity = things["articles_article"], things["articles_entity"]
    other = EntityFactory.create(kind=entity.kind)
    ArticleFactory.create(entities=[entity])
    mark_translations(monkeypatch)
    sent: list[tuple[str, list[Any], dict[str, str]]] = [
        ("withdraw", [article], {}),
        ("withdraw", [article], {"post": "yes", "kind": "notice", "notice": ""}),
        ("change_fields", [article], {}),
        ("change_fields", [article], {"preview": "1", "section": "x", "language": "not one"}),
        ("change_fields", [article], {"preview": "1", "section": "Sport"}),
        ("change_fields", [article], {"apply": "1", "section": "Sport", "expected": "1"}),
        ("extract_again", [article], {}),
        ("keep_apart", [article], {}),
        ("let_join", [article], {}),
        ("withdraw", [article], {"post": "yes", "kind": "silent"}),
        ("publish", [article], {}),
        ("merge_action", [entity, other], {}),
        ("merge_action", [entity, other], {"kept": str(entity.pk)}),
        ("mark_done", [things["articles_errorreport"]], {}),
        ("discard", [things["articles_pasteddraft"]], {}),
    ]
    for action, chosen, more in sent:
        answer = act(client, action, chosen, **more)
        assert answer.status_code == 200, action
        assert unmarked(answer.content.decode(), stored_texts() | SAME | {"Sport"}) == [], (action, more)
