"""Addresses of the reports."""

from django.urls import path

from portal.reports import views

app_name = "reports"
urlpatterns = [
    path("reports/", views.dashboard, name="dashboard"),
    path("figures/", views.public, name="public"),
    path("figures/<slug:code>.csv", views.as_csv, name="csv"),
    path("figures/<slug:code>.json", views.as_json, name="json"),
]
