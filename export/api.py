"""Stateless calculators of the export pillar for the API."""

import math
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from export import countries, ranking
from export.hs import is_code
from export.models.trade import DataKind, TotalKind
from export.potential import (
    COMPONENTS,
    DEFAULT_WEIGHTS,
    MAX_WEIGHT,
    Potential,
    Ranked,
    potentials,
    rank,
    totals_of,
    why,
)
from portal.common.api import StrictSerializer
from portal.common.errors import DomainError

MAX_FLOWS = 50_000
MEAN_YEARS = 5


class CountryField(serializers.CharField):
    """ISO 3166-1 alpha-3 (alpha-2 and numeric codes are understood too)."""

    def to_internal_value(self, data: Any) -> str:
        text = super().to_internal_value(data)
        code = countries.from_any(text)
        if code is None:
            raise serializers.ValidationError(_("Unknown country code: %(text)s") % {"text": text[:20]})
        return code


class ProductField(serializers.CharField):
    """Six digits of the Harmonised System."""

    def to_internal_value(self, data: Any) -> str:
        text = super().to_internal_value(data).replace(".", "")
        if not is_code(text):
            raise serializers.ValidationError(_("Not an HS code of six digits: %(text)s") % {"text": text[:20]})
        return text


class FiniteField(serializers.FloatField):
    """A number; infinity and "not a number" are refused."""

    def to_internal_value(self, data: Any) -> float:
        value = super().to_internal_value(data)
        if not math.isfinite(value):
            self.fail("invalid")
        return value


class WeightsSerializer(StrictSerializer):
    """Exponents of the rank's components, 0–5; a component left out has weight 0."""

    def get_fields(self) -> dict[str, serializers.Field]:
        return {name: FiniteField(min_value=0, max_value=MAX_WEIGHT, required=False) for name in COMPONENTS}


class FlowSerializer(StrictSerializer):
    """Trade of one product between two countries in a year, in any one unit."""

    exporter = CountryField()
    importer = CountryField()
    hs6 = ProductField()
    value = FiniteField(min_value=0, max_value=1e18)
    year = serializers.IntegerField(min_value=1900, max_value=2100, required=False)


class ShareMapField(serializers.DictField):
    """Country → 0–1."""

    child = FiniteField(min_value=0, max_value=1)

    def to_internal_value(self, data: Any) -> dict[str, float]:
        found = super().to_internal_value(data)
        return {CountryField().run_validation(code): value for code, value in found.items()}


class MarketRankingSerializer(StrictSerializer):
    """The question: which markets suit this product of this country."""

    exporter = CountryField()
    hs6 = ProductField()
    weights = WeightsSerializer(required=False)
    flows = FlowSerializer(many=True, required=False, allow_empty=False, max_length=MAX_FLOWS)  # type: ignore[call-arg]
    access = ShareMapField(required=False)
    readiness = ShareMapField(required=False)
    fit = ShareMapField(required=False)
    limit = serializers.IntegerField(min_value=1, max_value=300, required=False)


def from_flows(data: dict[str, Any]) -> list[Potential]:
    """The potentials from the caller's own flows; means over the last five years named in them."""
    flows = data["flows"]
    dated = {flow["year"] for flow in flows if "year" in flow}
    if dated and any("year" not in flow for flow in flows):
        raise DomainError(fields={"flows": _("Either every flow has a year or none has.")})
    kept = {year for year in dated if year > max(dated) - MEAN_YEARS}
    count = len(kept) or 1
    used = [flow for flow in flows if not dated or flow["year"] in kept]
    totals = totals_of((f["exporter"], f["importer"], f["hs6"], f["value"] / count) for f in used)
    if not any(country == data["exporter"] for country, _product in totals.exporter_product):
        raise DomainError(fields={"exporter": _("No flow of this exporter.")})
    if data["hs6"] not in totals.product:
        raise DomainError(fields={"hs6": _("No flow of this product.")})
    return potentials(totals, data["exporter"], data["hs6"])


