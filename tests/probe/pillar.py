"""The probe pillar's specification."""

from decimal import Decimal

from django import forms

from portal.matchmaking.models import Request, Response
from portal.matchmaking.pillars import Candidate, Column, Pillar, Policy, Section
from portal.organisations.models import Organisation
from tests.probe.models import ProbeDetails, ProbeTerms


class NeedForm(forms.ModelForm):
    class Meta:
        model = Request
        fields = ["title", "summary"]


class AmountForm(forms.ModelForm):
    class Meta:
        model = ProbeDetails
        fields = ["amount"]


class TermsForm(forms.ModelForm):
    class Meta:
        model = ProbeTerms
        fields = ["price"]


def everyone_vetted(request: Request) -> list[Candidate]:
    """Every approved lender fits; a firm whose name says so misses by one rule."""
    firms = Organisation.objects.filter(capabilities__kind="lender", capabilities__state="approved")
    return [
        Candidate(
            organisation_id=firm.pk,
            score=Decimal(50),
            misses=int("misses" in firm.legal_name),
            reasons=[{"fact": "probe", "outcome": "does_not" if "misses" in firm.legal_name else "meets"}],
        )
        for firm in firms
    ]


def copy(old: Response, new: Response) -> None:
    ProbeTerms.objects.filter(response=new).update(price=ProbeTerms.objects.get(response=old).price)


PROBE = Pillar(
    code="probe",
    name="Probe",
    noun="answer",
    details_model=ProbeDetails,
    terms_model=ProbeTerms,
    sections=(
        Section("need", "What you need", NeedForm, on="request"),
        Section("amount", "Numbers", AmountForm),
    ),
    terms_form=TermsForm,
    matcher=everyone_vetted,
    columns=(Column("price", "Price", lambda r: ProbeTerms.objects.get(response=r).price, "number", "low"),),
    templates="probe",
    policy=Policy(sealed_until_deadline=True, responder_capability="lender"),
    decline_reasons=(("1", "Credit"), ("977", "Other")),
    copy_terms=copy,
)
