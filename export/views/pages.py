"""What the pages share: the actor, the guard, the form page, the answer to a refused action."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import resolve
from django.utils.translation import gettext_lazy as _

from export.models.plan import ExportPlan
from portal.common.errors import DomainError, NotAllowedError
from portal.organisations.actors import Actor

View = Callable[..., HttpResponse]
# Where a form leads back to, by the name of the address.
PLACES = {
    "case": _("The case"),
    "cases": _("Help from the institutions"),
    "event": _("The event"),
    "events": _("Meetings with buyers"),
    "hub": _("Selling abroad"),
    "mentor-company": _("Our mentoring"),
    "mentorship": _("Mentorship"),
    "partners": _("Partners abroad"),
    "plan": _("Export plan"),
    "pool": _("The pool"),
    "pools": _("Share a cost"),
    "profile": _("Partner profile"),
    "readiness": _("Export readiness"),
    "round": _("Matching round"),
    "vouching": _("Vouching"),
}


def page(view: View) -> View:
    """A view whose "you may not" from a service or policy becomes a 403 with the reason."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except NotAllowedError as error:
            raise PermissionDenied(str(error)) from error

    return guarded


def actor_of(request: HttpRequest) -> Actor:
    """The Actor that the middleware hung on the request."""
    return request.actor  # type: ignore[attr-defined, no-any-return]


def plan_of(request: HttpRequest, public_id: str) -> ExportPlan:
    """The firm's own plan, else 404."""
    rows = ExportPlan.objects.select_related("organisation")
    return get_object_or_404(rows, organisation=actor_of(request).organisation, public_id=public_id)


def tell(request: HttpRequest, error: DomainError) -> None:
    """Show a refusal of an action that has no form of its own."""
    for texts in error.messages.values():
        for text in texts:
            messages.error(request, str(text))


def attempt(request: HttpRequest, action: Callable[[], Any], *, done: Any = None) -> bool:
    """Run a service; a refusal becomes a message (not being allowed stays a 403). True when it went through."""
    try:
        action()
    except NotAllowedError:
        raise
    except DomainError as error:
        tell(request, error)
        return False
    if done is not None:
        messages.success(request, str(done))
    return True


def form_page(
    request: HttpRequest,
    form: forms.BaseForm,
    save: Callable[[], Any],
    *,
    title: Any,
    submit: Any,
    to: Callable[[Any], str] | str,
    lead: Any = "",
    back: str = "",
    template: str = "export/form.html",
    **extra: Any,
) -> HttpResponse:
    """Show ``form``; on a good post call ``save`` and go ``to`` the next page. Refusals appear beside their fields."""
    if request.method == "POST" and form.is_valid():
        try:
            result = save()
        except NotAllowedError:
            raise
        except DomainError as error:
            form.add_domain_error(error)  # type: ignore[attr-defined]
        else:
            return redirect(to if isinstance(to, str) else to(result))
    label = PLACES.get(resolve(urlsplit(back).path).url_name or "") if back else None
    context = {"form": form, "title": title, "submit": submit, "lead": lead, "back": back, "back_label": label, **extra}
    return render(request, template, context)
