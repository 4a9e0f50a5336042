"""The public register and the provider's own pages."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from digital.choices import TagKind
from digital.forms.providers import (
    PackageFilter,
    PackageForm,
    ProfileForm,
    ProviderFilter,
    ReferenceAnswerForm,
    ReferenceForm,
)
from digital.instruments.gaps import labels
from digital.models import Package, ProviderProfile
from digital.roadmaps import roadmaps
from digital.schemes.catalogue import in_force
from digital.schemes.catalogue import labels as scheme_labels
from digital.schemes.grant import Cost, calculate, eligible_part
from digital.scopes import SCOPE
from digital.services import providers as services
from digital.texts import text
from digital.views.common import actor_of, editing_firm_of, exchange_path, firm_of, tell
from portal.common import clock
from portal.common.errors import ConflictError, DomainError
from portal.common.queue import after_commit
from portal.criteria import rules, sentences
from portal.criteria.models import CriteriaSet
from portal.matchmaking import scopes
from portal.matchmaking.services import request_create
from portal.organisations.choices import CapabilityKind

PAGE = 20


def _chips(request: HttpRequest, form: Any) -> list[dict[str, str]]:
    """The chosen filters as words, each with the address without it."""
    chips = []
    for name, value in request.GET.items():
        if not value or name not in form.fields:
            continue
        query = request.GET.copy()
        query.pop(name)
        choices = dict(getattr(form.fields[name], "choices", []))
        chips.append(
            {"label": f"{form.fields[name].label}: {choices.get(value, value)}", "url": f"?{query.urlencode()}"}
        )
    return chips


@login_not_required
@require_GET
def register(request: HttpRequest) -> HttpResponse:
    """Vetted providers; filters in the address."""
    form = ProviderFilter(request.GET or None)
    data = form.cleaned_data if form.is_bound and form.is_valid() else {}
    found = services.search(
        category=data.get("category", ""), sector=data.get("sector", ""), language=data.get("language", ""),
        words=data.get("q", ""),
    ).prefetch_related("tags", "organisation__packages")  # fmt: skip
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    rows = [
        {
            "profile": profile,
            "categories": _tags(profile, TagKind.CATEGORY),
            "packages": sum(package.is_published for package in profile.organisation.packages.all()),
        }
        for profile in page
    ]
    context = {"form": form, "page": page, "rows": rows, "chips": _chips(request, form)}
    return render(request, "digital/register.html", context)


def _tags(profile: ProviderProfile, kind: str) -> list[Any]:
    codes = [tag.code for tag in profile.tags.all() if tag.kind == kind]
    if kind == TagKind.CATEGORY:
        return [labels("categories")[code] for code in codes if code in labels("categories")]
    if kind == TagKind.SECTOR:
        return [roadmaps()[code].label for code in codes if code in roadmaps()]
    return codes


@login_not_required
@require_GET
def profile(request: HttpRequest, public_id: str) -> HttpResponse:
    """A provider's public page: what it does, packages, what customers and clients confirmed."""
    found = get_object_or_404(ProviderProfile.objects.public().select_related("organisation"), public_id=public_id)
    organisation = found.organisation
    capability = organisation.capabilities.get(kind=CapabilityKind.PROVIDER)
    context = {
        "profile": found,
        "capability": capability,
        "expires_soon": capability.expires_on and (capability.expires_on - clock.today()).days <= 30,
        "categories": _tags(found, TagKind.CATEGORY),
        "sectors": _tags(found, TagKind.SECTOR),
        "languages": [tag.code for tag in found.tags.all() if tag.kind == TagKind.LANGUAGE],
        "packages": organisation.packages.filter(is_published=True),
        "standing": [{**row, "text": text(row["text"])} for row in services.criteria_standing(organisation)],
        "outcomes": services.confirmed_outcomes(organisation),
        "quotes": organisation.references.filter(answered_at__isnull=False, may_quote=True)[:6],
    }
    return render(request, "digital/profile.html", context)


@login_not_required
@require_GET
def packages(request: HttpRequest) -> HttpResponse:
    """Packages with list price, visible to everybody."""
    form = PackageFilter(request.GET or None)
    data = form.cleaned_data if form.is_bound and form.is_valid() else {}
    found = Package.objects.public().select_related("organisation__provider_profile")
    if data.get("category"):
        found = found.filter(category=data["category"])
    if data.get("most"):
        found = found.filter(list_price__lte=data["most"])
    for word in (data.get("q") or "").split()[:6]:
        found = found.filter(Q(title__icontains=word) | Q(scope__icontains=word))
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    rows = [{"package": row, "category": labels("categories")[row.category], "net": _best_net(row)} for row in page]
    return render(
        request, "digital/packages.html", {"form": form, "page": page, "rows": rows, "chips": _chips(request, form)}
    )


def _grants(package: Package) -> list[dict[str, Any]]:
    """What each scheme in force would pay for the package, for a firm that has used nothing yet."""
    costs = [Cost(row.kind, row.amount) for row in package.lines.all()]
    found = []
    for scheme in in_force(clock.today()):
        if scheme.currency != package.currency:
            continue
        kept, left_out = eligible_part(costs, scheme.excluded)
        eligible = sum((cost.amount for cost in kept), start=package.list_price * 0)
        zero = package.list_price * 0
        grant = calculate(
            scheme.limits(used_in_window=zero, group_used=zero, other_aid=zero, eligible=eligible),
            [c.amount for c in kept],
        )
        if grant.amount:
            found.append(
                {"scheme": scheme, "grant": grant, "left_out": left_out, "net": package.list_price - grant.amount}
            )
    return sorted(found, key=lambda row: row["net"])


def _best_net(package: Package) -> dict[str, Any] | None:
    found = _grants(package)
    return found[0] if found else None


