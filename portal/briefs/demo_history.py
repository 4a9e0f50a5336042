"""What the demo market's firms did with the published briefs: read them, asked for the benefit, were paid.

Rows are written in bulk from a fixed seed for the firms of ``cast.made["history"]``; limits are counted as the services
count them. Nothing happens when there is no history.
"""

from datetime import timedelta
from decimal import Decimal
from random import Random
from typing import Any

from portal.briefs import calculator
from portal.briefs.models import Application, Brief, BriefAudience, ClarityAnswer
from portal.briefs.services.briefs import new_reference
from portal.common import clock, workdays
from portal.organisations.models import Organisation

SEED = 7
OPENED = 0.62  # share of the firms told that open the page
COSTS = (8_000, 12_000, 18_000, 24_000, 30_000, 42_000)
STATEMENTS = {"en": "A till and stock system for our shop.", "ar": "نظام بيع ومخزون لمحلنا."}


def build(cast: Any, made: dict[str, Brief]) -> None:
    """Openings and applications of the past weeks."""
    firms: list[Organisation] = cast.made.get("history", [])
    if not firms:
        return
    rng = Random(SEED)  # noqa: S311 (a story, not a secret)
    clerk, office = cast.made["history_clerk"], cast.users["admin"]
    for key, limit in (("voucher", 64), ("relief", 58)):
        brief = made[key]
        brief.refresh_from_db()
        told = BriefAudience.objects.filter(version__brief=brief, organisation__in=firms, told_at__isnull=False)
        readers = [
            row for row in told.select_related("organisation").order_by("organisation", "pk") if rng.random() < OPENED
        ]
        days = (clock.now() - brief.versions.order_by("number")[0].published_at).days
        for row in readers:
            row.opened_at = clock.now() - timedelta(days=rng.uniform(0, days))
        BriefAudience.objects.bulk_update(readers, ["opened_at"], batch_size=400)
        fitting = {row.organisation_id: row.organisation for row in readers if row.fit == "meets"}
        rows = [application(rng, brief, firm, days, clerk, office) for firm in list(fitting.values())[:limit]]
        Application.objects.bulk_create(rows)
    for brief in made.values():
        answers(rng, brief)


def answers(rng: Random, brief: Brief) -> None:
    """Readers' answers to “was this clear?” and to the question of understanding, over the weeks."""
    assert brief.current_version is not None  # noqa: S101
    asks = bool(brief.current_version.content["texts"]["en"].get("question"))
    rows = ClarityAnswer.objects.bulk_create(
        ClarityAnswer(
            version=brief.current_version,
            language=rng.choice(("en", "ar", "ar", "zh-hans")),
            is_clear=rng.random() < 0.86,
            is_right=rng.random() < 0.74 if asks and rng.random() < 0.8 else None,
        )
        for _number in range(90)
    )
    for row in rows:
        row.created_at = clock.now() - timedelta(days=rng.uniform(0, 60))
    ClarityAnswer.objects.bulk_update(rows, ["created_at"], batch_size=400)


def application(rng: Random, brief: Brief, firm: Organisation, days: int, clerk: Any, office: Any) -> Application:
    """One application as far as it came: three in a hundred late, most decided and paid within the limits."""
    assert brief.current_version is not None  # noqa: S101
    sent = clock.now() - timedelta(days=rng.uniform(2, max(3, days - 2)))
    cost = Decimal(rng.choice(COSTS)) if brief.amount_kind == "rate" else None
    worked = calculator.work_out(calculator.Terms.of(brief.current_version.content["terms"]), cost)
    row = Application(
        reference=new_reference("AP"), brief=brief, version=brief.current_version, organisation=firm, applied_by=clerk,
        language=firm.name_language, state="submitted", is_confirmation=brief.delivery == "confirmation", cost=cost,
        amount=worked.amount, statement=STATEMENTS[firm.name_language] if cost else "", fit="meets", submitted_at=sent,
        decision_due_on=workdays.add(clock.day_of(sent), brief.decision_days, brief.country) if brief.decision_days else None,
    )  # fmt: skip
    decided = sent if row.is_confirmation else sent + timedelta(days=rng.uniform(4, 19) if rng.random() < 0.97 else 60)
    paid = decided + timedelta(days=rng.uniform(3, 13) if rng.random() < 0.97 else 60)
    if decided < clock.now():
        row.decided_at, row.decided_by = decided, None if row.is_confirmation else office
        row.state, row.decision = "approved", "All conditions are met."
        row.payment_due_on = workdays.add(clock.day_of(decided), brief.payment_days or 0, brief.country)
        if not row.is_confirmation and rng.random() < 0.2:
            row.state, row.decision, row.payment_due_on = (
                "rejected",
                "The quotation does not name the product. Send it and apply again.",
                None,
            )
        elif paid < clock.now():
            row.state, row.paid_at, row.payment_reference = "paid", paid, f"PAY-{rng.randint(10_000, 99_999)}"
    return row
