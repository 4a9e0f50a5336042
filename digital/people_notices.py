"""Who is told of challenges, trainings and introductions, and in which words."""

from collections.abc import Callable, Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _

from digital.choices import IntroState, PlaceState
from digital.models import Challenge, ChallengeEntry, Introduction, Pilot, Training
from portal.journal.models import JournalEntry
from portal.notify import registry
from portal.notify.models import Category
from portal.notify.registry import Notification, Told, members_of


def _people(users: Iterable[int], params: dict[str, Any], path: str) -> list[Told]:
    return [Told(user, None, params, path) for user in users]


def juror(entry: JournalEntry) -> list[Told]:
    row = Challenge.objects.get(public_id=entry.subject_key)
    return _people([entry.payload["user"]], {"title": row.title}, f"/digital/challenges/{row.public_id}/")


def challenge_owner(entry: JournalEntry) -> list[Told]:
    row = Challenge.objects.get(public_id=entry.subject_key)
    return members_of([row.organisation_id], params={"title": row.title}, path=f"/digital/challenges/{row.public_id}/")


def solvers(entry: JournalEntry) -> list[Told]:
    """Every firm that entered; each opens its own entry through the challenge."""
    row = Challenge.objects.get(public_id=entry.subject_key)
    firms = list(row.entries.filter(withdrawn_at__isnull=True).values_list("organisation_id", flat=True))
    return members_of(firms, params={"title": row.title}, path=f"/digital/challenges/{row.public_id}/")


def _entry(entry: JournalEntry) -> ChallengeEntry:
    return ChallengeEntry.objects.select_related("challenge").get(public_id=entry.subject_key)


def prototype_owner(entry: JournalEntry) -> list[Told]:
    row = _entry(entry)
    firm, params = row.challenge.organisation_id, {"title": row.challenge.title}
    return members_of([firm], params=params, path=f"/digital/entries/{row.public_id}/")


def prototype_solver(entry: JournalEntry) -> list[Told]:
    row = _entry(entry)
    params = {"title": row.challenge.title}
    return members_of([row.organisation_id], params=params, path=f"/digital/entries/{row.public_id}/")


def _training(entry: JournalEntry, state: str) -> list[Told]:
    row = Training.objects.get(public_id=entry.subject_key)
    users = row.places.filter(state=state, surveyed_at__isnull=True).values_list("user_id", flat=True)
    return _people(users, {"title": row.title}, f"/digital/trainings/{row.public_id}/")


def registered(entry: JournalEntry) -> list[Told]:
    return _training(entry, PlaceState.REGISTERED)


def attended(entry: JournalEntry) -> list[Told]:
    return _training(entry, PlaceState.ATTENDED)


def _sides(entry: JournalEntry, *, asked: bool, asking: bool) -> list[Told]:
    row = Introduction.objects.select_related("opening", "talent").get(public_id=entry.subject_key)
    params, told = {"title": row.opening.title}, []
    if asked if row.is_by_firm else asking:
        told += _people([row.talent.user_id], params, "/digital/work/")
    if asking if row.is_by_firm else asked:
        told += members_of(
            [row.opening.organisation_id], params=params, path=f"/digital/openings/{row.opening.public_id}/"
        )
    return told


def asked_side(entry: JournalEntry) -> list[Told]:
    return _sides(entry, asked=True, asking=False)


def agreed_asker(entry: JournalEntry) -> list[Told]:
    """The asking side, when the other agreed; a refusal is not pushed at anybody."""
    state = Introduction.objects.values_list("state", flat=True).get(public_id=entry.subject_key)
    return _sides(entry, asked=False, asking=True) if state == IntroState.ACCEPTED else []


def both_sides(entry: JournalEntry) -> list[Told]:
    return _sides(entry, asked=True, asking=True)


def pilot_partner(entry: JournalEntry) -> list[Told]:
    """The partner named, while it has not agreed yet."""
    row = Pilot.objects.get(public_id=entry.subject_key)
    firms = [row.partner_id] if row.partner_id and row.partner_agreed_at is None else []
    return members_of(firms, params={"title": row.title}, path=f"/digital/pilots/{row.public_id}/")


def pilot_owner(entry: JournalEntry) -> list[Told]:
    row = Pilot.objects.get(public_id=entry.subject_key)
    return members_of([row.organisation_id], params={"title": row.title}, path=f"/digital/pilots/{row.public_id}/")


Audience = Callable[[JournalEntry], list[Told]]
WORDS: tuple[tuple[str, str, Any, Any, Audience], ...] = (
    ("ChallengeJurorNamed", "digital.challenge.juror", _("You are asked to judge a challenge: %(title)s"),
     _("You see the entries after the last day. Declare a conflict of interest where you have one."), juror),
    ("ChallengeDecidedForSolvers", "digital.challenge.decided", _("A challenge was decided: %(title)s"),
     _("Your entry shows your points and what the jury wrote."), solvers),
    ("ChallengeDueForOwner", "digital.challenge.due", _("One week left to decide: %(title)s"),
     _("Try the prototypes and see that three jurors give their points."), challenge_owner),
    ("ChallengeLateForOwner", "digital.challenge.late", _("Your challenge is late: %(title)s"),
     _("In two weeks it ends by the figures given so far."), challenge_owner),
    ("PrototypeShownForOwner", "digital.challenge.prototype", _("A prototype to try: %(title)s"),
     _("Say whether it works; without that no contract is possible."), prototype_owner),
    ("PrototypeJudgedForSolver", "digital.challenge.gate", _("Your prototype was judged: %(title)s"),
     _("You find the reason on the page of your entry."), prototype_solver),
    ("PilotStartedForPartner", "digital.pilot.started", _("You are named as partner of a pilot: %(title)s"),
     _("Say whether you take part; you are named in public only then."), pilot_partner),
    ("PilotJoinedForOwner", "digital.pilot.joined", _("Your partner takes part: %(title)s"),
     _("After the prototype gate you can ask it for a contract."), pilot_owner),
    ("TrainingSoonForPeople", "digital.training.soon", _("In two days: %(title)s"),
     _("You have a place. Give it back if you cannot come."), registered),
    ("TrainingOffForPeople", "digital.training.cancelled", _("Called off: %(title)s"),
     _("The training does not take place."), registered),
    ("TrainingSurveyForPeople", "digital.training.survey", _("What became of it? %(title)s"),
     _("Three short questions; your answer is counted without your name."), attended),
    ("IntroductionAsked", "digital.introduction.asked", _("Somebody would like to meet you: %(title)s"),
     _("Names are shown when you agree. You have ten days."), asked_side),
    ("IntroductionWaits", "digital.introduction.waits", _("Five days left to answer: %(title)s"),
     _("The other side waits for your answer."), asked_side),
    ("IntroductionAgreed", "digital.introduction.answered", _("You can meet: %(title)s"),
     _("The other side agreed. You now see each other's name and address."), agreed_asker),
    ("IntroductionOutcome", "digital.introduction.outcome_due", _("Did you come to work together? %(title)s"),
     _("It counts only when both of you say so."), both_sides),
)  # fmt: skip


def register_all() -> None:
    """Register them; each can be muted."""
    for code, verb, headline, body, audience in WORDS:
        registry.register(Notification(code, verb, Category.RESPONSES, headline, body, _("Look at it"), audience))
