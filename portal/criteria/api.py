"""Pre-screen without account, validation of documents, the published schema. Nothing is stored."""

import json
from typing import Any, cast

from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework import serializers
from rest_framework.exceptions import ParseError
from rest_framework.parsers import JSONParser
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from portal.common.api import StrictSerializer
from portal.criteria import catalogue, prescreening, schema, sentences
from portal.criteria.contradictions import contradictions
from portal.criteria.evaluate import Outcome
from portal.criteria.rates import default_table
from portal.criteria.services import document_check

MAX_BODY = 1_000_000


class BoundedJSONParser(JSONParser):
    """JSON of at most a megabyte; nesting without end and broken text are the sender's errors, never ours."""

    def parse(self, stream: Any, media_type: Any = None, parser_context: Any = None) -> Any:
        body = stream.read(MAX_BODY + 1)
        if len(body) > MAX_BODY:
            raise ParseError(_("The body is larger than one megabyte."))
        try:
            found = json.loads(body.decode("utf-8"), parse_constant=_refuse_constant)
            json.dumps(found, ensure_ascii=False).encode("utf-8")  # lone surrogates cannot be written back
        except (ValueError, RecursionError):
            raise ParseError(_("This is not well-formed JSON.")) from None
        return found


def _refuse_constant(name: str) -> None:
    raise ValueError(name)


class RequestFactsField(serializers.DictField):
    """An object of facts; the values are checked against the catalogue."""

    child = serializers.JSONField(allow_null=True)


class PrescreenSerializer(StrictSerializer):
    """The input: facts of the firm and of what it asks for."""

    facts = RequestFactsField(required=False, help_text="Facts of the firm by code.")
    request = RequestFactsField(required=False, help_text="Facts of the request: amount, months, purpose, product …")
    limit = serializers.IntegerField(required=False, min_value=1, max_value=100, default=50)


class RuleSerializer(serializers.Serializer[Any]):
    fact = serializers.CharField()
    outcome = serializers.ChoiceField(["meets", "does_not", "cannot_tell"])
    held = serializers.CharField(allow_null=True)
    needed = serializers.CharField()
    sentence = serializers.CharField()


class ChangeSerializer(serializers.Serializer[Any]):
    fact = serializers.CharField()
    to = serializers.CharField()
    sentence = serializers.CharField()


class ResultSerializer(serializers.Serializer[Any]):
    mandate = serializers.CharField()
    title = serializers.CharField()
    outcome = serializers.ChoiceField(["meets", "does_not", "cannot_tell"])
    rules = RuleSerializer(many=True)
    nearest_change = ChangeSerializer(many=True, allow_null=True)
    missing = serializers.ListField(child=serializers.CharField())


class CountsSerializer(serializers.Serializer[Any]):
    meets = serializers.IntegerField()
    cannot_tell = serializers.IntegerField()
    does_not = serializers.IntegerField()


class PrescreenAnswerSerializer(serializers.Serializer[Any]):
    results = ResultSerializer(many=True)
    counts = CountsSerializer()


class ContradictionSerializer(serializers.Serializer[Any]):
    pointer = serializers.CharField()
    message = serializers.CharField()


class ValidateAnswerSerializer(serializers.Serializer[Any]):
    valid = serializers.BooleanField()
    sentences = serializers.ListField(child=serializers.CharField())
    contradictions = ContradictionSerializer(many=True)


class ErrorSerializer(serializers.Serializer[Any]):
    errors = serializers.DictField(  # type: ignore[assignment]
        child=serializers.ListField(child=serializers.CharField())
    )


class StatelessView(APIView):
    """No account, rate-limited, nothing stored."""

    authentication_classes = []
    permission_classes = [AllowAny]
    parser_classes = [BoundedJSONParser]
    throttle_scope = "calculators"


