"""``POST /api/v1/calculators/price``: any offer or any cash flow, priced without an account."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiExample, OpenApiResponse, extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from lending.price_messages import error_text, notice_text
from lending.pricing.dates import FREQUENCIES
from lending.pricing.daycount import DAY_COUNTS
from lending.pricing.errors import NoRateError, PriceError
from lending.pricing.flows import MAX_FLOWS, from_dates, from_times
from lending.pricing.quote import Notice, Quote, price, price_flows
from lending.pricing.terms import KINDS, MAX_MONTHS, Drawdown, Fee, Product
from portal.common.api import StrictSerializer
from portal.common.clock import today
from portal.common.money import CURRENCIES, minor_units

BIG = Decimal("999999999999999")


def money(**kwargs: Any) -> serializers.DecimalField:
    """A field for an amount: up to fifteen digits before the point, four after."""
    return serializers.DecimalField(max_digits=19, decimal_places=4, **kwargs)


def ratio(**kwargs: Any) -> serializers.DecimalField:
    """A field for a rate or factor."""
    return serializers.DecimalField(max_digits=14, decimal_places=8, **kwargs)


@extend_schema_field(OpenApiTypes.STR)
class MomentField(serializers.Field[Any, Any, Any, Any]):
    """``withheld``, ``financed``, an ISO date, or years from the start as a decimal."""

    def to_internal_value(self, data: Any) -> str | date | Decimal:
        if data in ("withheld", "financed"):
            return str(data)
        text = str(data)
        try:
            return date.fromisoformat(text)
        except ValueError:
            pass
        return serializers.DecimalField(max_digits=10, decimal_places=6, min_value=0).to_internal_value(text)

    def to_representation(self, value: Any) -> str:
        return str(value)


class MovementSerializer(StrictSerializer):
    at = serializers.DateField(required=False, help_text="Date of the movement.")
    t = serializers.DecimalField(
        max_digits=14, decimal_places=10, required=False, help_text="Years from the first drawdown."
    )
    amount = serializers.DecimalField(
        max_digits=25, decimal_places=10, help_text="Received by the borrower: positive. Paid: negative."
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if ("at" in attrs) == ("t" in attrs):
            raise serializers.ValidationError(_("Give either a date (at) or years from the start (t)."))
        return attrs


class FeeSerializer(StrictSerializer):
    amount = money(min_value=0)
    when = MomentField(default="withheld")
    avoidable = serializers.BooleanField(default=False)
    payee = serializers.CharField(max_length=60, default="lender", allow_blank=True)


class DrawdownSerializer(StrictSerializer):
    month = serializers.IntegerField(min_value=0, max_value=MAX_MONTHS)
    amount = money(min_value=0)


class ProductSerializer(StrictSerializer):
    kind = serializers.ChoiceField(choices=KINDS)
    principal = money(min_value=Decimal("0.01"))
    rate = ratio(required=False, min_value=0, max_value=1000)
    months = serializers.IntegerField(required=False, min_value=1, max_value=MAX_MONTHS)
    frequency = serializers.ChoiceField(choices=FREQUENCIES, required=False)
    instalments = serializers.IntegerField(required=False, min_value=1, max_value=2600)
    day_count = serializers.ChoiceField(choices=DAY_COUNTS, required=False)
    start = serializers.DateField(required=False)
    grace_months = serializers.IntegerField(required=False, min_value=0, max_value=MAX_MONTHS)
    grace = serializers.ChoiceField(choices=("interest_only", "capitalised"), required=False)
    balloon = money(required=False, min_value=0)
    factor = ratio(required=False, min_value=1, max_value=100)
    days = serializers.IntegerField(required=False, min_value=1, max_value=3660)
    markup = money(required=False, min_value=0)
    basis = serializers.ChoiceField(choices=("flat", "reducing"), required=False)
    fee_withheld = money(required=False, min_value=0)
    fees = FeeSerializer(many=True, required=False)
    drawdowns = DrawdownSerializer(many=True, required=False)
    season = serializers.ListField(
        child=serializers.IntegerField(min_value=1, max_value=12), required=False, max_length=12
    )
    use = ratio(required=False, min_value=0, max_value=1)
    unused_rate = ratio(required=False, min_value=0, max_value=1000)
    sales = money(required=False, min_value=0)
    share = ratio(required=False, min_value=0, max_value=100)
    last_day = serializers.BooleanField(required=False)
    holidays = serializers.RegexField(r"^[A-Z]{2}$", required=False)
    roll = serializers.ChoiceField(choices=("none", "following", "modified_following", "preceding"), required=False)
    floating = serializers.BooleanField(required=False)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        missing = [name for name in needed(attrs) if attrs.get(name) is None]
        if missing:
            raise serializers.ValidationError({name: [_("This field is required for this kind.")] for name in missing})
        if len(attrs.get("fees", ())) > 100 or len(attrs.get("drawdowns", ())) > 120:
            raise serializers.ValidationError(_("Too many rows."))
        return attrs


def needed(product: Mapping[str, Any]) -> tuple[str, ...]:
    """Fields a kind cannot do without."""
    kind = product["kind"]
    if kind == "discount":
        return ("rate", "days")
    if kind == "factor":
        return ("factor", "months")
    if kind == "sales_share":
        return ("factor", "sales", "share")
    extra = {"balloon": ("balloon",), "staged": ("drawdowns",), "seasonal": ("season",)}.get(kind, ())
    return (*(() if "markup" in product else ("rate",)), "months", *extra)


class PriceSerializer(StrictSerializer):
    """Either ``flows`` or ``product``."""

    currency = serializers.ChoiceField(choices=CURRENCIES)
    flows = MovementSerializer(many=True, required=False)
    product = ProductSerializer(required=False)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if ("flows" in attrs) == ("product" in attrs):
            raise serializers.ValidationError({"flows": [_("Send either flows or a product.")]})
        self._check_flows(attrs.get("flows"))
        for path, amount in self._amounts(attrs):
            if abs(amount) > BIG:
                raise serializers.ValidationError({path: [_("This amount is too large.")]})
            if path.startswith("product") and -amount.normalize().as_tuple().exponent > minor_units(attrs["currency"]):  # type: ignore[operator]
                message = _("%(currency)s has %(digits)s digits after the point.")
                values = {"currency": attrs["currency"], "digits": minor_units(attrs["currency"])}
                raise serializers.ValidationError({path: [message % values]})
        return attrs

    def _check_flows(self, flows: list[dict[str, Any]] | None) -> None:
        if flows is None:
            return
        if not flows:
            raise serializers.ValidationError({"flows": [_("Send at least two cash flows.")]})
        if len(flows) > MAX_FLOWS:
            message = _("Send at most %(limit)s cash flows.")
            raise serializers.ValidationError({"flows": [message % {"limit": MAX_FLOWS}]})
        if len({"at" in flow for flow in flows}) > 1:
            raise serializers.ValidationError({"flows": [_("Use dates for every flow or years for every flow.")]})

    @staticmethod
    def _amounts(attrs: dict[str, Any]) -> list[tuple[str, Decimal]]:
        found = [(f"flows.{k}.amount", flow["amount"]) for k, flow in enumerate(attrs.get("flows", ()))]
        product = attrs.get("product", {})
        names = ("principal", "balloon", "markup", "fee_withheld", "sales")
        found += [(f"product.{name}", product[name]) for name in names if product.get(name) is not None]
        for name in ("fees", "drawdowns"):
            found += [(f"product.{name}.{k}.amount", row["amount"]) for k, row in enumerate(product.get(name, ()))]
        return found


class RowSerializer(serializers.Serializer[Any]):
    n = serializers.IntegerField()
    at = serializers.DateField(allow_null=True)
    t = serializers.CharField()
    instalment = serializers.CharField()
    principal = serializers.CharField()
    interest = serializers.CharField()
    balance = serializers.CharField()


class PriceAnswerSerializer(serializers.Serializer[Any]):
    """Rates are per cent a year with twelve decimals; money has the currency's digits."""

    currency = serializers.CharField()
    effective_apr = serializers.CharField()
    nominal_apr = serializers.CharField()
    simple_rate = serializers.CharField()
    total_cost = serializers.CharField()
    total_repaid = serializers.CharField()
    first_instalment = serializers.CharField()
    largest_instalment = serializers.CharField()
    cash_in_hand = serializers.CharField()
    cost_per_thousand = serializers.CharField()
    avoidable_cost = serializers.CharField()
    schedule = RowSerializer(many=True)
    roots = serializers.ListField(child=serializers.CharField())
    convention = serializers.CharField()
    warnings = serializers.ListField(child=serializers.CharField())


