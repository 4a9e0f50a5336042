"""The questionnaire: one page per section, built from the shared facts."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext_lazy as _

from digital.choices import Horizon
from digital.instruments.answers import NOT_APPLICABLE, UNKNOWN
from digital.instruments.catalogue import SCALE_TOP, SCENE_TOP, SharedFact, facts
from digital.instruments.gaps import labels
from portal.common.forms import NumberInput, QForm
from portal.documents.models import Document
from portal.organisations.models import Organisation

NONE = "none-of-these"
SCALE_WORDS = (
    _("Not used"), _("Considering"), _("Prototype"), _("Testing"), _("Putting in place"), _("In operation"),
)  # fmt: skip
SCENE_WORDS = (
    _("By hand or from memory"), _("Spreadsheets or simple tools"), _("A system runs it"),
    _("Real-time, joined with other systems"), _("Models predict and improve it"),
)  # fmt: skip
LEVEL_WORDS = {
    "no": _("No"), "plans": _("Planned"), "invested": _("Money spent"), "partly": _("Partly"), "yes": _("Yes"),
}  # fmt: skip
DO_NOT_KNOW, DOES_NOT_APPLY = _("I do not know"), _("Does not apply to us")


@dataclass(frozen=True, slots=True)
class Block:
    """One question as the page shows it."""

    fact: SharedFact
    fields: list[BoundField]
    evidence: BoundField | None
    is_carried: bool
    error: str


class SectionForm(QForm):
    """All questions of one section. Nothing is required: what is given is kept, the rest stays open."""

    def __init__(self, *args: Any, section: str, organisation: Organisation, saved: Mapping[str, Any], **kwargs: Any):
        self.facts = [fact for fact in facts().values() if fact.section == section]
        self.saved = saved  # fact code → AssessmentAnswer
        self.faults: dict[str, str] = {}
        initial: dict[str, Any] = {}
        for fact in self.facts:
            row = saved.get(fact.code)
            if row is not None:
                initial |= shown(fact, row.value)
                initial[f"{fact.code}--paper"] = row.document_id
        super().__init__(*args, initial=initial, **kwargs)
        papers = Document.objects.filter(owner=organisation, deleted_at__isnull=True).order_by("title")
        has_papers = papers.exists()
        for fact in self.facts:
            self.fields.update(fields_for(fact))
            if has_papers:
                self.fields[f"{fact.code}--paper"] = forms.ModelChoiceField(
                    papers, required=False, label=_("Paper that shows it"), empty_label=_("No paper")
                )

    def blocks(self) -> list[Block]:
        """The questions in order with their fields."""
        found = []
        for fact in self.facts:
            names = [name for name in self.fields if name.split("--")[0] == fact.code and not name.endswith("--paper")]
            paper = f"{fact.code}--paper"
            row = self.saved.get(fact.code)
            found.append(
                Block(
                    fact,
                    [self[name] for name in names],
                    self[paper] if paper in self.fields else None,
                    bool(row and row.is_carried),
                    self.faults.get(fact.code, ""),
                )
            )
        return found

    def clean(self) -> dict[str, Any]:
        """ "None of these" and "I do not know" stand alone."""
        data = super().clean() or self.cleaned_data
        for fact in self.facts:
            chosen = list(data.get(fact.code) or []) if fact.kind == "ticks" else []
            if len(chosen) > 1 and {NONE, UNKNOWN, NOT_APPLICABLE} & set(chosen):
                self.add_error(
                    fact.code, _("“None of these” and “I do not know” cannot be ticked together with another line.")
                )
        return data

    def values(self) -> dict[str, Any]:
        """Fact code → raw answer (None: left open), of every question of the page that was typed without fault."""
        return {fact.code: given(fact, self.cleaned_data) for fact in self.facts if not self._is_faulty(fact)}

    def papers(self) -> dict[str, Document]:
        return {f.code: paper for f in self.facts if (paper := self.cleaned_data.get(f"{f.code}--paper"))}

    def _is_faulty(self, fact: SharedFact) -> bool:
        return any(name.split("--")[0] == fact.code for name in self.errors)

    def add_faults(self, faults: Mapping[str, str]) -> None:
        """Show a fault found by the rules at the first field of its question."""
        for code, message in faults.items():
            first = next(name for name in self.fields if name.split("--")[0] == code)
            self.add_error(first, message)


def _extra(fact: SharedFact) -> list[tuple[str, Any]]:
    extra = [(UNKNOWN, DO_NOT_KNOW)]
    return [*extra, (NOT_APPLICABLE, DOES_NOT_APPLY)] if fact.may_be_na else extra


class ShareField(forms.DecimalField):
    """A figure in per cent, with the sign behind the box."""

    suffix = "%"


def fields_for(fact: SharedFact) -> dict[str, forms.Field]:
    """The form fields of one question."""
    items = [(item.code, item.label.lazy()) for item in fact.items]
    label = fact.label.lazy()
    if fact.kind == "ticks":
        choices = [*items, (NONE, _("None of these")), *_extra(fact)]
        return {
            fact.code: forms.MultipleChoiceField(
                choices=choices,
                required=False,
                widget=forms.CheckboxSelectMultiple,
                label=label,
                help_text=fact.how.lazy(),
            )
        }
    if fact.kind == "choice":
        return {
            fact.code: forms.ChoiceField(
                choices=[*items, *_extra(fact)],
                required=False,
                widget=forms.RadioSelect,
                label=label,
                help_text=fact.how.lazy(),
            )
        }
    if fact.kind == "percent":
        return _share_fields(fact)
    return _grid_fields(fact)


def _share_fields(fact: SharedFact) -> dict[str, forms.Field]:
    number = ShareField(
        required=False, min_value=0, max_value=100, max_digits=6, decimal_places=2, label=fact.label.lazy(),
        help_text=fact.how.lazy(), widget=NumberInput(),
    )  # fmt: skip
    other = forms.ChoiceField(
        choices=[("", _("I have given the figure")), *_extra(fact)], required=False, label=_("Or")
    )
    return {fact.code: number, f"{fact.code}--or": other}


def _grid_fields(fact: SharedFact) -> dict[str, forms.Field]:
    if fact.kind == "levels":
        answers: list[tuple[str, Any]] = [(name, LEVEL_WORDS[name]) for name in fact.values]
    else:
        words = SCENE_WORDS if fact.kind == "scenes" else SCALE_WORDS
        answers = [(str(n), words[n]) for n in range((SCENE_TOP if fact.kind == "scenes" else SCALE_TOP) + 1)]
    options = [("", _("Choose")), *answers, *_extra(fact)]
    return {
        f"{fact.code}--{item.code}": forms.ChoiceField(choices=options, required=False, label=item.label.lazy())
        for item in fact.items
    }


def shown(fact: SharedFact, value: Any) -> dict[str, Any]:
    """A stored raw answer as initial values of the fields."""
    if value in (UNKNOWN, NOT_APPLICABLE):
        if fact.is_grid:
            return {f"{fact.code}--{code}": value for code in fact.item_codes}
        if fact.kind == "percent":
            return {f"{fact.code}--or": value}
        return {fact.code: [value] if fact.kind == "ticks" else value}
    if fact.kind == "ticks":
        return {fact.code: value or [NONE]}
    if fact.is_grid:
        return {f"{fact.code}--{code}": str(answer) for code, answer in value.items()}
    return {fact.code: value}


def given(fact: SharedFact, data: Mapping[str, Any]) -> Any:
    """What was typed as a raw answer; None when the question was left open."""
    if fact.is_grid:
        row = {code: data.get(f"{fact.code}--{code}") or None for code in fact.item_codes}
        typed = {code: answer for code, answer in row.items() if answer is not None}
        if not typed:
            return None
        if set(typed.values()) == {UNKNOWN} and len(typed) == len(row):
            return UNKNOWN
        whole = fact.kind in ("scale", "scenes")
        return {code: int(answer) if whole and answer.isdecimal() else answer for code, answer in typed.items()}
    value = data.get(fact.code)
    if fact.kind == "ticks":
        return _ticked(list(value or []))
    if fact.kind == "percent":
        return data.get(f"{fact.code}--or") or None if value is None else str(value)
    return value or None


def _ticked(chosen: list[str]) -> Any:
    """Ticks as a raw answer; a contradiction is handed on so that the rules can name it."""
    special = [code for code in (NONE, UNKNOWN, NOT_APPLICABLE) if code in chosen]
    if not chosen:
        return None
    if len(special) == 1 and len(chosen) == 1:
        return [] if special[0] == NONE else special[0]
    return chosen


class GoalsForm(QForm):
    """What the firm plans for and what matters most to it."""

    horizon = forms.ChoiceField(choices=Horizon.choices, widget=forms.RadioSelect, label=_("What do you plan for?"))
    goals = forms.MultipleChoiceField(
        choices=[], widget=forms.CheckboxSelectMultiple, required=False, label=_("What matters most? Choose up to three"),
        help_text=_("The order of your gaps depends on it."),
    )  # fmt: skip
    is_shared = forms.BooleanField(
        required=False, label=_("Count us in the comparison, without our name (groups of ten firms or more only)")
    )

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["goals"].choices = [(code, label.lazy()) for code, label in labels("kpis").items()]  # type: ignore[attr-defined]
