"""The sign-in forms, and the code that users of two-step sign-in add to their password."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib.admin.forms import AdminAuthenticationForm
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.signals import user_login_failed
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from articles.models import User
from articles.two_step.devices import Checked, check, is_on

if TYPE_CHECKING:
    _Form = AuthenticationForm
else:
    _Form = object


def code_field(**options: Any) -> forms.CharField:
    """Return a field for a code of the app or a recovery code."""
    attributes = {
        "autocomplete": "one-time-code",
        "autocapitalize": "none",
        "spellcheck": "false",
        "size": 12,
    }
    return forms.CharField(max_length=40, widget=forms.TextInput(attrs=attributes), **options)


def refusal(checked: Checked) -> str:
    """Say why a code was not accepted."""
    if checked.wait:
        return ngettext(
            "There were too many wrong codes. Try again in %(number)s second.",
            "There were too many wrong codes. Try again in %(number)s seconds.",
            checked.wait,
        ) % {"number": checked.wait}
    return _("This code is wrong, or it was used before. Enter the one that your app shows now.")


class _TwoStepForm(_Form):
    """Asks users of two-step sign-in for a code. Wrong ones count as failed sign-ins."""

    def confirm_login_allowed(self, user: Any) -> None:
        """Refuse the user unless the code is right, if one is needed."""
        super().confirm_login_allowed(user)
        if not isinstance(user, User) or not is_on(user):
            return
        code = self.cleaned_data.get("code", "").strip()
        if not code:
            self._refuse(_("Enter your password again, and the code that your app shows now."))
        if not (checked := check(user, code)).is_right:
            credentials = {"username": user.get_username()}
            user_login_failed.send(sender=__name__, credentials=credentials, request=self.request)
            self._refuse(refusal(checked))

    def _refuse(self, why: str) -> None:
        """Raise ValidationError. The cursor goes to the password, which is empty again."""
        self.fields["username"].widget.attrs.pop("autofocus", None)
        self.fields["password"].widget.attrs["autofocus"] = True
        raise ValidationError({"code": why})


def _login_code() -> forms.CharField:
    return code_field(
        label=gettext_lazy("Code"),
        required=False,
        help_text=gettext_lazy("Only if you use two-step sign-in: from your app, or a recovery code."),
    )


class SignInForm(_TwoStepForm, AuthenticationForm):
    """The form of the public sign-in page."""

    code = _login_code()


class AdminSignInForm(_TwoStepForm, AdminAuthenticationForm):
    """The form of the admin's sign-in page."""

    code = _login_code()


class CodeForm(forms.Form):
    """A code alone, for changes on the page of two-step sign-in."""

    code = code_field(label=gettext_lazy("Code"))
