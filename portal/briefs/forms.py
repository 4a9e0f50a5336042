"""Forms of the briefs app: they check shape; services check rules."""

import json
from decimal import Decimal
from typing import Any, ClassVar

from django import forms
from django.utils.functional import lazystr
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from portal.briefs.choices import Delivery, Frequency, Support, Topic
from portal.briefs.fields import FIELDS
from portal.briefs.models import AnswerTemplate, Brief, Programme
from portal.common.forms import DateInput, MoneyField, QForm, QModelForm
from portal.criteria import codes


class NewBriefForm(QForm):
    """The start of a brief."""

    title = forms.CharField(label=_("Title"), max_length=90, help_text=_("In the language you write first."))
    source_language = forms.ChoiceField(
        label=_("Language you write first"), choices=[("en", "English"), ("zh-hans", "简体中文"), ("ar", "العربية")]
    )
    topic = forms.ChoiceField(label=_("Topic"), choices=Topic.choices)
    support = forms.ChoiceField(label=_("Kind of support"), choices=Support.choices)


class ProgrammeField(forms.ModelChoiceField):
    """A programme by its name in the reader's language."""

    def label_from_instance(self, obj: Programme) -> str:
        return obj.names.get((get_language() or "en").lower()) or str(obj)


class TermsForm(QModelForm):
    """Dates, limits, amounts: everything of a brief that is not text."""

    class Meta:
        model = Brief
        fields = (
            "topic", "support", "delivery", "programme", "region", "sector", "issued_on", "starts_on", "ends_on",
            "decision_days", "payment_days", "amount_kind", "amount_fixed", "amount_rate", "amount_cap", "amount_floor",
            "currency", "legal_url", "right_choice",
        )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["region"] = forms.ChoiceField(
            label=_("Region"), required=False, choices=[("", _("The whole country")), *region_choices()]
        )
        programmes = Programme.objects.filter(issuer=self.instance.issuer)
        self.fields["programme"] = ProgrammeField(programmes, label=_("Programme"), required=False)


def region_choices() -> list[tuple[str, Any]]:
    """Regions of the code list."""
    regions = codes.get("region")
    return [(code, lazystr(regions.label(code))) for code in regions.top()]


class ReviewForm(QForm):
    """The second person's decision."""

    publish_at = forms.DateTimeField(
        label=_("Publish at (empty: at once)"), required=False, widget=forms.DateTimeInput({"type": "datetime-local"})
    )
    note = forms.CharField(
        label=_("What must change"), required=False, max_length=2000, widget=forms.Textarea({"rows": 3})
    )


class SaveSearchForm(QForm):
    """An address that wants mail about new briefs."""

    email = forms.EmailField(label=_("Your e-mail address"))
    frequency = forms.ChoiceField(label=_("How often"), choices=Frequency.choices, initial="weekly")


class CorrectionForm(QForm):
    """A reader's proposal."""

    code = forms.ChoiceField(
        label=_("Part of the brief"),
        choices=[(f.code, f.label) for f in FIELDS if f.code not in ("question", "choices")],
    )
    proposal = forms.CharField(
        label=_("What should change, and why"), max_length=2000, widget=forms.Textarea({"rows": 4})
    )
    email = forms.EmailField(label=_("Your e-mail address, if you want an answer"), required=False)


class ClarityForm(QForm):
    """Was this clear?"""

    is_clear = forms.ChoiceField(
        label=_("Was this clear?"), choices=[("yes", _("Yes")), ("no", _("No"))], widget=forms.RadioSelect
    )
    remark = forms.CharField(label=_("What was not clear?"), required=False, max_length=500)

    def __init__(self, *args: Any, question: str = "", choices: list[str] | None = None, **kwargs: Any):
        super().__init__(*args, **kwargs)
        if question and choices:
            self.fields["choice"] = forms.ChoiceField(
                label=question,
                required=False,
                widget=forms.RadioSelect,
                choices=[(str(n), text) for n, text in enumerate(choices, 1)],
            )


