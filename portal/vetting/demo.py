"""Vetting in the demo market: applications in every state, in three languages. Built through the services."""

from datetime import timedelta
from typing import Final

from django.conf import settings
from django.utils import translation

from portal.common import clock, workdays
from portal.organisations.choices import CapabilityKind
from portal.organisations.demo import CastLike
from portal.organisations.models import Capability
from portal.organisations.services import capability_add
from portal.vetting import reviews, services
from portal.vetting.models import Appeal, VettingCase

# person's key, kind, how far it goes, how many days ago it was sent, words of the answers
CASES: Final = (
    ("investor", CapabilityKind.GUARANTOR, "submitted", 9, "See the attached licence."),
    ("provider.zh", CapabilityKind.ADVISER, "submitted", 4, "详见官网说明。"),
    ("provider.ar", CapabilityKind.MENTOR, "in_review", 12, "التفاصيل في موقعنا."),
    ("najd", CapabilityKind.PROVIDER, "returned", 15, "Five shops use our till software."),
    ("owner.zh", CapabilityKind.BUYER, "rejected", 30, "按合同付款。"),
    ("marsa", CapabilityKind.PROVIDER, "appealed", 40, "We track every truck."),
    ("lender.ar", CapabilityKind.INVESTOR, "approved", 60, "الترخيص مرفق."),
    ("sadu", CapabilityKind.MENTOR, "draft", 0, ""),
)
WORDS: Final = {
    "en": ("Please add the latest extract with the stamp.", "The extract is older than three months."),
    "zh-hans": ("请补充加盖公章的最新摘录。", "登记摘录已超过三个月。"),
    "ar": ("نرجو إرفاق أحدث مستخرج مختوم.", "المستخرج أقدم من ثلاثة أشهر."),
}
APPEAL: Final = "The extract was renewed on the day we sent the application."


def build(cast: CastLike) -> None:
    """Make the cases; the first officer reviews, the second is free for the appeal."""
    for key, kind, goal, days, words in CASES:
        language = cast.users[key].language
        with translation.override(language):
            _case(cast, key, kind, goal, words)
        if days:
            _age(cast, key, kind, days)
    soon = Capability.objects.filter(organisation=cast.firms["bayan"], kind=CapabilityKind.PROVIDER)
    soon.update(expires_on=clock.today() + timedelta(days=25))
    past = Capability.objects.filter(organisation=cast.firms["falcon"], kind=CapabilityKind.INVESTOR)
    past.update(expires_on=clock.today() - timedelta(days=3))


def _case(cast: CastLike, key: str, kind: str, goal: str, words: str) -> None:
    actor = cast.actor(key)
    if actor.organisation is None:
        return
    case = services.case_start(actor=actor, capability=capability_add(actor.organisation, kind))
    if goal == "draft":
        return
    for answer in case.answers.select_related("case__capability"):
        services.answer_save(actor=actor, answer=answer, is_met=True, text=words, link="")
    services.case_submit(actor=actor, case=case)
    if goal != "submitted":
        _review(cast, case, goal)
    if goal == "appealed":
        services.appeal_file(actor=actor, case=case, reason=APPEAL)


def _review(cast: CastLike, case: VettingCase, goal: str) -> None:
    officer = cast.actor("admin")
    reviews.case_take(actor=officer, case=case)
    if goal == "in_review":
        return
    more, failed = WORDS[case.language]
    first = case.answers.order_by("pk").values_list("pk", flat=True).first()
    for answer in case.answers.select_related("case__capability").order_by("pk"):
        verdict, question = "met", ""
        if answer.pk == first and goal == "returned":
            verdict, question = "unclear", more
        elif answer.pk == first and goal in ("rejected", "appealed"):
            verdict, question = "not_met", failed
        reviews.verdict_save(actor=officer, answer=answer, verdict=verdict, question=question)
    if goal == "returned":
        reviews.case_return(actor=officer, case=case)
    else:
        reviews.case_decide(actor=officer, case=case, approve=goal == "approved", note="", no_conflict=True)


def _age(cast: CastLike, key: str, kind: str, days: int) -> None:
    """Move the moments of a case into the past, so that the clocks have something to show."""
    organisation = cast.actor(key).organisation
    sent = clock.now() - timedelta(days=days)
    rows = VettingCase.objects.filter(capability__organisation=organisation, capability__kind=kind)
    rows.filter(submitted_at__isnull=False).update(submitted_at=sent)
    rows.filter(clock_started_on__isnull=False).update(clock_started_on=clock.day_of(sent))
    decided = clock.now() - timedelta(days=days // 2)
    rows.filter(decided_at__isnull=False).update(decided_at=decided, no_conflict_at=decided)
    filed = workdays.add(clock.day_of(clock.now() - timedelta(days=6)), 1, settings.HOME_COUNTRY)
    Appeal.objects.filter(case__in=rows).update(
        filed_at=decided.replace(year=filed.year, month=filed.month, day=filed.day)
    )
