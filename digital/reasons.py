"""The wishes beside a provider's scope, in words: one sentence per wish and outcome."""

from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

PREFIX: Final = "digital."
SENTENCES: Final[dict[tuple[str, str], str | Promise]] = {
    ("sector", "meets"): gettext_lazy("This sector is in the profile."),
    ("sector", "weaker"): gettext_lazy("This sector is not in the profile."),
    ("language", "meets"): gettext_lazy("The language wished is spoken."),
    ("language", "weaker"): gettext_lazy("The language wished is not among those named."),
    ("region", "meets"): gettext_lazy("The firm's region is served."),
    ("region", "weaker"): gettext_lazy("The firm's region is not among those named."),
    ("references", "meets"): gettext_lazy("A reference customer has confirmed the work."),
    ("references", "weaker"): gettext_lazy("No reference customer has confirmed the work yet."),
    ("joint", "meets"): gettext_lazy("A firm of a joint purchase takes up its share of the accepted bid."),
    ("prototype", "meets"): gettext_lazy("The prototype works: the firm asks its maker alone for the full solution."),
    ("package", "meets"): gettext_lazy("A package for this need is published."),
    ("package", "weaker"): gettext_lazy("No package for this need is published."),
}


def words(reason: dict[str, Any]) -> str:
    """The sentence of a stored reason in the active language."""
    fact = str(reason.get("fact", "")).removeprefix(PREFIX)
    return str(SENTENCES.get((fact, str(reason.get("outcome", ""))), _("No written rules.")))
