"""Django's admin: for looking and support. State is read-only here; it changes through the pages and services."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

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


class ReadOnlyAdmin(admin.ModelAdmin):
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


@admin.register(Organisation)
class OrganisationAdmin(ReadOnlyAdmin):
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
    list_display = ("organisation", "name", "hint", "created_at", "last_used_at", "revoked_at")
    exclude = ("digest",)
    list_select_related = ("organisation",)
