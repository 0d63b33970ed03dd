"""A user's app and recovery codes: set up, checked, renewed and turned off. The tables are django-otp's."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from math import ceil

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from articles.models import User

RECOVERY_CODES = 10
_DIGITS = 6


@dataclass(frozen=True, slots=True)
class Checked:
    """Whether a code was right. wait: seconds until the next one is looked at, after wrong ones."""

    is_right: bool
    wait: int = 0


def is_on(user: User) -> bool:
    """Whether the user signs in with a code."""
    return bool(TOTPDevice.objects.filter(user=user, confirmed=True).exists())


def is_missing(user: User) -> bool:
    """Whether the user has to set up two-step sign-in before using the admin."""
    return bool(settings.REQUIRE_TWO_STEP) and user.is_staff and not is_on(user)


def codes_left(user: User) -> int:
    """Return how many recovery codes have not been used."""
    return int(StaticToken.objects.filter(device__user=user).count())


def pending(user: User) -> TOTPDevice | None:
    """Return the app that the user is setting up, if any."""
    found: TOTPDevice | None = TOTPDevice.objects.filter(user=user, confirmed=False).first()
    return found


def begin(user: User) -> None:
    """Make a secret for the user's app, unless one waits to be confirmed or two-step sign-in is on."""
    with _locked(user):
        if not is_on(user) and pending(user) is None:
            TOTPDevice.objects.create(user=user, name="app", confirmed=False)


def confirm(user: User, code: str) -> Checked:
    """Turn two-step sign-in on if ``code`` is the app's. The recovery codes are then to be made."""
    with _locked(user):
        device = None if is_on(user) else pending(user)
        if device is None:
            return Checked(is_right=False)
        checked = _verify(device, _plain(code))
        if checked.is_right:
            TOTPDevice.objects.filter(pk=device.pk).update(confirmed=True)
    return checked


def check(user: User, code: str) -> Checked:
    """Check a code of the app, or a recovery code, which can be used once. Wrong ones cost time."""
    plain = _plain(code)
    is_of_app = len(plain) == _DIGITS and plain.isdecimal()
    with _locked(user):
        if not is_on(user):
            return Checked(is_right=False)
        model = TOTPDevice if is_of_app else StaticDevice
        device = model.objects.filter(user=user, confirmed=True).first()
        return _verify(device, plain) if device else Checked(is_right=False)


def new_codes(user: User) -> list[str]:
    """Replace the user's recovery codes, and return them, to be shown once."""
    with _locked(user):
        device, _ = StaticDevice.objects.get_or_create(user=user, defaults={"name": "recovery"})
        device.token_set.all().delete()
        tokens = [StaticToken.random_token() for _ in range(RECOVERY_CODES)]
        StaticToken.objects.bulk_create(StaticToken(device=device, token=token) for token in tokens)
    return [f"{token[:4]}-{token[4:]}" for token in tokens]


def turn_off(user: User) -> bool:
    """Forget the user's app and codes; return whether two-step sign-in was on."""
    with _locked(user):
        was_on = is_on(user)
        TOTPDevice.objects.filter(user=user).delete()
        StaticDevice.objects.filter(user=user).delete()
    return was_on


@contextmanager
def _locked(user: User) -> Iterator[None]:
    """Begin a transaction in which nobody else checks a code of the user, so that none is used twice."""
    with transaction.atomic():
        list(User.objects.filter(pk=user.pk).select_for_update(no_key=True).values_list("pk"))
        yield


def _verify(device: TOTPDevice | StaticDevice, plain: str) -> Checked:
    allowed, why = device.verify_is_allowed()
    if not allowed:
        until = (why or {})["locked_until"]
        return Checked(is_right=False, wait=max(1, ceil((until - timezone.now()).total_seconds())))
    return Checked(bool(device.verify_token(plain)))


def _plain(code: str) -> str:
    """Return the code without the spaces and hyphens that make it readable."""
    return code.replace("\0", "").replace(" ", "").replace("-", "").lower()[:16]
