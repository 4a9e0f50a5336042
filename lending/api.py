"""Financing over the API: own requests, own mandates, own offers. Same services, same visibility, same seal as the pages."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any, ClassVar

from django.db import transaction
from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import generics, serializers, status
from rest_framework.request import Request as ApiRequest
from rest_framework.response import Response as ApiResponse

from lending import choices, offers, services
from lending.forms.mandates import RULE_FIELDS, MandateForm
from lending.forms.offer_rows import FEE_PARTS, FEE_ROWS, STAGE_ROWS
from lending.forms.offers import OfferTermsForm
from lending.mandate_rules import document_of
from lending.models import FinancingDetails, Mandate, OfferTerms
from portal.common.errors import DomainError, NotAllowedError
from portal.matchmaking import services as exchange
from portal.matchmaking.models import Match, Request, Response
from portal.organisations.actors import Actor

DETAILS = (
    "kind", "amount", "currency", "months", "needed_on", "purpose", "purpose_text", "grace_months", "frequency",
    "acceptable_instalment", "shariah_only", "security", "security_text", "guarantee_wished", "revenue", "debt_payments",
    "statement_months", "has_borrowed",
)  # fmt: skip
FIGURES = (
    "effective_apr", "nominal_apr", "simple_rate", "total_cost", "total_repaid", "largest_instalment", "first_instalment",
    "cash_in_hand", "cost_per_thousand", "avoidable_cost", "ownership", "convention", "schedule", "priced_at",
)  # fmt: skip
TERMS = (
    "product", "amount", "currency", "months", "days", "rate", "rate_kind", "index_name", "margin", "basis", "markup", "factor",
    "sales", "share", "use", "unused_rate", "frequency", "day_count", "grace_months", "grace", "balloon", "season",
    "stages", "roll", "month_end", "fees",
    "pre_money", "option_pool", "security", "early_rule", "early_value", "money_days", "claimed_apr", "claim_explanation",
    "conditions",
)  # fmt: skip


def actor_of(request: ApiRequest) -> Actor:
    """The acting organisation: of the token, or of the session."""
    actor: Actor | None = getattr(request, "actor", None)
    if actor is None or actor.organisation is None:
        raise NotAllowedError(_("You act for no organisation here."))
    return actor


ROWS = {"fees": ("fee", FEE_ROWS, FEE_PARTS), "stages": ("stage", STAGE_ROWS, ("month", "amount"))}


def typed_rows(data: dict[str, Any]) -> dict[str, Any]:
    """Charges and stages as the editor's form names them; DomainError for anything but a list that fits the form."""
    typed: dict[str, Any] = {}
    for name, (prefix, limit, parts) in ROWS.items():
        rows = data.get(name) or []
        if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
            raise DomainError(fields={f"terms.{name}": _("Send a list of objects.")})
        if len(rows) > limit:
            raise DomainError(fields={f"terms.{name}": _("Send at most %(limit)s rows.") % {"limit": limit}})
        for n, row in enumerate(rows, 1):
            strict(row, parts)
            given = {part: row[part] for part in parts if part in row and row[part] is not None}
            typed |= {f"{prefix}_{n}_{part}": value for part, value in given.items() if value is not False}
    return typed


class DetailsSerializer(serializers.ModelSerializer[FinancingDetails]):
    """What is asked for."""

    class Meta:
        model = FinancingDetails
        fields = DETAILS
        extra_kwargs: ClassVar = {
            "amount": {"min_value": Decimal("0.01")},
            "months": {"min_value": 1, "max_value": 600},
            "revenue": {"min_value": Decimal(0)},
            "debt_payments": {"min_value": Decimal(0)},
        }

    security = serializers.MultipleChoiceField(choices=choices.Security.choices, required=False)

    def validate_security(self, value: set[str]) -> list[str]:
        return sorted(value)