FIRM_EXAMPLE = {
    "facts": {
        "age_months": 18,
        "employees": 12,
        "sector": ["1071"],
        "revenue": {"amount": "2500000", "currency": "SAR"},
    },
    "request": {"amount": {"amount": "500000", "currency": "SAR"}, "months": 24, "purpose": "working_capital"},
}
ANSWER_EXAMPLE = {
    "results": [
        {
            "mandate": "k7m2p9q4w3xz",
            "title": "Working capital",
            "outcome": "does_not",
            "rules": [
                {
                    "fact": "age_months",
                    "outcome": "does_not",
                    "held": "18",
                    "needed": ">= 24",
                    "sentence": "Age of the firm: 18 months. Needed: at least 24 months.",
                }
            ],
            "nearest_change": [
                {"fact": "age_months", "to": "24", "sentence": "Age of the firm: from 18 months to 24 months."}
            ],
            "missing": [],
        }
    ],
    "counts": {"meets": 0, "cannot_tell": 0, "does_not": 1},
}
DOCUMENT_EXAMPLE = {
    "schema": 2,
    "any": [
        {
            "all": [
                {"fact": "age_months", "op": "gte", "value": "24"},
                {"fact": "sector", "op": "any_of", "value": ["C", "62"]},
                {
                    "fact": "amount",
                    "op": "between",
                    "value": {
                        "min": {"amount": "50000", "currency": "SAR"},
                        "max": {"amount": "500000", "currency": "SAR"},
                    },
                },
            ]
        }
    ],
}


class PrescreenView(StatelessView):
    """Which published mandates a firm meets, rule by rule."""

    @extend_schema(
        operation_id="prescreen",
        summary="Which lenders' mandates fit, rule by rule, without an account",
        description=(
            "Every active public mandate is evaluated in three values; a missing fact never counts as no. Counts are "
            "exact; results show those that meet first, then those that cannot be told, then the nearest misses, up to "
            "`limit`. `nearest_change` is null when the firm cannot get there by changing what it can change."
        ),
        request=PrescreenSerializer,
        responses={200: PrescreenAnswerSerializer, 400: ErrorSerializer},
        examples=[
            OpenApiExample("A bakery", value=FIRM_EXAMPLE, request_only=True),
            OpenApiExample("One mandate", value=ANSWER_EXAMPLE, response_only=True, status_codes=["200"]),
        ],
        auth=[],
    )
    def post(self, request: Request) -> Response:
        given = PrescreenSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        asked = cast("dict[str, Any]", given.validated_data)
        facts = prescreening.facts_of(asked.get("facts", {}), asked.get("request", {}))
        found = prescreening.prescreen(facts, asked["limit"])
        counts = {"meets": found.meets, "cannot_tell": found.cannot_tell, "does_not": found.does_not}
        return Response({"results": [result_json(result) for result in found.results], "counts": counts})


def result_json(result: prescreening.Result) -> dict[str, Any]:
    explanation = result.explanation
    changes = None
    if explanation.outcome is not Outcome.DOES_NOT:
        changes = []
    elif explanation.nearest is not None:
        changes = [
            {
                "fact": change.fact,
                "to": sentences.raw_held(catalogue.require(change.fact), change.to),
                "sentence": sentences.change_sentence(change.fact, change.held, change.to),
            }
            for change in explanation.nearest.changes
        ]
    return {
        "mandate": result.public_id,
        "title": result.title,
        "outcome": explanation.outcome.code,
        "rules": [
            {"fact": r.fact, "outcome": r.outcome.code, "held": r.held, "needed": r.needed, "sentence": r.sentence}
            for r in explanation.rules
        ],
        "nearest_change": changes,
        "missing": list(explanation.missing),
    }


class ValidateView(StatelessView):
    """Is this a usable criterion document?"""

    @extend_schema(
        operation_id="criteria_validate",
        summary="Check a criterion document",
        description=(
            "A usable document is answered with its rules as sentences and with the rules nobody can meet. "
            "Otherwise 400: the fields of `errors` are JSON pointers (RFC 6901) into the document; the empty pointer "
            "is the whole."
        ),
        request=OpenApiTypes.OBJECT,
        responses={200: ValidateAnswerSerializer, 400: ErrorSerializer},
        examples=[OpenApiExample("Two years, industry or software", value=DOCUMENT_EXAMPLE, request_only=True)],
        auth=[],
    )
    def post(self, request: Request) -> Response:
        criterion = document_check(request.data)
        found = contradictions(criterion, default_table())
        return Response(
            {
                "valid": True,
                "sentences": [sentences.requirement(rule) for rule in criterion.rules()],
                "contradictions": [{"pointer": c.rule.pointer, "message": c.message} for c in found],
            }
        )


class SchemaView(StatelessView):
    """The published JSON Schema."""

    @extend_schema(
        operation_id="criteria_schema",
        summary="JSON Schema of criterion documents",
        description="JSON Schema 2020-12; `x-facts` is the facts catalogue with questions in the language asked for.",
        responses={200: OpenApiTypes.OBJECT},
        auth=[],
    )
    def get(self, request: Request) -> Response:
        return Response(schema.published())
