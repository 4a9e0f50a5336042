"""Texts of django-allauth that we say in our own words: sentence case, the glossary's terms, mended translations.

The catalogues in ``locale/`` come before the library's. A text listed here is kept in them, in English too, where the
translation differs from the text. ``tests/portal/identity/test_library_words.py`` says when the library no longer has one of them.
"""

from typing import Final

from django.utils.translation import gettext_noop as _
from django.utils.translation import ngettext_lazy

WORDS: Final = (
    _("Account Inactive"),
    _("Activate Authenticator App"),
    _("Add Email"),
    _("Add Email Address"),
    _("Add Security Key"),
    _("Authenticator App"),
    _("Bad Token"),
    _("Cancel Change"),
    _("Change Email"),
    _("Change Password"),
    _("Confirm Access"),
    _("Confirm Email Address"),
    _("Create Passkey"),
    _("Current Password"),
    _("Current email"),
    _("Deactivate Authenticator App"),
    _("Don't Trust"),
    _("Edit Security Key"),
    _("Email"),
    _("Email Address"),
    _("Email Addresses"),
    _("Email Verification"),
    _("Enter Email Verification Code"),
    _("Enter Password Reset Code"),
    _("Enter Sign-In Code"),
    _("Generate"),
    _("Generate new codes"),
    _("IP Address"),
    _("Make Primary"),
    _("New Password"),
    _("New Password (again)"),
    _("Passkey"),
    _("Passkey Sign Up"),
    _("Password (again)"),
    _("Password Reset"),
    _("Primary"),
    _("Re-send Verification"),
    _("Recovery Codes"),
    _("Remember Me"),
    _("Remove Security Key"),
    _("Request Code"),
    _("Reset My Password"),
    _("Security Keys"),
    _("Set Password"),
    _("Sign In"),
    _("Sign Out"),
    _("Sign Out Other Sessions"),
    _("Sign Up"),
    _("Sign Up Closed"),
    _("Sign in with a passkey"),
    _("Sign up using a passkey"),
    _("Signup"),
    _("Started At"),
    _("This key does not indicate whether it is a passkey."),
    _("Trust this Browser?"),
    _("Two-Factor Authentication"),
    _("Verify Your Email Address"),
    _(
        "You are about to create a passkey for your account. "
        "As you can add additional keys later on, you can use a descriptive name to tell the keys apart."
    ),
    _("You cannot remove your primary email address."),
    _("If you have not created an account yet, then please %(link)ssign up%(end_link)s first."),
    _("Already have an account? Then please %(link)ssign in%(end_link)s."),
    _("Forgotten your password? Enter your email address below, and we'll send you an email allowing you to reset it."),
    _("The following email addresses are associated with your account:"),
)
# The library's Arabic lost the number.
COUNTED: Final = ngettext_lazy(
    "There is %(unused_count)s out of %(total_count)s recovery codes available.",
    "There are %(unused_count)s out of %(total_count)s recovery codes available.",
    "unused_count",
)