@login_not_required
@require_GET
def package(request: HttpRequest, public_id: str) -> HttpResponse:
    """One package: scope, price lines, three-year cost, what grants leave."""
    found = get_object_or_404(
        Package.objects.public().select_related("organisation__provider_profile"), public_id=public_id
    )
    lines = [{"label": scheme_labels("cost_kinds")[row.kind], "amount": row.amount} for row in found.lines.all()]
    context = {
        "package": found,
        "category": labels("categories")[found.category],
        "lines": lines,
        "grants": _grants(found),
    }
    return render(request, "digital/package.html", context)


@require_POST
def package_request(request: HttpRequest, public_id: str) -> HttpResponse:
    """A draft request around a package, nothing typed twice."""
    found = get_object_or_404(Package.objects.public(), public_id=public_id)
    grants = _grants(found)
    details = {
        "package": found, "category": found.category, "must_have": found.scope[:2000], "months": found.months,
        "currency": found.currency, "scheme": grants[0]["scheme"].code if grants else "",
    }  # fmt: skip
    try:
        made = request_create(actor=actor_of(request), pillar="digital", details=details, title=found.title[:120])
    except DomainError as error:
        tell(request, error)
        return redirect("digital:package", public_id)
    return redirect(exchange_path("requests", made.public_id))


@require_http_methods(["GET", "POST"])
def own_profile(request: HttpRequest) -> HttpResponse:
    """The provider's own page: profile form, what is missing, packages, references."""
    firm = firm_of(request)
    own = services.profile_seen(firm)
    form = ProfileForm(request.POST if request.method == "POST" else None, instance=own)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        tags = {"category": data["category"], "sector": data["sector"], "language": data["languages"]}
        values = {name: data[name] for name in ("summary", "project_from", "project_to", "support_hours", "staff")}
        try:
            services.profile_save(
                actor=actor_of(request), values={**values, "language": get_language() or "en"}, tags=tags
            )
            messages.success(request, _("Your profile is saved."))
            return redirect("digital:own-profile")
        except DomainError as error:
            form.add_domain_error(error)
    context = {
        "form": form,
        "profile": own,
        "capability": firm.capabilities.filter(kind=CapabilityKind.PROVIDER).first(),
        "missing": services.missing_parts(own),
        "needs": in_words(own.criteria),
        "packages": firm.packages.all(),
        "references": firm.references.order_by("-asked_at"),
        "standing": [{**row, "text": text(row["text"])} for row in services.criteria_standing(firm)],
    }
    return render(request, "digital/own_profile.html", context)


def in_words(criteria: CriteriaSet | None) -> list[list[str]]:
    """What a scope asks, group by group; nothing while it is switched off."""
    is_on = criteria is not None and criteria.is_active
    return sentences.requirements(rules.read(criteria.document, strict=False)) if is_on else []  # type: ignore[union-attr]


@require_http_methods(["GET", "POST"])
def scope_rules(request: HttpRequest) -> HttpResponse:
    """Rules of the provider's own on top of its profile, in the criteria editor."""
    firm = editing_firm_of(request)
    own = services.profile_seen(firm)
    back = reverse("digital:own-profile")
    words = scopes.Words(
        title=_("Which needs reach us"),
        intro=_(
            "A need reaches you when your profile's rules and every rule of at least one group here are met. "
            "A missing answer never counts as no."
        ),
        back=back,
        back_label=_("Our profile"),
        profile=back,
        profile_label=_("Change the profile"),
    )
    return scopes.edit(request, SCOPE, own, partial(services.scope_save, actor=actor_of(request)), words)


@require_http_methods(["GET", "POST"])
def package_edit(request: HttpRequest, public_id: str = "") -> HttpResponse:
    """Make or change a package."""
    editing_firm_of(request)
    own = get_object_or_404(Package.objects.visible_to(actor_of(request)), public_id=public_id) if public_id else None
    form = PackageForm(request.POST if request.method == "POST" else None, instance=own)
    if request.method == "POST" and form.is_valid():
        fresh = get_object_or_404(Package, pk=own.pk) if own else None
        try:
            services.package_save(actor=actor_of(request), values=form.values(), lines=form.lines(), package=fresh)
            messages.success(request, _("The package is saved."))
            return redirect("digital:own-profile")
        except DomainError as error:
            form.add_domain_error(error)
    return render(request, "digital/package_edit.html", {"form": form, "package": own})


@require_http_methods(["GET", "POST"])
def reference_new(request: HttpRequest) -> HttpResponse:
    """Name a customer; the letter with the one-time link goes out in the background."""
    editing_firm_of(request)
    form = ReferenceForm(request.POST if request.method == "POST" else None, initial={"language": get_language()})
    if request.method == "POST" and form.is_valid():
        try:
            row = services.reference_ask(actor=actor_of(request), **form.cleaned_data)
            after_commit("digital.mail_reference", row.pk)
            messages.success(request, _("We have asked. You see here when the customer has answered."))
            return redirect("digital:own-profile")
        except DomainError as error:
            form.add_domain_error(error)
    return render(request, "digital/reference_new.html", {"form": form})


@login_not_required
@require_http_methods(["GET", "POST"])
def reference_link(request: HttpRequest, token: str) -> HttpResponse:
    """The customer's page behind the one-time link. Reading it changes nothing."""
    row = services.reference_find(token)
    if row is None:
        return render(request, "digital/reference_gone.html", status=410)
    form = ReferenceAnswerForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            services.reference_answer(row=row, values=form.values())
        except ConflictError:
            return render(request, "digital/reference_gone.html", status=410)
        return render(request, "digital/reference_thanks.html", {"row": row})
    return render(request, "digital/reference_link.html", {"form": form, "row": row})
