"""API addresses of the export pillar."""

from django.urls import path

from export.api import MarketRankingView

urlpatterns = [
    path("calculators/market-ranking", MarketRankingView.as_view(), name="calculator-market-ranking"),
]
