"""Integrity signals: patterns that deserve a question. Found by plain rules, explained, answerable, never a punishment."""

from collections import defaultdict
from difflib import SequenceMatcher
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from digital.choices import SignalState
from digital.models import GrantApplication, IntegritySignal, ProposalTerms
from digital.schemes.grant import eligible_part
from digital.services.common import require_authority, require_editor
from digital.services.deadlines import ANSWER_TIME, APPEAL_TIME, stage
from digital.services.grants import connected
from digital.services.money import costs_of, scheme_of
from digital.services.projects import proven_months
from portal.common import clock
from portal.common.errors import ConflictError, DomainError, NotAllowedError
from portal.journal.services import record
from portal.matchmaking.models import Award, Engagement, Response
from portal.organisations.actors import SYSTEM, Actor
from portal.organisations.models import Fact, Organisation

TWIN_TEXT = 0.92  # likeness of two scopes (0–1) from which they count as the same text
SHARED_FACTS = {"bank_account": "shared_account", "address": "shared_address", "director": "shared_director"}
MIN_AWARDS = 3  # wins from which "always the same buyers" means anything
EMPTY_AFTER_DAYS = 60

EXPLANATIONS = {
    "price_cap": _("The price is exactly the one at which the grant reaches its cap: %(price)s."),
    "twin_quotes": _("This quote and that of another bidder on the same request are nearly the same."),
    "shared_account": _("Bidder and client, or two bidders, use the same bank account."),
    "shared_address": _("Bidder and client, or two bidders, have the same address."),
    "shared_phone": _("Bidder and client, or two bidders, have the same phone."),
    "shared_director": _("Bidder and client, or two bidders, have the same director."),
    "one_buyer": _("All %(count)s awards come from one group of connected buyers."),
    "empty_usage": _("The grant was claimed, or the project runs for two months, and no use is recorded."),
}


def explain(signal: IntegritySignal) -> str:
    """What was seen, in one sentence."""
    return str(EXPLANATIONS[signal.kind]) % signal.facts


def _raise(kind: str, subject: Organisation, key: str, **facts: Any) -> int:
    """Keep a signal once; an answered or decided one is not opened again."""
    _row, made = IntegritySignal.objects.get_or_create(
        kind=kind, subject=subject, key=key[:80],
        defaults={"facts": facts, "found_at": clock.now(), "next_check_at": clock.now() + ANSWER_TIME},
    )  # fmt: skip
    if made:
        record(actor=SYSTEM, verb="digital.signal.found", subject=_row, concerns=[subject], payload={"kind": kind})
    return int(made)


def _at_cap(response: Response) -> bool:
    found, costs = scheme_of(response), costs_of(response)
    if found is None or found.cap_per_application is None or not costs:
        return False
    kept, _left = eligible_part(costs, found.excluded)
    eligible = sum((cost.amount for cost in kept), found.rate * 0)
    return eligible > 0 and found.rate * eligible == found.cap_per_application


def _twins(one: ProposalTerms, other: ProposalTerms) -> bool:
    lines = [[(row.month, row.amount) for row in terms.milestones.all()] for terms in (one, other)]
    same_money = one.price is not None and one.price == other.price and lines[0] == lines[1]
    likeness = SequenceMatcher(None, one.scope, other.scope, autojunk=False).ratio() if one.scope and other.scope else 0
    return same_money or (likeness >= TWIN_TEXT and len(one.scope) >= 80)


def _shared(firms: list[Organisation]) -> dict[str, dict[str, list[Organisation]]]:
    """Signal kind → value → firms that state the same value."""
    found: dict[str, dict[str, list[Organisation]]] = defaultdict(lambda: defaultdict(list))
    by_key = {firm.pk: firm for firm in firms}
    rows = Fact.objects.filter(organisation__in=firms, is_current=True, code__in=SHARED_FACTS)
    for key, code, value in rows.values_list("organisation_id", "code", "value"):
        plain = "".join(str(value).split()).casefold()
        if plain:
            found[SHARED_FACTS[code]][plain].append(by_key[key])
    for firm in firms:
        phone = "".join(letter for letter in firm.phone if letter.isdecimal())
        if phone:
            found["shared_phone"][phone].append(firm)
    return found


def scan_request(responses: list[Response]) -> int:
    """Look at the bids of one request; returns how many signals are new."""
    fresh = 0
    terms = {row.pk: ProposalTerms.objects.get(response=row) for row in responses}
    for place, response in enumerate(responses):
        if _at_cap(response):
            fresh += _raise("price_cap", response.organisation, response.public_id, price=str(terms[response.pk].price))
        for other in responses[:place]:
            if _twins(terms[response.pk], terms[other.pk]):
                key = "-".join(sorted([response.public_id, other.public_id]))
                fresh += _raise("twin_quotes", response.organisation, key)
                fresh += _raise("twin_quotes", other.organisation, key)
    if responses:
        owner = responses[0].request.organisation
        bidders = [row.organisation for row in responses]
        for kind, values in _shared([owner, *bidders]).items():
            for firms in values.values():
                for firm in (f for f in firms if len(firms) > 1 and f.pk != owner.pk):
                    fresh += _raise(kind, firm, responses[0].request.public_id)
    return fresh


