"""Who is told of what in the pillar."""

from django.utils.translation import gettext_lazy as _

from digital import people_notices, reminders
from digital.models import AdviserLink, GrantApplication, PlanItem
from digital.reminders import grant_words, offices
from portal.journal.models import JournalEntry
from portal.matchmaking.models import Engagement
from portal.notify import registry
from portal.notify.models import Category
from portal.notify.registry import Notification, Told, members_of


def _application(entry: JournalEntry) -> GrantApplication:
    return GrantApplication.objects.select_related("organisation").get(public_id=entry.subject_key)


def grant_firm(entry: JournalEntry) -> list[Told]:
    """The firm that applied."""
    row = _application(entry)
    return members_of([row.organisation], params=grant_words(row), path=f"/digital/grants/{row.public_id}/")


def grant_officers(entry: JournalEntry) -> list[Told]:
    """Every member of an approved authority."""
    row = _application(entry)
    return members_of(offices(), params=grant_words(row), path=f"/digital/grants/{row.public_id}/")


def plan_sides(entry: JournalEntry) -> list[Told]:
    """The firm of a step and its advisers; the writer is taken out later."""
    item = PlanItem.objects.select_related("organisation").get(public_id=entry.subject_key)
    told = members_of([item.organisation], params={"firm": str(item.organisation)}, path="/digital/plan/")
    for link in AdviserLink.objects.filter(organisation=item.organisation, ended_at__isnull=True):
        told += members_of(
            [link.adviser_id], params={"firm": str(item.organisation)}, path=f"/digital/followed/{link.public_id}/"
        )
    return told


def granted_adviser(entry: JournalEntry) -> list[Told]:
    link = AdviserLink.objects.select_related("organisation").get(public_id=entry.subject_key)
    params = {"firm": str(link.organisation)}
    return members_of([link.adviser_id], params=params, path=f"/digital/followed/{link.public_id}/")


def usage_sides(entry: JournalEntry) -> list[Told]:
    """Both sides of the project; the one that stated is taken out as the acting person's firm."""
    row = Engagement.objects.select_related("award__request").get(public_id=entry.subject_key)
    firms = [key for key in (row.owner_id, row.responder_id) if key != entry.organisation_id]
    return members_of(firms, params={"title": row.award.request.title}, path=f"/digital/projects/{row.public_id}/")


def register_all() -> None:
    """Register the pillar's notification classes."""
    reminders.register_all()
    people_notices.register_all()
    kind, look = Category.RESPONSES, _("Look at it")
    registry.register(
        Notification(
            "GrantAppliedForOfficers", "digital.grant.applied", kind, _("New grant application: %(scheme)s"),
            _("A firm applied for %(amount)s: %(title)s. The legal time to decide is running."), look, grant_officers,
        ),
        Notification(
            "GrantDecidedForFirm", "digital.grant.decided", kind, _("Decision on your grant: %(scheme)s"),
            _("The authority has decided on your application “%(title)s”. You find the decision and the next step here."),
            look, grant_firm, may_mute=False,
        ),
        Notification(
            "GrantClaimedForOfficers", "digital.grant.claimed", kind, _("Grant claim: %(scheme)s"),
            _("A firm claims %(amount)s with its papers and proof of use."), look, grant_officers,
        ),
        Notification(
            "GrantPaidForFirm", "digital.grant.paid", kind, _("Your grant was paid: %(scheme)s"),
            _("The authority notes a payment of %(amount)s to you."), look, grant_firm, may_mute=False,
        ),
        Notification(
            "PlanNotedForSides", "digital.plan.noted", kind, _("News on the digital plan of %(firm)s"),
            _("A step of the plan has a new state or note."), look, plan_sides,
        ),
        Notification(
            "PlanAdvisedForSides", "digital.plan.advised", kind, _("A new step on the digital plan of %(firm)s"),
            _("A step was added to the plan."), look, plan_sides,
        ),
        Notification(
            "AdviserGrantedForAdviser", "digital.adviser.granted", kind, _("%(firm)s lets you follow its digital plan"),
            _("You can read its assessments and write on its plan."), look, granted_adviser,
        ),
        Notification(
            "UsageStatedForOtherSide", "digital.usage.stated", kind, _("Please confirm a month of use: %(title)s"),
            _("The other side stated how much the solution was used. Confirm it if it is true."), look, usage_sides,
        ),
    )  # fmt: skip
