"""Reading and checking mentoring plans for the exchange's generic pages."""

from datetime import date
from typing import Any

from django.utils.html import format_html_join
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from export import countries
from export.choices import TalkLanguage, Topic
from export.models.support import MentoringTerms, MentorshipDetails
from portal.common import formatting
from portal.common.errors import DomainError
from portal.matchmaking.models import Award, Engagement, Match, Request, Response
from portal.organisations.actors import Actor


def terms_of(response: Response) -> MentoringTerms:
    """The plan of a response."""
    return MentoringTerms.objects.select_related("offer__user").get(pk=response.pk)


def fit_of(response: Response) -> int | None:
    """The match score of the responder."""
    score = Match.objects.filter(request=response.request_id, organisation=response.organisation_id)
    found = score.values_list("score", flat=True).first()
    return None if found is None else int(found)


def mentor_name(response: Response) -> str:
    """The person's headline: what they can help with (the name follows with the award)."""
    offer = terms_of(response).offer
    return offer.headline if offer else ""


def months_of(response: Response) -> int | None:
    return terms_of(response).months


def hours_of(response: Response) -> int | None:
    return terms_of(response).hours_a_month


def language_of(response: Response) -> str:
    return str(terms_of(response).get_talk_language_display())


def first_talk_of(response: Response) -> date | None:
    return terms_of(response).first_talk_on


def approach_of(response: Response) -> str:
    return terms_of(response).approach


def words(choices: Any, codes: list[str]) -> str:
    """The labels of ``codes`` with commas between, escaped."""
    labels = dict(choices)
    return format_html_join(" · ", "{}", ((labels.get(code, code),) for code in codes))


def summary_of(request: Request) -> list[tuple[Any, Any]]:
    """Headline facts for lists."""
    details = request.support_details
    names = format_html_join(" · ", "{}", ((countries.name_of(code),) for code in details.markets))
    return [
        (_("Topics"), words(Topic.choices, details.topics)),
        (_("Markets"), names),
        (_("Stage"), details.get_stage_display()),
        (_("Languages"), words(TalkLanguage.choices, details.languages)),
    ]


def check_terms(actor: Actor, response: Response) -> None:
    """A plan names its mentor, who must not be away and must have a valid statement."""
    terms = terms_of(response)
    missing = [
        name for name in ("offer", "months", "hours_a_month", "talk_language", "approach") if not getattr(terms, name)
    ]
    if missing:
        raise DomainError(fields=dict.fromkeys(missing, _("Please fill this in.")))
    if terms.offer is not None and terms.offer.organisation_id != response.organisation_id:
        raise DomainError(fields={"offer": _("Choose a mentor of your own company.")})
    if terms.offer is not None and terms.offer.is_away:
        raise DomainError(fields={"offer": _("This mentor is marked as away.")})


def start_mentorship(award: Award) -> None:
    """The mentorship's row, in the award's transaction."""
    terms = terms_of(award.response)
    MentorshipDetails.objects.create(
        engagement=Engagement.objects.get(award=award),
        offer=terms.offer,
        months=terms.months or 3,
        hours_a_month=terms.hours_a_month or 2,
    )


def copy_terms(old: Response, new: Response) -> None:
    """Prefill a new plan from an earlier one."""
    source = terms_of(old)
    MentoringTerms.objects.filter(pk=new.pk).update(
        offer=source.offer,
        months=source.months,
        hours_a_month=source.hours_a_month,
        talk_language=source.talk_language,
        approach=source.approach,
    )


def hours_given(sessions: Any) -> float:
    """Hours of held sessions."""
    return sum(minutes for minutes in sessions.filter(state="held").values_list("minutes", flat=True)) / 60


PART_WORDS = {
    "topics": _("Topics"),
    "sector_market": _("Sector and market"),
    "language": _("Language"),
    "stage": _("Experience with firms at this stage"),
    "hours": _("Hours that suit both"),
    "complement": _("At home in the market"),
}
RULE_WORDS = {
    "same_firm": _("The mentor belongs to the same firm."),
    "competitor": _("The mentor's company is a competitor."),
    "never_list": _("One side has ruled out the other."),
    "conflict_statement": _("The mentor's statement on conflicts of interest is missing or a year old."),
    "no_capacity": _("The mentor is away or has no free place."),
}


def reason_words(reason: dict[str, Any]) -> str:
    """A reason of the mentor matching in words."""
    code = str(reason.get("fact", "")).removeprefix("export.")
    if code in RULE_WORDS:
        return str(RULE_WORDS[code])
    return gettext("%(part)s: %(held)s of %(needed)s points") % {
        "part": PART_WORDS.get(code, code), "held": formatting.number(reason.get("held", 0)),
        "needed": formatting.number(reason.get("needed", 0)),
    }  # fmt: skip
