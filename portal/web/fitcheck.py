"""The fit check: six questions without an account, one a page, and an answer rule by rule.

Answers live in the session only. The result asks every public mandate through the criteria engine, the same one that
matches requests; what the visitor does not know counts as unknown, never as no.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Final

from django import forms
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from portal.common import clock
from portal.common.forms import MoneyField, QForm, refine
from portal.criteria import codes
from portal.criteria.evaluate import Outcome
from portal.criteria.prescreening import MANDATES, Prescreen, prescreen
from portal.criteria.sentences import change_sentence
from portal.organisations.carried import SESSION_KEY, carried, carry, facts_told

SHOWN: Final = 12
ANSWER_DAYS: Final = 3  # working days in which the first lender usually answers; shown as "usually"
DOCUMENTS: Final = (
    _("Register extract of the firm"),
    _("Bank statements of the last 6 to 12 months"),
    _("Yearly accounts, if you have them"),
    _("Identity document of the owner"),
)


# Kinds a visitor may choose, the commonest first (codes of the list "financing_product").
ASKED_FOR: Final = ("term_loan", "working_capital", "leasing", "invoice", "trade_finance", "islamic", "equity")
USUAL_MONTHS: Final = 36


@dataclass(frozen=True, slots=True)
class Question:
    """One page."""

    code: str
    title: Promise
    hint: Promise


QUESTIONS: Final = (
    Question("sector", _("What does your firm do?"), _("Choose what brings in the most money.")),
    Question("region", _("Where does your firm work?"), _("The region of your main place of work.")),
    Question("founded_on", _("In which year did the firm begin?"), _("The year on your registration.")),
    Question("employees", _("How many people work in the firm?"), _("With you. A rough number is enough.")),
    Question("revenue", _("How much did you sell in the last year?"), _("All sales of twelve months, roughly.")),
    Question("amount", _("What do you need?"), _("How much money, roughly. You can change it later.")),
)
BY_CODE: Final = {question.code: index for index, question in enumerate(QUESTIONS)}


class AnswerForm(QForm):
    """The one field of a question."""

    def __init__(self, *args: Any, question: Question, held: Any, kept: Mapping[str, Any] | None = None, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.code = question.code
        self.fields["answer"] = self.field(question, held)
        if question.code == "amount":
            self.fields |= wish_fields(kept or {})
        refine(self.fields)

    def field(self, question: Question, held: Any) -> forms.Field:
        """The field that fits the question, filled with what was answered before."""
        words: dict[str, Any] = {"label": question.hint}  # the question itself is the heading of the page
        if question.code in ("sector", "region"):
            known = codes.get("isic" if question.code == "sector" else "region")
            choices = [(code, known.label(code)) for code in known.top()]
            return forms.ChoiceField(choices=[("", _("Choose")), *choices], initial=(held or [""])[0], **words)
        if question.code == "founded_on":
            year = int(held[:4]) if held else None
            return forms.IntegerField(min_value=1900, max_value=clock.today().year, initial=year, **words)
        if question.code == "employees":
            return forms.IntegerField(min_value=0, max_value=10_000_000, initial=held, **words)
        amount = Decimal(held["amount"]) if held else None
        return MoneyField(currency=settings.HOME_CURRENCY, min_value=Decimal(0), initial=amount, **words)

    def raw(self) -> Any:
        """The answer in the catalogue's JSON form."""
        value = self.cleaned_data["answer"]
        if self.code in ("sector", "region"):
            return [value]
        if self.code == "founded_on":
            # Only the year is known. The middle of the year errs by at most six months, and never into the future.
            return min(date(value, 7, 1), clock.today()).isoformat()
        if self.code == "employees":
            return str(value)
        return {"amount": f"{value:f}", "currency": settings.HOME_CURRENCY}

    def wishes(self) -> dict[str, Any]:
        """What the last page asks beside the amount, by code; without them no rule about them can be told."""
        if self.code != "amount":
            return {}
        product, months = self.cleaned_data["product"], self.cleaned_data["months"]
        return {"product": [product] if product else None, "months": str(months) if months else None}


def wish_fields(kept: Mapping[str, Any]) -> dict[str, forms.Field]:
    """Kind and length of the financing, filled with what most firms ask for; both may stay open."""
    known = codes.get("financing_product")
    choices = [("", _("I am not sure")), *((code, known.label(code)) for code in ASKED_FOR)]
    product = kept.get("product", [ASKED_FOR[0]])
    months = kept.get("months", USUAL_MONTHS)
    return {
        "product": forms.ChoiceField(
            label=_("Which kind of financing?"), choices=choices, required=False, initial=(product or [""])[0]
        ),
        "months": forms.IntegerField(
            label=_("For how many months?"), min_value=1, max_value=600, required=False, initial=months
        ),
    }


