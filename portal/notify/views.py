"""The person's notifications, how they want mail, and the organisation's webhooks."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from portal.common.errors import DomainError
from portal.common.formatting import Medium
from portal.common.http import page_of, posted
from portal.notify import services, webhooks
from portal.notify.forms import PreferencesForm, WebhookForm
from portal.notify.models import Category, InboxItem, WebhookDelivery, WebhookEndpoint
from portal.notify.preferences import LOCKED, preferences_of, preferences_set


def index(request: HttpRequest) -> HttpResponse:
    """The person's notifications, newest first; unread ones marked."""
    rows = InboxItem.objects.filter(user=request.actor.person).select_related("organisation").order_by("-pk")
    category, is_unread_only = request.GET.get("about", ""), request.GET.get("unread") == "1"
    if category in Category.values:
        rows = rows.filter(category=category)
    if is_unread_only:
        rows = rows.filter(read_at__isnull=True)
    page = page_of(request, rows)
    items = [
        {
            "row": row,
            "headline": services.headline(row),
            "shown": services.headline(row, Medium.HTML),
            "body": services.body(row, Medium.HTML),
            "url": f"/{get_language()}{row.path}" if row.path.startswith("/") else "",
        }
        for row in page
    ]
    context = {
        "page": page,
        "items": items,
        "category": category,
        "categories": Category.choices,
        "is_unread_only": is_unread_only,
        "unread": InboxItem.objects.filter(user=request.actor.person, read_at__isnull=True).count(),
    }
    return render(request, "notify/index.html", context)


@require_POST
def read(request: HttpRequest) -> HttpResponse:
    """Mark one notification as read and go where it leads, or mark all."""
    key = request.POST.get("item", "")
    if not key:
        services.mark_read(request.actor.person)
        messages.success(request, _("All marked as read."))
        return redirect("notify:index")
    row = get_object_or_404(InboxItem, user=request.actor.person, pk=key if key.isascii() and key.isdigit() else 0)
    services.mark_read(request.actor.person, [row.pk])
    if "open" in request.POST and row.path.startswith("/"):
        return redirect(f"/{get_language()}{row.path}")
    return redirect("notify:index")


def preferences(request: HttpRequest) -> HttpResponse:
    """At once, once a day or no mail, for each category."""
    form = PreferencesForm(posted(request), wishes=preferences_of(request.actor.person))
    if request.method == "POST" and form.is_valid():
        preferences_set(actor=request.actor, wishes=form.cleaned_data)
        messages.success(request, _("Saved. It holds from the next notification on."))
        return redirect("notify:preferences")
    return render(request, "notify/preferences.html", {"form": form, "locked": [c.label for c in LOCKED]})


def own_endpoint(request: HttpRequest, public_id: str) -> WebhookEndpoint:
    """An endpoint of the actor's organisation, else 404."""
    rows = WebhookEndpoint.objects.filter(organisation=request.actor.organisation)
    return get_object_or_404(rows, public_id=public_id)


def webhook_list(request: HttpRequest) -> HttpResponse:
    """The organisation's webhooks; POST sets one up."""
    webhooks.require_admin(request.actor)
    form = WebhookForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            endpoint = webhooks.endpoint_create(actor=request.actor, **form.cleaned_data)
            messages.success(
                request, _("Set up. Keep the secret in your own system: it proves that a message is ours.")
            )
            return redirect("notify:webhook", endpoint.public_id)
        except DomainError as error:
            form.add_domain_error(error)
    rows = WebhookEndpoint.objects.filter(organisation=request.actor.organisation, ended_at__isnull=True)
    context = {
        "form": form,
        "endpoints": rows.prefetch_related("topics").order_by("pk"),
        "topics": dict(webhooks.TOPICS),
    }
    return render(request, "notify/webhooks.html", context)


def webhook_detail(request: HttpRequest, public_id: str) -> HttpResponse:
    """One webhook: secret, topics, the log of deliveries."""
    webhooks.require_admin(request.actor)
    endpoint = own_endpoint(request, public_id)
    page = page_of(request, endpoint.deliveries.select_related("entry").order_by("-pk"))
    topics = [dict(webhooks.TOPICS).get(topic.code, topic.code) for topic in endpoint.topics.all()]
    return render(request, "notify/webhook.html", {"endpoint": endpoint, "page": page, "topics": topics})


@require_POST
def webhook_secret(request: HttpRequest, public_id: str) -> HttpResponse:
    """Make a new secret."""
    webhooks.endpoint_renew_secret(actor=request.actor, endpoint=own_endpoint(request, public_id))
    messages.success(request, _("The new secret is in force. The old one signs nothing any more."))
    return redirect("notify:webhook", public_id)


@require_POST
def webhook_end(request: HttpRequest, public_id: str) -> HttpResponse:
    """Stop telling an address."""
    webhooks.endpoint_end(actor=request.actor, endpoint=own_endpoint(request, public_id))
    messages.success(request, _("Ended. Nothing is sent there any more."))
    return redirect("notify:webhooks")


@require_POST
def delivery_replay(request: HttpRequest, public_id: str) -> HttpResponse:
    """Send a message of the log again."""
    rows = WebhookDelivery.objects.filter(endpoint__organisation=request.actor.organisation).select_related("endpoint")
    delivery = get_object_or_404(rows, public_id=public_id)
    webhooks.delivery_replay(actor=request.actor, delivery=delivery)
    messages.success(request, _("It is being sent again."))
    return redirect(reverse("notify:webhook", args=[delivery.endpoint.public_id]))
