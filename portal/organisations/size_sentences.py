"""The deciding rule of a size class as a sentence in the reader's language."""

from decimal import Decimal

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.common import formatting
from portal.common.formatting import Medium
from portal.organisations.size_class import Decision, SizeClass

CLASS_NAMES: dict[str, Promise] = {
    "micro": gettext_lazy("micro enterprise"),
    "small": gettext_lazy("small enterprise"),
    "medium": gettext_lazy("medium enterprise"),
    "large": gettext_lazy("large enterprise"),
    "unknown": gettext_lazy("cannot be told yet"),
}
METRIC_NAMES: dict[str, Promise] = {
    "sector_group": gettext_lazy("main activity"),
    "employees": gettext_lazy("employees"),
    "revenue": gettext_lazy("yearly revenue"),
    "total_assets": gettext_lazy("total assets"),
    "balance_sheet": gettext_lazy("balance-sheet total"),
    "investment": gettext_lazy("investment in plant and equipment"),
}
REGIME_NAMES: dict[str, Promise] = {
    "CN": gettext_lazy("China"),
    "SA": gettext_lazy("Saudi Arabia"),
    "EU": gettext_lazy("European Union"),
    "IN": gettext_lazy("India"),
}
# How a figure stands to the bound. Labels with colons, so that no word must agree with another in any language.
SENTENCES: dict[str, Promise] = {
    "reaches": gettext_lazy(
        "%(metric)s: %(held)s. This reaches %(bound)s, where a larger class than “%(compared)s” begins."
    ),
    "above": gettext_lazy("%(metric)s: %(held)s. This is above %(bound)s, the limit of the class “%(compared)s”."),
    "within": gettext_lazy("%(metric)s: %(held)s. This is within %(bound)s, the limit of the class “%(compared)s”."),
}
LOWER_REACHED: Promise = gettext_lazy(
    "%(metric)s: %(held)s. This reaches %(bound)s, where the class “%(compared)s” begins."
)
LOWER_MISSED: Promise = gettext_lazy(
    "%(metric)s: %(held)s. This is below %(bound)s, which the class “%(compared)s” needs at least."
)
UPPER_MISSED: Promise = gettext_lazy(
    "%(metric)s: %(held)s. This is below %(bound)s, where the class “%(compared)s” ends."
)


def shown(value: Decimal, unit: str) -> str:
    """An amount or a count, isolated from the direction of the text around it."""
    if unit:
        whole = value == value.to_integral_value()
        return formatting.money(value, unit, decimals=0 if whole else 2, medium=Medium.PLAIN)
    return formatting.number(value, medium=Medium.PLAIN)


def sentence(decision: Decision, result: SizeClass) -> str:
    """One deciding figure, e.g. “employees: 999. This is below 1,000, which the class “large enterprise” needs …”."""
    by_lower_bounds = "groups" in result.rule
    if decision.kind == "below":
        template = LOWER_MISSED if by_lower_bounds else UPPER_MISSED
    elif decision.kind == "reaches" and by_lower_bounds:
        template = LOWER_REACHED
    else:
        template = SENTENCES[decision.kind]
    metric = str(METRIC_NAMES[decision.metric])
    return str(template) % {
        "metric": metric[:1].upper() + metric[1:],
        "held": shown(decision.held, decision.unit),
        "bound": shown(decision.bound, decision.unit),
        "compared": CLASS_NAMES[decision.compared_class],
    }


def missing_sentence(result: SizeClass) -> str:
    """What is needed before the class can be told; empty when it is decided."""
    if not result.missing:
        return ""
    names = _(", ").join(str(METRIC_NAMES[name]) for name in result.missing)
    return _("Cannot be told yet. Missing: %(names)s.") % {"names": names}


def conversion_sentence(decision: Decision, result: SizeClass) -> str:
    """Which rate turned a figure into the regime's currency; empty when nothing was converted."""
    if decision.converted_from is None or result.rates is None:
        return ""
    return _("%(given)s was converted to %(held)s at the reference rates of %(day)s.") % {
        "given": shown(decision.converted_from.amount, decision.converted_from.currency),
        "held": shown(decision.held, decision.unit),
        "day": formatting.date_text(result.rates.as_of, Medium.PLAIN),
    }
