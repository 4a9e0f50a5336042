"""The export pillar's specification, nothing else."""

from django.utils.translation import gettext_lazy as _

from export import matching, terms
from export.forms.support import NeedForm, PlanForm, TalkForm, TopicsForm
from export.models.support import MentoringTerms, SupportDetails
from export.scopes import facts_of_many
from portal.matchmaking.pillars import Column, OutcomeQuestion, Pillar, Policy, Section
from portal.organisations.choices import CapabilityKind

YES_NO = (("yes", _("Yes")), ("no", _("No")))
# After the record of UK export wins (D§D7).
OUTCOME_QUESTIONS = (
    OutcomeQuestion(
        "last_export",
        _("When did you last export before this?"),
        (
            ("none", _("Never")),
            ("under_1", _("Less than a year before")),
            ("1_2", _("One to two years before")),
            ("2_5", _("Two to five years before")),
            ("5_10", _("Five to ten years before")),
            ("over_10", _("More than ten years before")),
        ),
    ),
    OutcomeQuestion("share_grew", _("Does a larger share of your sales go abroad now?"), YES_NO),
    OutcomeQuestion("plans", _("Do you plan to export more?"), YES_NO),
)

EXPORT = Pillar(
    code="export",
    name=_("Selling abroad"),
    intro=_("A mentor from a company that already sells there: markets, prices, papers, first buyers."),
    noun=_("mentoring plan"),
    details_model=SupportDetails,
    terms_model=MentoringTerms,
    sections=(
        Section("need", _("What you need"), NeedForm, on="request", minutes=3),
        Section("topics", _("Product, markets and topics"), TopicsForm, minutes=3),
        Section("talks", _("Languages and times"), TalkForm, minutes=1),
    ),
    terms_form=PlanForm,
    matcher=matching.mentors_for,
    columns=(
        Column("fit", _("How well it fits (0–100)"), terms.fit_of, "number", "high"),
        Column("mentor", _("Mentor"), terms.mentor_name),
        Column("months", _("Months"), terms.months_of, "number"),
        Column("hours", _("Hours a month"), terms.hours_of, "number", "high"),
        Column("language", _("Language of the talks"), terms.language_of),
        Column("first", _("First talk"), terms.first_talk_of, "date"),
        Column("approach", _("How they would help"), terms.approach_of),
    ),
    templates="export",
    policy=Policy(
        award_slots=3,
        responder_capability=CapabilityKind.MENTOR,
        anonymous_until_award=True,
        default_open_days=14,
        batch_size=5,
        enough_interest=3,
    ),
    decline_reasons=(
        ("time", _("No time in these months")),
        ("topic", _("Not our field")),
        ("market", _("We do not know this market")),
        ("conflict", _("Conflict of interest")),
        ("other", _("Another reason")),
    ),
    facts_of_many=facts_of_many,
    summary_of=terms.summary_of,
    check_terms=terms.check_terms,
    on_award=terms.start_mentorship,
    outcome_questions=OUTCOME_QUESTIONS,
    copy_terms=terms.copy_terms,
)
