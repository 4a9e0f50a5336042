"""Writing, reviewing, publishing and replacing briefs."""

import re
from collections.abc import Mapping
from datetime import datetime
from functools import partial
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from portal.briefs import conditions, figures, finder, gate, markdown, policies, states
from portal.briefs.choices import LANGUAGES, AmountKind, BriefState, Delivery
from portal.briefs.fields import BY_CODE, lines
from portal.briefs.models import Brief, BriefFile, BriefText, BriefVersion
from portal.common import clock, moves, queue
from portal.common.errors import ConflictError, DomainError, NotAllowedError
from portal.common.models import new_public_id
from portal.criteria.compose import fingerprint
from portal.documents.services import document_upload
from portal.journal.services import record
from portal.organisations.actors import SYSTEM, Actor

PICTURES = ("image/png", "image/jpeg", "image/webp")
AUDIENCE_TASK = "briefs.match_audience"
TERMS = (
    "topic", "support", "delivery", "country", "region", "sector", "issued_on", "starts_on", "ends_on", "decision_days",
    "payment_days", "amount_kind", "amount_fixed", "amount_rate", "amount_cap", "amount_floor", "currency", "legal_url",
    "right_choice",
)  # fmt: skip


def new_reference(prefix: str) -> str:
    """A human reference that is neither guessable nor countable: PB-7K3MWQ2X."""
    return f"{prefix}-{new_public_id()[:8].upper()}"


def refuse() -> NotAllowedError:
    return NotAllowedError(_("You may not do this with this brief."))


@transaction.atomic
def brief_create(*, actor: Actor, source_language: str, title: str, **terms: Any) -> Brief:
    """Begin a brief with its title in the source language. NotAllowedError for anybody but an authority's editors."""
    if not policies.can_write_briefs(actor):
        raise refuse()
    brief = Brief(
        reference=new_reference("PB"), issuer=actor.organisation, created_by=actor.user, source_language=source_language
    )
    for name, value in terms.items():
        setattr(brief, name, value)
    brief.save()
    text_write(brief, source_language, "title", title, actor, is_ready=True)
    record(actor=actor, verb="brief.created", subject=brief, notify=False)
    return brief


def text_write(brief: Brief, language: str, code: str, body: str, actor: Actor, *, is_ready: bool) -> BriefText:
    """Store one field; a translation remembers the source it was made from."""
    field = BY_CODE[code]
    if len(body) > field.max_length:
        message = _("Shorten this to %(limit)s letters.") % {"limit": field.max_length}
        raise DomainError(fields={f"{code}-{language}": message})
    source = (
        BriefText.objects.filter(brief=brief, language=brief.source_language, code=code)
        .values_list("body", flat=True)
        .first()
    )
    row, _made = BriefText.objects.update_or_create(
        brief=brief,
        language=language,
        code=code,
        defaults={
            "body": body.replace("\r\n", "\n").strip(),
            "is_ready": is_ready and bool(body.strip()),
            "source_digest": "" if language == brief.source_language else gate.digest(source or ""),
            "updated_by": actor.user,
        },
    )
    return row


@transaction.atomic
def texts_save(*, actor: Actor, brief: Brief, texts: Mapping[tuple[str, str], tuple[str, bool]]) -> int:
    """Save fields ``{(language, code): (body, is_ready)}``; unchanged ones are left alone. Returns how many changed.

    The source language is written first, so that translations saved together count as made from the new source.
    """
    if not policies.can_edit_brief(actor, brief):
        raise refuse()
    held = gate.texts_of(brief)
    changed = 0
    for (language, code), (body, is_ready) in sorted(
        texts.items(), key=lambda item: item[0][0] != brief.source_language
    ):
        if language not in LANGUAGES or code not in BY_CODE:
            raise DomainError(_("This form is out of date. Please open the page again."))
        row = held[language].get(code)
        clean = body.replace("\r\n", "\n").strip()
        is_same = row is not None and row.body == clean and row.is_ready == (is_ready and bool(clean))
        if is_same and not (is_ready and gate.state_of(brief, language, code, held) == "outdated"):
            continue
        if row is None and not clean:
            continue
        held[language][code] = text_write(brief, language, code, body, actor, is_ready=is_ready)
        changed += 1
    if changed:
        Brief.objects.filter(pk=brief.pk).update(updated_at=clock.now(), waiver="", waived_by=None)
        record(actor=actor, verb="brief.edited", subject=brief, payload={"fields": changed}, notify=False)
    return changed


