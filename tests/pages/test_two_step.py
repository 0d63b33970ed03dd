"""Two-step sign-in: set up, used at both sign-in pages, renewed, turned off, and required of staff."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.test import Client
from django.utils import timezone
from django_otp.oath import TOTP
from django_otp.plugins.otp_static.models import StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from articles.models import User
from articles.seed import EDITORS
from articles.two_step import devices
from tests.admin.helpers import member, signed_in
from tests.admin.test_pages import INLINE, capture_of
from tests.factories import ArticleFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("static_files")]
PAGE = "/accounts/two-step/"
PASSWORD = "a long enough password"
WRONG = "000000"


@pytest.fixture
def ada() -> User:
    """An editor with a password."""
    user = member("ada", EDITORS)
    user.set_password(PASSWORD)
    user.save()
    return user


@pytest.fixture
def client(ada: User) -> Client:
    return signed_in(ada)


def code(user: User, steps: int = 0) -> str:
    """Return what the user's app shows, or will show ``steps`` half minutes later."""
    device = TOTPDevice.objects.get(user=user)
    totp = TOTP(device.bin_key, device.step, device.t0, device.digits, device.drift)
    totp.time = timezone.now().timestamp() + steps * device.step
    shown = f"{totp.token():06d}"
    return shown if shown != WRONG else code(user, 1)


def set_up(client: Client, user: User) -> list[str]:
    """Turn two-step sign-in on; return the recovery codes."""
    client.post(PAGE, {"begin": ""})
    page = client.post(PAGE, {"confirm": "", "code": code(user)}, follow=True).content.decode()
    return re.findall(r"<code>([a-z2-7]{4}-[a-z2-7]{4})</code>", page)


def forgive(user: User) -> None:
    """Let time pass: the next code is looked at, and the app shows another."""
    TOTPDevice.objects.filter(user=user).update(
        last_t=-1, throttling_failure_timestamp=None, throttling_failure_count=0
    )


def slow_down() -> None:
    """Let the next code be looked at only after a minute, however slow the machine is."""
    TOTPDevice.objects.update(throttling_failure_count=7, throttling_failure_timestamp=timezone.now())


def sign_in(address: str, **fields: str) -> Any:
    sent = {"username": "ada", "password": PASSWORD, **fields}
    return Client().post(address, sent, headers={"X-Forwarded-For": "198.51.100.9"})


def test_setting_it_up_shows_a_qr_code_and_the_secret(client: Client, ada: User) -> None:
    assert "Set up two-step sign-in" in client.get(PAGE).content.decode()
    client.post(PAGE, {"begin": ""})
    answer = client.get(PAGE)
    page = answer.content.decode()
    key = TOTPDevice.objects.get(user=ada, confirmed=False).config_url.partition("secret=")[2]
    secret = re.sub(r"\s", "", page.partition('class="secret">')[2].partition("<")[0])
    assert len(secret) == 32
    assert secret == key.partition("&")[0]
    assert "<svg" in page
    assert not INLINE.search(page)
    assert "no-store" in answer["Cache-Control"]
    assert not devices.is_on(ada)
    assert page.partition("<svg")[2].partition("</svg>")[0] in client.get(PAGE).content.decode(), "it stays"


def test_a_wrong_code_does_not_turn_it_on(client: Client, ada: User) -> None:
    client.post(PAGE, {"begin": ""})
    answer = client.post(PAGE, {"confirm": "", "code": WRONG})
    assert "This code is wrong" in answer.content.decode()
    slow_down()
    assert "too many wrong codes" in client.post(PAGE, {"confirm": "", "code": code(ada)}).content.decode()
    assert not devices.is_on(ada)
    assert client.post(PAGE, {"cancel": ""}).status_code == 302
    assert TOTPDevice.objects.count() == 0


def test_recovery_codes_are_shown_once(client: Client, ada: User) -> None:
    codes = set_up(client, ada)
    assert len(set(codes)) == devices.RECOVERY_CODES == 10
    page = client.get(PAGE).content.decode()
    assert not any(each in page for each in codes)
    assert "10 recovery codes are left" in page


@pytest.mark.parametrize("address", ["/accounts/login/", "/admin/login/"])
def test_the_password_alone_is_not_enough(client: Client, ada: User, address: str) -> None:
    assert sign_in(address).status_code == 302
    codes = set_up(client, ada)
    assert 'autocomplete="one-time-code"' in Client().get(address).content.decode()
    forgive(ada)
    asked = sign_in(address).content.decode()
    assert "Enter your password again, and the code" in asked
    (field,) = re.findall("<input [^>]*autofocus[^>]*>", asked)
    assert 'name="password"' in field
    assert "This code is wrong" in sign_in(address, code=WRONG).content.decode()
    forgive(ada)
    good = code(ada)
    assert sign_in(address, code=f"{good[:3]} {good[3:]}").status_code == 302
    assert sign_in(address, code=good).status_code == 200, "no code works twice"
    assert sign_in(address, code=codes[0].upper()).status_code == 302
    assert sign_in(address, code=codes[0]).status_code == 200
    assert StaticToken.objects.count() == 9


