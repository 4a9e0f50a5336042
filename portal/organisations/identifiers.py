"""Official numbers: compact form and checks. Checksums by python-stdnum; the Saudi numbers are written here.

The Saudi commercial registration, unified number and VAT number have no published check digit: their form is
checked (length, leading and closing digits as their issuers describe them), not their existence.
"""

import re
from collections.abc import Callable
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from stdnum import iban, lei
from stdnum.cn import uscc
from stdnum.eu import vat as eu_vat
from stdnum.exceptions import ValidationError as NumberError
from stdnum.gb import vat as gb_vat
from stdnum.in_ import gstin
from stdnum.jp import cn as jp_cn
from stdnum.kr import brn

from portal.common.errors import DomainError
from portal.organisations.choices import IdentifierKind

ARABIC_DIGITS: Final = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹", "01234567890123456789")
SEPARATORS: Final = re.compile(r"[\s\-./\u200e\u200f\u2066-\u2069]+")
SAUDI: Final = {
    IdentifierKind.SA_CR: re.compile(r"[1-7]\d{9}"),  # ten digits, the first names the region of the register
    IdentifierKind.SA_UNIFIED: re.compile(r"7\d{9}"),  # ten digits, beginning with 7 (700…)
    IdentifierKind.SA_VAT: re.compile(r"3\d{13}3"),  # fifteen digits, beginning and ending with 3
}
CHECKED: Final[dict[str, Callable[[str], str]]] = {
    IdentifierKind.CN_USCC: uscc.validate,
    IdentifierKind.LEI: lei.validate,
    IdentifierKind.EU_VAT: eu_vat.validate,
    IdentifierKind.GB_VAT: gb_vat.validate,
    IdentifierKind.IN_GSTIN: gstin.validate,
    IdentifierKind.KR_BRN: brn.validate,
    IdentifierKind.JP_CN: jp_cn.validate,
    IdentifierKind.IBAN: iban.validate,
}
HINTS: Final[dict[str, Promise]] = {
    IdentifierKind.SA_CR: _("10 digits, for example 1010123456"),
    IdentifierKind.SA_UNIFIED: _("10 digits beginning with 7"),
    IdentifierKind.SA_VAT: _("15 digits beginning and ending with 3"),
    IdentifierKind.CN_USCC: _("18 characters, without I, O, Z, S and V"),
    IdentifierKind.LEI: _("20 characters"),
    IdentifierKind.EU_VAT: _("country letters and number, for example DE136695976"),
    IdentifierKind.GB_VAT: _("9 or 12 digits"),
    IdentifierKind.IN_GSTIN: _("15 characters"),
    IdentifierKind.KR_BRN: _("10 digits"),
    IdentifierKind.JP_CN: _("13 digits"),
    IdentifierKind.IBAN: _("country letters and up to 32 characters"),
}
# The number that says who a firm is, asked first in each country; LEI elsewhere.
FIRST_KIND: Final = {
    "SA": IdentifierKind.SA_CR,
    "CN": IdentifierKind.CN_USCC,
    "IN": IdentifierKind.IN_GSTIN,
    "GB": IdentifierKind.GB_VAT,
    "KR": IdentifierKind.KR_BRN,
    "JP": IdentifierKind.JP_CN,
}


def compact(kind: str, value: str) -> str:
    """The stored form of a number: no separators, capitals, Western digits.

    Raises ``DomainError`` on the field ``identifier`` when the form or the check digit is wrong.
    """
    text = SEPARATORS.sub("", value.translate(ARABIC_DIGITS)).upper()
    pattern = SAUDI.get(kind)  # type: ignore[call-overload]
    if pattern is not None:
        if pattern.fullmatch(text):
            return text
        raise DomainError(fields={"identifier": [refusal(kind)]})
    try:
        return CHECKED[kind](text)
    except NumberError as error:
        raise DomainError(fields={"identifier": [refusal(kind)]}) from error


def refusal(kind: str) -> Promise:
    """Why a number of ``kind`` was refused, with what is expected."""
    return REFUSALS[kind]


REFUSALS: Final[dict[str, Promise]] = {
    IdentifierKind.SA_CR: _("A commercial registration has 10 digits. Check the number on your certificate."),
    IdentifierKind.SA_UNIFIED: _("A unified number has 10 digits and begins with 7."),
    IdentifierKind.SA_VAT: _("A Saudi VAT number has 15 digits and begins and ends with 3."),
    IdentifierKind.CN_USCC: _("This is not a unified social credit code: 18 characters, the last one is a check."),
    IdentifierKind.LEI: _("This is not an LEI: 20 characters, the last two are a check."),
    IdentifierKind.EU_VAT: _("This is not a valid European VAT number. Begin with the two letters of the country."),
    IdentifierKind.GB_VAT: _("This is not a valid British VAT number."),
    IdentifierKind.IN_GSTIN: _("This is not a valid Indian GST number: 15 characters, the last one is a check."),
    IdentifierKind.KR_BRN: _("This is not a valid Korean business registration: 10 digits, the last one is a check."),
    IdentifierKind.JP_CN: _("This is not a valid Japanese corporate number: 13 digits, the first one is a check."),
    IdentifierKind.IBAN: _("This is not a valid IBAN. Check every character."),
}