@transaction.atomic
def terms_save(*, actor: Actor, brief: Brief, terms: Mapping[str, Any]) -> None:
    """Save the terms (kind, dates, limits, amounts, audience). DomainError names a field that makes no sense."""
    if not policies.can_edit_brief(actor, brief):
        raise refuse()
    for name, value in terms.items():
        setattr(brief, name, value)
    check_terms(brief)
    brief.save()
    record(actor=actor, verb="brief.terms_changed", subject=brief, notify=False)


@transaction.atomic
def conditions_save(*, actor: Actor, brief: Brief, document: Mapping[str, Any], expected: int) -> None:
    """Save for whom the brief is; ConflictError when a colleague has changed it since it was read (``expected``)."""
    stored = Brief.objects.values_list("conditions", flat=True).get(pk=brief.pk)
    if fingerprint(stored) != expected:
        raise ConflictError(_("Somebody else has changed these criteria in the meantime. Look at them again."))
    terms_save(actor=actor, brief=brief, terms={"conditions": dict(document)})


def check_terms(brief: Brief) -> None:
    """Terms that contradict each other are refused, by field."""
    faults: dict[str, Any] = {}
    if brief.starts_on and brief.ends_on and brief.ends_on < brief.starts_on:
        faults["ends_on"] = _("The end lies before the start.")
    if brief.amount_kind == AmountKind.FIXED and not brief.amount_fixed:
        faults["amount_fixed"] = _("Say how much.")
    if brief.amount_kind == AmountKind.RATE and not (brief.amount_rate and 0 < brief.amount_rate <= 100):
        faults["amount_rate"] = _("Give a share between 0 and 100 percent.")
    if brief.delivery != Delivery.INFORMATION:
        if not brief.decision_days and brief.delivery == Delivery.APPLICATION:
            faults["decision_days"] = _("Say within how many working days the office decides.")
        if not brief.payment_days:
            faults["payment_days"] = _("Say within how many working days the office pays.")
        if brief.amount_kind == AmountKind.NONE:
            faults["amount_kind"] = _("A benefit that is paid needs an amount.")
    if brief.conditions and (problems := conditions.problems(brief.conditions)):
        faults["conditions"] = problems
    if faults:
        raise DomainError(fields=faults)


@transaction.atomic
def brief_submit(*, actor: Actor, brief: Brief) -> None:
    """Send to a second person. Terms must be coherent and the source language complete."""
    if not policies.can_edit_brief(actor, brief):
        raise refuse()
    check_terms(brief)
    texts = gate.texts_of(brief)
    absent = [
        o
        for o in gate.obstacles(brief, texts)
        if o.language == brief.source_language and o.field and o.why == _("is missing")
    ]
    if absent:
        raise DomainError(_("Complete the source language before you send the brief to review."))
    moves.apply(brief, states.BRIEF["submit"], submitted_by=actor.user, approved_by=None, review_note="")
    record(actor=actor, verb="brief.submitted", subject=brief)


@transaction.atomic
def brief_send_back(*, actor: Actor, brief: Brief, note: str) -> None:
    """The second person returns the draft with a note."""
    if not policies.can_review_brief(actor, brief):
        raise refuse()
    if not note.strip():
        raise DomainError(fields={"note": _("Say what must change.")})
    moves.apply(brief, states.BRIEF["send_back"], review_note=note.strip()[:2000])
    record(actor=actor, verb="brief.sent_back", subject=brief)


@transaction.atomic
def brief_waive(*, actor: Actor, brief: Brief, reason: str) -> None:
    """An administrator signs that the brief may go out although a language is missing or hard to read; it is shown."""
    if not policies.can_waive(actor, brief):
        raise NotAllowedError(_("Only an administrator of your authority may sign a waiver."))
    if len(reason.strip()) < 10:
        raise DomainError(fields={"waiver": _("Give the reason in a sentence: readers will see it.")})
    if brief.state not in (BriefState.DRAFT, BriefState.REVIEW):
        raise ConflictError(_("This brief is no longer being prepared."))
    Brief.objects.filter(pk=brief.pk).update(waiver=reason.strip()[:500], waived_by=actor.user)
    brief.waiver, brief.waived_by = reason.strip()[:500], actor.user
    record(actor=actor, verb="brief.waived", subject=brief, payload={"reason": brief.waiver}, notify=False)


