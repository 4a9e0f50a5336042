"""The funding calculator: the project and its partners."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from export.forms.papers import amount
from export.innovation import Partner
from portal.common.forms import QForm

FORM_WORDS = (("single", _("One firm alone")), ("cooperation", _("Several partners together")))


class ProjectForm(QForm):
    """The project."""

    form = forms.ChoiceField(
        label=_("Who does the project?"), choices=FORM_WORDS, widget=forms.RadioSelect, initial="cooperation"
    )
    foreign = forms.BooleanField(label=_("A partner abroad takes part"), required=False)


class PartnerForm(QForm):
    """One partner of the project; an empty one is left out."""

    name = forms.CharField(label=_("Partner"), max_length=80)
    is_research = forms.BooleanField(label=_("A university or research body"), required=False)
    staff = forms.IntegerField(label=_("People, with linked firms"), min_value=0, max_value=1_000_000)
    turnover = amount(_("Yearly sales (euros)"), required=True)
    balance = amount(_("Balance-sheet total (euros)"), required=True)
    years = forms.IntegerField(label=_("Age in years"), min_value=0, max_value=500)
    weak_region = forms.BooleanField(label=_("In a structurally weak region"), required=False)
    staff_cost = amount(_("Own staff cost in the project (euros)"), required=True)
    other_cost = amount(_("Other own cost (euros)"))
    orders = amount(_("Orders to third parties (euros)"))


PartnerSet = forms.formset_factory(PartnerForm, extra=1, min_num=1, max_num=8, validate_min=True, absolute_max=16)


def partners_of(partners: Any) -> list[Partner]:
    """The filled partners."""
    rows = [dict(row) for row in partners.cleaned_data if row]
    return [Partner(**{**row, "other_cost": row["other_cost"] or 0, "orders": row["orders"] or 0}) for row in rows]
