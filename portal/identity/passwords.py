"""Passwords that are the service's own words with a little around them are the first that somebody tries."""

from typing import Any, Final

from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

# The list docs/security.md speaks of: the service's names, its trade, and "password" in its languages.
WORDS: Final = (
    "qantara", "kantara", "قنطرة", "坎塔拉", "password", "passwort", "كلمة المرور", "密码", "lender", "financing", "ministry",
    "تمويل", "融资", "admin", "welcome",
)  # fmt: skip
LEFT: Final = 8  # letters that must remain when the words are taken out


class OwnWordsValidator:
    """Refuses a password that is too short without the words of the list."""

    def validate(self, password: str, user: Any = None) -> None:
        """Raises ValidationError with the reason."""
        rest = password.casefold()
        for word in WORDS:
            rest = rest.replace(word, "")
        if rest != password.casefold() and len(rest) < LEFT:
            raise ValidationError(
                _("This password is easy to guess here. Leave out words such as the name of this service.")
            )

    def get_help_text(self) -> str:
        return gettext("Your password can't be the name of this service or another easy word with a little around it.")
