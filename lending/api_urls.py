"""Addresses of the financing API, under ``/api/v1/``."""

from django.urls import path, re_path

from lending import api
from lending.api_price import PriceView

urlpatterns = [
    path("calculators/price", PriceView.as_view(), name="calculator-price"),
    path("lending/requests", api.RequestList.as_view(), name="api-lending-requests"),
    path("lending/requests/<slug:public_id>", api.RequestDetail.as_view(), name="api-lending-request"),
    path("lending/requests/<slug:public_id>/publish", api.RequestPublish.as_view(), name="api-lending-publish"),
    path("lending/requests/<slug:public_id>/offers", api.OfferCreate.as_view(), name="api-lending-offer"),
    path("lending/offers", api.OfferList.as_view(), name="api-lending-offers"),
    path("lending/mandates", api.MandateList.as_view(), name="api-lending-mandates"),
    path("lending/mandates/<slug:public_id>", api.MandateDetail.as_view(), name="api-lending-mandate"),
    re_path(
        r"^lending/mandates/(?P<public_id>[-\w]+)/(?P<state>active|paused|retired)$",
        api.MandateState.as_view(),
        name="api-lending-mandate-state",
    ),
]
