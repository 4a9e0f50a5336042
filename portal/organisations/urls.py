"""Addresses of the organisations app (pages)."""

from django.urls import path

from portal.organisations.views import members, profile, registration, settings

app_name = "organisations"
urlpatterns = [
    path("organisation/", registration.home, name="home"),
    path("organisation/new/", registration.register, name="register"),
    path("organisation/join/<slug:public_id>/", registration.join, name="join"),
    path("organisation/switch/", registration.switch, name="switch"),
    path("organisation/details/", registration.details, name="details"),
    path("organisation/numbers/", registration.identifiers, name="identifiers"),
    path("organisation/members/", members.members, name="members"),
    path("organisation/members/<int:key>/level/", members.member_level, name="member-level"),
    path("organisation/members/<int:key>/end/", members.member_end, name="member-end"),
    path("organisation/members/<int:key>/decide/", members.member_decide, name="member-decide"),
    path("organisation/invitations/<slug:public_id>/revoke/", members.invitation_revoke, name="invitation-revoke"),
    path("join/<str:secret>/", members.invitation_accept, name="invitation-accept"),
    path("consents/", settings.consents, name="consents"),
    path("consents/<slug:purpose>/", settings.consent_set, name="consent-set"),
    path("organisation/profile/", profile.profile, name="profile"),
    path("organisation/profile/<slug:code>/", profile.section, name="profile-section"),
    path("organisation/facts/<slug:code>/", profile.history, name="fact-history"),
    path("organisation/size/", profile.passport, name="passport"),
    path("organisation/api/", settings.tokens, name="tokens"),
    path("organisation/api/<slug:public_id>/revoke/", settings.token_revoke, name="token-revoke"),
]
