"""The parts of a need, and the bid."""

from decimal import Decimal
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from digital.instruments.gaps import labels
from digital.models import ProposalMilestone, ProposalTerms, TransformationDetails
from digital.models.projects import MILESTONES
from digital.schemes.catalogue import in_force
from digital.schemes.catalogue import labels as scheme_labels
from portal.common import clock
from portal.common.forms import MoneyField, QModelForm
from portal.matchmaking.models import Request

LONG = forms.Textarea(attrs={"rows": 4})


def category_choices() -> list[tuple[str, Any]]:
    return [(code, label.lazy()) for code, label in labels("categories").items()]


def scheme_choices() -> list[tuple[str, Any]]:
    """The schemes in force today."""
    return [("", _("No grant")), *((row.code, row.title.lazy()) for row in in_force(clock.today()))]


class NeedForm(QModelForm):
    """Title and the owner's own words."""

    class Meta:
        model = Request
        fields = ("title", "summary")
        widgets = {"summary": LONG}
        labels = {"title": _("What do you need, in one line?")}
        help_texts = {"summary": _("No names and no phone numbers here: your name stays hidden until you accept.")}

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["title"].required = True


class SolutionForm(QModelForm):
    """What is wrong, what shall be better, what the solution must do."""

    class Meta:
        model = TransformationDetails
        fields = ("category", "problem", "result", "must_have", "users", "languages", "starts_on", "months")
        widgets = {"problem": LONG, "result": LONG, "must_have": LONG}

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["category"] = forms.ChoiceField(
            choices=[("", _("Choose")), *category_choices()],
            label=_("What kind of solution"),
            initial=self.instance.category,
        )
        self.fields["languages"] = forms.ChoiceField(
            choices=[("", _("Any of ours")), *settings.LANGUAGES], required=False, label=_("Language of work")
        )
        self.fields["problem"].required = True


class BudgetForm(QModelForm):
    """Budget, grant, and the money the firm has: what the cash line needs."""

    class Meta:
        model = TransformationDetails
        fields = ("budget", "budget_note", "scheme", "own_cash", "own_monthly")
        field_classes = {"budget": MoneyField, "own_cash": MoneyField, "own_monthly": MoneyField}

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["scheme"] = forms.ChoiceField(
            choices=scheme_choices(), required=False, label=_("Grant you may use"),
            help_text=_("Shown to bidders. You apply yourself, and before you sign or pay anything."),
        )  # fmt: skip
        self.fields["own_cash"].help_text = _("Only you see this. It is used to work out your cost month by month.")
        self.fields["own_monthly"].help_text = _("Only you see this.")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("budget") is None and not data.get("budget_note") and "budget" not in self.errors:
            self.add_error("budget", _("Enter an amount, or say below why you leave it empty."))
        return data


class QuestionsForm(QModelForm):
    """Up to three questions every bidder answers."""

    class Meta:
        model = TransformationDetails
        fields = ("question_1", "question_2", "question_3")


class ProposalForm(QModelForm):
    """A bid. The milestones are five plain lines, so that the page works without script."""

    class Meta:
        model = ProposalTerms
        fields = (
            "scope", "not_included", "price", "yearly_fee", "internal_cost", "months", "support", "team",
            "answer_1", "answer_2", "answer_3",
        )  # fmt: skip
        widgets = {
            "scope": LONG, "not_included": forms.Textarea(attrs={"rows": 2}), "team": forms.Textarea(attrs={"rows": 2}),
            "answer_1": forms.Textarea(attrs={"rows": 2}), "answer_2": forms.Textarea(attrs={"rows": 2}),
            "answer_3": forms.Textarea(attrs={"rows": 2}),
        }  # fmt: skip
        field_classes = {"price": MoneyField, "yearly_fee": MoneyField, "internal_cost": MoneyField}

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self._questions()
        for name in ("yearly_fee", "internal_cost"):
            self.fields[name].required = False
        kinds = [(code, label.lazy()) for code, label in scheme_labels("cost_kinds").items()]
        saved = {row.position: row for row in self.instance.milestones.all()} if self.instance.pk else {}
        for number in range(1, MILESTONES + 1):
            row = saved.get(number)
            words = {"number": number}
            self.fields[f"step_{number}"] = forms.CharField(
                required=False, max_length=160, label=_("Milestone %(number)s") % words, initial=row and row.title
            )
            self.fields[f"step_{number}_month"] = forms.IntegerField(
                required=False, min_value=0, max_value=60, label=_("Month after start"), initial=row and row.month
            )
            self.fields[f"step_{number}_amount"] = MoneyField(
                required=False, currency=self.instance.currency, label=_("Amount due"), initial=row and row.amount
            )
            self.fields[f"step_{number}_kind"] = forms.ChoiceField(
                choices=kinds, required=False, label=_("Kind of cost"), initial=row and row.kind
            )
        for (
            name,
            field,
        ) in self.fields.items():  # a draft may lack them, a bid may not; a line of milestones says it above
            is_answer = name.startswith(("answer_", "step_"))
            field.is_unmarked = is_answer or name in ("scope", "price", "months")  # type: ignore[attr-defined]
        self.fields["price"].help_text = _("Left empty, it is the sum of the milestones below.")

    def _questions(self) -> None:
        """The firm's questions become the labels of the answers; unused ones disappear."""
        questions = self.instance.response.request.transformation.questions if self.instance.pk else []
        for number in (1, 2, 3):
            name = f"answer_{number}"
            if number <= len(questions):
                self.fields[name].label = questions[number - 1]
            else:
                del self.fields[name]

    def rows(self) -> list[dict[str, Any]]:
        """The milestone fields by line, for the template."""
        names = ("", "_month", "_amount", "_kind")
        return [{"fields": [self[f"step_{n}{name}"] for name in names], "number": n} for n in range(1, MILESTONES + 1)]

    def plain_fields(self) -> list[Any]:
        """The fields outside the milestones."""
        return [field for field in self if not field.name.startswith("step_")]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        for name in ("yearly_fee", "internal_cost"):
            data[name] = data.get(name) or Decimal(0)
        for number in range(1, MILESTONES + 1):
            title, amount = data.get(f"step_{number}"), data.get(f"step_{number}_amount")
            if title and amount is None and f"step_{number}_amount" not in self.errors:
                self.add_error(f"step_{number}_amount", _("Enter the amount of this milestone (0 if nothing is due)."))
            if amount and not title:
                self.add_error(f"step_{number}", _("Name this milestone."))
        if data.get("price") is None and "price" not in self.errors:
            amounts = (data.get(f"step_{number}_amount") for number in range(1, MILESTONES + 1))
            data["price"] = sum(filter(None, amounts), Decimal(0)) or None
        return data

    def milestones(self) -> list[ProposalMilestone]:
        """The typed lines, in order of month."""
        data = self.cleaned_data
        rows = [
            ProposalMilestone(
                terms=self.instance, title=data[f"step_{n}"], month=data.get(f"step_{n}_month") or 0,
                amount=data[f"step_{n}_amount"], kind=data.get(f"step_{n}_kind") or "software",
            )
            for n in range(1, MILESTONES + 1) if data.get(f"step_{n}") and data.get(f"step_{n}_amount") is not None
        ]  # fmt: skip
        return sorted(rows, key=lambda row: row.month)

    def save(self, commit: bool = True) -> ProposalTerms:
        terms = super().save(commit)
        if commit:
            terms.milestones.all().delete()
            for position, row in enumerate(self.milestones(), start=1):
                row.position = position
                row.save()
        return terms
