"""Addresses of the document vault and of downloads."""

from django.urls import path

from portal.documents import views

app_name = "documents"
urlpatterns = [
    path("documents/", views.index, name="index"),
    path("documents/file/<slug:public_id>/", views.detail, name="detail"),
    path("documents/file/<slug:public_id>/share/", views.share, name="share"),
    path("documents/file/<slug:public_id>/revoke/", views.revoke, name="revoke"),
    path("documents/file/<slug:public_id>/remove/", views.remove, name="remove"),
    path("documents/<slug:public_id>/", views.download, name="download"),
]
