"""The wishes beside a provider's scope, in words: one sentence per wish and outcome."""

from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

PREFIX: Final = "digital."
SENTENCES: Final[dict[tuple[str, str], str | Promise]] = {
    ("sector", "meets"): gettext_lazy("You know this sector."),
    ("sector", "weaker"): gettext_lazy("You have not named this sector as yours."),
    ("language", "meets"): gettext_lazy("You work in the language wished."),
    ("language", "weaker"): gettext_lazy("You have not named the language wished."),
    ("region", "meets"): gettext_lazy("You work in the firm's region."),
    ("region", "weaker"): gettext_lazy("You have not named the firm's region."),
    ("references", "meets"): gettext_lazy("A reference customer has confirmed your work."),
    ("references", "weaker"): gettext_lazy("No reference customer has confirmed your work yet."),
    ("joint", "meets"): gettext_lazy("A firm of a joint purchase takes up its share of your accepted bid."),
    ("prototype", "meets"): gettext_lazy("Your prototype works: the firm asks you alone for the full solution."),
    ("package", "meets"): gettext_lazy("You publish a package for this need."),
    ("package", "weaker"): gettext_lazy("You publish no package for this need."),
}


def words(reason: dict[str, Any]) -> str:
    """The sentence of a stored reason in the active language."""
    fact = str(reason.get("fact", "")).removeprefix(PREFIX)
    return str(SENTENCES.get((fact, str(reason.get("outcome", ""))), _("No written rules.")))
