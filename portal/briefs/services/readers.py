"""What readers ask for: corrections, and mail about new briefs that fit a saved search."""

import secrets
from datetime import timedelta
from urllib.parse import urlencode

from django.core import signing
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.http import QueryDict
from django.utils import translation
from django.utils.translation import gettext as _text
from django.utils.translation import gettext_lazy as _

from portal.briefs import finder, policies
from portal.briefs.choices import LANGUAGES, CorrectionState, Frequency
from portal.briefs.fields import BY_CODE
from portal.briefs.models import Brief, Correction, SavedSearch
from portal.common import clock, queue
from portal.common.errors import ConflictError, DomainError, NotAllowedError
from portal.journal.services import record
from portal.notify.models import Category, OutboxMail
from portal.organisations.actors import Actor

SALT = "briefs.saved-search"
SEND_TASK = "notify.send_due"
PAUSE = {Frequency.DAILY: timedelta(days=1), Frequency.WEEKLY: timedelta(days=7)}
MOST_PER_ADDRESS = 20
MOST_PER_MAIL = 10


def address_of(text: str) -> str:
    """A clean e-mail address, or DomainError on the field ``email``."""
    clean = text.strip().lower()[:254]
    try:
        validate_email(clean)
    except ValidationError:
        raise DomainError(fields={"email": _("Enter an e-mail address such as name@example.com.")}) from None
    return clean


@transaction.atomic
def correction_propose(
    *, actor: Actor, brief: Brief, language: str, code: str, proposal: str, email: str = ""
) -> Correction:
    """Keep a reader's proposal (no account needed). DomainError on absurd input."""
    faults = {}
    if code not in BY_CODE:
        faults["code"] = _("Choose the part of the brief.")
    if len(proposal.strip()) < 10:
        faults["proposal"] = _("Say in a sentence what should change.")
    if faults:
        raise DomainError(fields=faults)
    if brief.current_version is None:
        raise ConflictError(_("This brief is not published."))
    correction = Correction.objects.create(
        brief=brief,
        version=brief.current_version,
        language=language,
        code=code,
        proposal=proposal.strip()[:2000],
        email=address_of(email) if email.strip() else "",
    )
    record(actor=actor, verb="correction.proposed", subject=brief, concerns=[brief.issuer], payload={"part": code})
    return correction


@transaction.atomic
def correction_answer(*, actor: Actor, correction: Correction, is_taken: bool, answer: str) -> None:
    """Accept or refuse a proposal with a reason; the reader who left an address is told."""
    if not (policies.can_write_briefs(actor) and policies.owns(actor, correction.brief)):
        raise NotAllowedError(_("Only the authority that wrote the brief answers."))
    if not answer.strip():
        raise DomainError(fields={"answer": _("Give a reason.")})
    state = CorrectionState.TAKEN if is_taken else CorrectionState.REFUSED
    changed = Correction.objects.filter(pk=correction.pk, state=CorrectionState.OPEN).update(
        state=state, answer=answer.strip()[:1000], answered_by=actor.user, answered_at=clock.now()
    )
    if not changed:
        raise ConflictError(_("Somebody else has answered this already."))
    record(actor=actor, verb="correction.answered", subject=correction.brief, payload={"state": state}, notify=False)
    if correction.email:
        mail(
            "CorrectionAnswered",
            correction.email,
            correction.language,
            {"reference": correction.brief.reference, "answer": answer.strip()[:1000]},
            f"/briefs/{correction.brief.public_id}/",
        )


def mail(code: str, address: str, language: str, params: dict[str, object], path: str) -> None:
    """Put one mail to an address without account into the outbox."""
    OutboxMail.objects.create(
        code=code,
        category=Category.BRIEFS,
        address=address,
        language=language if language in LANGUAGES else "en",
        params=params,
        path=path,
        next_try_at=clock.now(),
        message_id=f"<{secrets.token_hex(12)}@qantara>",
    )
    queue.after_commit(SEND_TASK, queue=queue.MAIL)


def token_of(saved: SavedSearch, purpose: str) -> str:
    """A signed token for one purpose (``confirm`` or ``stop``) of one saved search."""
    return signing.dumps([saved.public_id, purpose], salt=SALT)


def read_token(token: str, purpose: str) -> SavedSearch | None:
    """The saved search behind a token; None when it is forged, for another purpose, or (confirming) older than 3 days."""
    try:
        key, meant = signing.loads(token, salt=SALT, max_age=timedelta(days=3) if purpose == "confirm" else None)
    except (signing.BadSignature, ValueError):
        return None
    return SavedSearch.objects.filter(public_id=key).first() if meant == purpose else None


