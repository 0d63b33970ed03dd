"""Failed sign-ins: limits by address and by user name, and users who are not locked out."""

import pytest
from django.conf import LazySettings
from django.test import Client

from articles.middleware import login_guard
from articles.models import User

pytestmark = pytest.mark.django_db
PASSWORD = "a long enough password"
MOST = 15  # instead of the real limits, to save time
OWNER = "198.51.100.7"


@pytest.fixture(autouse=True)
def _behind_a_proxy(settings: LazySettings, monkeypatch: pytest.MonkeyPatch, static_files: None) -> None:
    monkeypatch.setattr(login_guard, "MOST_OF_NAME", MOST)
    monkeypatch.setattr(login_guard, "MOST_OF_ADDRESS", MOST)
    settings.HTTPS, settings.SECURE_SSL_REDIRECT = True, False


def sign_in(address: str, name: str = "ada", password: str = "wrong", client: Client | None = None) -> int:
    answer = (client or Client()).post(
        "/accounts/login/", {"username": name, "password": password}, headers={"X-Forwarded-For": address}
    )
    return answer.status_code


def guess_from_everywhere() -> None:
    codes = [sign_in(f"203.0.113.{number // 9}") for number in range(MOST + 3)]
    assert 429 in codes


@pytest.fixture
def ada(db: None) -> User:
    """The owner of an account under attack."""
    return User.objects.create_user("ada", "ada@example.org", PASSWORD)


def test_guessing_one_name_from_many_addresses_has_a_limit(ada: User) -> None:
    guess_from_everywhere()
    assert sign_in("203.0.113.200") == 429
    assert sign_in("203.0.113.201", password=PASSWORD) == 429, "the right one gets the same answer"
    assert sign_in("203.0.113.202", name="somebody-else") == 200


def test_the_owner_comes_in_from_where_they_were_before(ada: User) -> None:
    assert sign_in(OWNER, password=PASSWORD) == 302
    guess_from_everywhere()
    assert sign_in(OWNER, password=PASSWORD) == 302


def test_the_owner_comes_in_with_a_browser_that_was_there_before(ada: User) -> None:
    browser = Client()
    assert sign_in(OWNER, password=PASSWORD, client=browser) == 302
    browser.post("/accounts/logout/")
    guess_from_everywhere()
    assert sign_in("192.0.2.44", password=PASSWORD, client=browser) == 302
    cookie = browser.cookies["known"]
    assert (cookie["secure"], cookie["httponly"], cookie["samesite"]) == (True, True, "Lax")
    assert sign_in("192.0.2.45", name="eve", client=browser) == 200
    browser.cookies["known"] = "ada:forged"
    assert sign_in("192.0.2.46", password=PASSWORD, client=browser) == 429


@pytest.mark.parametrize("network", ["203.0.113.5", "2001:db8:1:2::{0}"])
def test_trying_many_names_from_one_address_has_a_limit(ada: User, network: str) -> None:
    codes = [sign_in(network.format(number), name=f"name-{number}") for number in range(MOST + 1)]
    assert codes[:-2] == [200] * (MOST - 1)
    assert codes[-1] == 429
    assert sign_in(network.format("f"), password=PASSWORD) == 429
    assert sign_in(OWNER, password=PASSWORD) == 302


def test_one_address_that_goes_on_guessing_locks_only_itself_out(ada: User) -> None:
    codes = [sign_in("203.0.113.9") for _ in range(2 * MOST)]
    assert codes.count(429) == 2 * MOST - 9
    assert sign_in("192.0.2.1", password=PASSWORD) == 302
