"""All addresses. Pages carry their language (``/en/``, ``/zh-hans/``, ``/ar/``); the API and files have none."""

from allauth.account.decorators import secure_admin_login
from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import include, path
from django.views.i18n import set_language

from portal import api_urls

# Operators sign in where everybody does: with rate limits and the second factor, which Django's own form knows nothing of.
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]

urlpatterns = [
    path("api/v1/", include(api_urls)),
    path("i18n/setlang/", set_language, name="set-language"),
    *i18n_patterns(
        path("admin/", admin.site.urls),
        path("account/", include("allauth.urls")),
        path("", include("portal.briefs.urls")),
        path("", include("portal.complaints.urls")),
        path("", include("portal.reports.urls")),
        path("", include("portal.documents.urls")),
        path("", include("portal.matchmaking.urls")),
        path("", include("portal.notify.urls")),
        path("", include("portal.privacy.urls")),
        path("", include("portal.journal.urls")),
        path("", include("portal.identity.urls")),
        path("", include("portal.organisations.urls")),
        path("", include("portal.vetting.urls")),
        *(path(prefix, include(f"{pillar}.urls")) for pillar, prefix in settings.PILLARS.items()),
        path("", include("portal.web.urls")),
    ),
]

handler400 = "portal.web.views.bad_request"
handler403 = "portal.web.views.forbidden"
handler404 = "portal.web.views.not_found"
handler500 = "portal.web.views.server_error"
