"""Official numbers: what passes, what is refused, and how they are stored."""

import pytest

from portal.common.errors import DomainError
from portal.organisations.choices import IdentifierKind
from portal.organisations.identifiers import CHECKED, HINTS, REFUSALS, SAUDI, compact


@pytest.mark.parametrize(
    ("kind", "typed", "stored"),
    [
        ("sa_cr", " 1010-123456 ", "1010123456"),
        ("sa_cr", "١٠١٠١٢٣٤٥٦", "1010123456"),
        ("sa_unified", "7001234567", "7001234567"),
        ("sa_vat", "3101 2345 6700 003", "310123456700003"),
        ("cn_uscc", "91110000600037341l", "91110000600037341L"),
        ("lei", "213800KUD8LAJWSQ9D15", "213800KUD8LAJWSQ9D15"),
        ("iban", "SA03 8000 0000 6080 1016 7519", "SA0380000000608010167519"),
        ("eu_vat", "de 136,695 976".replace(",", ""), "DE136695976"),
        ("gb_vat", "980780684", "980780684"),
        ("in_gstin", "27AAPFU0939F1ZV", "27AAPFU0939F1ZV"),
    ],
)
def test_good_numbers_are_stored_compact(kind, typed, stored):
    assert compact(kind, typed) == stored


@pytest.mark.parametrize(
    ("kind", "typed"),
    [
        ("sa_cr", "101012345"), ("sa_cr", "0010123456"), ("sa_unified", "1001234567"), ("sa_vat", "310123456700004"),
        ("sa_vat", "3"), ("cn_uscc", "91110000600037342L"), ("lei", "213800KUD8LAJWSQ9D16"), ("iban", "SA0380000000608010167510"),
        ("eu_vat", "DE136695977"), ("in_gstin", "27AAPFU0939F1ZW"), ("lei", ""), ("iban", "<script>"),
    ],
)  # fmt: skip
def test_wrong_numbers_are_refused_on_the_field(kind, typed):
    with pytest.raises(DomainError) as caught:
        compact(kind, typed)
    assert list(caught.value.messages) == ["identifier"]


def test_every_kind_has_a_check_a_hint_and_a_refusal():
    for kind in IdentifierKind.values:
        assert (kind in SAUDI) != (kind in CHECKED)
        assert kind in HINTS
        assert kind in REFUSALS
