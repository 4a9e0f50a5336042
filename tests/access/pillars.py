"""Real things of the pillars, of briefs, vetting and complaints, owned by the cast: the demo's scenes with our people on stage.

So a 404 in the matrix means "not for you", never "there is no such thing".
"""

from datetime import timedelta
from typing import Any

from django.db.models import QuerySet

import digital.demo
import export.demo
import lending.demo
import portal.briefs.demo
from digital.models import (
    AdviserLink,
    Assessment,
    BuyerGroup,
    Challenge,
    ChallengeEntry,
    GrantApplication,
    IntegritySignal,
    Opening,
    Package,
    Pilot,
    PlanItem,
    ProviderProfile,
    ReferenceCustomer,
    Talent,
    Training,
    TrainingPlace,
    UsageMonth,
)
from digital.services import helping, talent, training
from digital.services.providers import reference_token
from export.links import session_token
from export.models import (
    Case,
    Event,
    ExportPlan,
    Interest,
    IssuedDocument,
    MarketChoice,
    MentoringGoal,
    MentoringRound,
    MentoringSession,
    MentorOffer,
    PartnerProfile,
    Pool,
    ReadinessAssessment,
    RoundPlace,
    Shipment,
    Vouching,
)
from lending.models import Appeal as LendingAppeal
from lending.models import Mandate
from portal.briefs.models import Application, Brief, Consultation, LabCase, Paragraph, Programme
from portal.common import clock
from portal.complaints import services as complaints
from portal.matchmaking.models import Engagement, Request, Response
from portal.notify.models import WebhookEndpoint
from portal.organisations.api_tokens import api_token_create
from portal.organisations.members import invitation_send
from portal.organisations.models import Fact, Membership, Organisation
from portal.organisations.services import capability_add
from portal.privacy.copies import copy_ask
from portal.vetting import services as vetting
from portal.vetting.models import VettingCase
from portal.web import demo
from tests.people import Cast

Arguments = dict[str, dict[str, Any]]
PARTS = {
    "noor": "owner", "dune": "lender", "palm": "rival", "caravan": "provider", "meridian": "mentor", "chamber": "adviser",
    "authority": "authority",
}  # fmt: skip
PLAYERS = {
    "owner": "owner", "assistant": "colleague", "lender": "lender", "approver": "approver", "lender.palm": "rival",
    "provider": "provider", "mentor": "mentor", "adviser": "adviser", "admin": "authority",
}  # fmt: skip


def on_stage(cast: Cast) -> demo.Cast:
    """The demo's cast with our people in the parts they have."""
    players = demo.build()
    for part, person in PARTS.items():
        old, new = players.firms[part], getattr(cast, person).organisation
        Fact.objects.filter(organisation=old).update(organisation=new)
        known = {"founded_on": old.founded_on, "region": old.region, "sector": old.sector, "country": old.country}
        Organisation.objects.filter(pk=new.pk).update(**known)
        new.refresh_from_db()
        players.firms[part] = new
    for part, person in PLAYERS.items():
        players.users[part] = getattr(cast, person).user
    Membership.objects.create(
        organisation=cast.authority.organisation, user=players.users["admin.second"], level="editor"
    )
    return players


def one(rows: QuerySet[Any], **wanted: Any) -> Any:
    """The newest of ``rows`` as wanted; a world that lacks it is no world."""
    found = rows.filter(**wanted).order_by("-pk").first()
    assert found is not None, (rows.model.__name__, wanted)
    return found


def put(found: Arguments, space: str, names: str, thing: Any, **more: Any) -> None:
    """Give the addresses ``names`` of ``space`` the public id of ``thing``."""
    key = getattr(thing, "public_id", thing)
    for name in names.split():
        found[f"{space}:{name}"] = {"public_id": key, **more}


def build(cast: Cast) -> Arguments:
    """Play every scene; the arguments of the pillars' addresses."""
    players = on_stage(cast)
    for scene in (lending.demo, digital.demo, export.demo, portal.briefs.demo):
        scene.build(players)
    found: Arguments = {}
    for fill in (money, going_digital, grants_and_groups, skills, abroad, mentoring, papers_and_plans, policy, offices):
        fill(cast, found)
    return found


def money(cast: Cast, found: Arguments) -> None:
    firm, bank = cast.owner.organisation, cast.lender.organisation
    offer = one(Response.objects, request__pillar="lending", request__organisation=firm, organisation=bank)
    mandate = one(Mandate.objects, organisation=bank, state="active", is_public=True)
    put(found, "lending", "panel use-similar key-facts key-facts-pdf key-facts-sign", offer)
    put(found, "lending", "guarantee repairs forward", offer.request)
    put(found, "lending", "mandate mandate-edit mandate-move product", mandate, state="paused")
    appeal = one(LendingAppeal.objects)
    put(found, "lending", "appeal-answer", appeal)
    declined = one(appeal.request.matches, organisation=appeal.lender)
    put(found, "lending", "appeal", appeal.request, match=declined.public_id)
    loan = one(Engagement.objects, pillar="lending", state="agreed")
    put(found, "lending", "settlement", loan.award.request)