class RequestSerializer(serializers.ModelSerializer[Request]):
    """A request with its details; identity is never part of it."""

    details = DetailsSerializer(source="financing")

    class Meta:
        model = Request
        fields = (
            "public_id", "reference", "state", "title", "summary", "language", "opened_at", "closes_at", "details",
        )  # fmt: skip
        read_only_fields = ("public_id", "reference", "state", "opened_at", "closes_at")


class TermsSerializer(serializers.ModelSerializer[OfferTerms]):
    """Inputs and computed figures of an offer."""

    class Meta:
        model = OfferTerms
        fields = (*TERMS, *FIGURES)
        read_only_fields = FIGURES


class OfferSerializer(serializers.ModelSerializer[Response]):
    """An offer with its terms; to the owner it appears once it is unsealed."""

    terms = TermsSerializer(source="offer", read_only=True)
    request = serializers.CharField(source="request.public_id", read_only=True)
    lender = serializers.CharField(source="organisation.legal_name", read_only=True)

    class Meta:
        model = Response
        fields = (
            "public_id",
            "request",
            "lender",
            "revision",
            "state",
            "submitted_at",
            "valid_until",
            "message",
            "terms",
        )


class MandateSerializer(serializers.ModelSerializer[Mandate]):
    """A mandate's columns, and its ``rules`` as a criterion document.

    The columns of the short form can be written until ``rules`` are; from then on they are a summary of the rules.
    """

    rules = serializers.JSONField(required=False, help_text="Criterion document, see /api/v1/criteria/schema.json")

    class Meta:
        model = Mandate
        fields = ("public_id", "state", "version", *MandateForm.Meta.fields, "rules")
        read_only_fields = ("public_id", "state", "version")

    def to_representation(self, instance: Mandate) -> dict[str, Any]:
        return {**super().to_representation(instance), "rules": document_of(instance)}


def strict(data: Any, known: tuple[str, ...]) -> dict[str, Any]:
    """``data`` as a mapping of known fields only; DomainError names the others."""
    if not isinstance(data, dict):
        raise DomainError(_("Send a JSON object."))
    unknown = sorted(set(data) - set(known))
    if unknown:
        raise DomainError(fields={name: _("Unknown field.") for name in unknown})
    return data


class RequestList(generics.ListAPIView[Request]):
    """Requests the organisation may see: its own, and those it was matched with."""

    serializer_class = RequestSerializer
    queryset = Request.objects.none()

    def get_queryset(self) -> QuerySet[Request]:
        rows = Request.objects.visible_to(actor_of(self.request)).filter(pillar="lending")
        return rows.select_related("financing").order_by("-created_at", "-pk")

    def paginate_queryset(self, queryset: Any) -> Any:
        """A page of requests, noted as read."""
        page = super().paginate_queryset(queryset)
        note_reading(self.request, page or [])
        return page

    @extend_schema(
        request=RequestSerializer, responses={201: RequestSerializer}, operation_id="lending_requests_create"
    )
    def post(self, request: ApiRequest) -> ApiResponse:
        """A new draft. Publish it with ``…/publish``."""
        actor = actor_of(request)
        serializer = RequestSerializer(data=request.data)
        strict(strict(request.data, ("title", "summary", "language", "details")).get("details", {}), DETAILS)
        serializer.is_valid(raise_exception=True)
        data = dict(serializer.validated_data)
        details = data.pop("financing")
        sections = ["need", "money", "purpose", "security", "figures"]
        made = exchange.request_create(actor=actor, pillar="lending", details=details, sections_done=sections, **data)
        return ApiResponse(RequestSerializer(made).data, status=status.HTTP_201_CREATED)


def note_reading(request: ApiRequest, shown: Iterable[Request]) -> None:
    """A program that reads a request has opened it, as a person at the page has: the firm sees it."""
    actor, read = actor_of(request), list(shown)
    exchange.requests_look(actor=actor, requests=read)
    unseen = Match.objects.filter(organisation=actor.organisation, request__in=read, seen_at__isnull=True)
    for match in unseen.filter(released_at__isnull=False).select_related("request__organisation"):
        exchange.match_see(actor=actor, match=match)


