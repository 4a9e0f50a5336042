"""After a refusal: repairs, forward to the rest, appeal to a second person."""

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from lending import appeals as appealing
from lending import refusals
from lending.models import Appeal
from lending.views.offers import my_request
from portal.common.errors import DomainError
from portal.common.forms import QForm
from portal.common.http import posted
from portal.matchmaking import policies


class AppealForm(QForm):
    """What should be looked at again."""

    text = forms.CharField(
        label=gettext_lazy("What should be looked at again?"), widget=forms.Textarea(attrs={"rows": 4}), max_length=2000
    )


class AnswerForm(QForm):
    """The second person's decision."""

    overturned = forms.TypedChoiceField(
        label=gettext_lazy("Decision"),
        choices=[("yes", gettext_lazy("We look at it again")), ("no", gettext_lazy("The refusal stands"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
    answer = forms.CharField(label=gettext_lazy("Why"), widget=forms.Textarea(attrs={"rows": 3}), max_length=2000)


def repairs(request: HttpRequest, public_id: str) -> HttpResponse:
    """Every refusal with what would mend it, by whom; appeal and forward beside it."""
    thing = my_request(request, public_id)
    context = {
        "thing": thing,
        "refusals": refusals.of_request(thing),
        "waiting": refusals.waiting(thing),
        "form": AppealForm(),
        "may_edit": policies.can_edit_request(request.actor, thing),
    }
    return render(request, "lending/repairs.html", context)


@require_POST
def forward(request: HttpRequest, public_id: str) -> HttpResponse:
    """With the firm's consent, put the request before the next lenders at once."""
    thing = my_request(request, public_id)
    told = appealing.forward(actor=request.actor, request=thing)
    if told:
        messages.success(request, _("Passed on. The next lenders that fit were told."))
    elif refusals.waiting(thing):
        messages.info(request, _("Enough lenders have answered already. Compare their offers first."))
    else:
        messages.info(request, _("Nobody else fits at the moment. We look again every night."))
    return redirect("lending:repairs", thing.public_id)


@require_POST
def appeal(request: HttpRequest, public_id: str, match: str) -> HttpResponse:
    """Ask a second person of the lender."""
    thing = my_request(request, public_id)
    found = get_object_or_404(thing.matches.select_related("organisation", "request"), public_id=match)
    appealing.appeal_raise(actor=request.actor, match=found, text=request.POST.get("text", ""))
    messages.success(request, _("Your appeal was sent, and the lender was told. A second person must answer."))
    return redirect("lending:repairs", thing.public_id)


def appeals(request: HttpRequest) -> HttpResponse:
    """Appeals before this lender."""
    rows = (
        Appeal.objects.filter(lender=request.actor.organisation)
        if request.actor.organisation
        else Appeal.objects.none()
    )
    rows = rows.select_related("request").order_by("answered_at", "due_on")
    return render(request, "lending/appeals.html", {"appeals": rows[:100]})


def answer(request: HttpRequest, public_id: str) -> HttpResponse:
    """The second person decides with a reason."""
    found = get_object_or_404(
        Appeal.objects.filter(lender=request.actor.organisation).select_related("request"), public_id=public_id
    )
    form = AnswerForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            data = form.cleaned_data
            appealing.appeal_answer(
                actor=request.actor, appeal=found, overturned=data["overturned"], answer=data["answer"]
            )
            messages.success(request, _("Answered. The firm was told."))
            return redirect("lending:appeals")
        except DomainError as error:
            form.add_domain_error(error)
    return render(request, "lending/appeal.html", {"appeal": found, "form": form})