def to_product(currency: str, data: Mapping[str, Any], start: date) -> Product:
    """The engine's description from validated input; ``start`` is used when none was given."""
    values = dict(data)
    fees = [Fee(**fee) for fee in values.pop("fees", ())]
    withheld = values.pop("fee_withheld", None)
    if withheld:
        fees.append(Fee(withheld))
    stages = tuple(Drawdown(**stage) for stage in values.pop("drawdowns", ()))
    season = tuple(values.pop("season", ()))
    product = Product(currency=currency, fees=tuple(fees), drawdowns=stages, season=season, **values)
    return product if product.start else replace(product, start=start)


def answer(quote: Quote, extra: tuple[Notice, ...] = ()) -> dict[str, Any]:
    """The public answer of a quote: money with the currency's digits, rates as strings."""
    digits = Decimal(1).scaleb(-minor_units(quote.currency))

    def shown(amount: Decimal) -> str:
        return str(amount.quantize(digits))

    notices = list(quote.notices) + list(extra)
    if not -99 <= quote.effective <= 5000:
        notices.append(Notice("beyond_usual"))
    rows = [
        {
            "n": row.n,
            "at": row.on.isoformat() if row.on else None,
            "t": f"{row.t:.10f}",
            "instalment": shown(row.instalment),
            "principal": shown(row.principal),
            "interest": shown(row.interest),
            "balance": shown(row.balance),
        }
        for row in quote.rows
    ]
    sums = ("total_cost", "total_repaid", "first_instalment", "largest_instalment", "cash_in_hand")
    return {
        "currency": quote.currency,
        "effective_apr": str(quote.effective),
        "nominal_apr": str(quote.nominal),
        "simple_rate": str(quote.simple),
        **{name: shown(getattr(quote, name)) for name in sums},
        "cost_per_thousand": shown(quote.cost_per_thousand),
        "avoidable_cost": shown(quote.avoidable_cost),
        "schedule": rows,
        "roots": [str(root) for root in quote.roots],
        "convention": quote.convention,
        "warnings": [notice_text(notice) for notice in notices],
    }


