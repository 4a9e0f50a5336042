"""The digital part of the demo market's past half year."""

from datetime import datetime
from decimal import Decimal

from django.db.models import Model

from digital.models import ProjectDetails, ProposalTerms, TransformationDetails
from digital.services.common import size_class
from portal.matchmaking.demo_history import Book, Story
from portal.matchmaking.models import Engagement, Request, Response

# SAR, about which each provider's bids for an online shop move. Five, so that prices can be published.
PRICES = {"caravan": 24_000, "yunqi": 19_000, "bayan": 28_000, "rukn": 22_500, "shaheen": 26_000}
TITLES = {
    "en": ("A till that knows the stock", "An online shop with delivery", "Accounts without paper"),
    "ar": ("نظام بيع يعرف المخزون", "متجر إلكتروني مع توصيل", "حسابات بلا ورق"),
}
CATEGORIES = (("pos", 60), ("ecommerce", 100), ("erp", 150))  # of the titles in order; price beside a shop's, per cent


def category_of(request: Request) -> tuple[str, int]:
    """What a request of the history asks for, and its price beside that of an online shop."""
    return CATEGORIES[TITLES[request.language].index(request.title)]


def details(book: Book, request: Request) -> Model:
    """What was asked for."""
    category, share = category_of(request)
    return TransformationDetails(
        request=request, category=category, problem=request.summary, budget=Decimal(34_000 * share // 100), months=4
    )


def terms(book: Book, key: str, response: Response, asked: TransformationDetails, change: str) -> Model:
    """A bid; digital prices did not change before acceptance."""
    share = category_of(response.request)[1]
    price = Decimal((PRICES[key] + book.rng.randint(-6, 6) * 500) * share // 100)
    return ProposalTerms(response=response, scope=response.request.title, price=price, months=3)


def booked(engagement: Engagement, bid: ProposalTerms, done: datetime) -> list[tuple[str, Model]]:
    """The project."""
    category, size = category_of(bid.response.request)[0], size_class(engagement.owner)
    row = ProjectDetails(engagement=engagement, price=bid.price, currency="SAR", category=category, size_class=size)
    return [("booked", row)]


STORY = Story(
    pillar="digital",
    ended=120,
    unmet=34,
    responders=tuple(PRICES),
    binding=("budget", "region"),
    titles=TITLES,
    details=details,
    terms=terms,
    booked=booked,
)
