"""Django's admin: for looking and support. State is read-only here; it changes through the pages and services."""

from typing import Any, ClassVar

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
    list_display: ClassVar = ["legal_name", "country", "region", "sector", "created_at"]
    search_fields: ClassVar = ["legal_name", "public_id", "identifiers__value"]
    list_filter: ClassVar = ["country", "is_demo"]


@admin.register(Capability)
class CapabilityAdmin(ReadOnlyAdmin):
    list_display: ClassVar = ["organisation", "kind", "state", "approved_at", "expires_on"]
    list_filter: ClassVar = ["kind", "state"]
    list_select_related: ClassVar = ["organisation"]


@admin.register(Membership)
class MembershipAdmin(ReadOnlyAdmin):
    list_display: ClassVar = ["organisation", "user", "level", "state"]
    search_fields: ClassVar = ["organisation__legal_name", "user__email"]
    list_select_related: ClassVar = ["organisation", "user"]


@admin.register(Identifier)
class IdentifierAdmin(ReadOnlyAdmin):
    list_display: ClassVar = ["kind", "value", "organisation"]
    search_fields: ClassVar = ["value"]
    list_select_related: ClassVar = ["organisation"]


@admin.register(Fact)
class FactAdmin(ReadOnlyAdmin):
    list_display: ClassVar = ["organisation", "code", "grade", "as_of", "is_current"]
    list_filter: ClassVar = ["code", "grade"]
    list_select_related: ClassVar = ["organisation"]


@admin.register(Consent)
class ConsentAdmin(ReadOnlyAdmin):
    list_display: ClassVar = ["user", "organisation", "purpose", "text_version", "given_at", "withdrawn_at"]
    list_select_related: ClassVar = ["user", "organisation"]


@admin.register(Invitation)
class InvitationAdmin(ReadOnlyAdmin):
    list_display: ClassVar = ["organisation", "email", "level", "expires_at", "accepted_at", "revoked_at"]
    exclude: ClassVar = ["digest"]
    list_select_related: ClassVar = ["organisation"]


@admin.register(ApiToken)
class ApiTokenAdmin(ReadOnlyAdmin):
    list_display: ClassVar = ["organisation", "name", "hint", "created_at", "last_used_at", "revoked_at"]
    exclude: ClassVar = ["digest"]
    list_select_related: ClassVar = ["organisation"]