def from_loaded(data: dict[str, Any]) -> tuple[list[Potential], ranking.Coverage]:
    """The potentials from the loaded data set. Raises DomainError where it has no such country or product."""
    dataset = ranking.current(DataKind.FLOWS)
    if dataset is None:
        raise DomainError(fields={"flows": _("No trade data are loaded; send flows.")})
    coverage = ranking.coverage_of(dataset)
    if not dataset.totals.filter(kind=TotalKind.PAIR, major=data["exporter"]).exists():
        raise DomainError(fields={"exporter": _("The data set holds no exports of this country.")})
    if not dataset.totals.filter(kind=TotalKind.PRODUCT, major=data["hs6"]).exists():
        raise DomainError(fields={"hs6": _("The data set holds no trade in this product.")})
    return ranking.market_potentials(coverage, data["exporter"], data["hs6"]), coverage


def decimal_text(value: float) -> str:
    """A plain decimal text of a statistic: twelve significant digits, no exponent."""
    text = f"{float(f'{value:.12g}'):.12f}".rstrip("0").rstrip(".")
    return text or "0"


def market_row(place: int, item: Ranked) -> dict[str, Any]:
    """One market of the answer, with its inputs."""
    row = item.potential
    language = get_language() or "en"
    return {
        "rank": place,
        "market": row.market,
        "name": countries.name_of(row.market, language),
        "supply": decimal_text(row.supply),
        "demand": decimal_text(row.demand),
        "ease": decimal_text(row.ease),
        "potential": decimal_text(row.potential),
        "actual": decimal_text(row.actual),
        "untapped": decimal_text(row.untapped),
        "score": decimal_text(item.score),
        "inputs": {name: decimal_text(value) for name, value in item.parts.items()},
        "effects": [{"component": name, "factor": decimal_text(value)} for name, value in why(item)],
    }


def warnings_for(found: list[Potential], coverage: ranking.Coverage | None) -> list[str]:
    """What the reader must know before believing the order."""
    notes = []
    if found and all(row.supply == 0 for row in found):
        notes.append(_("The country does not export this product yet: the formula gives 0 for every market."))
    if coverage is not None and coverage.dataset.is_example:
        notes.append(_("These are example data made for demonstration, not real trade."))
    if coverage is not None and coverage.is_partial:
        notes.append(
            _("The data set covers %(count)s exporting countries only; demand is what these sold.")
            % {"count": coverage.exporters}
        )
    return notes


class MarketRankingView(APIView):
    """Markets for a product, ranked by the published formula with open weights."""

    authentication_classes = ()
    permission_classes = (AllowAny,)
    throttle_scope = "calculators"

    @extend_schema(
        operation_id="calculate_market_ranking",
        request=MarketRankingSerializer,
        responses={200: dict[str, Any]},
        summary="Rank markets for an HS code",
    )
    def post(self, request: Request) -> Response:
        """Rank the markets; see docs/export.md for the formula."""
        serializer = MarketRankingSerializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        data = serializer.validated_data
        coverage = None
        access = data.get("access", {})
        if "flows" in data:
            found = from_flows(data)
        else:
            found, coverage = from_loaded(data)
            access = {**ranking.access_from(data["exporter"])[0], **access}
        weights = dict(data.get("weights") or DEFAULT_WEIGHTS)
        ranked = rank(found, weights=weights, access=access, readiness=data.get("readiness"), fit=data.get("fit"))
        shown = ranked[: data.get("limit", len(ranked))]
        return Response(
            {
                "exporter": data["exporter"],
                "hs6": data["hs6"],
                "weights": {name: decimal_text(value) for name, value in weights.items()},
                "formula": "score = Π normalised(component)^weight; potential = supply · ease · demand",
                "dataset": dataset_row(coverage),
                "markets": [market_row(place, item) for place, item in enumerate(shown, start=1)],
                "warnings": warnings_for(found, coverage),
            }
        )


def dataset_row(coverage: ranking.Coverage | None) -> dict[str, Any]:
    """Where the flows came from."""
    if coverage is None:
        return {"name": "request", "source": "", "is_example": False}
    dataset = coverage.dataset
    return {
        "name": dataset.name,
        "source": dataset.source,
        "is_example": dataset.is_example,
        "years": [dataset.first_year, dataset.last_year],
        "exporters": coverage.exporters,
    }
