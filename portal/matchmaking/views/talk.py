"""Conversations between a request's owner and one responder."""

from collections.abc import Collection

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from portal.common.errors import DomainError
from portal.common.http import page_of, posted
from portal.common.prepared import Rows
from portal.matchmaking import policies, reading, services
from portal.matchmaking.forms import MessageForm
from portal.matchmaking.models import Request, Thread
from portal.organisations.models import Organisation


def index(request: HttpRequest) -> HttpResponse:
    """My conversations, newest first, unread marked."""
    actor = request.actor
    organisation = actor.organisation
    rows: Rows | list[Thread] = (
        Rows(reading.THREADS, person=actor.person.pk, organisation=organisation.pk) if organisation else []
    )
    page = page_of(request, rows)
    asked = [thread.request_id for thread in page if not policies.owns(actor, thread.request)]
    revealed = reading.revealed_to(organisation.pk, asked) if organisation and asked else set()
    items = [{"thread": thread, "name": name_for(request, thread, revealed)} for thread in page]
    return render(request, "matchmaking/thread_list.html", {"page": page, "items": items})


def name_for(request: HttpRequest, thread: Thread, revealed: Collection[int]) -> str:
    """The other side's name, or a mask while the firm has not shown itself (its request is not in ``revealed``)."""
    if policies.owns(request.actor, thread.request):
        return str(thread.responder)
    if policies.shows_identity(request.actor, thread.request, is_revealed=thread.request_id in revealed):
        return str(thread.request.organisation)
    return _("Firm of request %(reference)s") % {"reference": thread.request.reference}


def detail(request: HttpRequest, public_id: str) -> HttpResponse:
    """One conversation; POST writes in it."""
    rows = Thread.objects.visible_to(request.actor).select_related("request__organisation", "responder")
    thread = get_object_or_404(rows, public_id=public_id)
    form = MessageForm(posted(request), request.FILES or None)
    if request.method == "POST" and form.is_valid():
        upload = form.cleaned_data["file"]
        try:
            services.message_send(
                actor=request.actor, thread=thread, text=form.cleaned_data["text"], uploads=[upload] if upload else None
            )
            return redirect("matchmaking:thread", thread.public_id)
        except DomainError as error:
            form.add_domain_error(error)
    if request.method == "GET":
        services.thread_read(actor=request.actor, thread=thread)
    other = name_for(request, thread, reading.revealed_to(thread.responder_id, [thread.request_id]))
    context = {
        "thread_row": thread,
        "thing": thread.request,
        "form": form,
        "other": other,
        "thread": rows_of(request, thread, other),
    }
    return render(request, "matchmaking/thread.html", context)


def rows_of(request: HttpRequest, thread: Thread, other: str) -> list[dict[str, object]]:
    """Messages as the thread component shows them."""
    found = thread.messages.select_related("author", "sender").prefetch_related("documents__document__versions")
    rows = []
    for message in list(found)[-200:]:
        is_own = request.actor.organisation is not None and message.sender_id == request.actor.organisation.pk
        versions = [item.document.versions.first() for item in message.documents.all()]
        rows.append(
            {
                "own": is_own,
                "author": message.author.get_short_name() if is_own else other,
                "at": message.sent_at,
                "body": message.text,
                "language": message.language,
                "documents": [
                    {"name": v.filename, "size": v.size, "url": reverse("documents:download", args=[v.public_id])}
                    for v in versions
                    if v is not None
                ],
            }
        )
    return rows


@require_POST
def start(request: HttpRequest, public_id: str) -> HttpResponse:
    """Open the conversation about a request: a responder with the owner, or the owner with a named responder."""
    thing = get_object_or_404(Request.objects.visible_to(request.actor), public_id=public_id)
    responder = request.actor.organisation
    if policies.owns(request.actor, thing):
        responder = get_object_or_404(
            Organisation,
            public_id=request.POST.get("with", ""),
            matches__request=thing,
            matches__released_at__isnull=False,
        )
    thread = services.thread_open(actor=request.actor, request=thing, responder=responder)
    messages.info(request, _("Only the two of you can read this conversation."))
    return redirect("matchmaking:thread", thread.public_id)
