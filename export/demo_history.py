"""The export part of the demo market's past half year."""

from datetime import datetime

from django.db.models import Model

from export.models import MentoringTerms, MentorshipDetails, SupportDetails
from portal.matchmaking.demo_history import Book, Story
from portal.matchmaking.models import Engagement, Request, Response


def details(book: Book, request: Request) -> Model:
    """What was asked for."""
    return SupportDetails(request=request, topics=["market"], markets=["AE"], stage="planning")


def terms(book: Book, key: str, response: Response, asked: SupportDetails, change: str) -> Model:
    """A mentor's plan: half a year, three hours a month."""
    return MentoringTerms(response=response, months=6, hours_a_month=3, talk_language="en")


def booked(engagement: Engagement, plan: MentoringTerms, done: datetime) -> list[tuple[str, Model]]:
    """The mentorship."""
    kept = {"months": plan.months, "hours_a_month": plan.hours_a_month}
    return [("booked", MentorshipDetails(engagement=engagement, **kept))]


STORY = Story(
    pillar="export",
    ended=44,
    unmet=12,
    responders=("meridian", "hanse"),
    binding=("languages", "target_markets"),
    titles={
        "en": ("First customers in the Gulf", "Labels and papers for Europe"),
        "ar": ("أول عملاء في الخليج", "بطاقات ومستندات لأوروبا"),
    },
    details=details,
    terms=terms,
    booked=booked,
)