class RequestDetail(generics.RetrieveAPIView[Request]):
    """One request."""

    serializer_class = RequestSerializer
    queryset = Request.objects.none()
    lookup_field = "public_id"

    def get_queryset(self) -> QuerySet[Request]:
        return Request.objects.visible_to(actor_of(self.request)).filter(pillar="lending").select_related("financing")

    def get(self, request: ApiRequest, *args: Any, **kwargs: Any) -> ApiResponse:
        """The request; a matched responder's first reading is noted."""
        note_reading(request, [self.get_object()])
        return super().get(request, *args, **kwargs)


class PublishSerializer(serializers.Serializer[Any]):
    """For how many days."""

    open_days = serializers.IntegerField(min_value=1, max_value=60, default=10)


class RequestPublish(generics.GenericAPIView[Request]):
    """Publish an own draft."""

    serializer_class = PublishSerializer
    queryset = Request.objects.none()

    @extend_schema(responses={200: RequestSerializer}, operation_id="lending_requests_publish")
    def post(self, request: ApiRequest, public_id: str) -> ApiResponse:
        actor = actor_of(request)
        found = get_object_or_404(Request.objects.owned_by(actor).filter(pillar="lending"), public_id=public_id)
        serializer = PublishSerializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        details: FinancingDetails = found.financing
        lacking = [name for name in ("kind", "amount", "months", "purpose") if not getattr(details, name)]
        if lacking:
            raise DomainError(fields={f"details.{name}": _("This field is required.") for name in lacking})
        done = exchange.request_submit(actor=actor, request=found, open_days=serializer.validated_data["open_days"])
        return ApiResponse(RequestSerializer(done).data)


class OfferList(generics.ListAPIView[Response]):
    """Offers the organisation made, and those it received once they are unsealed."""

    serializer_class = OfferSerializer
    queryset = Response.objects.none()

    def get_queryset(self) -> QuerySet[Response]:
        rows = Response.objects.visible_to(actor_of(self.request)).filter(request__pillar="lending")
        return rows.select_related("offer", "request", "organisation").order_by("-created_at", "-pk")


class OfferInputSerializer(serializers.Serializer[Any]):
    """A new offer: terms, how long it holds, a message; ``send`` submits it at once."""

    terms = serializers.DictField()
    valid_until = serializers.DateField()
    message = serializers.CharField(max_length=4000, required=False, allow_blank=True, default="")
    send = serializers.BooleanField(default=False)


class OfferCreate(generics.GenericAPIView[Response]):
    """Make or change the working offer to a request the organisation was matched with."""

    serializer_class = OfferInputSerializer
    queryset = Response.objects.none()

    @extend_schema(responses={201: OfferSerializer}, operation_id="lending_offers_create")
    def post(self, request: ApiRequest, public_id: str) -> ApiResponse:
        actor = actor_of(request)
        found = get_object_or_404(Request.objects.visible_to(actor).filter(pillar="lending"), public_id=public_id)
        strict(request.data, ("terms", "valid_until", "message", "send"))
        serializer = OfferInputSerializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        data = serializer.validated_data
        draft = exchange.response_start(actor=actor, request=found)
        self.write_terms(draft, data["terms"])
        Response.objects.filter(pk=draft.pk, state="draft").update(
            message=data["message"], valid_until=data["valid_until"]
        )
        draft.refresh_from_db()
        if data["send"]:
            draft = exchange.response_submit(actor=actor, response=draft)
        fresh = Response.objects.select_related("offer", "request", "organisation").get(pk=draft.pk)
        return ApiResponse(OfferSerializer(fresh).data, status=status.HTTP_201_CREATED)

    @staticmethod
    def write_terms(draft: Response, data: dict[str, Any]) -> None:
        """The editor's own form checks and prices the terms; its field errors are the API's."""
        terms = OfferTerms.objects.select_related("response__request__financing").get(pk=draft.pk)
        strict(data, TERMS)
        typed = typed_rows(data) | {name: value for name, value in data.items() if name not in ROWS}
        form = OfferTermsForm(typed, instance=terms)
        if not form.is_valid():
            raise DomainError(
                fields={f"terms.{name}": [str(text) for text in texts] for name, texts in form.errors.items()}
            )
        lacking = offers.missing(form.instance)
        if lacking:
            raise DomainError(fields={f"terms.{name}": _("This is needed for this product.") for name in lacking})
        form.save()


