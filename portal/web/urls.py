"""Addresses of the shell: home, dashboard, theme; the gallery where demo people exist."""

from django.conf import settings
from django.urls import path

from portal.web import gallery, mailbox, views

app_name = "web"
urlpatterns = [
    path("", views.home, name="home"),
    path("dashboard/", views.dashboard, name="dashboard"),
    path("theme/", views.set_theme, name="theme"),
    path("mailbox/", mailbox.mailbox, name="mailbox"),  # 404 outside the demo
]
if settings.IS_DEMO:
    urlpatterns.append(path("gallery/", gallery.gallery, name="gallery"))
