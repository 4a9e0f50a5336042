"""The public product shelf: mandates their lenders chose to show, filtered in the address."""

from collections.abc import Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

import django_filters
from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from lending import choices
from lending.models import Mandate
from portal.common.filters import ListFilter
from portal.common.forms import normalise_number
from portal.criteria.models import CriteriaSet


class ShelfFilter(ListFilter):
    """Kind, amount, term, security, Islamic contracts, words."""

    q = django_filters.CharFilter(method="search", label=_("Words"))
    kind = django_filters.ChoiceFilter(
        method="of_kind", choices=choices.Kind.choices, label=_("Kind"), empty_label=_("All kinds")
    )
    amount = django_filters.CharFilter(method="for_amount", label=_("Amount you need"))
    months = django_filters.NumberFilter(method="for_months", label=_("Months"))
    islamic = django_filters.BooleanFilter(
        method="only_islamic", label=_("Islamic contracts only"), widget=forms.CheckboxInput
    )

    class Meta:
        model = Mandate
        fields: tuple[str, ...] = ()

    def search(self, rows: QuerySet[Mandate], _name: str, value: str) -> QuerySet[Mandate]:
        return rows.filter(
            Q(name__icontains=value) | Q(shelf_text__icontains=value) | Q(organisation__legal_name__icontains=value)
        )

    def of_kind(self, rows: QuerySet[Mandate], _name: str, value: str) -> QuerySet[Mandate]:
        # Sets are evaluated in Python: the shelf is small and the column is a payload on both databases.
        return rows.filter(pk__in=[m.pk for m in rows.only("pk", "kinds") if not m.kinds or value in m.kinds])

    def for_amount(self, rows: QuerySet[Mandate], _name: str, value: str) -> QuerySet[Mandate]:
        try:
            amount = Decimal(normalise_number(value))
        except InvalidOperation:
            return rows
        low = Q(amount_min__isnull=True) | Q(amount_min__lte=amount)
        return rows.filter(low & (Q(amount_max__isnull=True) | Q(amount_max__gte=amount)))

    def for_months(self, rows: QuerySet[Mandate], _name: str, value: Any) -> QuerySet[Mandate]:
        low = Q(months_min__isnull=True) | Q(months_min__lte=value)
        return rows.filter(low & (Q(months_max__isnull=True) | Q(months_max__gte=value)))

    def only_islamic(self, rows: QuerySet[Mandate], _name: str, value: bool) -> QuerySet[Mandate]:
        return rows.filter(shariah=choices.Shariah.ONLY) if value else rows


def shelf() -> QuerySet[Mandate]:
    """What the shelf holds, in an order nobody can pay for: by name of the product, then the older one first."""
    return Mandate.objects.on_shelf().select_related("organisation").order_by("name", "pk")


def public_ids(rows: Sequence[CriteriaSet]) -> dict[int, str]:
    """Which criteria sets the pre-screen may name, and under which public id: mandates on the shelf."""
    found = shelf().filter(criteria__in=[row.pk for row in rows])
    return dict(found.values_list("criteria_id", "public_id"))
