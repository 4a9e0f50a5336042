"""The digital part of the demo market's past half year."""

from datetime import datetime
from decimal import Decimal

from django.db.models import Model

from digital.models import ProjectDetails, ProposalTerms, TransformationDetails
from portal.matchmaking.demo_history import Book, Story
from portal.matchmaking.models import Engagement, Request, Response

PRICES = {"caravan": 24_000, "yunqi": 19_000, "bayan": 28_000}  # SAR, about which each provider's bids move


def details(book: Book, request: Request) -> Model:
    """What was asked for."""
    return TransformationDetails(
        request=request, category="pos", problem=request.summary, budget=Decimal(30_000), months=4
    )


def terms(book: Book, key: str, response: Response, asked: TransformationDetails, change: str) -> Model:
    """A bid; digital prices did not change before acceptance."""
    price = Decimal(PRICES[key] + book.rng.randint(-6, 6) * 500)
    return ProposalTerms(response=response, scope=response.request.title, price=price, months=3)


def booked(engagement: Engagement, bid: ProposalTerms, done: datetime) -> list[tuple[str, Model]]:
    """The project."""
    return [("booked", ProjectDetails(engagement=engagement, price=bid.price, currency="SAR", category="pos"))]


STORY = Story(
    pillar="digital",
    ended=120,
    unmet=34,
    responders=tuple(PRICES),
    binding=("budget", "region"),
    titles={
        "en": ("A till that knows the stock", "An online shop with delivery", "Accounts without paper"),
        "ar": ("نظام بيع يعرف المخزون", "متجر إلكتروني مع توصيل", "حسابات بلا ورق"),
    },
    details=details,
    terms=terms,
    booked=booked,
)