def progress(session: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Which questions are answered."""
    held = carried(session)  # type: ignore[arg-type]
    return [{"question": question, "answered": question.code in held} for question in QUESTIONS]


@login_not_required
def start(request: HttpRequest) -> HttpResponse:
    """What the check is, and the way to the first question (or the one where the visitor stopped)."""
    held = carried(request.session)
    first = next((question.code for question in QUESTIONS if question.code not in held), "")
    return render(request, "web/fitcheck/start.html", {"first": first, "questions": QUESTIONS, "is_begun": bool(held)})


@login_not_required
@require_http_methods(["GET", "POST"])
def question(request: HttpRequest, code: str) -> HttpResponse:
    """One question; “I am not sure” is an answer."""
    index = BY_CODE.get(code)
    if index is None:
        raise Http404
    wanted = QUESTIONS[index]
    unsure = request.method == "POST" and request.POST.get("action") == "unsure"
    kept = carried(request.session)
    typed = request.POST if request.method == "POST" and not unsure else None
    form = AnswerForm(typed, question=wanted, held=kept.get(code), kept=kept)
    if unsure or (form.is_bound and form.is_valid()):
        answers = {code: None} if unsure else {code: form.raw(), **form.wishes()}
        for name, raw in answers.items():
            carry(request.session, name, raw)
        following = QUESTIONS[index + 1].code if index + 1 < len(QUESTIONS) else ""
        return redirect("web:fit-question", following) if following else redirect("web:fit-result")
    context = {
        "form": form,
        "question": wanted,
        "step": index + 1,
        "total": len(QUESTIONS),
        "previous": QUESTIONS[index - 1].code if index else "",
    }
    return render(request, "web/fitcheck/question.html", context)


@login_not_required
@require_POST
def restart(request: HttpRequest) -> HttpResponse:
    """Forget the answers."""
    request.session.pop(SESSION_KEY, None)
    return redirect("web:fit-check")


def groups_of(found: Prescreen) -> list[dict[str, Any]]:
    """The results in three groups: likely, cannot tell, not yet; each rule in words and the nearest change."""
    words = (
        (Outcome.MEETS, "ok", _("Likely"), found.meets),
        (Outcome.CANNOT_TELL, "info", _("Cannot tell yet"), found.cannot_tell),
        (Outcome.DOES_NOT, "warn", _("Not yet"), found.does_not),
    )
    groups = []
    for outcome, tone, title, count in words:
        rows = [row_of(result) for result in found.results if result.explanation.outcome is outcome]
        hidden = max(0, count - len(rows))  # rules not meant for the public, or beyond the first page
        groups.append(
            {"title": title, "tone": tone, "count": count, "rows": rows, "code": outcome.code, "hidden": hidden}
        )
    return groups


def row_of(result: Any) -> dict[str, Any]:
    """One mandate with its rules and, where it says no, what would change the answer."""
    explanation = result.explanation
    nearest = explanation.nearest
    changes = (
        [change_sentence(change.fact, change.held, change.to) for change in nearest.changes]
        if explanation.outcome is Outcome.DOES_NOT and nearest is not None
        else []
    )
    return {
        "title": result.title,
        "rules": [{"sentence": rule.sentence, "outcome": rule.outcome.code} for rule in explanation.rules],
        "changes": changes,
        "is_fixed": explanation.outcome is Outcome.DOES_NOT and nearest is None,
    }


@login_not_required
def result(request: HttpRequest) -> HttpResponse:
    """Likely, cannot tell, not yet: rule by rule, with documents, days and cost, and other help."""
    facts = facts_told(request.session)
    if not carried(request.session):
        return redirect("web:fit-check")
    found = prescreen(facts, SHOWN, kind=MANDATES)
    context = {
        "groups": groups_of(found),
        "total": found.meets + found.cannot_tell + found.does_not,
        "found": found,
        "documents": DOCUMENTS,
        "answer_days": ANSWER_DAYS,
        "closes_on": clock.today() + timedelta(days=14),
        "progress": progress(request.session),
    }
    return render(request, "web/fitcheck/result.html", context)
