"""What the digital pillar tells the exchange about itself, and nothing else."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from digital.forms.requests import BudgetForm, NeedForm, ProposalForm, QuestionsForm, SolutionForm
from digital.instruments.gaps import labels
from digital.matching import match
from digital.models import ProposalTerms, TransformationDetails
from digital.schemes.grant import Cost
from digital.scopes import facts_of_many
from digital.services.followups import partner_candidates
from digital.services.grants import check_contract
from digital.services.groups import follow_award, share_candidates
from digital.services.money import net_of, quote_for, stack_of
from digital.services.projects import check_proposal, copy_terms, fill_from_package
from digital.services.providers import supply
from digital.services.shares import group_of, own_lines, price_of
from portal.common import formatting
from portal.common.money import Money
from portal.matchmaking.models import Request, Response
from portal.matchmaking.pillars import Candidate, Column, Pillar, Policy, Section
from portal.organisations.actors import Actor
from portal.organisations.choices import CapabilityKind


def _terms(response: Response) -> ProposalTerms:
    return response.proposal  # type: ignore[attr-defined]


def _money(response: Response, amount: Decimal | None) -> Money | None:
    return None if amount is None else Money(amount, _terms(response).currency)


def _net(response: Response) -> Money | None:
    found = net_of(response)
    return None if found is None else _money(response, found.net)


def _gap(response: Response) -> Money | None:
    found = stack_of(response)
    return None if found is None else _money(response, found.gap_without_bridge)


def _share(response: Response) -> Money | None:
    """Nothing for a firm that buys alone: the comparison leaves an empty line out."""
    return _money(response, price_of(own_lines(response))) if group_of(response) else None


def candidates(request: Request) -> list[Candidate]:
    """The register; for a share of a joint purchase, or after a working prototype, that one provider alone."""
    only = share_candidates(request)
    if only is None:
        only = partner_candidates(request)
    return match(request) if only is None else only


def summary_of(request: Request) -> list[tuple[Any, Any]]:
    """The head of a need in lists."""
    need = request.transformation
    category = labels("categories").get(need.category)
    rows: list[tuple[Any, Any]] = [(_("Solution"), category or _("Not provided"))]
    if need.budget is not None:
        rows.append((_("Budget up to"), formatting.money(need.budget, need.currency, decimals=0)))
    if need.months:
        rows.append((_("Within"), formatting.months(need.months)))
    return rows


def compare_context(request: Request, responses: Sequence[Response]) -> dict[str, Any]:
    """The firm's questions, so that the answers can be read side by side."""
    return {"need": TransformationDetails.objects.get(request=request)}


def terms_context(actor: Actor, response: Response, form: Any) -> dict[str, Any]:
    """For the editor's side panel: what the firm would pay after its grant, from the milestones typed or last saved.

    In a joint purchase the grants differ by firm: there the saved bid's share of the firm that asks is shown.
    """
    if form.is_bound and form.is_valid():
        lines, is_typed = form.milestones(), group_of(response) is None
    else:
        lines, is_typed = list(response.proposal.milestones.all()), False  # type: ignore[attr-defined]
    costs = [Cost(row.kind, row.amount) for row in lines if row.amount]
    return {
        "quote": quote_for(response, costs) if is_typed else net_of(response),
        "total": sum((row.amount for row in lines), Decimal(0)),
        "currency": _terms(response).currency,
    }


DIGITAL = Pillar(
    code="digital",
    name=_("Digital"),
    intro=_("Software, machines that talk, an online shop, security. Vetted providers send proposals with a price."),
    noun=_("proposal"),
    details_model=TransformationDetails,
    terms_model=ProposalTerms,
    sections=(
        Section("need", _("What you need"), NeedForm, on="request", minutes=3),
        Section("solution", _("The solution"), SolutionForm, minutes=4),
        Section("budget", _("Budget and grant"), BudgetForm, minutes=2),
        Section("questions", _("Your questions to bidders"), QuestionsForm, minutes=2, is_optional=True),
    ),
    terms_form=ProposalForm,
    matcher=candidates,
    columns=(
        Column("net", _("Price after grant"), _net, "money", "low", _("Money")),
        Column("share", _("Your share of the joint price"), _share, "money", "low", _("Money")),
        Column("price", _("Price"), lambda r: _money(r, _terms(r).price), "money", "low", _("Money")),
        Column(
            "cost3",
            _("Cost over three years"),
            lambda r: _money(r, _terms(r).three_year_cost),
            "money",
            "low",
            _("Money"),
        ),
        Column("gap", _("Cash missing until the grant is paid"), _gap, "money", "low", _("Money")),
        Column("months", _("Months until it works"), lambda r: _terms(r).months, "number", "low", _("Time")),
        Column("scope", _("What you get"), lambda r: _terms(r).scope, "text", "", _("Scope")),
        Column("without", _("Not included"), lambda r: _terms(r).not_included, "text", "", _("Scope")),
        Column("support", _("Support"), lambda r: _terms(r).support, "text", "", _("Scope")),
        Column("answer1", _("Answer to your first question"), lambda r: _terms(r).answer_1, "text", "", _("Answers")),
        Column("answer2", _("Answer to your second question"), lambda r: _terms(r).answer_2, "text", "", _("Answers")),
        Column("answer3", _("Answer to your third question"), lambda r: _terms(r).answer_3, "text", "", _("Answers")),
    ),
    templates="digital",
    policy=Policy(
        moderated_before_opening=True,
        anonymous_until_award=True,
        responder_capability=CapabilityKind.PROVIDER,
        batch_size=10,
        enough_interest=6,
        default_open_days=14,
    ),
    decline_reasons=(
        ("capacity", _("We have no capacity in this time")),
        ("budget", _("The budget is too small for this scope")),
        ("fit", _("This is not what we do")),
        ("unclear", _("The need is not clear enough")),
        ("region", _("We do not work in this region")),
        ("terms", _("The conditions do not suit us")),
    ),
    facts_of_many=facts_of_many,
    supply_of=supply,
    summary_of=summary_of,
    check_terms=check_proposal,
    check_award=check_contract,
    on_award=follow_award,
    terms_context=terms_context,
    fill_terms=fill_from_package,
    copy_terms=copy_terms,
    compare_context=compare_context,
)
