"""Signed addresses: answer a proposed talk from a mail (GET never acts), read a calendar feed."""

from django.core import signing

from export.mentoring import rules
from export.models.mentors import MentoringSession
from portal.identity.models import User
from portal.organisations.actors import Actor, actor_for

SALT = "export-session-answer"


def session_token(session: MentoringSession, user_id: int) -> str:
    """The token for one person and one talk; void after the answering time."""
    return signing.dumps([session.pk, user_id], salt=SALT)


def session_from(token: str) -> tuple[MentoringSession, Actor] | None:
    """The talk and the person acting for their side, or None for a wrong, old or foreign token."""
    try:
        key, user_id = signing.loads(token, salt=SALT, max_age=rules()["answer_hours"] * 3600)
    except signing.BadSignature:
        return None
    rows = MentoringSession.objects.select_related("engagement__owner", "engagement__responder", "proposed_by")
    session, user = rows.filter(pk=key).first(), User.objects.filter(pk=user_id, is_active=True).first()
    if session is None or user is None:
        return None
    engagement = session.engagement
    side = engagement.owner if session.proposed_by_id == engagement.responder_id else engagement.responder
    actor = actor_for(user, side)
    return (session, actor) if actor.may_edit else None
