"""The financing pillar's specification."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lending import choices, moved_terms, services
from lending.columns import COLUMNS
from lending.comparison import compare_context
from lending.editor import terms_context
from lending.facts import facts_of_many, prefill
from lending.forms import requests as forms
from lending.forms.offers import OfferTermsForm
from lending.matching import matcher, supply
from lending.models import FinancingDetails, OfferTerms
from lending.summary import summary_of
from portal.matchmaking.pillars import Pillar, Policy, Section

LENDING = Pillar(
    code="lending",
    name=_("Financing"),
    intro=_("A loan, a lease, an advance on invoices, a guarantee or a partner. Lenders answer with sealed offers."),
    noun=_("offer"),
    details_model=FinancingDetails,
    terms_model=OfferTerms,
    sections=(
        Section("need", _("Your need"), forms.TitleForm, on="request", minutes=2),
        Section("money", _("How much and for how long"), forms.MoneyForm, minutes=2),
        Section("purpose", _("What it is for"), forms.PurposeForm, minutes=1),
        Section("repayment", _("What you can carry"), forms.RepaymentForm, minutes=1, is_optional=True),
        Section("security", pgettext_lazy("loan", "Security"), forms.SecurityForm, minutes=1),
        Section("figures", _("Your figures"), forms.FiguresForm, minutes=2),
        Section(
            "privacy", _("Who may see your name"), forms.PrivacyForm, on="request", minutes=1, is_optional=True,
            hint=_("Hidden unless you say otherwise."),
        ),
    ),
    terms_form=OfferTermsForm,
    matcher=matcher,
    facts_of_many=facts_of_many,
    supply_of=supply,
    columns=COLUMNS,
    templates="lending",
    policy=Policy(
        sealed_until_deadline=True,
        anonymous_until_award=True,
        award_slots=1,
        responder_capability="lender",
        default_open_days=10,
        max_open_days=60,
        decide_days=14,
        batch_size=10,
        enough_interest=6,
        widen_after_hours=48,
        terms_need_key_facts=True,
    ),
    decline_reasons=choices.DECLINE_REASONS,
    moved_terms=moved_terms.terms,
    summary_of=summary_of,
    amount_path="financing__amount",
    check_terms=services.check_terms,
    lacking=services.lacking,
    check_award=services.check_award,
    on_award=services.on_award,
    needs_approval=services.needs_approval,
    copy_terms=services.copy_terms,
    compare_context=compare_context,
    bulky=("schedule",),
    terms_context=terms_context,
    prefill=prefill,
    icon="money",
)  # fmt: skip
