"""Closed lists of financing. Purposes and refusal codes follow the CFPB's small-business lending file (2025 spec,
public
domain; labels ours); kinds of product are extended with factoring, Islamic contracts, equity, guarantee and insurance.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Kind(models.TextChoices):
    """What a firm asks for."""

    LOAN = "loan", _("Loan")
    WORKING_CAPITAL = "working_capital", _("Working capital")
    EQUIPMENT = "equipment", _("Equipment or vehicle finance")
    TRADE = "trade", _("Trade finance (import or export)")
    INVOICE = "invoice", _("Invoice finance")
    EQUITY = "equity", _("Equity (a partner buys a share)")
    GUARANTEE = "guarantee", _("Guarantee")
    INSURANCE = "insurance", _("Insurance")
    MURABAHA = "murabaha", _("Murabaha (cost plus stated profit)")
    TAWARRUQ = "tawarruq", _("Tawarruq (cash through a commodity sale)")
    IJARAH = "ijarah", _("Ijarah (lease, then transfer)")
    MUSHARAKAH = "musharakah", _("Musharakah (shared ownership, bought out step by step)")


ISLAMIC_KINDS = (Kind.MURABAHA, Kind.TAWARRUQ, Kind.IJARAH, Kind.MUSHARAKAH)


class Purpose(models.TextChoices):
    """CFPB codes 1–11; 977 other, 988 not given."""

    PROPERTY_LET = "1", _("Property that others will use")
    PROPERTY_OWN = "2", _("Property for the firm's own use")
    VEHICLES = "3", _("Vehicles")
    EQUIPMENT = "4", _("Machines and equipment")
    WORKING_CAPITAL = "5", _("Stock, wages and other running costs")
    START_UP = "6", _("Starting the firm")
    EXPANSION = "7", _("Growing the firm")
    ACQUISITION = "8", _("Buying another firm")
    REFINANCE = "9", _("Paying off another loan")
    LINE_INCREASE = "10", _("A higher credit line")
    OVERDRAFT = "11", _("An overdraft")
    OTHER = "977", _("Something else")


class Security(models.TextChoices):
    """What the firm can offer as security."""

    NONE = "none", _("Nothing")
    PROPERTY = "property", _("Land or a building")
    EQUIPMENT = "equipment", _("Machines or equipment")
    VEHICLE = "vehicle", _("Vehicles")
    INVOICES = "invoices", _("Invoices or contracts")
    INVENTORY = "inventory", _("Stock")
    DEPOSIT = "deposit", _("A bank deposit")
    PERSONAL = "personal_guarantee", _("The owner's personal guarantee")
    PROGRAMME = "guarantee_programme", _("A guarantee programme")


class Product(models.TextChoices):
    """The vocabulary of an offer; all but equity are priced by the engine under the same code."""

    REDUCING = "reducing", _("Loan, equal instalments on the falling debt")
    EQUAL_PRINCIPAL = "equal_principal", _("Loan, equal parts of principal")
    FLAT = "flat", _("Loan at a flat rate")
    INTEREST_ONLY = "interest_only", _("Loan, principal at the end")
    BALLOON = "balloon", _("Loan with a large last payment")
    STAGED = "staged", _("Loan paid out in stages")
    SEASONAL = "seasonal", _("Loan repaid in the earning months")
    LINE = "line", _("Credit line")
    FACTOR = "factor", _("Advance at a factor")
    SALES_SHARE = "sales_share", _("Advance repaid from sales")
    DISCOUNT = "discount", _("Invoice bought at a discount")
    MURABAHA = "murabaha", _("Murabaha")
    TAWARRUQ = "tawarruq", _("Tawarruq")
    IJARAH = "ijarah", _("Ijarah")
    MUSHARAKAH = "musharakah", _("Diminishing musharakah")
    EQUITY = "equity", _("Equity")


ISLAMIC_PRODUCTS = (Product.MURABAHA, Product.TAWARRUQ, Product.IJARAH, Product.MUSHARAKAH)


class RateKind(models.TextChoices):
    FIXED = "fixed", _("Fixed for the whole term")
    FLOATING = "floating", _("Moves with a published index")


class Frequency(models.TextChoices):
    MONTHLY = "monthly", _("Every month")
    WEEKLY = "weekly", _("Every week")
    FORTNIGHTLY = "fortnightly", _("Every two weeks")
    QUARTERLY = "quarterly", _("Every three months")
    AT_END = "at_end", _("Once, at the end")
    DAILY = "daily", _("Every banking day")


class DayCount(models.TextChoices):
    EQUAL = "", _("Equal months")
    THIRTY = "30/360", "30/360"
    ACT_360 = "act/360", "act/360"
    ACT_365 = "act/365", "act/365"
    ACT_ACT = "act/act", "act/act"


class Roll(models.TextChoices):
    """What happens to a due date that is no banking day (``lending.pricing.dates.Calendar.roll``)."""

    NONE = "none", _("The date stays")
    FOLLOWING = "following", _("The next banking day")
    MODIFIED = "modified_following", _("The next banking day of the same month, else the one before")
    PRECEDING = "preceding", _("The banking day before")


class Grace(models.TextChoices):
    INTEREST_ONLY = "interest_only", _("The charge is paid, principal waits")
    CAPITALISED = "capitalised", _("Nothing is paid; the charge is added to the debt")


class Basis(models.TextChoices):
    CUSTOM = "", _("As usual for this contract")
    FLAT = "flat", _("On the first amount (flat)")
    REDUCING = "reducing", _("On the falling amount (reducing)")


class FeeMoment(models.TextChoices):
    WITHHELD = "withheld", _("Kept back from the money paid out")
    FINANCED = "financed", _("Added to the debt")
    YEAR_1 = "1", _("After one year")
    YEARLY = "yearly", _("At the start and again every year")


class Payee(models.TextChoices):
    """Who gets a charge; all of them are inside the yearly rate unless the firm can avoid them."""

    LENDER = "lender", _("The lender")
    GUARANTOR = "guarantor", _("A guarantee programme")
    INSURER = "insurer", _("An insurer")
    THIRD_PARTY = "third_party", _("Somebody else (valuer, registry, notary)")


class EarlyRule(models.TextChoices):
    """What leaving early costs (``lending.pricing.settlement.RULES``)."""

    NONE = "none", _("Nothing beyond the charge to that day")
    MONTHS = "months_of_charge", _("Some months' charge on the remaining debt")
    PERCENT = "percent_of_balance", _("A percentage of the remaining debt")
    WHOLE = "whole_charge", _("The whole remaining charge")


class Shariah(models.TextChoices):
    ANY = "any", _("Conventional and Islamic")
    ONLY = "only", _("Islamic contracts only")
    NONE = "none", _("Conventional only")


class MandateState(models.TextChoices):
    DRAFT = "draft", _("Draft")
    ACTIVE = "active", _("In force")
    PAUSED = "paused", _("Paused")
    RETIRED = "retired", _("Retired")


DECLINE_REASONS = (
    ("1", _("Credit record of the firm")),
    ("2", _("Credit record of the owner or guarantor")),
    ("3", _("Use of the money")),
    ("4", _("Cash flow is not enough")),
    ("5", _("Not enough security")),
    ("6", _("Too little time in business")),
    ("7", _("Rules of a public programme are not met")),
    ("8", _("Total debt would be too high")),
    ("9", _("Information could not be verified")),
    ("977", _("Another reason")),
)
"""CFPB denial codes."""
