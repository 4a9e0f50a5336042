"""Addresses of the API, version 1."""

from django.urls import include, path
from drf_spectacular.views import SpectacularJSONAPIView

urlpatterns = [
    path("", include("portal.criteria.api_urls")),
    path("", include("export.api_urls")),
    path(
        "openapi.json", SpectacularJSONAPIView.as_view(authentication_classes=[], permission_classes=[]), name="openapi"
    ),
    path("", include("digital.api_urls")),
    path("", include("portal.organisations.api_urls")),
    path("", include("lending.api_urls")),
]
