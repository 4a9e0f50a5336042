"""Cost split of pools: exact sums, nobody pays more than alone, stated rules."""

from decimal import Decimal

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from export.pools import Member, NoSavingError, split

MONEY = st.integers(0, 10_000_00).map(lambda cents: Decimal(cents) / 100)
SIZE = st.decimals("0.1", "5000", places=1)


@st.composite
def pools(draw: st.DrawFn) -> tuple[Decimal, list[Member]]:
    members = [
        Member(f"m{n}", draw(MONEY), draw(SIZE), draw(st.decimals("0", "20", places=2)), draw(SIZE))
        for n in range(draw(st.integers(1, 8)))
    ]
    total = draw(st.integers(0, int(sum(m.alone for m in members) * 100))) / Decimal(100)
    return total, members


@given(pools(), st.sampled_from(["equal", "weight", "use"]))
def test_shares_add_up_and_nobody_pays_more_than_alone(pool: tuple[Decimal, list[Member]], rule: str) -> None:
    total, members = pool
    shares = split(total, members, rule=rule, currency="SAR")
    assert sum(shares.values()) == total
    for member in members:
        assert Decimal(0) <= shares[member.code] <= member.alone


@given(pools())
def test_order_of_members_does_not_matter(pool: tuple[Decimal, list[Member]]) -> None:
    total, members = pool
    assume(len(members) > 1)
    assert split(total, members, rule="weight", currency="SAR") == split(
        total, members[::-1], rule="weight", currency="SAR"
    )


def test_chargeable_weight_is_the_larger_of_both() -> None:
    dense, light = (
        Member("dense", Decimal(900), Decimal(334), Decimal("0.1")),
        Member("light", Decimal(900), Decimal(10), Decimal(2)),
    )
    assert split(Decimal(600), [dense, light], rule="weight", currency="SAR") == {
        "dense": Decimal("300.00"),
        "light": Decimal("300.00"),
    }


def test_cut_share_is_spread_over_the_others() -> None:
    members = [Member("small", Decimal(50)), Member("big", Decimal(400)), Member("mid", Decimal(400))]
    shares = split(Decimal(300), members, rule="equal", currency="SAR")
    assert shares == {"small": Decimal("50.00"), "big": Decimal("125.00"), "mid": Decimal("125.00")}


def test_pool_dearer_than_alone_is_refused() -> None:
    with pytest.raises(NoSavingError):
        split(Decimal(101), [Member("a", Decimal(60)), Member("b", Decimal(40))], rule="equal", currency="SAR")


@pytest.mark.parametrize(
    ("total", "members", "rule", "named"),
    [
        (Decimal(1), [], "equal", "members"),
        (Decimal(1), [Member("a", Decimal(1)), Member("a", Decimal(1))], "equal", "members"),
        (Decimal(-1), [Member("a", Decimal(1))], "equal", "amounts"),
        (Decimal(1), [Member("a", Decimal(1))], "weight", "basis"),
        (Decimal(1), [Member("a", Decimal(1))], "charm", "charm"),
    ],
)
def test_bad_input_is_refused(total: Decimal, members: list[Member], rule: str, named: str) -> None:
    with pytest.raises(ValueError, match=named):
        split(total, members, rule=rule, currency="SAR")
