"""Guarantee fees of published schemes; every rate and bracket is data with source and dates (lending/data)."""

import json
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal
from functools import cache
from pathlib import Path
from typing import Any

from lending.pricing.errors import PriceError
from lending.pricing.money import quantise

DATA = Path(__file__).resolve().parent.parent / "data" / "guarantee_fees.json"
ZERO = Decimal(0)


@cache
def tables() -> dict[str, Any]:
    """The fee tables as shipped, numbers as Decimal."""
    content: dict[str, Any] = json.loads(DATA.read_text(encoding="utf-8"), parse_float=Decimal, parse_int=Decimal)
    return content


@dataclass(frozen=True, slots=True)
class GuaranteeFee:
    """``rate`` per cent a year (or once, for upfront schemes), ``fee`` in ``currency``, cover in per cent (0: not
    published).
    """

    scheme: str
    currency: str
    rate: Decimal
    fee: Decimal
    cover: Decimal
    source: str
    as_of: str
    yearly: Decimal = ZERO


def _scheme(code: str) -> dict[str, Any]:
    try:
        found: dict[str, Any] = tables()["schemes"][code]
    except KeyError as error:
        raise PriceError("scheme", "unknown_scheme", scheme=code) from error
    return found


def japan(
    *,
    amount: Decimal,
    months: int,
    grade: int | None,
    shared: bool = True,
    instalments: bool = True,
    revolving: bool = False,
    collateral: bool = False,
    currency: str = "JPY",
) -> GuaranteeFee:
    """Credit guarantee corporation: amount x rate x months/12, x the instalment coefficient.

    ``grade`` 1 (worst) to 9 (best), None without accounts (grade 5). A part month counts as one.
    """
    data = _scheme("japan")
    grade = int(data["grade_without_accounts"]) if grade is None else grade
    if not 1 <= grade <= 9:
        raise PriceError("grade", "grade_range")
    if amount <= 0 or months < 1:
        raise PriceError("months", "not_positive")
    kind = ("shared" if shared else "full") + ("_revolving" if revolving else "")
    rate = data["rates"][kind][grade - 1] - (data["collateral_discount"] if collateral else ZERO)
    part = (
        next(row["value"] for row in data["coefficients"] if months <= row["up_to_months"])
        if instalments
        else Decimal(1)
    )
    fee = quantise(amount * rate / 100 * months / 12 * part, currency)
    cover = data["cover"]["shared" if shared else "full"]
    return GuaranteeFee("japan", currency, rate, fee, cover, data["source"], data["as_of"])


def busan(*, amount: Decimal, months: int, grade: str | None, years_used: int = 0) -> GuaranteeFee:
    """Regional fund of Korea: rate by grade, plus 0.1 for each further year of use, within 0.5 to 2.0 per cent a
    year.
    """
    data = _scheme("busan")
    small = amount < data["ungraded_below"]
    base = data["standard"] if grade is None or small else data["rates"].get(grade)
    if base is None:
        raise PriceError("grade", "grade_unknown", grades=", ".join(data["rates"]))
    rate = min(max(base + data["per_further_year"] * years_used, data["floor"]), data["ceiling"])
    fee = quantise(amount * rate / 100 * months / 12, "KRW")
    return GuaranteeFee("busan", "KRW", rate, fee, data.get("cover", ZERO), data["source"], data["as_of"])


def kodit_cover(group: str, years_used: int) -> Decimal:
    """Cover in per cent by growth group (I, II, III) and years of use of the national fund."""
    data = _scheme("kodit")
    try:
        row = data["cover_by_group"][group]
    except KeyError as error:
        raise PriceError("grade", "grade_unknown", grades="I, II, III") from error
    cover: Decimal = row["over_10_years" if years_used > 10 else "up_to_10_years"]
    return cover


def sba_7a(*, amount: Decimal, months: int) -> GuaranteeFee:
    """United States 7(a): one fee at the start on the guaranteed part, by size of the loan; yearly service fee
    apart.
    """
    data = _scheme("sba_7a")
    if amount <= 0 or amount > data["largest_loan"]:
        raise PriceError("amount", "amount_range", low=1, high=data["largest_loan"])
    cover = next(row["percent"] for row in data["cover"] if row["up_to"] is None or amount <= row["up_to"])
    covered = amount * cover / 100
    short = months <= data["short_months"]
    fee = covered * data["short_rate"] / 100 if short else _upfront(data, amount, covered)
    yearly = quantise(covered * data["yearly_service"] / 100, "USD")
    rate = (fee / covered * 100).quantize(Decimal("0.0001"))
    return GuaranteeFee("sba_7a", "USD", rate, quantise(fee, "USD"), cover, data["source"], data["as_of"], yearly)


def _upfront(data: dict[str, Any], amount: Decimal, covered: Decimal) -> Decimal:
    row = next(row for row in data["upfront"] if row["up_to"] is None or amount <= row["up_to"])
    limit = row.get("first")
    if limit is None or covered <= limit:
        fee: Decimal = covered * row["rate"] / 100
        return fee
    return Decimal(limit * row["rate"] / 100 + (covered - limit) * row["rate_beyond"] / 100)


def sba_rate_cap(amount: Decimal, prime: Decimal) -> Decimal:
    """Highest rate a 7(a) lender may charge, per cent a year, over the ``prime`` given."""
    data = _scheme("sba_7a")
    spread: Decimal = next(row["points"] for row in data["rate_caps"] if row["up_to"] is None or amount <= row["up_to"])
    return prime + spread


def part_months(days: int) -> int:
    """Months counted for a fee: a part month counts as one."""
    return int((Decimal(days) * 12 / 365).to_integral_value(ROUND_CEILING))