def scan_wins() -> int:
    """Providers all of whose awards come from one connected group of buyers."""
    buyers: dict[int, list[Organisation]] = defaultdict(list)
    providers: dict[int, Organisation] = {}
    rows = Award.objects.filter(request__pillar="digital").select_related(
        "response__organisation", "request__organisation"
    )
    for award in rows:
        providers[award.response.organisation_id] = award.response.organisation
        buyers[award.response.organisation_id].append(award.request.organisation)
    fresh = 0
    for key, firms in buyers.items():
        if len(firms) < MIN_AWARDS:
            continue
        circle = connected(firms[0]) | {firms[0].pk}
        if {firm.pk for firm in firms} <= circle:
            fresh += _raise("one_buyer", providers[key], f"awards-{min(circle)}", count=len(firms))
    return fresh


def scan_usage() -> int:
    """Projects paid for and not used."""
    fresh = 0
    claimed = set(GrantApplication.objects.filter(state__in=("claimed", "paid")).values_list("request_id", flat=True))
    rows = Engagement.objects.filter(pillar="digital", state="active").select_related("award", "responder")
    for row in rows:
        old = row.started_at is not None and (clock.now() - row.started_at).days >= EMPTY_AFTER_DAYS
        if (old or row.award.request_id in claimed) and not proven_months(row):
            fresh += _raise("empty_usage", row.responder, row.public_id)
    return fresh


def scan_all() -> int:
    """Look at everything once; safe to repeat."""
    by_request: dict[int, list[Response]] = defaultdict(list)
    live = Response.objects.filter(
        request__pillar="digital", state__in=("submitted", "shortlisted", "accepted", "declined")
    )
    for row in live.select_related("organisation", "request__organisation", "proposal"):
        by_request[row.request_id].append(row)
    return sum(scan_request(rows) for rows in by_request.values()) + scan_wins() + scan_usage()


@transaction.atomic
def signal_answer(*, actor: Actor, signal: IntegritySignal, text: str) -> None:
    """The firm explains."""
    organisation = require_editor(actor)
    if signal.subject_id != organisation.pk:
        raise NotAllowedError(_("Only the firm it is about may explain."))
    if not text.strip():
        raise DomainError(fields={"text": _("Write your explanation.")})
    changed = IntegritySignal.objects.filter(pk=signal.pk, state=SignalState.OPEN).update(
        state=SignalState.EXPLAINED, answer=text.strip(), answered_at=clock.now()
    )
    if changed != 1:
        raise ConflictError(_("This has been answered already."))
    record(actor=actor, verb="digital.signal.answered", subject=signal, notify=False)


@transaction.atomic
def signal_decide(*, actor: Actor, signal: IntegritySignal, upheld: bool, text: str) -> None:
    """The officer decides with a reason; an appeal is decided by another officer. Nothing else happens: consequences
    are separate, appealable decisions."""
    require_authority(actor)
    if not text.strip():
        raise DomainError(fields={"text": _("Write the reason.")})
    held = IntegritySignal.objects.get(pk=signal.pk)
    if held.state == SignalState.APPEALED and actor.user is not None and held.decided_by_id == actor.user.pk:
        raise NotAllowedError(_("You decided the first time: an appeal is for a second person."))
    sources = (SignalState.OPEN, SignalState.EXPLAINED, SignalState.APPEALED)
    changed = IntegritySignal.objects.filter(pk=signal.pk, state=held.state, state__in=sources).update(
        state=SignalState.UPHELD if upheld else SignalState.DISMISSED, decision=text.strip(), decided_at=clock.now(),
        decided_by=actor.user, **stage(None),
    )  # fmt: skip
    if changed != 1:
        raise ConflictError(_("This has been decided already."))
    record(actor=actor, verb="digital.signal.decided", subject=signal, concerns=[signal.subject],
           payload={"upheld": upheld})  # fmt: skip


@transaction.atomic
def signal_appeal(*, actor: Actor, signal: IntegritySignal, text: str) -> None:
    """The firm asks for a second officer, once."""
    organisation = require_editor(actor)
    if signal.subject_id != organisation.pk:
        raise NotAllowedError(_("Only the firm it is about may appeal."))
    if not text.strip():
        raise DomainError(fields={"text": _("Say why the decision is wrong.")})
    changed = IntegritySignal.objects.filter(pk=signal.pk, state=SignalState.UPHELD, appealed_at__isnull=True).update(
        state=SignalState.APPEALED, appeal=text.strip(), appealed_at=clock.now(), **stage(clock.now() + APPEAL_TIME)
    )
    if changed != 1:
        raise ConflictError(_("Only a confirmed question can be appealed against, and only once."))
    record(actor=actor, verb="digital.signal.appealed", subject=signal)
