"""Addresses of the shell: home, dashboard, theme; the gallery where demo people exist."""

from django.conf import settings
from django.urls import path

from portal.web import fitcheck, gallery, mailbox, views

app_name = "web"
urlpatterns = [
    path("", views.home, name="home"),
    path("dashboard/", views.dashboard, name="dashboard"),
    path("fit-check/", fitcheck.start, name="fit-check"),
    path("fit-check/result/", fitcheck.result, name="fit-result"),
    path("fit-check/restart/", fitcheck.restart, name="fit-restart"),
    path("fit-check/<slug:code>/", fitcheck.question, name="fit-question"),
    path("theme/", views.set_theme, name="theme"),
    path("mailbox/", mailbox.mailbox, name="mailbox"),  # 404 outside the demo
]
if settings.IS_DEMO:
    urlpatterns.append(path("gallery/", gallery.gallery, name="gallery"))
