"""Addresses of the shell: home, fit check, dashboard, search, footer pages, theme; the gallery where demo people exist."""

from django.conf import settings
from django.urls import path

from portal.web import fitcheck, footer, gallery, search, views

app_name = "web"
urlpatterns = [
    path("", views.home, name="home"),
    path("dashboard/", views.dashboard, name="dashboard"),
    path("search/", search.search, name="search"),
    path("fit-check/", fitcheck.start, name="fit-check"),
    path("fit-check/result/", fitcheck.result, name="fit-result"),
    path("fit-check/restart/", fitcheck.restart, name="fit-restart"),
    path("fit-check/<slug:code>/", fitcheck.question, name="fit-question"),
    path("theme/", views.set_theme, name="theme"),
    path("about/accessibility/", footer.accessibility, name="accessibility"),
    path("about/privacy/", footer.privacy, name="privacy"),
    path("about/cookies/", footer.cookies, name="cookies"),
    path("about/contact/", footer.contact, name="contact"),
]
if settings.IS_DEMO:
    urlpatterns.append(path("gallery/", gallery.gallery, name="gallery"))
