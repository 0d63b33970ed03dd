"""Rate limits: the table shared by processes, and the response to a refused client."""

import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.test import Client

from articles.middleware import rate_limit
from newsarchive.environment import read_rate
from newsarchive.rate_limiter import Limiter, Rate, client_of
from tests.factories import ArticleFactory

ROOT = Path(__file__).resolve().parent.parent.parent
MINUTE = Rate(60, 60)
NOW = 1_800_000_000.0


@pytest.fixture
def limiter(tmp_path: Path) -> Limiter:
    return Limiter(tmp_path / "limits", "secret")


def test_allowance_may_be_used_at_once_and_comes_back_evenly(limiter: Limiter) -> None:
    for number in range(60):
        verdict = limiter.take("a", MINUTE, NOW)
        assert (verdict.allowed, verdict.remaining, verdict.wait) == (True, 59 - number, 0)
    refused = limiter.take("a", MINUTE, NOW)
    assert (refused.allowed, refused.remaining, refused.reset, refused.wait) == (False, 0, 60, 1)
    assert not limiter.take("a", MINUTE, NOW + 0.9).allowed
    assert limiter.take("a", MINUTE, NOW + 1.1).allowed
    assert not limiter.take("a", MINUTE, NOW + 1.2).allowed
    assert limiter.take("a", MINUTE, NOW + 1000).remaining == 59


def test_refused_requests_do_not_lengthen_the_wait(limiter: Limiter) -> None:
    for _ in range(500):
        limiter.take("a", MINUTE, NOW)
    assert limiter.take("a", MINUTE, NOW + 1.1).allowed


def test_clients_and_rates_are_counted_apart(limiter: Limiter) -> None:
    one = Rate(1, 3600)
    assert limiter.take("a", one, NOW).allowed
    assert not limiter.take("a", one, NOW).allowed
    assert limiter.take("b", one, NOW).allowed
    assert limiter.take("a", MINUTE, NOW).allowed


def test_clock_that_is_set_back_locks_nobody_out_for_long(limiter: Limiter) -> None:
    for _ in range(60):
        limiter.take("a", MINUTE, NOW + 1_000_000)
    assert limiter.take("a", MINUTE, NOW).wait <= 1


def test_more_clients_than_the_table_has_room_for(limiter: Limiter) -> None:
    assert all(
        limiter.take(f"client {number}", MINUTE, NOW + number / 1e6).allowed for number in range(70_000)
    )


def test_damaged_table_locks_nobody_out(limiter: Limiter, tmp_path: Path) -> None:
    limiter.take("a", MINUTE, NOW)
    size = (tmp_path / "limits").stat().st_size
    with (tmp_path / "limits").open("r+b") as file:
        file.write(b"\xff" * size)
    again = Limiter(tmp_path / "limits", "secret")
    assert all(again.take(f"client {number}", MINUTE, NOW).allowed for number in range(100))


def test_table_holds_no_addresses(limiter: Limiter, tmp_path: Path) -> None:
    limiter.take("203.0.113.77", MINUTE)
    assert b"203.0" not in (tmp_path / "limits").read_bytes()


def test_folder_that_cannot_be_written_to_limits_each_process(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    limiter = Limiter(tmp_path / "file" / "limits", "secret")
    assert [limiter.take("a", Rate(2, 60), NOW).allowed for _ in range(3)] == [True, True, False]


CHILD = """
import sys
from pathlib import Path
from newsarchive.rate_limiter import Limiter, Rate
limiter = Limiter(Path(sys.argv[1]), "secret")
print(sum(limiter.take("a", Rate(1000, 86400)).allowed for _ in range(400)))
"""


def test_processes_share_one_allowance(tmp_path: Path) -> None:
    command = [sys.executable, "-c", CHILD, str(tmp_path / "limits")]
    children = [subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) for _ in range(4)]
    counts = [int(child.communicate(timeout=60)[0]) for child in children]
    assert 1000 <= sum(counts) <= 1001  # of 1,600; one comes back every 86 seconds


@pytest.mark.parametrize(
    ("address", "client"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("::ffff:203.0.113.7", "203.0.113.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::9%eth0", "2001:db8:1:2::/64"),
        ("", ""),
        ("x" * 500, "x" * 100),
    ],
)
def test_client_is_an_address_or_a_network(address: str, client: str) -> None:
    assert client_of(address) == client