@transaction.atomic
def brief_approve(*, actor: Actor, brief: Brief, publish_at: datetime | None = None) -> None:
    """The second person lets the brief out, at once or at ``publish_at``. The gate must be open or waived."""
    if not policies.can_review_brief(actor, brief):
        raise NotAllowedError(_("A brief is approved by somebody who did not write it or send it to review."))
    texts = gate.texts_of(brief)
    check_terms(brief)
    if not brief.waiver and gate.obstacles(brief, texts):
        raise DomainError(_("A language is missing, out of date or too hard to read. Mend it, or sign a waiver."))
    if publish_at is not None and publish_at <= clock.now():
        raise DomainError(fields={"publish_at": _("Choose a moment in the future, or publish at once.")})
    if publish_at is not None:
        moves.apply(brief, states.BRIEF["schedule"], approved_by=actor.user, scheduled_for=publish_at)
        record(actor=actor, verb="brief.scheduled", subject=brief, payload={"at": publish_at.isoformat()})
        return
    Brief.objects.filter(pk=brief.pk).update(approved_by=actor.user)
    brief.approved_by = actor.user
    publish(brief, actor)


def publish(brief: Brief, actor: Actor) -> BriefVersion:
    """Make the immutable version, move the state, index the words, look for the firms. Inside a transaction."""
    texts = gate.texts_of(brief)
    last = brief.versions.values_list("number", flat=True).first() or 0
    version = BriefVersion.objects.create(
        brief=brief,
        number=last + 1,
        content=snapshot(brief, texts),
        written_by_id=brief.submitted_by_id,
        approved_by_id=brief.approved_by_id,
        published_at=clock.now(),
    )
    first = brief.current_version_id is None
    moves.apply(
        brief,
        states.BRIEF["publish"],
        current_version=version,
        scheduled_for=None,
        checked_at=clock.now(),
        withdrawn_at=None,
    )
    finder.index(brief, version)
    record(actor=actor, verb="brief.published", subject=brief, payload={"version": version.number, "first": first})
    queue.after_commit(AUDIENCE_TASK, version.pk, queue=queue.MATCHING)
    return version


def snapshot(brief: Brief, texts: gate.Texts) -> dict[str, Any]:
    """The content of a version: JSON only, figures marked frozen replaced for good."""
    held = {language: {code: row.body for code, row in rows.items() if row.body} for language, rows in texts.items()}
    return {
        "texts": {language: freeze(bodies, language) for language, bodies in held.items() if bodies.get("title")},
        "terms": {name: plain(getattr(brief, name)) for name in TERMS},
        "conditions": brief.conditions,
        "readability": {language: reading.as_data() for language, reading in gate.readings(texts).items()},
        "waiver": {"reason": brief.waiver, "by": str(brief.waived_by or "")} if brief.waiver else {},
        "choices": {language: lines(bodies.get("choices", "")) for language, bodies in held.items()},
    }


def freeze(bodies: dict[str, str], language: str) -> dict[str, str]:
    """Replace figures marked ``|frozen`` by their present text."""
    if not any(markdown.FIGURE.search(body) for body in bodies.values()):
        return bodies
    with translation.override(language):
        values = figures.texts()
    frozen = {}
    for code, body in bodies.items():
        names = {name for name, is_frozen in markdown.figure_names(body).items() if is_frozen}
        frozen[code] = markdown.FIGURE.sub(partial(frozen_text, names, values), body)
    return frozen


def frozen_text(names: set[str], values: dict[str, str], match: re.Match[str]) -> str:
    """What replaces one inserted figure: its present text when it is marked frozen, else the mark itself."""
    return values.get(match[1], "–") if match[1] in names and match[2] else match[0]


def plain(value: Any) -> Any:
    """A term as JSON."""
    if value is None or isinstance(value, int | str):
        return value
    return value.isoformat() if hasattr(value, "isoformat") else str(value)


