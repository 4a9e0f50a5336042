"""The policy lab: the rule as it is and a changed copy, both tried on the facts of consenting firms.

Nothing but the case's own row is written. Small groups are hidden so that no shown figure, nor the difference of any
two, reveals fewer than ten firms: within one result by ``portal.common.suppression``, between two results by refusing
to show a rule that differs from an earlier one by fewer than ten firms.
"""

import json
from collections import Counter, defaultdict
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from portal.briefs import conditions, policies, states
from portal.briefs.choices import Fit
from portal.briefs.models import LabCase
from portal.common import clock, moves, queue, suppression
from portal.common.errors import DomainError, NotAllowedError
from portal.journal.services import record
from portal.matchmaking.policies import signed_in
from portal.organisations.actors import SYSTEM, Actor
from portal.organisations.models import Fact, Organisation

TASK = "briefs.run_lab"
CONSENT = "consent_policy_lab"
COLUMNS = ("winners", "losers", "both", "neither")
MOST_CASES, MOST_RULES = 100, 60  # earlier cases and rules a new one is compared with


def refuse() -> NotAllowedError:
    return NotAllowedError(_("You may not do this with this policy-lab case."))


@transaction.atomic
def case_create(
    *, actor: Actor, names: dict[str, str], questions: dict[str, str], base: Any, changed: Any, **fields: Any
) -> LabCase:
    """A case with a copy of the rule and its changed form. Both documents are checked."""
    if not policies.can_write_briefs(actor):
        raise refuse()
    check(base, changed)
    if not any(names.values()):
        raise DomainError(fields={"name_en": _("Give the case a title.")})
    case = LabCase.objects.create(
        issuer=signed_in(actor)[1],
        created_by=actor.user,
        names=names,
        questions=questions,
        base=base,
        changed=changed,
        **fields,
    )
    record(actor=actor, verb="lab.created", subject=case, notify=False)
    return case


def check(base: Any, changed: Any) -> None:
    """Both rules must be readable."""
    faults = {
        name: found
        for name, document in (("base", base), ("changed", changed))
        if (found := conditions.problems(document))
    }
    if faults:
        raise DomainError(fields=faults)


@transaction.atomic
def case_change(*, actor: Actor, case: LabCase, changed: Any, amount: Decimal | None) -> None:
    """Try another change; the old result is dropped."""
    if not (policies.can_write_briefs(actor) and policies.owns(actor, case)) or case.state not in ("draft", "ready"):
        raise refuse()
    check(case.base, changed)
    LabCase.objects.filter(pk=case.pk, state__in=["draft", "ready"]).update(
        changed=changed, amount=amount, state="draft", result={}, updated_at=clock.now()
    )


@transaction.atomic
def case_run(*, actor: Actor, case: LabCase) -> None:
    """Work the result out in the background."""
    if not (policies.can_write_briefs(actor) and policies.owns(actor, case)):
        raise refuse()
    moves.apply(case, states.LAB["run"])
    record(actor=actor, verb="lab.started", subject=case, notify=False)
    queue.after_commit(TASK, case.pk, queue=queue.MATCHING)


def consenting() -> list[Organisation]:
    """Firms that agreed that their facts may be counted in the lab."""
    agreed = Fact.objects.filter(code=CONSENT, value=True, is_current=True).values("organisation")
    return list(Organisation.objects.filter(pk__in=agreed).order_by("pk"))


def simulate(case: LabCase) -> dict[str, Any]:
    """Counts of winners, losers, both, neither; by region; binding conditions; cost. Reads only."""
    firms = consenting()
    facts = conditions.facts_of(firms, clock.today())
    if is_too_close(case, facts):
        return {**shown({}, Counter(), case), "firms": None, "totals": dict.fromkeys(COLUMNS), "is_close": True}
    base, changed = conditions.criterion_of(case.base), conditions.criterion_of(case.changed)
    by_region: dict[str, Counter[str]] = defaultdict(Counter)
    binding: Counter[str] = Counter()
    for firm in firms:
        before, _findings = conditions.judge(base, facts[firm.pk])
        after, findings = conditions.judge(changed, facts[firm.pk])
        by_region[firm.region or "?"][column_of(before, after)] += 1
        refusing = [item["fact"] for item in findings if item["outcome"] == "does_not"]
        if after == Fit.MISSES and len(set(refusing)) == 1:
            binding[refusing[0]] += 1
    return shown(by_region, binding, case)


def meeting(document: Any, facts: dict[int, Any]) -> set[int]:
    """The firms that meet a rule, “cannot tell” counted as not."""
    criterion = conditions.criterion_of(document)
    return {pk for pk, held in facts.items() if conditions.judge(criterion, held)[0] == Fit.MEETS}


