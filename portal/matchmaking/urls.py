"""Addresses of the exchange."""

from django.urls import path, re_path

from portal.matchmaking.views import awards, engagements, inbox, moderation, requests, responses, talk

app_name = "matchmaking"
urlpatterns = [
    path("requests/", requests.index, name="requests"),
    path("requests/new/", requests.new, name="request-new"),
    path("requests/<slug:public_id>/", requests.home, name="request-home"),
    path("requests/<slug:public_id>/tasks/", requests.tasks, name="request-tasks"),
    path("requests/<slug:public_id>/tasks/documents/", requests.documents, name="request-documents"),
    path("requests/<slug:public_id>/tasks/check/", requests.check, name="request-check"),
    path("requests/<slug:public_id>/tasks/<slug:code>/", requests.section, name="request-section"),
    path("requests/<slug:public_id>/published/", requests.published, name="request-published"),
    path("requests/<slug:public_id>/calendar.ics", requests.calendar, name="request-calendar"),
    path("requests/<slug:public_id>/compare/", awards.compare, name="compare"),
    path("requests/<slug:public_id>/accept/<slug:response_id>/", awards.accept, name="accept"),
    path("requests/<slug:public_id>/questions/<slug:question>/", requests.answer, name="question-answer"),
    path("requests/<slug:public_id>/reveal/<slug:match>/", requests.reveal, name="match-reveal"),
    path("requests/<slug:public_id>/talk/", talk.start, name="talk"),
    re_path(
        r"^requests/(?P<public_id>[-\w]+)/do/(?P<action>extend|close|cancel|fail|repost)/$",
        requests.act,
        name="request-act",
    ),
    re_path(
        r"^requests/(?P<public_id>[-\w]+)/responses/(?P<response_id>[-\w]+)/(?P<action>shortlist|decline)/$",
        awards.act,
        name="award-act",
    ),
    path("inbox/", inbox.index, name="inbox"),
    path("inbox/near/", inbox.near, name="inbox-near"),
    path("inbox/bulk/", inbox.bulk, name="inbox-bulk"),
    path("inbox/bulk/decline/", inbox.bulk_decline, name="inbox-bulk-decline"),
    path("inbox/<slug:public_id>/", inbox.detail, name="inbox-detail"),
    path("inbox/<slug:public_id>/decline/", inbox.decline, name="inbox-decline"),
    path("inbox/<slug:public_id>/documents/<slug:document>/", inbox.open_document, name="inbox-document"),
    re_path(r"^inbox/(?P<public_id>[-\w]+)/(?P<action>watch|assign|ask|respond)/$", inbox.act, name="inbox-act"),
    path("responses/", responses.index, name="responses"),
    path("responses/<slug:public_id>/", responses.detail, name="response-detail"),
    path("responses/<slug:public_id>/edit/", responses.edit, name="response-edit"),
    re_path(
        r"^responses/(?P<public_id>[-\w]+)/do/(?P<action>approve|send-back|withdraw|revise)/$",
        responses.act,
        name="response-act",
    ),
    path("engagements/", engagements.index, name="engagements"),
    path("engagements/<slug:public_id>/", engagements.detail, name="engagement-detail"),
    path("engagements/<slug:public_id>/report/", engagements.report, name="engagement-report"),
    path("engagements/<slug:public_id>/steps/<slug:milestone>/", engagements.confirm, name="milestone-confirm"),
    re_path(
        r"^engagements/(?P<public_id>[-\w]+)/do/(?P<action>start|complete|terminate|dispute|rate)/$",
        engagements.act,
        name="engagement-act",
    ),
    path("outcome/<str:token>/", engagements.outcome_link, name="outcome-link"),
    path("disputes/", engagements.disputes, name="disputes"),
    path("disputes/<slug:public_id>/", engagements.decide, name="dispute-decide"),
    path("threads/", talk.index, name="threads"),
    path("threads/<slug:public_id>/", talk.detail, name="thread"),
    path("moderation/", moderation.index, name="moderation"),
    path("moderation/<slug:public_id>/", moderation.detail, name="moderation-detail"),
]