class CalculatorForm(QForm):
    """What a project costs and what other support it gets."""

    cost = MoneyField(label=_("What your project costs"), min_value=Decimal("0.01"))
    other = MoneyField(label=_("Other public support you get for it"), required=False)

    def __init__(self, *args: Any, currency: str = "SAR", **options: Any):
        super().__init__(*args, **options)
        for field in self.fields.values():
            if isinstance(field, MoneyField):
                field.prefix = currency


class ApplicationForm(QForm):
    """The few things the portal does not know yet."""

    cost = forms.DecimalField(
        label=_("What your project costs"), required=False, min_value=Decimal("0.01"), max_digits=14, decimal_places=2
    )
    statement = forms.CharField(
        label=_("What you will do with it"), required=False, max_length=3000, widget=forms.Textarea({"rows": 5})
    )


class MessageForm(QForm):
    """One message."""

    body = forms.CharField(label=_("Message"), max_length=3000, widget=forms.Textarea({"rows": 4}))


class DecisionForm(QForm):
    """The office's decision."""

    reasons = forms.CharField(
        label=_("Reasons (the firm reads them)"), max_length=3000, widget=forms.Textarea({"rows": 4})
    )
    amount = forms.DecimalField(
        label=_("Amount"), required=False, min_value=Decimal("0.01"), max_digits=14, decimal_places=2
    )


class PaymentForm(QForm):
    """The payment made."""

    reference = forms.CharField(label=_("Payment reference"), max_length=60)


class ThreeLanguages(QForm):
    """Base of forms that hold a text in three languages: fields ``name_en``, ``name_zh-hans``, ``name_ar``."""

    texts: ClassVar[dict[str, tuple[Any, bool]]] = {}  # name → (label, is long)

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        for name, (label, is_long) in self.texts.items():
            for code, language in (("en", _("English")), ("zh-hans", _("Chinese")), ("ar", _("Arabic"))):
                widget = (
                    forms.Textarea({"rows": 4, "lang": code, "dir": "auto"})
                    if is_long
                    else forms.TextInput({"lang": code, "dir": "auto"})
                )
                self.fields[f"{name}_{code}"] = forms.CharField(
                    label=lazystr(_("%(text)s (%(language)s)") % {"text": label, "language": language}),
                    required=False,
                    max_length=20000,
                    widget=widget,
                )

        self.order_fields([f"{name}_{code}" for name in self.texts for code in ("en", "zh-hans", "ar")])

    def by_language(self, name: str) -> dict[str, str]:
        """language → text of one of the three-language fields."""
        return {code: self.cleaned_data.get(f"{name}_{code}", "").strip() for code in ("en", "zh-hans", "ar")}


class ConsultationForm(ThreeLanguages):
    """A draft text for consultation; paragraphs are separated by an empty line."""

    texts: ClassVar = {
        "name": (_("Title"), False),
        "summary": (_("In two sentences"), False),
        "paragraphs": (_("Paragraphs, an empty line between them"), True),
    }
    opens_on = forms.DateField(label=_("Opens on"), widget=DateInput())
    closes_on = forms.DateField(label=_("Closes on"), widget=DateInput())


class ProgrammeForm(ThreeLanguages):
    """A programme: what it wants, for which part of a firm's life, how urgent, from when until when."""

    texts: ClassVar = {"name": (_("Title"), False), "summary": (_("In two sentences"), False)}
    topic = forms.ChoiceField(label=_("Topic"), choices=Topic.choices)
    priority = forms.IntegerField(
        label=_("Priority"), min_value=1, max_value=9, initial=3, help_text=_("1 comes first in the list.")
    )
    starts_on = forms.DateField(label=_("Starts on"), widget=DateInput())
    ends_on = forms.DateField(label=_("Ends on"), required=False, widget=DateInput())

    def __init__(self, *args: Any, programme: Programme | None = None, **kwargs: Any):
        initial: dict[str, Any] = {}
        if programme is not None:
            initial = {name: getattr(programme, name) for name in ("topic", "priority", "starts_on", "ends_on")}
            initial |= {f"name_{code}": text for code, text in programme.names.items()}
            initial |= {f"summary_{code}": text for code, text in programme.summaries.items()}
        super().__init__(*args, initial=initial, **kwargs)

    def terms(self) -> dict[str, Any]:
        """The columns."""
        plain = {name: self.cleaned_data[name] for name in ("topic", "priority", "starts_on", "ends_on")}
        return {**plain, "names": self.by_language("name"), "summaries": self.by_language("summary")}


