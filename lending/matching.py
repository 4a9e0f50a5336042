"""Which lenders' mandates a request fits: three-valued rules, reasons with the value held and needed, misses counted.

A fact that is not known makes a rule "cannot tell", never "no". The best mandate of each lender counts.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Q

from lending.choices import ISLAMIC_KINDS, Shariah
from lending.facts import facts_of
from lending.models import Mandate
from portal.common import clock
from portal.matchmaking.matching import match_run
from portal.matchmaking.models import Request, Response
from portal.matchmaking.pillars import Candidate
from portal.matchmaking.states import LIVE_RESPONSES, RequestState

MEETS, DOES_NOT, CANNOT_TELL = "meets", "does_not", "cannot_tell"
Facts = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class RuleResult:
    """One rule of a mandate against one request. ``held`` and ``needed`` are plain text, formatted by pages."""

    fact: str
    outcome: str
    held: str
    needed: str

    def data(self) -> dict[str, str]:
        """As stored with a match."""
        return {"fact": self.fact, "outcome": self.outcome, "held": self.held, "needed": self.needed}


def _result(fact: str, held: Any, needed: str, passes: Callable[[Any], bool]) -> RuleResult:
    if held in (None, "", []):
        return RuleResult(fact, CANNOT_TELL, "", needed)
    text = ", ".join(map(str, held)) if isinstance(held, list) else str(held)
    return RuleResult(fact, MEETS if passes(held) else DOES_NOT, text, needed)


def _range(fact: str, held: Any, low: Any, high: Any) -> RuleResult | None:
    if low is None and high is None:
        return None
    needed = f"{'' if low is None else low}–{'' if high is None else high}"
    return _result(fact, held, needed, lambda v: (low is None or v >= low) and (high is None or v <= high))


def _among(fact: str, held: Any, allowed: list[str]) -> RuleResult | None:
    return _result(fact, held, ", ".join(allowed), lambda v: v in allowed) if allowed else None


def _prefix(fact: str, held: Any, allowed: list[str], *, never: bool = False) -> RuleResult | None:
    """A rule on a division covers its classes, a rule on a country its regions."""
    if not allowed:
        return None
    sign = "≠ " if never else ""
    inside = lambda v: any(str(v).startswith(code) for code in allowed)  # noqa: E731
    return _result(fact, held, sign + ", ".join(allowed), (lambda v: not inside(v)) if never else inside)


def _security(mandate: Mandate, facts: Facts) -> RuleResult | None:
    if not mandate.security_any:
        return None
    offered = list(facts.get("collateral") or [])
    helped = mandate.guarantee_helps and facts.get("guarantee_wished")
    passes = lambda v: bool(set(v) & set(mandate.security_any)) or bool(helped)  # noqa: E731
    return _result("collateral", offered, ", ".join(mandate.security_any), passes)


def _shariah(mandate: Mandate, facts: Facts) -> RuleResult | None:
    islamic = facts.get("shariah_only") or facts.get("kind") in ISLAMIC_KINDS
    if mandate.shariah == Shariah.NONE:
        return _result("shariah_only", "yes" if islamic else "no", "no", lambda v: v == "no")
    return None


def rules(mandate: Mandate, facts: Facts) -> list[RuleResult]:
    """Every rule of ``mandate`` evaluated; rules it does not set are left out."""
    same = mandate.currency == facts.get("currency")
    found: list[RuleResult | None] = [
        _among("product", facts.get("kind"), mandate.kinds),
        _result("currency", facts.get("currency"), mandate.currency, lambda v: v == mandate.currency),
        _range("amount", facts.get("amount"), mandate.amount_min, mandate.amount_max) if same else None,
        _range("months", facts.get("months"), mandate.months_min, mandate.months_max),
        _among("purpose", facts.get("purpose"), mandate.purposes),
        _prefix("sector", facts.get("sector"), mandate.sectors),
        _prefix("sector", facts.get("sector"), mandate.sectors_never, never=True),
        _prefix("region", facts.get("region"), mandate.regions),
        _range("age_months", facts.get("age_months"), mandate.age_months_min, None),
        _range("revenue", facts.get("revenue"), mandate.revenue_min, None) if same else None,
        _range("bank_statement_months", facts.get("bank_statement_months"), mandate.statements_min, None),
        _security(mandate, facts),
        _shariah(mandate, facts),
    ]
    return [result for result in found if result is not None]


def score(results: list[RuleResult], mandate: Mandate, facts: Facts) -> Decimal:
    """0–100: share of rules met, plus how centrally the amount lies in the mandate's range. Never anything paid for."""
    met = sum(result.outcome == MEETS for result in results)
    base = Decimal(80) * met / max(len(results), 1)
    amount, low, high = facts.get("amount"), mandate.amount_min, mandate.amount_max
    centre = Decimal(10)
    if amount and low is not None and high is not None and high > low and low <= amount <= high:
        middle = (low + high) / 2
        centre = 20 * (1 - abs(amount - middle) / (high - low))
    return (base + centre).quantize(Decimal("0.01"))


