"""Django's admin: for looking and support. State is read-only here; it changes through the pages and services.

Whatever an operator opens is journalled as a look by staff, so the firm finds it under "Who looked at our data".
"""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest, HttpResponse

from portal.identity.models import User
from portal.journal.services import record
from portal.organisations.models import (
    ApiToken,
    Capability,
    Consent,
    Fact,
    Identifier,
    Invitation,
    Membership,
    Organisation,
)


class WatchedAdmin(admin.ModelAdmin):
    """Each list and each record that is opened becomes an entry of the journal. ``firm``: the way to the organisation."""

    firm = "organisation"

    def firms_of(self, rows: Iterable[Model]) -> list[Organisation]:
        """The organisations whose data ``rows`` hold, once each."""
        found: dict[int, Organisation] = {}
        for row in rows:
            thing: Any = row
            for step in self.firm.split(".") if self.firm else ():
                thing = getattr(thing, step, None)
            if isinstance(thing, Organisation):
                found[thing.pk] = thing
        return list(found.values())

    def note(self, request: HttpRequest, rows: list[Any]) -> None:
        payload = {"list": self.model._meta.label, "rows": len(rows)}
        subject: Model = rows[0] if len(rows) == 1 else request.user  # type: ignore[assignment]
        record(
            actor=replace(request.actor, is_staff_mode=True),  # type: ignore[attr-defined]
            verb="staff.record_read",
            subject=subject,
            concerns=self.firms_of(rows),
            payload=payload,
            notify=False,
        )

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """The list, noted with the rows it shows."""
        answer = super().changelist_view(request, extra_context)
        shown = (getattr(answer, "context_data", None) or {}).get("cl")
        if shown is not None:
            self.note(request, list(shown.result_list))
        return answer

    def changeform_view(
        self, request: HttpRequest, object_id: str | None = None, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """One record, noted."""
        answer = super().changeform_view(request, object_id, form_url, extra_context)
        thing = self.get_object(request, object_id) if object_id else None
        if thing is not None and answer.status_code == 200:
            self.note(request, [thing])
        return answer


class ReadOnlyAdmin(WatchedAdmin):
    """Nothing can be added, changed or deleted."""

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Never."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Never."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Never."""
        return False


@admin.register(User)
class UserAdmin(WatchedAdmin):
    """Support may switch an account off; everything else is the person's own."""

    firm = ""
    list_display = ("email", "name", "language", "is_active", "is_staff", "joined_at")
    search_fields = ("email", "name", "public_id")
    list_filter = ("is_active", "is_staff", "language")
    fields = ("email", "name", "language", "time_zone", "is_active", "is_staff", "public_id", "joined_at")
    readonly_fields = ("email", "name", "language", "time_zone", "public_id", "joined_at")

    def has_add_permission(self, request: HttpRequest) -> bool:
        """People sign up by themselves."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """History keeps people; an account is switched off instead."""
        return False


@admin.register(Organisation)
class OrganisationAdmin(ReadOnlyAdmin):
    firm = ""  # the row itself
    list_display = ("legal_name", "country", "region", "sector", "created_at")
    search_fields = ("legal_name", "public_id", "identifiers__value")
    list_filter = ("country", "is_demo")


@admin.register(Capability)
class CapabilityAdmin(ReadOnlyAdmin):
    list_display = ("organisation", "kind", "state", "approved_at", "expires_on")
    list_filter = ("kind", "state")
    list_select_related = ("organisation",)


@admin.register(Membership)
class MembershipAdmin(ReadOnlyAdmin):
    list_display = ("organisation", "user", "level", "state")
    search_fields = ("organisation__legal_name", "user__email")
    list_select_related = ("organisation", "user")


@admin.register(Identifier)
class IdentifierAdmin(ReadOnlyAdmin):
    list_display = ("kind", "value", "organisation")
    search_fields = ("value",)
    list_select_related = ("organisation",)


@admin.register(Fact)
class FactAdmin(ReadOnlyAdmin):
    list_display = ("organisation", "code", "grade", "as_of", "is_current")
    list_filter = ("code", "grade")
    list_select_related = ("organisation",)


@admin.register(Consent)
class ConsentAdmin(ReadOnlyAdmin):
    list_display = ("user", "organisation", "purpose", "text_version", "given_at", "withdrawn_at")
    list_select_related = ("user", "organisation")


@admin.register(Invitation)
class InvitationAdmin(ReadOnlyAdmin):
    list_display = ("organisation", "email", "level", "expires_at", "accepted_at", "revoked_at")
    exclude = ("digest",)
    list_select_related = ("organisation",)


@admin.register(ApiToken)
class ApiTokenAdmin(ReadOnlyAdmin):
    list_display = ("organisation", "name", "hint", "created_at", "last_used_at", "revoked_at", "has_lapsed")
    exclude = ("digest",)
    list_select_related = ("organisation",)
