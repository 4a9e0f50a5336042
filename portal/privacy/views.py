"""Pages of personal data."""

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from portal.common.errors import DomainError
from portal.common.http import page_of
from portal.identity.proof import check_identity
from portal.privacy import access_log, copies, erasure
from portal.privacy.models import DataCopy, ErasureState
from portal.privacy.periods import PERIODS


def home(request: HttpRequest) -> HttpResponse:
    """Copy, access log, erasure, periods."""
    user = request.actor.person
    context = {
        "copies": DataCopy.objects.filter(user=user).order_by("-pk")[:5],
        "erasure": user.erasures.filter(state=ErasureState.ASKED).first(),  # type: ignore[union-attr]
        "holds": erasure.holds_of(user),  # type: ignore[arg-type]
        "pause_days": PERIODS.erasure_pause_days,
        "has_firm": request.actor.organisation is not None,
        "is_admin": request.actor.is_admin,
    }
    return render(request, "privacy/home.html", context)


@require_POST
def copy_ask(request: HttpRequest) -> HttpResponse:
    """Ask for a copy of one's data."""
    copies.copy_ask(actor=request.actor)
    messages.success(request, _("Your copy is being prepared. It appears here in a moment."))
    return redirect("privacy:home")


def copy_open(request: HttpRequest, public_id: str) -> HttpResponse | FileResponse:
    """The file, for its owner alone."""
    copy = get_object_or_404(DataCopy, public_id=public_id, user=request.user)
    try:
        path = copies.copy_open(actor=request.actor, copy=copy)
    except DomainError as error:
        messages.error(request, " ".join(str(text) for texts in error.messages.values() for text in texts))
        return redirect("privacy:home")
    return FileResponse(path.open("rb"), as_attachment=True, filename="my-data.zip", content_type="application/zip")


@require_POST
def erasure_set(request: HttpRequest) -> HttpResponse:
    """Ask to be erased, or take it back."""
    if request.POST.get("answer") == "withdraw":
        erasure.erasure_withdraw(actor=request.actor)
        messages.success(request, _("Your account stays."))
    elif check_identity(request, request.POST.get("password", "")):
        erasure.erasure_ask(actor=request.actor)
        messages.success(request, _("Noted. You can still take it back until the day shown below."))
    else:
        messages.error(
            request, _("That is neither your password nor a code from your app. Wait a minute after many tries.")
        )
    return redirect("privacy:home")


def access(request: HttpRequest) -> HttpResponse:
    """Who looked at the firm's papers and requests."""
    firm = request.actor.organisation
    if firm is None:
        return redirect("privacy:home")
    page = page_of(request, access_log.of(firm))
    titles = access_log.titles(page)
    rows = [(entry, access_log.words(entry), titles.get(entry.subject_key, "")) for entry in page]
    return render(request, "privacy/access.html", {"page": page, "rows": rows})