def is_too_close(case: LabCase, facts: dict[int, Any]) -> bool:
    """Whether this rule and one tried before differ by 1 to k-1 firms: their counts subtracted would show those.

    Compared are the rules of every case worked out so far, earlier tries of this one included, newest first.
    """
    now = [meeting(document, facts) for document in (case.base, case.changed)]
    for document in tried_before(case):
        other = meeting(document, facts)
        if any(suppression.is_small(len(firms ^ other)) for firms in now):
            return True
    return False


def tried_before(case: LabCase) -> list[Any]:
    """Distinct rules of earlier runs whose counts were shown to somebody."""
    rows = (
        LabCase.objects.filter(ran_at__isnull=False).order_by("-ran_at").values_list("pk", "base", "changed", "tried")
    )
    own = [json.dumps(document, sort_keys=True) for document in (case.base, case.changed)]
    found: dict[str, Any] = {}
    for pk, base, changed, tried in rows[:MOST_CASES]:
        for document in [*tried, *((base, changed) if pk != case.pk else ())]:
            found.setdefault(json.dumps(document, sort_keys=True), document)
    return [document for key, document in found.items() if key not in own][:MOST_RULES]


def column_of(before: Fit, after: Fit) -> str:
    """Which group a firm falls into; “cannot tell” counts as not meeting here, on both sides alike."""
    was, becomes = before == Fit.MEETS, after == Fit.MEETS
    return {(False, True): "winners", (True, False): "losers", (True, True): "both", (False, False): "neither"}[
        was, becomes
    ]


def shown(by_region: dict[str, Counter[str]], binding: Counter[str], case: LabCase) -> dict[str, Any]:
    """The result after suppression, as kept and published."""
    table = {
        region: {column: counts.get(column, 0) for column in COLUMNS} for region, counts in sorted(by_region.items())
    }
    rows, totals = suppression.hide_rows(table, spare=("winners", "losers"))
    firms = sum(sum(counts.values()) for counts in table.values())
    winners, losers = totals.get("winners"), totals.get("losers")
    cost = None
    if case.amount is not None and winners is not None and losers is not None:
        cost = str((winners - losers) * case.amount)
    return {
        "firms": None if suppression.is_small(firms) else firms,
        "totals": {column: totals.get(column, 0) for column in COLUMNS} if table else dict.fromkeys(COLUMNS, 0),
        "regions": {region: row for region, row in rows.items() if row is not None},
        "hidden_regions": sum(row is None for row in rows.values()),
        "binding": {fact: count for fact, count in binding.most_common() if count >= suppression.K},
        "cost": cost,
        "k": suppression.K,
    }


def run(case: LabCase) -> None:
    """Store the result of a running case (task)."""
    result = simulate(case)
    with transaction.atomic():
        tried = case.tried if result.get("is_close") else [*case.tried, case.changed]
        moves.apply(case, states.LAB["finish"], result=result, tried=tried[-MOST_RULES:])
        record(actor=SYSTEM, verb="lab.finished", subject=case, concerns=[case.issuer])


@transaction.atomic
def case_publish(*, actor: Actor, case: LabCase, answers: dict[str, str], changes: dict[str, str]) -> None:
    """Make the case public with the answer and what changed."""
    if not (policies.can_write_briefs(actor) and policies.owns(actor, case)):
        raise refuse()
    if not any(answers.values()):
        raise DomainError(fields={"answer_en": _("Say what the authority answers.")})
    moves.apply(case, states.LAB["publish"], answers=answers, changes=changes)
    record(actor=actor, verb="lab.published", subject=case)


@transaction.atomic
def consent_set(*, actor: Actor, is_given: bool) -> None:
    """The firm agrees, or takes back, that its facts are counted in policy-lab cases."""
    if actor.organisation is None or not actor.may_edit:
        raise NotAllowedError(_("Only an editor of the firm may decide this."))
    Fact.objects.filter(organisation=actor.organisation, code=CONSENT, is_current=True).update(is_current=False)
    Fact.objects.create(
        organisation=actor.organisation, code=CONSENT, value=is_given, as_of=clock.today(), recorded_by=actor.user
    )
    record(
        actor=actor,
        verb="lab.consent_given" if is_given else "lab.consent_withdrawn",
        subject=actor.organisation,
        notify=False,
    )


def has_consented(organisation: Organisation | None) -> bool:
    """Whether a firm takes part."""
    return organisation is not None and organisation.facts.filter(code=CONSENT, value=True, is_current=True).exists()
