"""Django's admin for people: support may switch an account off; everything else is the person's own."""

from django.contrib import admin

from portal.identity.models import User


@admin.register(User)
class UserAdmin(admin.ModelAdmin):
    list_display = ("email", "name", "language", "is_active", "is_staff", "joined_at")
    search_fields = ("email", "name", "public_id")
    list_filter = ("is_active", "is_staff", "language")
    fields = ("email", "name", "language", "time_zone", "is_active", "is_staff", "public_id", "joined_at")
    readonly_fields = ("email", "name", "language", "time_zone", "public_id", "joined_at")

    def has_add_permission(self, request: object) -> bool:
        """People sign up by themselves."""
        return False

    def has_delete_permission(self, request: object, obj: object = None) -> bool:
        """History keeps people; an account is switched off instead."""
        return False
