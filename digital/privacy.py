"""The pillar's part of a personal data copy: profile, introductions, trainings, juries."""

from collections.abc import Iterable
from typing import Any

from digital.models import ChallengeOpinion, Introduction, Talent, TrainingPlace
from portal.identity.models import User
from portal.organisations.models import Organisation


def part(user: User, _firm: Organisation | None) -> Iterable[dict[str, Any]]:
    """What the pillar holds of a person, whatever firm she acts for."""
    for row in Talent.objects.filter(user=user).prefetch_related("tags"):
        tags = [f"{tag.kind}:{tag.code}" for tag in row.tags.all()]
        yield {
            "kind": "digital skills",
            "headline": row.headline,
            "text": row.text,
            "tags": tags,
            "until": row.expires_on,
        }
    for intro in Introduction.objects.filter(talent__user=user).values(
        "opening__title", "state", "message", "asked_at", "answered_at", "hired_said_talent"
    ):
        yield {"kind": "introduction", **intro}
    for place in TrainingPlace.objects.filter(user=user).values(
        "training__title", "state", "registered_at", "surveyed_at", "is_used", "is_better_off", "worth", "comment"
    ):
        yield {"kind": "training", **place}
    for opinion in ChallengeOpinion.objects.filter(juror__user=user).values(
        "entry__challenge__title", "has_conflict", "feedback", "made_at"
    ):
        yield {"kind": "jury opinion", **opinion}