def publish_due(limit: int = 20) -> int:
    """Publish what was scheduled and is due; a row claimed by another worker is left to it. Returns how many."""
    done = 0
    for brief in Brief.objects.filter(state=BriefState.SCHEDULED, scheduled_for__lte=clock.now())[:limit]:
        try:
            with transaction.atomic():
                publish(brief, SYSTEM)
                done += 1
        except ConflictError:
            continue
    return done


@transaction.atomic
def brief_unschedule(*, actor: Actor, brief: Brief) -> None:
    """Take an approved brief off the schedule, back to review."""
    if not (policies.can_write_briefs(actor) and policies.owns(actor, brief)):
        raise refuse()
    moves.apply(brief, states.BRIEF["unschedule"], scheduled_for=None, approved_by=None)
    record(actor=actor, verb="brief.unscheduled", subject=brief, notify=False)


@transaction.atomic
def brief_revise(*, actor: Actor, brief: Brief) -> None:
    """Start a new version; the published one stays public meanwhile."""
    if not (policies.can_write_briefs(actor) and policies.owns(actor, brief)):
        raise refuse()
    moves.apply(brief, states.BRIEF["revise"], submitted_by=None, approved_by=None, waiver="", waived_by=None)
    BriefText.objects.filter(brief=brief, code="changes").delete()
    record(actor=actor, verb="brief.revision_started", subject=brief, notify=False)


@transaction.atomic
def brief_withdraw(*, actor: Actor, brief: Brief, reason: str) -> None:
    """Take a brief away from the public, with a reason that stays readable at its address."""
    if not (policies.can_write_briefs(actor) and policies.owns(actor, brief)):
        raise refuse()
    if not reason.strip():
        raise DomainError(fields={"reason": _("Say why; readers will see it.")})
    moves.apply(brief, states.BRIEF["withdraw"], withdrawn_reason=reason.strip()[:500], scheduled_for=None)
    finder.forget(brief)
    record(actor=actor, verb="brief.withdrawn", subject=brief, payload={"reason": brief.withdrawn_reason}, notify=False)


@transaction.atomic
def brief_supersede(*, actor: Actor, brief: Brief, by: Brief) -> None:
    """Mark a published brief as replaced by another published one; its page shows a banner with the link."""
    if not (policies.can_write_briefs(actor) and policies.owns(actor, brief)):
        raise refuse()
    if by.pk == brief.pk or by.current_version_id is None or by.state != BriefState.PUBLISHED:
        raise DomainError(fields={"by": _("Choose another brief that is published.")})
    moves.apply(brief, states.BRIEF["supersede"], superseded_by=by)
    finder.forget(brief)
    record(actor=actor, verb="brief.superseded", subject=brief, payload={"by": by.public_id}, notify=False)


@transaction.atomic
def file_add(
    *,
    actor: Actor,
    brief: Brief,
    upload: UploadedFile | None,
    title: str = "",
    descriptions: Mapping[str, str] | None = None,
) -> BriefFile:
    """Put a file into the authority's vault and beside the brief. DomainError on field ``file`` when it is not fit.

    A picture is shown in the brief, so it needs a description in each language for those who cannot see it.
    """
    if not policies.can_edit_brief(actor, brief):
        raise refuse()
    if upload is None:
        raise DomainError(fields={"file": _("Choose a file.")})
    document = document_upload(actor=actor, upload=upload, title=title, kind="brief")
    told = {code: text.strip()[:300] for code, text in (descriptions or {}).items() if code in LANGUAGES}
    version = document.versions.first()
    if version is not None and version.content_type in PICTURES and not all(told.get(code) for code in LANGUAGES):
        raise DomainError(fields={"file": _("Describe the picture in each language for those who cannot see it.")})
    return BriefFile.objects.create(brief=brief, document=document, added_by=actor.user, descriptions=told)


@transaction.atomic
def file_remove(*, actor: Actor, brief: Brief, key: str) -> None:
    """Take a file away from the brief; the vault keeps it."""
    if not policies.can_edit_brief(actor, brief):
        raise refuse()
    BriefFile.objects.filter(brief=brief, public_id=key).delete()
