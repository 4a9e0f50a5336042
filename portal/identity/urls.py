"""Addresses of the identity app; signing in and the like belong to django-allauth."""

from django.urls import path

from portal.identity import views

app_name = "identity"
urlpatterns = [path("profile/", views.profile, name="profile")]
