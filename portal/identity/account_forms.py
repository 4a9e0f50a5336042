"""django-allauth's forms with the house's messages: every error names its field, beside it and in the summary.

Named in ``ACCOUNT_FORMS`` and ``MFA_FORMS``. Placeholders go: the label says the same and stays.
"""

from typing import Any

from allauth.account import forms as account
from allauth.mfa.base import forms as mfa
from allauth.mfa.totp import forms as totp

from portal.common.forms import HouseFormMixin


class Refined(HouseFormMixin):
    """Goes before allauth's class, so that it sees the fields that class adds when it is made."""

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.widget.attrs.pop("placeholder", None)


class LoginForm(Refined, account.LoginForm):
    pass


class SignupForm(Refined, account.SignupForm):
    pass


class AddEmailForm(Refined, account.AddEmailForm):
    pass


class ChangePasswordForm(Refined, account.ChangePasswordForm):
    pass


class SetPasswordForm(Refined, account.SetPasswordForm):
    pass


class ResetPasswordForm(Refined, account.ResetPasswordForm):
    pass


class ResetPasswordKeyForm(Refined, account.ResetPasswordKeyForm):
    pass


class ReauthenticateForm(Refined, account.ReauthenticateForm):
    pass


class AuthenticateForm(Refined, mfa.AuthenticateForm):
    pass


class SecondReauthenticateForm(Refined, mfa.ReauthenticateForm):
    pass


class ActivateTOTPForm(Refined, totp.ActivateTOTPForm):
    pass
