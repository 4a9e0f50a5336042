"""Addresses of the journal and of staff mode."""

from django.urls import path

from portal.journal import views

app_name = "journal"
urlpatterns = [
    path("journal/", views.index, name="index"),
    path("journal/all/", views.everything, name="all"),
    path("journal/staff/", views.staff, name="staff"),
    path("journal/staff/stop/", views.staff_stop, name="staff-stop"),
]
