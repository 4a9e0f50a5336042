"""Whose share of a joint purchase is how much: every line of a bid split by users, to the cent."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_DOWN, Decimal

from digital.models import BuyerGroup, GroupMember
from digital.schemes.grant import CENT
from portal.matchmaking.models import Response


@dataclass(frozen=True, slots=True)
class BidLine:
    """One milestone of a bid: what, in which month after the start, for how much, which kind of cost."""

    position: int
    title: str
    month: int
    amount: Decimal
    kind: str


def split(amount: Decimal, weights: Sequence[int]) -> list[Decimal]:
    """``amount`` by weights, to the cent; cents left over go to the first ones, so that the parts add up."""
    total = sum(weights)
    parts = [(amount * weight / total).quantize(CENT, rounding=ROUND_DOWN) for weight in weights]
    for place in range(int((amount - sum(parts)) / CENT)):
        parts[place] += CENT
    return parts


def bid_lines(response: Response) -> list[BidLine]:
    """The whole bid."""
    return [
        BidLine(row.position, row.title, row.month, row.amount, row.kind)
        for row in response.proposal.milestones.all()  # type: ignore[attr-defined]
    ]


def lines_by_member(response: Response, members: Sequence[GroupMember]) -> list[list[BidLine]]:
    """The bid's lines for each member, in the members' order; the parts of every line add up to it."""
    weights = [member.users for member in members]
    found: list[list[BidLine]] = [[] for _member in members]
    for line in bid_lines(response):
        for place, part in enumerate(split(line.amount, weights)):
            found[place].append(replace(line, amount=part))
    return found


def group_of(response: Response) -> BuyerGroup | None:
    """The joint purchase behind the bid, when more than the firm that opened it takes part."""
    if not hasattr(response, "_digital_group"):
        group = BuyerGroup.objects.filter(request=response.request_id).first()
        response._digital_group = group if group and group.members.count() > 1 else None  # type: ignore[attr-defined]
    return response._digital_group  # type: ignore[attr-defined]


def own_lines(response: Response) -> list[BidLine]:
    """What the firm that posted the request pays of a bid: its own share of a joint purchase, else all of it."""
    group = group_of(response)
    if group is None:
        return bid_lines(response)
    return lines_by_member(response, list(group.members.all()))[0]  # the opener joined first


def price_of(lines: Sequence[BidLine]) -> Decimal:
    """Their sum."""
    return sum((line.amount for line in lines), Decimal(0))
