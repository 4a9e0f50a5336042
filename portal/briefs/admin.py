"""Reference data of the briefs app: programmes and their indicators. Briefs themselves are written at the desk."""

from django.contrib import admin

from portal.briefs.models import Indicator, Programme


class IndicatorInline(admin.TabularInline):
    model = Indicator
    extra = 1


@admin.register(Programme)
class ProgrammeAdmin(admin.ModelAdmin):
    """Programmes: names and summaries per language, dates, indicators."""

    list_display = ["__str__", "issuer", "topic", "priority", "starts_on", "ends_on"]
    inlines = [IndicatorInline]
