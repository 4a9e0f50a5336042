"""People with digital skills and the firms that look for them: matched with reasons, introduced when both agree."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from digital.choices import IntroState, PlaceState
from digital.models import Introduction, Opening, Talent, TalentTag, TrainingPlace
from digital.services.common import require_editor
from digital.services.deadlines import stage
from portal.common import clock
from portal.common.errors import ConflictError, DomainError, NotAllowedError
from portal.journal.services import record
from portal.organisations.actors import Actor

VALID_DAYS = 180  # a profile nobody renews goes off the list
ANSWER_TIME = timedelta(days=10)
POINTS = {"skill": 40, "trained": 20, "language": 20, "work": 10, "region": 10}  # 100 in all
REASONS: dict[tuple[str, bool], Promise] = {
    ("skill", True): _("Has the skill asked for"),
    ("skill", False): _("Does not name the skill asked for"),
    ("trained", True): _("A trainer confirmed a training in it"),
    ("trained", False): _("No confirmed training in it"),
    ("language", True): _("Speaks the language at work"),
    ("language", False): _("Does not name the language at work"),
    ("work", True): _("Wants this kind of work"),
    ("work", False): _("Wants another kind of work"),
    ("region", True): _("Lives in the region, or the work can be done from anywhere"),
    ("region", False): _("Lives in another region"),
}


@transaction.atomic
def talent_save(*, actor: Actor, values: Mapping[str, Any], tags: Mapping[str, Iterable[str]]) -> Talent:
    """Keep the own profile; saving it renews it for 180 days."""
    person = actor.person
    if not list(tags.get("skill", [])):
        raise DomainError(fields={"skill": _("Choose at least one skill.")})
    last = clock.today() + timedelta(days=VALID_DAYS)
    row, _made = Talent.objects.update_or_create(user=person, defaults={**values, "expires_on": last})
    row.tags.all().delete()
    TalentTag.objects.bulk_create(
        TalentTag(talent=row, kind=kind, code=code) for kind, codes in tags.items() for code in dict.fromkeys(codes)
    )
    record(actor=actor, verb="digital.talent.saved", subject=row, notify=False)
    return row


def talent_remove(*, actor: Actor) -> None:
    """Take the own profile away, with every introduction."""
    Talent.objects.filter(user=actor.person).delete()


@transaction.atomic
def opening_publish(*, actor: Actor, values: Mapping[str, Any]) -> Opening:
    """Look for somebody. Pay is named: people need it to decide, and it keeps offers honest."""
    organisation = require_editor(actor)
    if values["open_until"] < clock.today():
        raise DomainError(fields={"open_until": _("Choose a day that has not passed.")})
    if values["pay_to"] < values["pay_from"]:
        raise DomainError(fields={"pay_to": _("The highest pay cannot be below the lowest.")})
    row = Opening.objects.create(organisation=organisation, **values)
    record(actor=actor, verb="digital.opening.published", subject=row, notify=False)
    return row


@transaction.atomic
def opening_close(*, actor: Actor, opening: Opening) -> None:
    """Nobody is looked for any more; open questions end."""
    if require_editor(actor).pk != opening.organisation_id:
        raise NotAllowedError(_("Only the firm that looks for somebody may do this."))
    if Opening.objects.filter(pk=opening.pk, closed_at__isnull=True).update(closed_at=clock.now()) != 1:
        raise ConflictError(_("This has been closed already."))
    Introduction.objects.filter(opening=opening, state=IntroState.ASKED).update(
        state=IntroState.EXPIRED, answered_at=clock.now(), next_check_at=None
    )
    record(actor=actor, verb="digital.opening.closed", subject=opening, notify=False)


@dataclass(frozen=True, slots=True)
class Fit:
    """How a person fits an opening: 0–100, the reasons, the trainings a trainer confirmed."""

    talent: Talent
    opening: Opening
    score: int
    reasons: tuple[tuple[bool, Promise], ...]
    trainings: tuple[str, ...]
    has_skill: bool


def trainings_of(talents: Iterable[Talent]) -> dict[int, list[tuple[str, str]]]:
    """Confirmed trainings by user: (skill, title). One query."""
    found: dict[int, list[tuple[str, str]]] = {}
    rows = TrainingPlace.objects.filter(user__talent__in=list(talents), state=PlaceState.ATTENDED)
    for user, skill, title in rows.values_list("user_id", "training__skill", "training__title"):
        found.setdefault(user, []).append((skill, title))
    return found


def fit(talent: Talent, opening: Opening, trained: list[tuple[str, str]]) -> Fit:
    """The published points, each with its reason."""
    tags: dict[str, set[str]] = {"skill": set(), "language": set(), "work": set()}
    for tag in talent.tags.all():
        tags[tag.kind].add(tag.code)
    held = {
        "skill": opening.skill in tags["skill"],
        "trained": any(skill == opening.skill for skill, _title in trained),
        "language": opening.spoken in tags["language"],
        "work": opening.work in tags["work"],
        "region": opening.is_remote or not opening.region or talent.region == opening.region,
    }
    score = sum(POINTS[name] for name, good in held.items() if good)
    reasons = tuple((good, REASONS[name, good]) for name, good in held.items())
    return Fit(
        talent, opening, score, reasons, tuple(title for _skill, title in trained), held["skill"] or held["trained"]
    )


def people_for(opening: Opening, limit: int = 20) -> list[Fit]:
    """Who suits an opening, best first, the earlier profile on a tie; nobody of the firm itself, nobody without the skill."""
    own = opening.organisation.memberships.values("user")
    talents = list(
        Talent.objects.offered().exclude(user__in=own).filter(tags__kind="skill", tags__code=opening.skill)
        .prefetch_related("tags").order_by("pk").distinct()[:500]
    )  # fmt: skip
    trained = trainings_of(talents)
    rows = [fit(talent, opening, trained.get(talent.user_id, [])) for talent in talents]
    return sorted(rows, key=lambda row: (-row.score, row.talent.pk))[:limit]


def work_for(talent: Talent, limit: int = 20) -> list[Fit]:
    """Open work that suits a person, best first."""
    skills = [tag.code for tag in talent.tags.all() if tag.kind == "skill"]
    firms = talent.user.memberships.values("organisation")
    rows = Opening.objects.filter(closed_at__isnull=True, open_until__gte=clock.today(), skill__in=skills).exclude(
        organisation__in=firms
    )
    trained = trainings_of([talent]).get(talent.user_id, [])
    found = [fit(talent, row, trained) for row in rows.select_related("organisation")[:500]]
    return sorted(found, key=lambda row: (-row.score, -row.opening.pk))[:limit]


@transaction.atomic
def introduction_ask(*, actor: Actor, opening: Opening, talent: Talent, message: str = "") -> Introduction:
    """Either side asks; the other has ten days to answer. Names stay hidden until then."""
    is_person = actor.user is not None and talent.user_id == actor.user.pk
    is_firm = not is_person and require_editor(actor).pk == opening.organisation_id
    if not (is_person or is_firm):
        raise NotAllowedError(_("Only the firm and the person may do this."))
    if not opening.is_open:
        raise ConflictError(_("This opening has been closed."))
    if is_firm and not Talent.objects.offered().filter(pk=talent.pk).exists():
        raise ConflictError(_("This person does not look for work now."))
    try:
        with transaction.atomic():
            row = Introduction.objects.create(
                opening=opening, talent=talent, is_by_firm=is_firm, message=message.strip()[:1000],
                asked_at=clock.now(), next_check_at=clock.now() + ANSWER_TIME / 2,
            )  # fmt: skip
    except IntegrityError as error:
        raise ConflictError(_("One of you has asked already.")) from error
    record(actor=actor, verb="digital.introduction.asked", subject=row)
    return row


def side_of(actor: Actor, row: Introduction) -> str:
    """ "talent" or "firm"; raises NotAllowedError for anybody else."""
    if actor.user is not None and row.talent.user_id == actor.user.pk:
        return "talent"
    if require_editor(actor).pk == row.opening.organisation_id:
        return "firm"
    raise NotAllowedError(_("Only the firm and the person may do this."))


@transaction.atomic
def introduction_answer(*, actor: Actor, row: Introduction, agrees: bool) -> None:
    """The asked side agrees, which shows names and addresses to both, or declines without a reason to give."""
    asked = "talent" if row.is_by_firm else "firm"
    if side_of(actor, row) != asked:
        raise NotAllowedError(_("The other side must answer."))
    state = IntroState.ACCEPTED if agrees else IntroState.DECLINED
    again = clock.now() + timedelta(days=30) if agrees else None
    changed = Introduction.objects.filter(pk=row.pk, state=IntroState.ASKED).update(
        state=state, answered_at=clock.now(), **stage(again)
    )
    if changed != 1:
        raise ConflictError(_("This has been answered already."))
    row.refresh_from_db()
    record(actor=actor, verb="digital.introduction.answered", subject=row, payload={"agrees": agrees})


@transaction.atomic
def hire_say(*, actor: Actor, row: Introduction, hired: bool) -> None:
    """Each side says whether it came to work together; it counts when both say yes."""
    if row.state != IntroState.ACCEPTED:
        raise ConflictError(_("Both sides must have agreed to meet first."))
    side = side_of(actor, row)
    Introduction.objects.filter(pk=row.pk).update(**{f"hired_said_{side}": hired})
    row.refresh_from_db()
    if row.hired_said_firm is not None and row.hired_said_talent is not None:
        Introduction.objects.filter(pk=row.pk).update(next_check_at=None)
    record(actor=actor, verb="digital.introduction.hire_said", subject=row, payload={"hired": hired}, notify=False)


def figures() -> dict[str, Decimal | int]:
    """Public counts: people looking, openings, hires both sides confirm."""
    return {
        "people": Talent.objects.offered().count(),
        "openings": Opening.objects.filter(closed_at__isnull=True, open_until__gte=clock.today()).count(),
        "hires": Introduction.objects.filter(hired_said_firm=True, hired_said_talent=True).count(),
    }
