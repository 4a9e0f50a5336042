"""The financing part of the demo market's past half year. Offers are priced by the real engine; equal terms once."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import Model

from lending.models import FacilityDetails, FinancingDetails, OfferTerms
from lending.services import offer_price
from portal.matchmaking.demo_history import Book, Story
from portal.matchmaking.models import Engagement, Milestone, Request, Response

# Of each lender: product, yearly rate in per cent (profit rate for murabaha), days to the money.
PRODUCTS = {
    "dune": ("reducing", "10.25", 9),
    "palm": ("flat", "5.75", 4),
    "amanah": ("murabaha", "5.10", 7),
    "silk": ("equal_principal", "8.90", 12),
}
COMPUTED = (
    "priced_at", "starts_on", "effective_apr", "nominal_apr", "simple_rate", "total_cost", "total_repaid", "largest_instalment",
    "first_instalment", "cash_in_hand", "cost_per_thousand", "avoidable_cost", "convention", "schedule", "notices",
)  # fmt: skip
KEPT = ("product", "amount", "currency", "effective_apr", "total_cost", "cash_in_hand", "schedule")


def details(book: Book, request: Request) -> Model:
    """What was asked for."""
    amount, months = Decimal(book.rng.choice((80_000, 150_000, 250_000, 400_000))), book.rng.choice((12, 24, 36))
    return FinancingDetails(request=request, kind="loan", amount=amount, months=months, purpose="4")


def terms(book: Book, key: str, response: Response, asked: FinancingDetails, change: str) -> Model:
    """Offer terms with the engine's figures; ``change`` in points of the yearly rate."""
    product, rate, days = PRODUCTS[key]
    same: tuple[Any, ...] = (product, asked.amount, asked.months, Decimal(rate) + Decimal(change))
    inputs = dict(zip(("product", "amount", "months", "rate"), same, strict=True))
    held = OfferTerms(response=response, money_days=days, security="Equipment", early_rule="none", **inputs)
    if same not in book.worked_out:
        offer_price(held)
        book.worked_out[same] = held
    for name in COMPUTED:
        setattr(held, name, getattr(book.worked_out[same], name))
    return held


def booked(engagement: Engagement, offer: OfferTerms, done: datetime) -> list[tuple[str, Model]]:
    """The facility, and the money paid out by the day ``done``."""
    paid = Milestone(
        engagement=engagement, title="Money paid out", amount=offer.cash_in_hand, currency=offer.currency,
        responder_confirmed_at=done, owner_confirmed_at=done,
    )  # fmt: skip
    facility = FacilityDetails(engagement=engagement, **{name: getattr(offer, name) for name in KEPT})
    return [("booked", facility), ("step", paid)]


STORY = Story(
    pillar="lending",
    ended=240,
    unmet=66,
    responders=tuple(PRODUCTS),
    binding=("bank_statement_months", "collateral", "age_months", "amount"),
    titles={
        "en": (
            "Money for the busy season",
            "A new oven and counter",
            "Two delivery vans",
            "Machines for a second line",
        ),
        "ar": ("تمويل لموسم العمل", "فرن ومعدات جديدة", "سيارتان للتوصيل", "آلات لخط ثان"),
    },
    details=details,
    terms=terms,
    booked=booked,
    changes={
        "dune": (30, ("-0.25", "0.00")),
        "palm": (66, ("0.25", "0.50", "0.75")),
        "amanah": (25, ("-0.25", "0.25")),
        "silk": (58, ("-0.50", "-0.25")),
    },
)