@pytest.mark.parametrize(
    ("text", "rate"),
    [
        ("120/minute", Rate(120, 60)),
        (" 1/Second ", Rate(1, 1)),
        ("5000/hour", Rate(5000, 3600)),
        ("9/day", Rate(9, 86_400)),
        ("off", None),
        ("", Rate(7, 60)),
    ],
)
def test_rate_is_read(monkeypatch: pytest.MonkeyPatch, text: str, rate: Rate | None) -> None:
    monkeypatch.setenv("API_RATE", text)
    assert read_rate("API_RATE", "7/minute") == rate


@pytest.mark.parametrize(
    "text",
    ["120", "0/minute", "-1/minute", "1.5/minute", "120/min", "120 / minute", "none", "٣/minute", "9" * 99],
)
def test_bad_rate_is_refused(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setenv("API_RATE", text)
    with pytest.raises(ImproperlyConfigured, match=r"^API_RATE=.* is not a rate; use off, or a number"):
        read_rate("API_RATE", "off")


@pytest.fixture
def limits(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Limits of three API requests and one download per hour, and two password resets per minute."""
    monkeypatch.setattr(settings, "API_RATE", Rate(3, 3600))
    monkeypatch.setattr(settings, "EXPORT_RATE", Rate(1, 3600))
    monkeypatch.setattr(settings, "RESET_RATE", Rate(2, 60))
    monkeypatch.setattr(rate_limit, "_limiter", Limiter(tmp_path / "limits", "secret"))


@pytest.mark.django_db
def test_refused_client_of_the_api_is_told_when_to_come_again(client: Client, limits: None) -> None:
    first = client.get("/api/articles")
    assert first.status_code == 200
    assert (first["RateLimit-Limit"], first["RateLimit-Remaining"]) == ("3", "2")
    assert (first["RateLimit-Policy"], first["RateLimit-Reset"]) == ("3;w=3600", "1200")
    client.get("/api/people")
    client.head("/api/articles/77")
    refused = client.get("/api/articles")
    assert refused.status_code == 429
    allowed = "Too many requests: the limit is 3 in 3600 seconds."
    assert refused.json() == {"detail": f"{allowed} Try again in {refused['Retry-After']} seconds."}
    assert 1190 <= int(refused["Retry-After"]) <= 1200
    assert refused["Cache-Control"] == "no-store"
    assert (refused["RateLimit-Remaining"], refused["Access-Control-Allow-Origin"]) == ("0", "*")
    # Preflight requests, the documentation and pages are not counted.
    for path in ("/api/docs", "/api/openapi.json", "/", "/articles/", "/articles.atom", "/people/"):
        answer = client.get(path)
        assert answer.status_code == 200
        assert "RateLimit-Limit" not in answer
    assert client.options("/api/articles").status_code == 204
    assert client.get("/api/articles", REMOTE_ADDR="198.51.100.1").status_code == 200


@pytest.mark.django_db
def test_whole_searches_as_files_have_a_limit_of_their_own(client: Client, limits: None) -> None:
    article = ArticleFactory.create()
    assert client.get("/articles.csv").getvalue()
    assert client.head("/articles.csv").status_code == 429
    refused = client.get("/articles.jsonl")
    assert refused.status_code == 429
    assert b"Try again in 60 minutes" in refused.content
    for suffix in ("zip", "wacz"):
        assert client.get(f"/articles.{suffix}").status_code == 429
    assert client.get("/api/articles").status_code == 200
    assert client.get(f"/articles/{article.pk}.ris").status_code == 200


@pytest.mark.django_db
def test_files_of_frozen_searches_count_as_whole_searches(client: Client, limits: None) -> None:
    ArticleFactory.create()
    frozen = client.post("/searches/freeze/", {"search": ""}, headers={"Sec-Fetch-Site": "same-origin"})
    address = frozen["Location"].rstrip("/")
    assert client.get(f"{address}.csv").status_code == 200
    assert client.get(f"{address}.csv").status_code == 429
    assert client.get(f"{address}/").status_code == 200


@pytest.mark.django_db
def test_new_passwords_have_a_limit(client: Client, limits: None) -> None:
    path = "/accounts/password_reset/"
    sent = [client.post(path).status_code for _ in range(2)]
    assert 429 not in sent
    refused = client.post(path)
    assert refused.status_code == 429
    assert "Too many attempts" in refused.content.decode()
    assert refused["Retry-After"] == "30"
    assert client.get("/accounts/password_reset/").status_code == 200


@pytest.mark.django_db
def test_forged_forwarding_header_changes_nothing(client: Client, limits: None) -> None:
    answers = [
        client.get("/api/articles", headers={"X-Forwarded-For": f"203.0.113.{number}"}) for number in range(4)
    ]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]


@pytest.mark.django_db
def test_there_is_no_limit_where_none_is_set(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "API_RATE", None)
    assert "RateLimit-Limit" not in client.get("/api/articles")
