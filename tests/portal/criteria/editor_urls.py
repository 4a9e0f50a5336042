"""The portal's addresses and one page that wraps the editor, as an owner would."""

from decimal import Decimal

from django.conf.urls.i18n import i18n_patterns
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import path

from portal.criteria import matching, services, subjects
from portal.criteria.catalogue import FactValue
from portal.criteria.editor import Callbacks, SampleFirm, edit
from portal.criteria.models import CriteriaSet
from portal.urls import urlpatterns as portal_patterns


def firm(staff: int, sector: str, age: int) -> dict[str, FactValue]:
    return {
        "employees": FactValue(Decimal(staff)),
        "sector": FactValue(frozenset({sector})),
        "age_months": FactValue(Decimal(age)),
    }


FIRMS = (
    SampleFirm("bakery", "Najd Bakery", firm(12, "1071", 18)),
    SampleFirm("software", "برمجيات الساحل", firm(4, "620", 60)),
    SampleFirm("parts", "华信零件", firm(90, "293", 140)),
)


def page(request: HttpRequest, public_id: str) -> HttpResponse:
    criteria = get_object_or_404(CriteriaSet, public_id=public_id)
    callbacks = Callbacks(
        count=lambda document: matching.count_passing(document, [f.facts for f in FIRMS]), firms=lambda: FIRMS
    )

    def keep(document: dict, expected: int, note: str) -> None:
        services.criteria_revise(
            actor=request.actor, criteria=criteria, document=document, expected_version=expected, note=note
        )

    return edit(request, subjects.of_set(criteria, keep), callbacks)


urlpatterns = [*portal_patterns, *i18n_patterns(path("criteria-editor/<str:public_id>/", page, name="criteria-editor"))]
