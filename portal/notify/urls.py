"""Addresses of notifications, webhooks and, in the demonstration, the mailbox."""

from django.urls import path

from portal.notify import mailbox, views

app_name = "notify"
urlpatterns = [
    path("notifications/", views.index, name="index"),
    path("notifications/read/", views.read, name="read"),
    path("notifications/preferences/", views.preferences, name="preferences"),
    path("notifications/webhooks/", views.webhook_list, name="webhooks"),
    path("notifications/webhooks/<slug:public_id>/", views.webhook_detail, name="webhook"),
    path("notifications/webhooks/<slug:public_id>/secret/", views.webhook_secret, name="webhook-secret"),
    path("notifications/webhooks/<slug:public_id>/end/", views.webhook_end, name="webhook-end"),
    path("notifications/deliveries/<slug:public_id>/replay/", views.delivery_replay, name="delivery-replay"),
    path("mailbox/", mailbox.index, name="mailbox"),  # these three answer 404 outside the demonstration
    path("mailbox/<slug:key>/", mailbox.detail, name="mail"),
    path("mailbox/<slug:key>/html/", mailbox.html, name="mail-html"),
]
