"""Addresses of the financing API, under ``/api/v1/``."""

from django.urls import path

from lending.api_price import PriceView

urlpatterns = [
    path("calculators/price", PriceView.as_view(), name="calculator-price"),
]
