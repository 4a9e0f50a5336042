"""Addresses of the digital API, below /api/v1/."""

from django.urls import path

from digital import api

urlpatterns = [
    path("calculators/grant", api.GrantCalculator.as_view(), name="calculator-grant"),
    path("calculators/digital-maturity", api.MaturityCalculator.as_view(), name="calculator-digital-maturity"),
    path("instruments/<slug:code>.json", api.InstrumentDocument.as_view(), name="instrument"),
]