def candidate(mandate: Mandate, facts: Facts) -> Candidate:
    """What one mandate says of a request."""
    results = rules(mandate, facts)
    return Candidate(
        organisation=mandate.organisation,
        score=score(results, mandate, facts),
        reasons=[result.data() for result in results],
        misses=sum(result.outcome == DOES_NOT for result in results),
        unknowns=sum(result.outcome == CANNOT_TELL for result in results),
        source_key=mandate.public_id,
    )


def best_per_lender(candidates: Iterable[Candidate]) -> list[Candidate]:
    """One candidate per organisation: fewest misses, then fewest unknowns, then the higher score."""
    best: dict[int, Candidate] = {}
    for found in candidates:
        held = best.get(found.organisation.pk)
        rank = (found.misses, found.unknowns, -found.score)
        if held is None or rank < (held.misses, held.unknowns, -held.score):
            best[found.organisation.pk] = found
    return list(best.values())


def matcher(request: Request) -> list[Candidate]:
    """Every lender with a mandate in force, judged against ``request``. Full lenders (capacity) are left out."""
    request = Request.objects.select_related("organisation", "financing").get(pk=request.pk)
    facts = facts_of(request)
    mandates = Mandate.objects.in_force().select_related("organisation").exclude(organisation=request.organisation)
    full = lenders_at_capacity()
    found = (candidate(mandate, facts) for mandate in mandates.iterator(chunk_size=2000) if mandate.pk not in full)
    return best_per_lender(one for one in found if one.misses <= 1)


def lenders_at_capacity() -> set[int]:
    """Keys of mandates whose lender already has as many live offers as the mandate allows."""
    limited = list(
        Mandate.objects.in_force().filter(capacity__isnull=False).values_list("pk", "organisation_id", "capacity")
    )
    if not limited:
        return set()
    live = Response.objects.filter(organisation__in={org for _pk, org, _cap in limited}, state__in=LIVE_RESPONSES)
    counts: dict[int, int] = {}
    for organisation in live.values_list("organisation_id", flat=True):
        counts[organisation] = counts.get(organisation, 0) + 1
    return {pk for pk, organisation, capacity in limited if counts.get(organisation, 0) >= (capacity or 0)}


def open_requests() -> Any:
    """Financing requests open now, with what the rules read."""
    rows = Request.objects.filter(pillar="lending", state=RequestState.OPEN, closes_at__gt=clock.now())
    return rows.select_related("organisation", "financing")


def count_passing(mandate: Mandate, limit: int = 500) -> tuple[int, int, int]:
    """(passing, missing by one, looked at) among the newest ``limit`` open requests: the editor's live count."""
    passing = near = looked = 0
    for request in open_requests().order_by("-opened_at")[:limit]:
        found = candidate(mandate, facts_of(request))
        looked += 1
        passing += found.misses == 0
        near += found.misses == 1
    return passing, near, looked


def rematch(mandate: Mandate) -> int:
    """Match again every open request inside the mandate's money and time; returns how many."""
    rows = open_requests().filter(financing__currency=mandate.currency)
    if mandate.amount_min is not None:
        rows = rows.filter(Q(financing__amount__gte=mandate.amount_min))
    if mandate.amount_max is not None:
        rows = rows.filter(Q(financing__amount__lte=mandate.amount_max))
    done = 0
    for request in rows.order_by("pk").iterator(chunk_size=200):
        match_run(request)
        done += 1
    return done
