"""API of the organisations app: the size passport as a stateless calculator."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework import serializers
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from portal.common import clock
from portal.common.api import StrictSerializer
from portal.common.money import Money
from portal.criteria.rates import default_table
from portal.organisations.size_class import REGIMES, Figures, SizeClass, classify_all, sector_groups
from portal.organisations.size_sentences import conversion_sentence, missing_sentence, sentence

MONEY_FIELDS = ("revenue", "total_assets", "balance_sheet", "investment")


class MoneySerializer(StrictSerializer):
    """An amount ≥ 0 and its ISO 4217 currency."""

    amount = serializers.DecimalField(max_digits=18, decimal_places=2, min_value=Decimal(0))
    currency = serializers.CharField(max_length=3)

    def validate_currency(self, value: str) -> str:
        if value not in default_table().rates:
            raise serializers.ValidationError(_("This currency is not in the rate table."))
        return value


class SizeClassSerializer(StrictSerializer):
    """Figures of one firm. Nothing is required: what is missing is named in the answer."""

    sector_group = serializers.ChoiceField(choices=[(code, code) for code in sector_groups()], required=False)
    employees = serializers.DecimalField(max_digits=10, decimal_places=2, min_value=Decimal(0), required=False)
    revenue = MoneySerializer(required=False)
    total_assets = MoneySerializer(required=False)
    balance_sheet = MoneySerializer(required=False)
    investment = MoneySerializer(required=False)
    regimes = serializers.ListField(
        child=serializers.ChoiceField(choices=[(code, code) for code in REGIMES]), required=False, allow_empty=False
    )
    on = serializers.DateField(required=False, help_text="Classify under the rules in force on this day.")

    def figures(self) -> Figures:
        """The validated data as figures."""
        data: dict[str, Any] = self.validated_data
        money = {name: Money(**data[name]) for name in MONEY_FIELDS if name in data}
        return Figures(sector_group=data.get("sector_group"), employees=data.get("employees"), **money)


class DecisionSerializer(serializers.Serializer[Any]):
    """The shape of one deciding figure in the answer."""

    metric = serializers.CharField()
    held = serializers.CharField()
    bound = serializers.CharField()
    unit = serializers.CharField()
    sentence = serializers.CharField()
    conversion = serializers.CharField(required=False)


class ClassSerializer(serializers.Serializer[Any]):
    """The shape of one regime's answer. (``class`` is added below: it is a word of the language.)"""

    regime = serializers.CharField()
    locals()["class"] = serializers.ChoiceField(choices=["micro", "small", "medium", "large", "unknown"])
    decided_by = DecisionSerializer(many=True)
    missing = serializers.ListField(child=serializers.CharField())
    possible = serializers.ListField(child=serializers.CharField())
    sentence = serializers.CharField()
    rule = serializers.CharField()
    source = serializers.CharField()  # type: ignore[assignment]
    in_force = serializers.DateField(allow_null=True)


class AnswerSerializer(serializers.Serializer[Any]):
    """The whole answer."""

    classes = ClassSerializer(many=True)


def plain(value: Decimal) -> str:
    """A decimal as text without exponent or trailing zeros after the point."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def answer_of(result: SizeClass) -> dict[str, Any]:
    """One regime's answer as JSON."""
    decisions = []
    for decision in result.decided_by:
        row = {
            "metric": decision.metric,
            "held": plain(decision.held),
            "bound": plain(decision.bound),
            "unit": decision.unit or "persons",
            "sentence": sentence(decision, result),
        }
        if decision.converted_from is not None:
            row["conversion"] = conversion_sentence(decision, result)
        decisions.append(row)
    return {
        "regime": result.regime,
        "class": result.size_class,
        "decided_by": decisions,
        "missing": list(result.missing),
        "possible": list(result.possible),
        "sentence": missing_sentence(result),
        "rule": result.rule["code"],
        "source": result.rule["source"],
        "in_force": result.rule["in_force"],
    }


class SizeClassView(APIView):
    """The size class of a firm under China 300号, Saudi Arabia, EU 2003/361 and India, with the deciding rule."""

    authentication_classes = ()
    permission_classes = (AllowAny,)
    throttle_scope = "calculators"

    @extend_schema(
        operation_id="calculators_size_class",
        request=SizeClassSerializer,
        responses=AnswerSerializer,
        examples=[
            OpenApiExample(
                "An industrial firm in China",
                value={
                    "sector_group": "industry",
                    "employees": 999,
                    "revenue": {"amount": "50000000", "currency": "CNY"},
                    "regimes": ["CN"],
                },
                request_only=True,
            ),
            OpenApiExample(
                "Something is missing",
                value={
                    "classes": [
                        {
                            "regime": "SA",
                            "class": "unknown",
                            "decided_by": [],
                            "missing": ["revenue"],
                            "possible": ["small", "medium", "large"],
                            "sentence": "Cannot be told yet. Missing: yearly revenue.",
                            "rule": "sa-monshaat",
                            "source": "…",
                            "in_force": None,
                        }
                    ]
                },
                response_only=True,
            ),
        ],
    )
    def post(self, request: Request) -> Response:
        serializer = SizeClassSerializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        data = serializer.validated_data
        day: date = data.get("on") or clock.today()
        regimes = tuple(dict.fromkeys(data.get("regimes", REGIMES)))
        return Response({"classes": [answer_of(row) for row in classify_all(serializer.figures(), day, regimes)]})


class TokenScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    """How the OpenAPI document describes the tokens."""

    target_class = "portal.organisations.api_tokens.TokenAuthentication"
    name = "organisationToken"

    def get_security_definition(self, auto_schema: AutoSchema) -> dict[str, str]:
        """A plain bearer scheme."""
        return {"type": "http", "scheme": "bearer", "description": "A token of your organisation (Members → API)."}