class MandateList(generics.ListAPIView[Mandate]):
    """The organisation's mandates."""

    serializer_class = MandateSerializer
    queryset = Mandate.objects.none()

    def get_queryset(self) -> QuerySet[Mandate]:
        return Mandate.objects.visible_to(actor_of(self.request)).order_by("pk")

    @extend_schema(
        request=MandateSerializer, responses={201: MandateSerializer}, operation_id="lending_mandates_create"
    )
    def post(self, request: ApiRequest) -> ApiResponse:
        """A new mandate, as a draft; put it in force with ``…/active``."""
        actor = actor_of(request)
        mandate = save_mandate(actor, Mandate(organisation=actor.organisation), request.data)
        return ApiResponse(MandateSerializer(mandate).data, status=status.HTTP_201_CREATED)


def save_mandate(actor: Actor, mandate: Mandate, data: Any) -> Mandate:
    """Through the editor's form, so that page and API refuse the same things."""
    strict(data, (*MandateForm.Meta.fields, "rules"))
    if mandate.document and (late := [name for name in RULE_FIELDS if name in data]):
        message = _("The rules of this mandate are written as criteria. Change them through “rules”.")
        raise DomainError(fields=dict.fromkeys(late, message))
    rules = data.get("rules")
    data = {name: value for name, value in data.items() if name != "rules"}
    held = {name: getattr(mandate, name) for name in MandateForm.Meta.fields} if mandate.pk else {}
    values = {"currency": mandate.currency, "shariah": mandate.shariah, **held, **data}
    for name in ("sectors", "sectors_never", "regions"):
        if isinstance(values.get(name), list):
            values[name] = ", ".join(map(str, values[name]))
    form = MandateForm(values, instance=mandate)
    if not form.is_valid():
        raise DomainError(fields={name: [str(text) for text in texts] for name, texts in form.errors.items()})
    with transaction.atomic():
        saved = services.mandate_save(actor=actor, mandate=form.save(commit=False))
        if rules is None or saved.criteria is None:
            return saved
        return services.mandate_rules_save(
            actor=actor, mandate=saved, document=rules, expected_version=saved.criteria.version
        )


class MandateDetail(generics.RetrieveAPIView[Mandate]):
    """One mandate; PUT changes it by a new version."""

    serializer_class = MandateSerializer
    queryset = Mandate.objects.none()
    lookup_field = "public_id"

    def get_queryset(self) -> QuerySet[Mandate]:
        return Mandate.objects.visible_to(actor_of(self.request))

    @extend_schema(
        request=MandateSerializer, responses={200: MandateSerializer}, operation_id="lending_mandates_change"
    )
    def put(self, request: ApiRequest, public_id: str) -> ApiResponse:
        mandate = get_object_or_404(self.get_queryset(), public_id=public_id)
        return ApiResponse(MandateSerializer(save_mandate(actor_of(request), mandate, request.data)).data)


class MandateState(generics.GenericAPIView[Mandate]):
    """Put in force, pause or retire."""

    serializer_class = MandateSerializer
    queryset = Mandate.objects.none()

    @extend_schema(request=None, responses={200: MandateSerializer}, operation_id="lending_mandates_state")
    def post(self, request: ApiRequest, public_id: str, state: str) -> ApiResponse:
        actor = actor_of(request)
        mandate = get_object_or_404(Mandate.objects.visible_to(actor), public_id=public_id)
        return ApiResponse(MandateSerializer(services.mandate_move(actor=actor, mandate=mandate, state=state)).data)
