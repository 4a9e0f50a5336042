"""Addresses of the API, version 1."""

from django.conf import settings
from django.urls import include, path
from drf_spectacular.views import SpectacularJSONAPIView

urlpatterns = [
    path("", include("portal.criteria.api_urls")),
    *(path("", include(f"{pillar}.api_urls")) for pillar in settings.PILLARS),
    path(
        "openapi.json", SpectacularJSONAPIView.as_view(authentication_classes=[], permission_classes=[]), name="openapi"
    ),
    path("", include("portal.organisations.api_urls")),
]
