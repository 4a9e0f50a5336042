"""The key facts statement: one content, an HTML page that prints and a tagged PDF (PDF/UA), in the reader's
language.
"""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.translation import get_language, get_language_bidi

from lending import offers, services
from lending.choices import FeeMoment, Payee
from lending.price_messages import notice_text
from lending.words import vocabulary
from portal.common import clock
from portal.common.pdf import pdf_from_html
from portal.matchmaking.models import Response

STYLE = """
@page { size: A4; margin: 16mm 15mm 18mm; @bottom-center { content: counter(page) " / " counter(pages); font-size:
8pt; } }
html { font-family: "Noto Sans", "Noto Sans Arabic", "Noto Sans CJK SC", "Noto Naskh Arabic", sans-serif; font-size:
9.5pt; line-height: 1.45; color: #10201f; }
h1 { font-size: 17pt; color: #0a4a45; margin: 0 0 2mm; } h2 { font-size: 11.5pt; color: #0a4a45; margin: 6mm 0 1.5mm; }
table { border-collapse: collapse; width: 100%; } caption { text-align: start; font-weight: 600; padding-block-end:
1mm; }
th, td { text-align: start; padding: 1.2mm 2mm; border-block-end: 0.3mm solid #c9d6d3; vertical-align: top; }
thead { display: table-header-group; } th { font-weight: 600; } .num { text-align: end; font-variant-numeric:
tabular-nums; }
bdi, .num { white-space: nowrap; } .lead { font-size: 11pt; } .hint { color: #47605d; font-size: 8.5pt; } #key-figures td {
font-size: 12pt; font-weight: 600; }
"""

WHEN = dict(FeeMoment.choices)
PAYEES = dict(Payee.choices)


def fee_row(row: Mapping[str, Any]) -> dict[str, Any]:
    """A stored charge with its amount as a number and the words of its moment and its payee."""
    return {
        **row,
        "amount": Decimal(str(row["amount"])),
        "when_word": WHEN.get(row.get("when", ""), WHEN["withheld"]),
        "payee_word": PAYEES.get(row.get("payee", ""), PAYEES["lender"]),
    }


def context(response: Response) -> dict[str, Any]:
    """Everything the statement shows; the same for page and PDF."""
    terms = response.offer
    fees = [fee_row(row) for row in terms.fees]
    return {
        "response": response,
        "thing": response.request,
        "terms": terms,
        "words": vocabulary(terms.product),
        "stake": offers.stake_of(terms) if terms.is_equity and terms.is_priced else None,
        "number": services.key_facts_number(response),
        "fees": [fee for fee in fees if not fee.get("avoidable")],
        "avoidable": [fee for fee in fees if fee.get("avoidable")],
        "stages": [{**row, "amount": Decimal(row["amount"])} for row in terms.stages],
        "rows": offers.stored_rows(terms.schedule),
        "notices": [notice_text(notice) for notice in offers.notices_of(terms)],
        "least_days": services.KEY_FACTS_DAYS,
        "claim": services.claim_of(terms),
        "printed_at": clock.now(),
    }


def pdf(response: Response) -> bytes:
    """The statement as a tagged PDF/UA-1 document in the active language."""
    code = get_language() or "en"
    html = render_to_string(
        "lending/key_facts_pdf.html",
        {
            **context(response),
            "lang": "zh-Hans" if code == "zh-hans" else code,
            "direction": "rtl" if get_language_bidi() else "ltr",
            "is_demo": settings.IS_DEMO,
        },
    )
    return pdf_from_html(html, STYLE)
