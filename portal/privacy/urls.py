"""Addresses of personal data."""

from django.urls import path

from portal.privacy import views

app_name = "privacy"
urlpatterns = [
    path("privacy/", views.home, name="home"),
    path("privacy/access/", views.access, name="access"),
    path("privacy/copies/", views.copy_ask, name="copy-ask"),
    path("privacy/copies/<slug:public_id>/", views.copy_open, name="copy-open"),
    path("privacy/erasure/", views.erasure_set, name="erasure"),
]
