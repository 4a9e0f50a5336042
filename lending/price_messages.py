"""Words for the price engine's codes, in the reader's language."""

from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from lending.pricing.errors import PriceError
from lending.pricing.quote import Notice
from portal.common import formatting

ERRORS = {
    "unknown_kind": _("This kind of product is not known."),
    "not_positive": _("Enter an amount greater than zero."),
    "unknown_frequency": _("Choose one of the listed frequencies."),
    "unknown_day_count": _("Choose one of the listed day counts."),
    "unknown_country": _("No holiday calendar is known for %(country)s."),
    "rate_range": _("Enter a yearly rate between 0 and 1,000 per cent."),
    "days_range": _("Enter between %(low)s and %(high)s days."),
    "months_range": _("Enter between %(low)s and %(high)s months."),
    "not_whole_quarters": _("Quarterly instalments need a term that is a whole number of quarters."),
    "too_many_instalments": _("That makes more than %(limit)s instalments."),
    "unknown_grace": _("Choose one of the listed kinds of grace period."),
    "grace_range": _("The grace period must be shorter than the term of %(months)s months."),
    "factor_range": _("The factor says what is repaid for each 1 received: enter between 1 and 100."),
    "sales_needed": _("Enter the expected monthly sales, the share taken (up to 100 per cent) and the factor."),
    "never_repaid_from_sales": _("At these sales the amount would not be repaid within 50 years."),
    "balloon_range": _("The last large payment must be greater than zero and less than the amount financed."),
    "use_range": _("Enter the part of the line that is used, above 0 and up to 100 per cent."),
    "season_needed": _("Name the months (1 to 12) in which instalments fall due."),
    "season_missed": _("None of the named months falls inside the term."),
    "stages_needed": _("Enter the stages in which the money is paid out."),
    "stages_sum": _("The stages must add up to the principal of %(principal)s."),
    "stages_range": _("Each stage needs an amount and a month before the term of %(months)s months ends."),
    "stages_start": _("The first stage must be paid out in month 0."),
    "fee_negative": _("A charge cannot be negative."),
    "fee_moment": _("A charge is withheld, financed, or paid on a moment within the term."),
    "fees_exceed_principal": _("The charges kept back are as large as the amount lent."),
    "discount_exceeds_face": _("The discount is as large as the claim: nothing would be paid out."),
    "monthly_only": _("This schedule is worked out for monthly instalments only."),
    "start_needed": _("A start date is needed here."),
    "owners_left_with_nothing": _("These shares leave the present owners with nothing."),
    "settlement_range": _("Choose a number of paid instalments between 0 and %(count)s."),
    "settlement_day": _("Choose a day between %(start)s and %(end)s."),
    "unknown_scheme": _("This guarantee scheme is not known."),
    "grade_range": _("Grades run from 1 (worst) to 9 (best)."),
    "grade_unknown": _("Known grades: %(grades)s."),
    "amount_range": _("Enter an amount between %(low)s and %(high)s."),
    "too_many_flows": _("Send at most %(limit)s cash flows."),
    "no_flows": _("There is no cash flow to work with."),
    "never_received": _("No money is ever received, so there is no yearly rate."),
    "never_repaid": _("The money received is never repaid, so there is no yearly rate."),
    "same_moment": _("All movements fall on the same moment and cancel out, so there is no yearly rate."),
    "no_rate": _("No yearly rate makes these payments equal to the money received."),
    "rate_beyond_measure": _("The yearly rate of these payments is too extreme to be stated."),
}
NOTICES = {
    "several_rates": _(
        "More than one yearly rate fits these payments (%(rates)s); the one nearest the contract is shown."
    ),
    "avoidable_left_out": _("Charges you can avoid are listed apart and are not in the yearly rate."),
    "assumed_use": _("The figures assume that %(percent)s per cent of the line is used all the time."),
    "assumed_sales": _("The figures assume monthly sales of %(amount)s %(currency)s."),
    "rate_may_move": _("The rate is not fixed: the figures hold only as long as it stays where it is today."),
    "start_assumed": _("No start date was given; dates count from today."),
    "beyond_usual": _("This yearly rate lies outside the range from -99 to 5,000 per cent: check the figures."),
}


def error_text(error: PriceError) -> str:
    """The sentence for a refusal of the engine."""
    params = {
        name: formatting.date_text(value, formatting.Medium.PLAIN) if isinstance(value, date) else value
        for name, value in error.params.items()
    }
    return str(ERRORS[error.code]) % params


def notice_text(notice: Notice) -> str:
    """The sentence for something the reader must be told."""
    params: dict[str, Any] = dict(notice.params)
    if "rates" in params:
        params["rates"] = ", ".join(f"{float(rate):.2f} %" for rate in params["rates"])
    return str(NOTICES[notice.code]) % params
