"""What a lender offers, in any vocabulary, as one frozen description."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from lending.pricing.dates import FREQUENCIES, PER_YEAR, instalments_in
from lending.pricing.daycount import DAY_COUNTS
from lending.pricing.errors import PriceError

LOANS = ("reducing", "equal_principal", "flat", "interest_only", "balloon", "staged", "line", "seasonal")
SALES_BASED = ("factor", "sales_share")
ISLAMIC = ("murabaha", "tawarruq", "ijarah", "musharakah")
FLAT_BY_CUSTOM = {"murabaha": "flat", "tawarruq": "flat", "ijarah": "reducing", "musharakah": "reducing"}
KINDS = (*LOANS, *SALES_BASED, "discount", *ISLAMIC)
MAX_MONTHS = 600
MAX_INSTALMENTS = 2600

Moment = str | date | Decimal
"""``withheld`` (kept back from the money paid out), ``financed`` (added to the debt), a date, or years from the
start.
"""


@dataclass(frozen=True, slots=True)
class Fee:
    """A charge: amount, when it falls due, who gets it, and whether the firm could have avoided it."""

    amount: Decimal
    when: Moment = "withheld"
    avoidable: bool = False
    payee: str = "lender"


@dataclass(frozen=True, slots=True)
class Drawdown:
    """A stage of the money: ``month`` whole months after the first, ``amount`` in the product's currency."""

    month: int
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Product:
    """One offer. ``rate`` is per cent a year (a flat markup for ``flat`` and for Islamic sales on a flat basis).

    ``principal`` is the amount financed; for ``discount`` the face value of the claim, for ``line`` the limit.
    ``basis`` says what an Islamic rate is charged on: ``flat`` (on the first cost, murabaha's and tawarruq's
    default) or ``reducing`` (ijarah's and musharakah's).
    ``markup`` states the profit of a sale as an amount instead of a rate. ``use`` is the drawn share of a line (0–1),
    ``unused_rate`` its yearly price on the rest. ``sales`` and ``share`` (per cent) describe a share of sales.
    ``season`` lists the calendar months in which instalments fall due. ``balloon`` is also ijarah's transfer price.
    """

    kind: str
    currency: str
    principal: Decimal
    rate: Decimal = Decimal(0)
    months: int = 0
    frequency: str = "monthly"
    instalments: int | None = None
    day_count: str = ""
    start: date | None = None
    grace_months: int = 0
    grace: str = "interest_only"
    balloon: Decimal = Decimal(0)
    factor: Decimal = Decimal(0)
    days: int = 0
    markup: Decimal | None = None
    basis: str = ""
    fees: tuple[Fee, ...] = ()
    drawdowns: tuple[Drawdown, ...] = ()
    season: tuple[int, ...] = ()
    use: Decimal = Decimal(1)
    unused_rate: Decimal = Decimal(0)
    sales: Decimal = Decimal(0)
    share: Decimal = Decimal(0)
    last_day: bool = False
    holidays: str = ""
    roll: str = "none"
    floating: bool = False

    @property
    def is_islamic(self) -> bool:
        """True for the contracts that speak of cost, profit and rent instead of interest."""
        return self.kind in ISLAMIC

    @property
    def is_flat(self) -> bool:
        """True when the charge is worked out once on the first amount and never falls with the debt."""
        return self.kind == "flat" or (self.is_islamic and (self.basis or FLAT_BY_CUSTOM[self.kind]) == "flat")

    @property
    def per_year(self) -> int:
        """Instalments a year; a single payment at the end counts months for the nominal rate."""
        return PER_YEAR.get(self.frequency, 12)

    @property
    def count(self) -> int:
        """Number of instalments."""
        if self.frequency == "at_end" or self.kind == "discount":
            return 1
        return self.instalments or instalments_in(self.months, self.frequency)

    @property
    def financed(self) -> Decimal:
        """Amount on which the schedule runs: principal plus the fees added to the debt."""
        return self.principal + sum(
            (fee.amount for fee in self.fees if fee.when == "financed" and not fee.avoidable), Decimal(0)
        )


