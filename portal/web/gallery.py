"""The component gallery: every part of the interface with invented content (demo and development only)."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from django import forms
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.common import charts, clock, formatting, states
from portal.common.forms import DateInput, MoneyField, PercentField, QForm

WHEN = datetime(2026, 11, 3, 11, 5, tzinfo=UTC)


class SampleForm(QForm):
    """One field of each kind."""

    amount = MoneyField(
        label=gettext_lazy("How much do you need?"),
        help_text=gettext_lazy("The amount you want to receive, without fees."),
        currency="SAR",
    )
    rate = PercentField(label=gettext_lazy("Highest yearly rate you would accept"), required=False)
    purpose = forms.ChoiceField(
        label=gettext_lazy("What is it for?"), widget=forms.RadioSelect,
        choices=[("stock", gettext_lazy("Stock and daily costs")), ("machine", gettext_lazy("A machine or vehicle")), ("unsure", gettext_lazy("I am not sure"))],
    )  # fmt: skip
    region = forms.ChoiceField(
        label=gettext_lazy("Region"),
        choices=[("", gettext_lazy("Choose a region")), ("01", gettext_lazy("Riyadh")), ("08", gettext_lazy("Northern Borders, including the villages far from the main road"))],
    )  # fmt: skip
    needed_on = forms.DateField(label=gettext_lazy("When do you need it?"), widget=DateInput())
    story = forms.CharField(label=gettext_lazy("Tell the lenders about it"), widget=forms.Textarea, required=False)
    file = forms.FileField(
        label=gettext_lazy("Financial statement"), required=False, help_text=gettext_lazy("PDF, at most 10 MB.")
    )
    consent = forms.BooleanField(label=gettext_lazy("Lenders that match may read this request"))


class SampleFilter(QForm):
    """A filter of two fields."""

    q = forms.CharField(label=gettext_lazy("Search"), required=False)
    purpose = forms.ChoiceField(
        label=gettext_lazy("Purpose"), required=False,
        choices=[("", gettext_lazy("Any")), ("stock", gettext_lazy("Stock and daily costs")), ("machine", gettext_lazy("A machine or vehicle"))],
    )  # fmt: skip


def offers() -> list[dict[str, Any]]:
    """Three invented offers as the card takes them."""
    rows = [
        (1, "Najd Finance Company", "en", "9.3", "88", "6342", 250000, [{"word": _("Lowest APR"), "tone": "ok"}], True),
        (2, "مصرف الساحل", "ar", "11.9", "121", "6611", 250000, [], False),
        (
            3,
            "华信商业保理",
            "zh-Hans",
            "30.8",
            "134",
            "12800",
            120000,
            [{"word": _("Part of the amount"), "tone": "warn"}],
            False,
        ),
    ]
    return [
        {
            "id": key, "name": name, "name_language": language, "product": _("Instalment loan, 36 months"),
            "headline": formatting.percent(rate), "cost_per_thousand": Decimal(cost), "marks": marks,
            "quoted": _("Quoted by the lender: %(rate)s flat") % {"rate": formatting.percent("4.8", 2, formatting.Medium.PLAIN)},
            "figures": [
                {"label": _("Monthly payment"), "value": formatting.money(Decimal(payment), "SAR"), "lowest": lowest},
                {"label": _("Money you receive"), "value": formatting.money(cash, "SAR")},
                {"label": _("Total you repay"), "value": formatting.money(Decimal(payment) * 36, "SAR")},
                {"label": _("Cost for each 1,000"), "value": formatting.money(Decimal(cost), "SAR")},
            ],
            "valid_until": clock.now() + timedelta(days=2 * key, hours=3),
            "actions": [{"label": _("Choose"), "url": "#", "kind": "primary" if lowest else "secondary"}],
        }
        for key, name, language, rate, cost, payment, cash, marks, lowest in rows
    ]  # fmt: skip


def comparison() -> dict[str, Any]:
    """The groups and rows of the comparison table."""

    def row(label: str, values: list[Any], best: int | None = None, kind: str = "money") -> dict[str, Any]:
        cells = [{"value": v, "best": _("Lowest") if i == best else ""} for i, v in enumerate(values)]
        return {"label": label, "cells": cells, "kind": kind}

    money, share = formatting.money, formatting.percent
    return {
        "heads": [formatting.name(offer["name"], offer["name_language"]) for offer in offers()],
        "groups": [
            {"title": _("Cost"), "rows": [
                row(_("Real yearly rate (APR)"), [share("9.3"), share("11.9"), share("30.8")], 0),
                row(_("Fees"), [money(2500, "SAR"), money(0, "SAR"), money("1950.50", "SAR")]),
            ]},
            {"title": _("Conditions"), "rows": [
                row(_("Security"), [_("None"), _("Guarantee of the national programme, covering up to 80 per cent"), _("Invoices")], None, "text"),
                row(_("Term"), [formatting.months(36), formatting.months(24), formatting.months(11)]),
            ]},
        ],
    }  # fmt: skip


def drawings() -> list[charts.Chart]:
    """One chart of each kind."""
    return [
        charts.bars(
            _("Open requests by region"),
            [(_("Riyadh"), 128), (_("Eastern Province"), 84), (_("Northern Borders, including the villages far from the main road"), 17)],
            reading=_("Most requests come from Riyadh; the north has few."), note=_("Source: the exchange, 3 November 2026."),
        ),
        charts.line(
            _("Real yearly rate of accepted offers"), ["06", "07", "08", "09", "10", "11"],
            [charts.Series(_("Small firms"), [12.4, 12.1, 11.8, 11.9, 10.6, 10.1]), charts.Series(_("Medium firms"), [9.4, 9.2, 9.6, 9.1, 8.7, 8.4])],
            reading=_("Rates fell for both groups in six months."), unit="%",
        ),
        charts.radar(
            _("Digital maturity"),
            [_("Strategy"), _("Customers"), _("Operations"), _("Data"), _("People"), _("Security")],
            [charts.Series(_("Your firm"), [60, 75, 40, 30, 55, 45]), charts.Series(_("Firms like yours"), [50, 60, 55, 45, 50, 60])],
            reading=_("Ahead with customers, behind with data."),
        ),
    ]  # fmt: skip


def parts() -> dict[str, Any]:
    """Content of the remaining parts."""
    return {
        "task_groups": [
            {"title": _("Your firm"), "tasks": [
                {"title": _("Confirm your details"), "url": "#", "state": "completed"},
                {"title": _("Yearly figures"), "url": "#", "state": "in_progress", "minutes": 4, "hint": _("Two years, from your own books")},
            ]},
            {"title": _("What you need"), "tasks": [
                {"title": _("Amount and term"), "url": "#", "state": "not_started", "minutes": 2},
                {"title": _("Check and publish"), "url": "", "state": "cannot_start"},
            ]},
        ],
        "timeline": [
            {"title": _("Najd Finance sent an offer"), "at": WHEN + timedelta(days=2), "actor": "Huda Al-Otaibi", "url": "#", "now": True},
            {"title": _("Request opened to four lenders"), "at": WHEN, "actor": ""},
        ],
        "thread": [
            {"author": "Huda Al-Otaibi", "at": WHEN, "body": _("Could you send the delivery contract with your largest customer?"), "own": False},
            {"author": "王丽华", "at": WHEN + timedelta(hours=2), "body": "合同已附上，电话 +86 21 5555 0199。", "language": "zh-Hans", "own": True, "status": _("Delivered"),
             "documents": [{"name": "contract-2026.pdf", "url": "#", "size": 482_300, "version": 2, "at": WHEN}]},
        ],
        "documents": [
            {"name": "القوائم المالية 2025.pdf", "url": "#", "size": 2_130_000, "version": 1, "at": WHEN, "kind": _("Financial statement"), "state_word": _("Checked"), "state_tone": "ok",
             "seen_by": _("Read by two lenders"), "actions": [{"label": _("Replace"), "url": "#"}, {"label": _("Revoke access"), "url": "#"}]},
        ],
        "facts": [
            {"label": _("Asked for"), "value": formatting.money(250000, "SAR")},
            {"label": _("Term"), "value": formatting.months(36)},
            {"label": _("Closes"), "value": formatting.time_left(clock.now() + timedelta(days=3, hours=1))},
            {"label": _("Reference"), "value": formatting.reference("QF-2026-0042")},
        ],
        "crumbs": [{"label": _("My requests"), "url": "#"}, {"label": _("Compare offers"), "url": ""}],
        "chips": [{"label": _("A machine or vehicle"), "url": "?q=loom"}, {"label": _("Riyadh"), "url": "?purpose=machine"}],
    }  # fmt: skip


@login_not_required
def gallery(request: HttpRequest) -> HttpResponse:
    """All components on one page; ``?errors=1`` shows the form after an empty post."""
    wrong = SampleForm({"amount": "12,5"}) if "errors" in request.GET else None
    page = Paginator(range(312), 20).get_page(request.GET.get("page", 2))
    context = {
        "sample_form": wrong or SampleForm(initial={"amount": Decimal(250000)}),
        "form": wrong,
        "filter_form": SampleFilter(request.GET),
        "offers": offers(),
        "comparison": comparison(),
        "drawings": drawings(),
        "states": [(kind, list(table)) for kind, table in states.STATES.items()],
        "page": page,
        "moment": WHEN,
        "soon": clock.now() + timedelta(minutes=44, seconds=30),
        "amount": Decimal("1234567.5"),
        "languages": _("English, Arabic and Chinese"),
        **parts(),
    }
    return render(request, "web/gallery.html", context)
