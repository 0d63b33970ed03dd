"""Common behaviour of all API responses."""

import pytest
from django.test import Client

from articles.models import Article

pytestmark = pytest.mark.django_db
PATHS = ("/api/articles", "/api/people", "/api/people/john-kerry", "/api/openapi.json")


@pytest.mark.parametrize("path", [*PATHS, "/api/articles/0", "/api/nothing", "/api/articles?cursor=x"])
def test_any_site_may_read(client: Client, archive: dict[str, Article], path: str) -> None:
    answer = client.get(path, headers={"Origin": "https://elsewhere.example"})
    assert answer["Access-Control-Allow-Origin"] == "*"
    assert "ETag" in answer["Access-Control-Expose-Headers"]
    assert "Access-Control-Allow-Credentials" not in answer
    assert answer["Content-Type"].startswith("application/json")


def test_pages_are_not_for_other_sites(client: Client) -> None:
    for path in ("/", "/articles/", "/admin/login/", "/articles.csv"):
        assert "Access-Control-Allow-Origin" not in client.get(path)


@pytest.mark.parametrize("path", PATHS)
def test_head_is_get_without_its_content(client: Client, archive: dict[str, Article], path: str) -> None:
    whole, head = client.get(path), client.head(path)
    assert head.status_code == whole.status_code == 200
    assert head.content == b""
    for name in ("Content-Type", "Content-Length", "ETag"):
        assert head[name] == whole[name], name
    assert client.head(path, headers={"If-None-Match": whole["ETag"]}).status_code == 304


def test_options_says_what_is_allowed(client: Client) -> None:
    asked = {"Origin": "https://elsewhere.example", "Access-Control-Request-Method": "GET"}
    answer = client.options("/api/articles", headers=asked)
    assert (answer.status_code, answer["Allow"]) == (204, "GET, HEAD, OPTIONS")
    assert answer["Access-Control-Allow-Methods"] == "GET, HEAD, OPTIONS"
    assert "If-None-Match" in answer["Access-Control-Allow-Headers"]


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        *(("get", "/api/nothing", 404), ("get", "/api/articles/0", 404), ("get", "/api/articles/x", 404)),
        *(("post", "/api/articles", 405), ("delete", "/api/people/x", 405), ("put", "/api/countries", 405)),
        *(("get", "/api/people?page=x", 422), ("get", "/api/articles?cursor=x", 400)),
    ],
)
def test_every_error_has_the_same_shape(client: Client, method: str, path: str, status: int) -> None:
    answer = getattr(client, method)(path)
    assert answer.status_code == status
    assert answer["Content-Type"].split(";")[0] == "application/json"
    assert set(answer.json()) == {"detail"}
    assert isinstance(answer.json()["detail"], str)
    if status == 405:
        assert answer["Allow"] == "GET, HEAD, OPTIONS"


def test_wrong_host_and_a_fault_have_it_too(monkeypatch: pytest.MonkeyPatch) -> None:
    client = Client(raise_request_exception=False)
    assert set(client.get("/api/articles", headers={"Host": "badly.example"}).json()) == {"detail"}

    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("a fault of the test")

    monkeypatch.setattr("articles.api.listing.run", broken)
    answer = client.get("/api/articles")
    assert answer.status_code == 500
    assert "log" in answer.json()["detail"]