def going_digital(cast: Cast, found: Arguments) -> None:
    firm = cast.owner.organisation
    assessment = one(Assessment.objects, organisation=firm, finished_at__isnull=False)
    put(found, "digital", "assessment assessment-finish results report plan-from-results", assessment)
    put(found, "digital", "assessment-section", assessment, code="goals")
    put(found, "digital", "plan-note plan-need", one(PlanItem.objects, organisation=firm))
    put(found, "digital", "adviser-end followed-plan", one(AdviserLink.objects, organisation=firm))
    seller = cast.provider.organisation
    put(found, "digital", "provider", one(ProviderProfile.objects, organisation=seller))
    put(found, "digital", "package package-request package-edit", one(Package.objects, organisation=seller))
    asked = one(ReferenceCustomer.objects, answered_at__isnull=True)
    found["digital:reference-link"] = {"token": reference_token(asked)}
    found["digital:scheme"] = found["digital:scheme-rules"] = {"code": "solution-grant"}
    found["digital:roadmap"] = {"sector": "food"}
    work = one(Engagement.objects, pillar="digital", owner=firm)
    put(found, "digital", "project", work)
    put(found, "digital", "money grant-from-bid grant-give-up", work.award.response)
    put(found, "digital", "usage-confirm", one(UsageMonth.objects, engagement=work))


def grants_and_groups(cast: Cast, found: Arguments) -> None:
    firm = cast.owner.organisation
    grant = one(GrantApplication.objects, organisation=firm)
    put(found, "digital", "grant grant-event grant-paper grant-act", grant, action="claim")
    group = one(BuyerGroup.objects)
    put(found, "digital", "group group-act", group, action="join")
    put(found, "digital", "group-open", one(Request.objects, pillar="digital", organisation=firm))
    signal = IntegritySignal.objects.create(
        kind="shared_phone", subject=cast.provider.organisation, key="+966", found_at=clock.now()
    )
    put(found, "digital", "signal-act", signal, action="answer")
    put(found, "digital", "pilot pilot-act", one(Pilot.objects), action="gate")
    values = {"kind": "tool", "title": "T", "text": "x", "quota": 1, "valid_until": clock.today()}
    offer = helping.help_publish(actor=cast.provider.actor, values=values)
    helping.help_claim(actor=cast.owner.actor, offer=offer)  # the last place: nobody else can take one
    put(found, "digital", "offer-act offer-rules", offer, action="claim")


def skills(cast: Cast, found: Arguments) -> None:
    """Challenges with their entries, trainings with what became of them, openings and introductions."""
    firm, seller = cast.owner.organisation, cast.provider.organisation
    won = one(Challenge.objects, organisation=firm, winner__isnull=False)
    put(found, "digital", "challenge challenge-act", won, action="juror")
    put(found, "digital", "challenge-enter", one(Challenge.objects, state="open", closes_on__gte=clock.today()))
    put(
        found,
        "digital",
        "entry entry-act",
        one(ChallengeEntry.objects, challenge=won, organisation=seller),
        action="show",
    )
    with digital.demo.days_ago(40):
        values = {"title": "Tills in an afternoon", "text": "Each sets one up.", "skill": "pos", "place": "Room 4", "seats": 9,
                  "hours": 4, "starts_at": clock.now() + timedelta(days=3)}  # fmt: skip
        held = training.training_publish(actor=cast.mentor.actor, values=values)
        place = training.place_take(actor=cast.owner.actor, training=held)
    training.attendance_note(actor=cast.mentor.actor, training=held, present={place.public_id})
    put(found, "digital", "survey", TrainingPlace.objects.get(pk=place.pk))
    ahead = Training.objects.filter(organisation=cast.mentor.organisation, starts_at__gt=clock.now())
    put(found, "digital", "training training-act", one(ahead), action="join")
    opening = one(Opening.objects, organisation=firm)
    put(found, "digital", "opening opening-act", opening, action="ask")
    asked = talent.introduction_ask(actor=cast.owner.actor, opening=opening, talent=one(Talent.objects))
    put(found, "digital", "introduction-act", asked, action="agree")


def abroad(cast: Cast, found: Arguments) -> None:
    firm = cast.owner.organisation
    put(found, "export", "readiness-result", one(ReadinessAssessment.objects, organisation=firm))
    found["export:readiness-step"] = {"code": "experience"}
    choice = one(MarketChoice.objects, organisation=firm)
    put(found, "export", "market-drop plan-begin", choice)
    for name in ("country-sheet", "market-choose"):
        found[f"export:{name}"] = {"hs6": "190531", "market": "DEU"}
    profile = one(PartnerProfile.objects, state="published")
    put(found, "export", "profile interest-new", profile)
    own = one(PartnerProfile.objects, organisation=profile.organisation)
    put(found, "export", "profile-edit profile-act", own, action="close")
    put(found, "export", "interest-act", one(Interest.objects), action="accept")
    event = one(Event.objects, state="solved")
    put(found, "export", "event event-join event-calendar event-act", event, action="ask")
    put(found, "export", "pool pool-join pool-leave", one(Pool.objects))
    put(found, "export", "vouching-act", one(Vouching.objects, firm=firm), action="show")
    put(found, "export", "case case-act", one(Case.objects, organisation=firm), action="answer")


