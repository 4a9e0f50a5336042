"""Addresses of the export pillar."""

from django.urls import path

from export.views import firm, markets

app_name = "export"
urlpatterns = [
    path("", firm.hub, name="hub"),
    path("readiness/", firm.readiness_start, name="readiness"),
    path("readiness/begin/", firm.readiness_begin, name="readiness-begin"),
    path("readiness/finish/", firm.readiness_finish, name="readiness-finish"),
    path("readiness/steps/<slug:code>/", firm.readiness_step, name="readiness-step"),
    path("readiness/results/<slug:public_id>/", firm.readiness_result, name="readiness-result"),
    path("markets/", markets.market_finder, name="markets"),
    path("markets/list/<slug:public_id>/drop/", markets.market_drop, name="market-drop"),
    path("markets/<str:hs6>/<str:market>/", markets.country_sheet, name="country-sheet"),
    path("markets/<str:hs6>/<str:market>/choose/", markets.market_choose, name="market-choose"),
]
