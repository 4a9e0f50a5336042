"""Addresses of complaints."""

from django.urls import path

from portal.complaints import views

app_name = "complaints"
urlpatterns = [
    path("complaints/", views.about, name="about"),
    path("complaints/cases/", views.listing, name="list"),
    path("complaints/new/", views.new, name="new"),
    path("complaints/<str:public_id>/", views.case, name="case"),
    path("complaints/<str:public_id>/<str:action>/", views.act, name="act"),
]
