"""Addresses of documents."""

from django.urls import path

from portal.documents import views

app_name = "documents"
urlpatterns = [
    path("documents/<slug:public_id>/", views.download, name="download"),
]