def test_a_right_code_does_not_help_with_a_wrong_password(client: Client, ada: User) -> None:
    set_up(client, ada)
    forgive(ada)
    assert sign_in("/accounts/login/", password="wrong", code=code(ada)).status_code == 200
    assert TOTPDevice.objects.get().last_t == -1, "the code was not used up"


def test_guessing_codes_is_slowed_down_and_then_locked_out(client: Client, ada: User) -> None:
    set_up(client, ada)
    forgive(ada)
    sign_in("/accounts/login/", code=WRONG)
    assert TOTPDevice.objects.get().throttling_failure_count == 1
    slow_down()
    assert "too many wrong codes" in sign_in("/accounts/login/", code=code(ada)).content.decode()
    for _ in range(8):
        forgive(ada)
        answer = sign_in("/accounts/login/", code=WRONG)
    assert answer.status_code == 429
    forgive(ada)
    assert sign_in("/accounts/login/", code=code(ada)).status_code == 429


def test_renewing_and_turning_off_ask_for_a_code(client: Client, ada: User) -> None:
    codes = set_up(client, ada)
    for button in ("renew", "off"):
        forgive(ada)
        assert "This code is wrong" in client.post(PAGE, {button: "", "code": WRONG}).content.decode()
        assert client.post(PAGE, {button: "", "code": ""}).status_code == 200
    forgive(ada)
    page = client.post(PAGE, {"renew": "", "code": code(ada)}, follow=True).content.decode()
    renewed = re.findall(r"<code>([a-z2-7]{4}-[a-z2-7]{4})</code>", page)
    assert len(renewed) == 10
    assert not set(renewed) & set(codes)
    assert not devices.check(ada, codes[0]).is_right
    forgive(ada)
    assert client.post(PAGE, {"off": "", "code": code(ada)}).status_code == 302
    assert (TOTPDevice.objects.count(), StaticToken.objects.count()) == (0, 0)
    assert sign_in("/accounts/login/").status_code == 302


def test_the_page_is_for_the_signed_in(client: Client) -> None:
    for method in (Client().get, Client().post):
        assert method(PAGE)["Location"].startswith("/accounts/login/")


def test_an_administrator_helps_who_lost_everything(client: Client, ada: User) -> None:
    set_up(client, ada)
    address = f"/admin/articles/user/{ada.pk}/two-step/"
    root = signed_in(User.objects.create_superuser("root"))
    assert client.post(address).status_code == 403
    assert address in root.get(f"/admin/articles/user/{ada.pk}/change/").content.decode()
    assert "really ada" in " ".join(root.get(address).content.decode().split())
    assert root.post(address).status_code == 302
    assert not devices.is_on(ada)
    assert LogEntry.objects.get().get_change_message() == "Two-step sign-in turned off."
    assert root.post("/admin/articles/user/999/two-step/").status_code == 404


def test_an_archive_may_require_it_of_staff(client: Client, ada: User, settings: Any) -> None:
    draft = ArticleFactory.create(status="draft")
    settings.REQUIRE_TWO_STEP = True
    original = f"/captures/{capture_of(draft).pk}/"
    assert client.get(original).status_code == 404
    for address in ("/admin/", f"/admin/articles/article/{draft.pk}/change/"):
        assert client.get(address)["Location"] == PAGE
        assert client.post(address)["Location"] == PAGE
    assert "asks its staff to sign in with a code" in client.get(PAGE).content.decode()
    assert client.get("/articles/").status_code == 200
    set_up(client, ada)
    assert client.get("/admin/").status_code == 200
    assert client.get(original).status_code == 200
    reader = User.objects.create_user("reader")
    assert "asks its staff" not in signed_in(reader).get(PAGE).content.decode()
    devices.turn_off(ada)
    assert client.post("/admin/logout/")["Location"] == "/accounts/login/"


def test_no_admin_page_shows_secrets(client: Client, ada: User) -> None:
    set_up(client, ada)
    root = signed_in(User.objects.create_superuser("root"))
    assert "otp_totp" not in root.get("/admin/").content.decode()
    assert root.get("/admin/otp_totp/totpdevice/").status_code == 404
    assert root.get("/admin/otp_static/staticdevice/").status_code == 404


def test_a_long_time_between_tries_is_never_more_than_needed(ada: User) -> None:
    devices.begin(ada)
    assert devices.confirm(ada, WRONG) == devices.Checked(is_right=False)
    slow_down()
    assert 55 < devices.confirm(ada, code(ada)).wait <= 64
    TOTPDevice.objects.update(throttling_failure_timestamp=timezone.now() - timedelta(seconds=65))
    assert devices.confirm(ada, code(ada)).is_right