EXAMPLES = [
    OpenApiExample(
        "Cash flows",
        value={
            "currency": "SAR",
            "flows": [{"at": "2026-01-01", "amount": "1000.00"}, {"at": "2027-07-01", "amount": "-1200.00"}],
        },
        request_only=True,
    ),
    OpenApiExample(
        "Reducing loan with a charge kept back",
        value={
            "currency": "SAR",
            "product": {
                "kind": "reducing",
                "principal": "1000000",
                "rate": "9",
                "months": 36,
                "fee_withheld": "20000",
            },
        },
        request_only=True,
    ),
    OpenApiExample(
        "Murabaha with a fixed markup",
        value={"currency": "SAR", "product": {"kind": "murabaha", "principal": "1000000", "rate": "6", "months": 36}},
        request_only=True,
    ),
]


class PriceView(APIView):
    """Schedule and honest figures of an offer or of raw cash flows."""

    authentication_classes: list[Any] = []
    permission_classes = [AllowAny]
    throttle_scope = "calculators"

    @extend_schema(
        operation_id="calculators_price",
        tags=["calculators"],
        request=PriceSerializer,
        responses={
            200: PriceAnswerSerializer,
            400: OpenApiResponse(description="Field errors."),
            422: OpenApiResponse(description="Well formed, but no yearly rate exists; errors.flows says why."),
        },
        examples=EXAMPLES,
    )
    def post(self, request: Request) -> Response:
        """Prices the body; see ``docs/pricing.md`` for every field."""
        serializer = PriceSerializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        data = serializer.validated_data
        try:
            return Response(answer(*self._quote(data)))
        except NoRateError as error:
            return Response({"errors": {"flows": [error_text(error)]}}, status=422)
        except PriceError as error:
            field = f"product.{error.field}" if "product" in data else "flows"
            return Response({"errors": {field: [error_text(error)]}}, status=400)

    @staticmethod
    def _quote(data: Mapping[str, Any]) -> tuple[Quote, tuple[Notice, ...]]:
        currency = data["currency"]
        if "product" in data:
            start_given = "start" in data["product"]
            quote = price(to_product(currency, data["product"], today()))
            return quote, () if start_given else (Notice("start_assumed"),)
        rows = data["flows"]
        if "at" in rows[0]:
            return price_flows(from_dates((row["at"], row["amount"]) for row in rows), currency), ()
        return price_flows(from_times((row["t"], row["amount"]) for row in rows), currency), ()
