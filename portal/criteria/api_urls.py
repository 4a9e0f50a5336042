"""Addresses of the criteria API below ``/api/v1/``."""

from django.urls import path

from portal.criteria.api import PrescreenView, SchemaView, ValidateView

urlpatterns = [
    path("prescreen", PrescreenView.as_view(), name="prescreen"),
    path("criteria/validate", ValidateView.as_view(), name="criteria-validate"),
    path("criteria/schema.json", SchemaView.as_view(), name="criteria-schema"),
]
