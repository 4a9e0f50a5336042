"""Django's admin: cases and appeals, read-only; decisions are made on the portal's own pages."""

from django.contrib import admin

from portal.organisations.admin import ReadOnlyAdmin
from portal.vetting.models import Appeal, VettingCase


@admin.register(VettingCase)
class VettingCaseAdmin(ReadOnlyAdmin):
    firm = "capability.organisation"
    list_display = ("capability", "state", "submitted_at", "days_used", "days_allowed", "decided_at")
    list_filter = ("state",)
    list_select_related = ("capability",)


@admin.register(Appeal)
class AppealAdmin(ReadOnlyAdmin):
    firm = "case.capability.organisation"
    list_display = ("case", "state", "filed_at", "decided_at")
    list_filter = ("state",)
    list_select_related = ("case",)