def mentoring(cast: Cast, found: Arguments) -> None:
    work = one(Engagement.objects, pillar="export", owner=cast.owner.organisation)
    put(found, "export", "mentorship session-propose goal-add", work)
    put(found, "export", "goal-read", one(MentoringGoal.objects, engagement=work))
    session = one(MentoringSession.objects, engagement=work)
    put(found, "export", "session-log session-act", session, action="accept")
    found["export:session-answer"] = {"token": session_token(session, cast.owner.user.pk)}
    found["export:mentor-feed"] = {"token": one(MentorOffer.objects, organisation=work.responder).feed_token}
    planned = one(MentoringRound.objects)
    put(found, "export", "round round-approve", planned)
    put(found, "export", "round-override", planned, place_id=one(RoundPlace.objects, round=planned).public_id)


def papers_and_plans(cast: Cast, found: Arguments) -> None:
    firm = cast.owner.organisation
    issued = one(IssuedDocument.objects, shipment__organisation=firm)
    for name in ("document-pdf", "document-data", "document-revoke", "verify"):
        found[f"export:{name}"] = {"code": issued.code}
    put(found, "export", "paper paper-edit paper-issue", one(Shipment.objects, organisation=firm))
    plan = one(ExportPlan.objects, organisation=firm)
    put(found, "export", "plan plan-pdf plan-objective plan-risk", plan)
    put(found, "export", "plan-section", plan, code=next(iter(export.demo.PLAN)))


def policy(cast: Cast, found: Arguments) -> None:
    office = cast.authority.organisation
    brief = one(Brief.objects, issuer=office, state="published")
    put(found, "briefs", "brief versions clarity correct calculator apply", brief)
    put(found, "briefs", "version", brief, number=1)
    draft = one(Brief.objects, issuer=office, state="draft")
    put(found, "briefs", "edit check terms file-add act", draft, action="submit")
    put(found, "briefs", "review", one(Brief.objects, issuer=office, state="review"))
    asked = one(Application.objects, organisation=cast.owner.organisation)
    put(found, "briefs", "application application-attach application-act", asked, action="withdraw")
    put(found, "briefs", "programme", one(Programme.objects))
    open_one = one(Consultation.objects, issuer=office)
    put(found, "briefs", "consultation answers answers-act", open_one, action="answer")
    found["briefs:comment"] = {"public_id": open_one.public_id, "key": one(Paragraph.objects).public_id}
    put(found, "briefs", "lab-case lab-edit lab-publish", one(LabCase.objects, issuer=office))


def offices(cast: Cast, found: Arguments) -> None:
    """Vetting, complaints, and what an organisation's administrator looks after."""
    actor, firm = cast.owner.actor, cast.owner.organisation
    case = vetting.case_start(actor=actor, capability=capability_add(firm, "provider"))
    key = case.answers.order_by("pk").values_list("criterion", flat=True)[0]
    put(found, "vetting", "case submit withdraw appeal", case)
    put(found, "vetting", "answer", case, criterion=key)
    sent = vetting.case_start(actor=cast.stranger.actor, capability=capability_add(cast.stranger.organisation, "buyer"))
    for answer in sent.answers.select_related("case__capability"):
        vetting.answer_save(actor=cast.stranger.actor, answer=answer, is_met=True, text="See our site.", link="")
    vetting.case_submit(actor=cast.stranger.actor, case=VettingCase.objects.get(pk=sent.pk))
    put(found, "vetting", "review take release decide", sent)
    put(found, "vetting", "record", firm)
    put(found, "vetting", "suspend restore", one(firm.capabilities.all(), kind="borrower"))
    for name in ("criteria", "start"):
        found[f"vetting:{name}"] = {"kind": "lender"}
    made = complaints.complaint_make(
        actor=actor, kind="complaint", subject="lender", title="No answer", against=cast.rival.organisation,
        story="They promised an answer within a week and three weeks have passed.",
    )  # fmt: skip
    put(found, "complaints", "case act", made, action="withdraw")
    invited = invitation_send(actor=actor, email="friend@mail.example", level="viewer", language="en")
    put(found, "organisations", "invitation-revoke", invited)
    token, _secret = api_token_create(actor=actor, name="ERP")
    put(found, "organisations", "token-revoke", token)
    put(found, "privacy", "copy-open", copy_ask(actor=actor))
    endpoint = WebhookEndpoint.objects.create(
        organisation=firm, url="https://hook.example/", secret="s" * 40, created_at=clock.now()
    )
    put(found, "notify", "webhook webhook-secret webhook-end", endpoint)
    found["organisations:fact-history"] = {"code": "employees"}
    mine = Membership.objects.get(organisation=firm, user=cast.owner.user)  # one's own anybody may end
    for name in ("member-level", "member-end", "member-decide"):
        found[f"organisations:{name}"] = {"key": mine.pk}
