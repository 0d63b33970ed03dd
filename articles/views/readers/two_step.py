"""The page "Two-step sign-in" of an account: set it up, renew the recovery codes, turn it off."""

import segno
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from articles.models import User
from articles.store_once import store_once
from articles.two_step import devices
from articles.two_step.forms import CodeForm, refusal

_SHOWN_ONCE = "recovery_codes"  # in the session, until the page has shown them


@never_cache
@sensitive_post_parameters("code")
@login_required
@store_once
def two_step(request: HttpRequest) -> HttpResponse:
    """Show the state of the user's two-step sign-in, or change it."""
    assert isinstance(request.user, User)
    form = CodeForm(request.POST if request.method == "POST" and "begin" not in request.POST else None)
    if request.method == "POST" and _change(request, request.user, form):
        return HttpResponseRedirect(reverse("two-step"))
    pending = devices.pending(request.user)
    is_on = devices.is_on(request.user)
    context = {
        "form": form,
        "is_on": is_on,
        "is_missing": devices.is_missing(request.user),
        "codes": request.session.pop(_SHOWN_ONCE, None) if request.method == "GET" else None,
        "left": devices.codes_left(request.user),
        "qr": _drawn(pending.config_url) if pending and not is_on else None,
        "secret": _in_groups(pending.config_url) if pending and not is_on else "",
    }
    return render(request, "registration/two_step.html", context)


def _change(request: HttpRequest, user: User, form: CodeForm) -> bool:
    """Do what the pressed button says; return whether it was done."""
    if "begin" in request.POST:
        devices.begin(user)
        return True
    if "cancel" in request.POST and not devices.is_on(user):
        devices.turn_off(user)
        return True
    if not form.is_valid():
        return False
    is_new = "confirm" in request.POST
    checked = (devices.confirm if is_new else devices.check)(user, form.cleaned_data["code"])
    if not checked.is_right:
        form.add_error("code", refusal(checked))
        return False
    if "off" in request.POST:
        devices.turn_off(user)
        messages.success(request, _("Two-step sign-in is off. Your password is enough again."))
    else:
        request.session[_SHOWN_ONCE] = devices.new_codes(user)
        said = _("Two-step sign-in is on.") if is_new else _("The earlier recovery codes no longer work.")
        messages.success(request, said)
    return True


def _drawn(url: str) -> SafeString:
    """Return a URL as a QR code: inline SVG without styles, dark on white in any colour scheme."""
    drawn = segno.make(url, micro=False).svg_inline(scale=4, border=4, dark="#000", light="#fff")
    return mark_safe(drawn)  # noqa: S308  (made of numbers only)


def _in_groups(url: str) -> str:
    """Return the secret in a URL in groups of four characters."""
    secret = url.partition("secret=")[2].partition("&")[0]
    return " ".join(secret[place : place + 4] for place in range(0, len(secret), 4))