@transaction.atomic
def search_save(*, email: str, language: str, query: finder.Query, frequency: str) -> SavedSearch:
    """Keep a search for an address and mail it a link to confirm. Nothing else is ever sent before that.

    Saving the same search again sends the link again and reveals nothing about what is stored.
    """
    address = address_of(email)
    if frequency not in Frequency.values:
        raise DomainError(fields={"frequency": _("Choose how often.")})
    if SavedSearch.objects.filter(email=address, stopped_at__isnull=True).count() >= MOST_PER_ADDRESS:
        raise DomainError(fields={"email": _("This address follows too many searches already.")})
    words = query.address()[:500]
    saved, _made = SavedSearch.objects.update_or_create(
        email=address,
        language=language,
        query=words,
        stopped_at__isnull=True,
        defaults={"frequency": frequency},
        create_defaults={"frequency": frequency, "seen_until": clock.now()},
    )
    if saved.confirmed_at is None:
        path = f"/briefs/searches/confirm/?{urlencode({'token': token_of(saved, 'confirm')})}"
        mail("SavedSearchConfirm", address, language, {"search": describe(saved)}, path)
    return saved


def describe(saved: SavedSearch) -> str:
    """The search in words, in its own language."""
    query = finder.Query.read(QueryDict(saved.query))
    with translation.override(saved.language):
        parts = [query.words] if query.words else []
        for name in ("topic", "support", "delivery"):
            parts += [str(finder.CHOICES[name](value).label) for value in getattr(query, name)]
        parts += list(query.region)
        return _text("all briefs") if not parts else " · ".join(parts)


@transaction.atomic
def search_confirm(saved: SavedSearch) -> None:
    """The address's owner agrees; the first mail comes after one period."""
    moment = clock.now()
    SavedSearch.objects.filter(pk=saved.pk, confirmed_at__isnull=True, stopped_at__isnull=True).update(
        confirmed_at=moment, seen_until=moment, next_send_at=moment + PAUSE[Frequency(saved.frequency)]
    )


@transaction.atomic
def search_stop(saved: SavedSearch) -> None:
    """No more mail for this search."""
    SavedSearch.objects.filter(pk=saved.pk, stopped_at__isnull=True).update(stopped_at=clock.now(), next_send_at=None)


def send_due(limit: int = 200) -> int:
    """Mail what is new to every confirmed search that is due; claimed by its due moment, so never twice."""
    sent = 0
    due = SavedSearch.objects.filter(confirmed_at__isnull=False, stopped_at__isnull=True, next_send_at__lte=clock.now())
    for saved in due.order_by("next_send_at")[:limit]:
        sent += send_one(saved)
    return sent


@transaction.atomic
def send_one(saved: SavedSearch) -> int:
    """One saved search: claim, look, mail when there is something new."""
    moment = clock.now()
    claimed = SavedSearch.objects.filter(pk=saved.pk, next_send_at=saved.next_send_at).update(
        next_send_at=moment + PAUSE[Frequency(saved.frequency)], seen_until=moment
    )
    if not claimed:
        return 0
    query = finder.Query.read(QueryDict(saved.query))
    rows = finder.narrowed(finder.published(), query).filter(
        current_version__published_at__gt=saved.seen_until, current_version__published_at__lte=moment
    )
    keys = finder.hits(query, saved.language)
    if keys is not None:
        rows = rows.filter(public_id__in=keys)
    titles = [title_of(brief, saved.language) for brief in rows.order_by("-published_at")[:MOST_PER_MAIL]]
    if not titles:
        return 0
    params = {"search": describe(saved), "titles": "\n".join(f"• {title}" for title in titles), "count": len(titles)}
    stop = urlencode({"token": token_of(saved, "stop")})
    mail("SavedSearchNews", saved.email, saved.language, params, f"/briefs/searches/news/?{saved.query}&{stop}")
    return 1


def title_of(brief: Brief, language: str) -> str:
    """The title in ``language``, else in the source language."""
    texts: dict[str, dict[str, str]] = brief.current_version.content["texts"] if brief.current_version else {}
    held: dict[str, str] = texts.get(language) or texts.get(brief.source_language) or next(iter(texts.values()), {})
    return str(held.get("title", brief.reference))