class IndicatorForm(ThreeLanguages):
    """One measure of a programme: typed in, or a live figure of the portal."""

    texts: ClassVar = {"name": (_("Indicator"), False)}
    unit = forms.CharField(label=_("Unit"), max_length=20, required=False)
    figure = forms.ChoiceField(label=_("Live figure of the portal"), required=False)
    baseline = forms.DecimalField(label=_("At the start"), max_digits=14, decimal_places=2, initial=0)
    target = forms.DecimalField(label=_("Target"), max_digits=14, decimal_places=2, required=False)
    value = forms.DecimalField(label=_("Now, when it is typed in"), max_digits=14, decimal_places=2, required=False)
    as_of = forms.DateField(label=_("As of"), required=False, widget=DateInput())

    def __init__(self, *args: Any, figures: list[Any] | None = None, **kwargs: Any):
        super().__init__(*args, **kwargs)
        choices = [("", _("none: typed in")), *((figure.code, figure.label) for figure in figures or [])]
        self.fields["figure"].choices = choices  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if any(self.by_language("name").values()) and data.get("target") is None:
            self.add_error("target", _("Say what shall be reached."))
        return data

    def terms(self) -> dict[str, Any]:
        """The columns beside the names."""
        given = {name: self.cleaned_data[name] for name in ("unit", "figure", "baseline", "target", "value", "as_of")}
        return given if not given["figure"] else {**given, "value": None, "as_of": None}


IndicatorRows = forms.formset_factory(IndicatorForm, extra=0, max_num=12)


def indicator_rows(programme: Programme | None, figures: list[Any], data: Any = None) -> Any:
    """The formset of a programme's indicators with two empty rows."""
    names = ("unit", "figure", "baseline", "target", "value", "as_of")
    initial = [
        {**{name: getattr(row, name) for name in names}, **{f"name_{code}": text for code, text in row.names.items()}}
        for row in (programme.indicators.all() if programme else [])
    ]
    initial += [{"baseline": 0}, {"baseline": 0}]
    return IndicatorRows(data, initial=initial, prefix="indicator", form_kwargs={"figures": figures})


class AnswerForm(QForm):
    """One official answer for the comments ticked."""

    position = forms.ChoiceField(
        label=_("Answer"),
        choices=[("considered", _("Considered")), ("accepted", _("Accepted")), ("rejected", _("Not accepted"))],
    )
    template = forms.ModelChoiceField(label=_("Ready text"), required=False, queryset=AnswerTemplate.objects.none())
    reason = forms.CharField(label=_("Reason"), required=False, max_length=3000, widget=forms.Textarea({"rows": 3}))


class TemplateForm(ThreeLanguages):
    """A ready answer."""

    texts: ClassVar = {"text": (_("Text"), True)}
    name = forms.CharField(label=_("Name of the ready text"), max_length=80)
    position = forms.ChoiceField(
        label=_("Answer"),
        choices=[("considered", _("Considered")), ("accepted", _("Accepted")), ("rejected", _("Not accepted"))],
    )


class LabForm(ThreeLanguages):
    """A policy-lab case: title, question and the cost of one more firm."""

    texts: ClassVar = {"name": (_("Title"), False), "question": (_("The question"), True)}
    brief = forms.ModelChoiceField(
        label=_("Copy the rule of this brief"), queryset=Brief.objects.none(), required=False
    )
    amount = forms.DecimalField(
        label=_("Cost per firm (SAR)"), required=False, min_value=0, max_digits=14, decimal_places=2
    )


class LabAnswerForm(ThreeLanguages):
    """What the authority answers and what changed."""

    texts: ClassVar = {"answer": (_("The answer"), True), "change": (_("What changed"), True)}


def json_text(document: Any) -> str:
    """A document as indented text."""
    return json.dumps(document, ensure_ascii=False, indent=2) if document else ""


DELIVERY_WITH_FORM = (Delivery.APPLICATION, Delivery.CONFIRMATION)
