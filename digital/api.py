"""The pillar's open calculators: digital maturity and grants. No account, no storage."""

from decimal import Decimal
from typing import Any

from django.http import Http404
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiExample, OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from digital.instruments.answers import read_answers
from digital.instruments.catalogue import INSTRUMENTS, facts, instrument
from digital.instruments.documents import instrument_document, result_document
from digital.instruments.scoring import score
from digital.schemes.grant import CENT, Grant, Limits, calculate
from portal.common.api import StrictSerializer
from portal.common.money import MAX_AMOUNT

MAX_COSTS = 500


def amount_field(**options: Any) -> serializers.DecimalField:
    """A non-negative amount with at most two decimals."""
    return serializers.DecimalField(
        max_digits=14, decimal_places=2, min_value=Decimal(0), max_value=MAX_AMOUNT, **options
    )


class SchemeSerializer(StrictSerializer):
    """What a scheme allows the applicant today; a limit left out or null does not exist."""

    rate = serializers.DecimalField(max_digits=9, decimal_places=8, min_value=Decimal(0), max_value=Decimal(1))
    cap_per_application = amount_field(required=False, allow_null=True, default=None)
    cap_per_window = amount_field(required=False, allow_null=True, default=None)
    used_in_window = amount_field(required=False, default=Decimal(0))
    group_cap = amount_field(required=False, allow_null=True, default=None)
    group_used = amount_field(required=False, default=Decimal(0))
    cumulation_ceiling = amount_field(required=False, allow_null=True, default=None)
    other_aid = amount_field(required=False, default=Decimal(0))


class GrantRequestSerializer(StrictSerializer):
    scheme = SchemeSerializer()
    eligible_costs = serializers.ListField(child=amount_field(), allow_empty=False, max_length=MAX_COSTS)


class MaturityRequestSerializer(StrictSerializer):
    instrument = serializers.ChoiceField(choices=list(INSTRUMENTS))
    answers = serializers.DictField(
        child=serializers.JSONField(allow_null=True),
        help_text="One entry per question; the keys and the form of each answer are published at "
        "/api/v1/instruments/eu-dma.json and /api/v1/instruments/cn-2024.json. Both instruments accept the same answer "
        "set; keys: " + ", ".join(f"{fact.code} ({fact.kind})" for fact in facts().values()) + ". "
        'An answer is a value or {"value": …, "grade": 0–3}; "na" = not applicable, "unknown" or absent = do not know.',
    )


def limit_sentence(limit: str) -> str:
    """The name of a limit for a person."""
    return {
        "rate": _("Rate times eligible cost"),
        "cap_per_application": _("Cap per application"),
        "cap_per_window": _("What is left of the cap for the period"),
        "group_cap": _("What connected firms have left of the group's cap"),
        "cumulation": _("What other public aid leaves of the ceiling"),
    }[limit]


def grant_document(found: Grant) -> dict[str, Any]:
    """The calculator's answer as JSON."""
    return {
        "grant": f"{found.amount:.2f}",
        "binding": found.binding,
        "eligible": str(found.eligible.quantize(CENT)),
        "steps": [
            {"limit": step.limit, "amount": f"{step.amount:.2f}", "sentence": limit_sentence(step.limit)}
            for step in found.steps
        ],
    }


class Calculator(APIView):
    """Open to anybody, rate-limited, stateless."""

    authentication_classes: list = []
    permission_classes = [AllowAny]
    throttle_scope = "calculators"


class GrantCalculator(Calculator):
    """How much grant a cost earns under a scheme's rate, caps, window, group and cumulation rules."""

    @extend_schema(
        operation_id="calculate_grant",
        request=GrantRequestSerializer,
        responses={200: OpenApiTypes.OBJECT},
        examples=[
            OpenApiExample(
                "Half of the cost, capped",
                value={
                    "scheme": {"rate": "0.5", "cap_per_application": "30000", "cap_per_window": "30000"},
                    "eligible_costs": ["40000", "5000"],
                },
                request_only=True,
            )
        ],
    )
    def post(self, request: Request) -> Response:
        serializer = GrantRequestSerializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        found = calculate(Limits(**serializer.validated_data["scheme"]), serializer.validated_data["eligible_costs"])
        return Response(grant_document(found))


class MaturityCalculator(Calculator):
    """Scores of an answer set under one instrument."""

    @extend_schema(
        operation_id="calculate_digital_maturity",
        request=MaturityRequestSerializer,
        responses={200: OpenApiTypes.OBJECT},
        examples=[
            OpenApiExample(
                "Part of the questions answered",
                value={
                    "instrument": "eu-dma",
                    "answers": {
                        "basic_technologies": ["internet", "website"],
                        "security": {"value": ["backup"], "grade": 1},
                    },
                },
                request_only=True,
            )
        ],
    )
    def post(self, request: Request) -> Response:
        serializer = MaturityRequestSerializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        answers = read_answers(serializer.validated_data["answers"])
        return Response(result_document(score(instrument(serializer.validated_data["instrument"]), answers)))


class InstrumentDocument(Calculator):
    """A published instrument: questions, answer keys, weights, cut-offs, version and source."""

    @extend_schema(
        operation_id="instrument",
        parameters=[OpenApiParameter("code", str, OpenApiParameter.PATH, enum=list(INSTRUMENTS))],
        responses={200: OpenApiTypes.OBJECT},
    )
    def get(self, request: Request, code: str) -> Response:
        if code not in INSTRUMENTS:
            raise Http404
        return Response(instrument_document(code))