def check(product: Product) -> None:
    """Refuses a description that makes no sense, naming the field. Raises ``PriceError``."""
    if product.kind not in KINDS:
        raise PriceError("kind", "unknown_kind", kind=product.kind)
    if product.principal <= 0:
        raise PriceError("principal", "not_positive")
    if product.frequency not in FREQUENCIES:
        raise PriceError("frequency", "unknown_frequency")
    if product.day_count and product.day_count not in DAY_COUNTS:
        raise PriceError("day_count", "unknown_day_count")
    if not 0 <= product.rate <= 1000:
        raise PriceError("rate", "rate_range")
    _check_term(product)
    _check_kind(product)
    _check_fees(product)


def _check_term(product: Product) -> None:
    if product.kind == "discount":
        if not 1 <= product.days <= 3660:
            raise PriceError("days", "days_range", low=1, high=3660)
        return
    if product.kind != "sales_share" and not 1 <= product.months <= MAX_MONTHS:
        raise PriceError("months", "months_range", low=1, high=MAX_MONTHS)
    if product.kind != "sales_share" and not 1 <= product.count <= MAX_INSTALMENTS:
        raise PriceError("instalments", "too_many_instalments", limit=MAX_INSTALMENTS)
    if product.grace not in ("interest_only", "capitalised"):
        raise PriceError("grace", "unknown_grace")
    if product.grace_months and not 0 < product.grace_months < product.months:
        raise PriceError("grace_months", "grace_range", months=product.months)


def _check_kind(product: Product) -> None:
    if product.kind == "factor" and not 1 <= product.factor <= 100:
        raise PriceError("factor", "factor_range")
    if product.kind == "sales_share" and (
        product.sales <= 0 or not 0 < product.share <= 100 or not 1 <= product.factor <= 100
    ):
        raise PriceError("share", "sales_needed")
    if product.kind == "balloon" and not 0 < product.balloon < product.financed:
        raise PriceError("balloon", "balloon_range")
    if product.balloon < 0 or product.balloon >= product.financed:
        raise PriceError("balloon", "balloon_range")
    if product.kind == "line" and not 0 < product.use <= 1:
        raise PriceError("use", "use_range")
    if product.kind == "seasonal" and not (product.season and all(1 <= month <= 12 for month in product.season)):
        raise PriceError("season", "season_needed")
    if product.kind == "staged":
        _check_stages(product)


def _check_stages(product: Product) -> None:
    if not product.drawdowns:
        raise PriceError("drawdowns", "stages_needed")
    if sum(stage.amount for stage in product.drawdowns) != product.principal:
        raise PriceError("drawdowns", "stages_sum", principal=product.principal)
    if any(stage.amount <= 0 or not 0 <= stage.month < product.months for stage in product.drawdowns):
        raise PriceError("drawdowns", "stages_range", months=product.months)
    if min(stage.month for stage in product.drawdowns) != 0:
        raise PriceError("drawdowns", "stages_start")


def _check_fees(product: Product) -> None:
    for fee in product.fees:
        if fee.amount < 0:
            raise PriceError("fees", "fee_negative")
        if isinstance(fee.when, Decimal) and not 0 <= fee.when <= 60:
            raise PriceError("fees", "fee_moment")
        if isinstance(fee.when, str) and fee.when not in ("withheld", "financed"):
            raise PriceError("fees", "fee_moment")
        if isinstance(fee.when, date) and product.start and fee.when < product.start:
            raise PriceError("fees", "fee_moment")
    withheld = sum((fee.amount for fee in product.fees if fee.when == "withheld" and not fee.avoidable), Decimal(0))
    if withheld >= product.principal:
        raise PriceError("fees", "fees_exceed_principal")
