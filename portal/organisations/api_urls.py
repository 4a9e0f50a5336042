"""API addresses of the organisations app."""

from django.urls import path

from portal.organisations.api import SizeClassView

urlpatterns = [
    path("calculators/size-class", SizeClassView.as_view(), name="calculators-size-class"),
]
