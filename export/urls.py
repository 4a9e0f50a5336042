"""Addresses of the export pillar."""

from django.urls import path, re_path

from export.views import firm, markets, mentors, mentorships, papers, rounds

app_name = "export"
urlpatterns = [
    path("", firm.hub, name="hub"),
    path("readiness/", firm.readiness_start, name="readiness"),
    path("readiness/begin/", firm.readiness_begin, name="readiness-begin"),
    path("readiness/finish/", firm.readiness_finish, name="readiness-finish"),
    path("readiness/steps/<slug:code>/", firm.readiness_step, name="readiness-step"),
    path("readiness/results/<slug:public_id>/", firm.readiness_result, name="readiness-result"),
    path("markets/", markets.market_finder, name="markets"),
    path("markets/list/<slug:public_id>/drop/", markets.market_drop, name="market-drop"),
    path("markets/<str:hs6>/<str:market>/", markets.country_sheet, name="country-sheet"),
    path("markets/<str:hs6>/<str:market>/choose/", markets.market_choose, name="market-choose"),
    path("mentors/ask/", firm.ask_mentor, name="ask-mentor"),
    path("mentors/", mentors.mentor_list, name="mentors"),
    path("mentors/company/", mentors.company, name="mentor-company"),
    path("mentors/mine/", mentors.my_offer, name="mentor-offer"),
    path("mentors/mine/week/", mentors.my_week, name="mentor-week"),
    path("mentors/mine/feed/", mentors.feed_renew, name="feed-renew"),
    path("mentors/feed/<slug:token>.ics", mentors.mentor_feed, name="mentor-feed"),
    path("mentorships/<slug:public_id>/", mentorships.mentorship, name="mentorship"),
    path("mentorships/<slug:public_id>/propose/", mentorships.session_propose, name="session-propose"),
    path("mentorships/<slug:public_id>/goals/", mentorships.goal_add, name="goal-add"),
    path("goals/<slug:public_id>/", mentorships.goal_read, name="goal-read"),
    path("sessions/answer/<str:token>/", mentorships.session_from_mail, name="session-answer"),
    path("sessions/<slug:public_id>/log/", mentorships.session_log, name="session-log"),
    re_path(
        r"^sessions/(?P<public_id>[-\w]+)/do/(?P<action>accept|decline|cancel|absent|confirm)/$",
        mentorships.session_act,
        name="session-act",
    ),
    path("faults/<slug:public_id>/appeal/", mentorships.fault_appeal, name="fault-appeal"),
    path("appeals/", mentorships.appeals, name="appeals"),
    path("rounds/", rounds.round_list, name="rounds"),
    path("rounds/<slug:public_id>/", rounds.round_detail, name="round"),
    path("rounds/<slug:public_id>/approve/", rounds.round_approve, name="round-approve"),
    path("rounds/<slug:public_id>/places/<slug:place_id>/", rounds.round_override, name="round-override"),
    path("documents/", papers.paper_list, name="papers"),
    path("documents/new/", papers.paper_edit, name="paper-new"),
    path("documents/landed-price/", papers.landed, name="landed"),
    path("documents/<slug:public_id>/", papers.paper_detail, name="paper"),
    path("documents/<slug:public_id>/edit/", papers.paper_edit, name="paper-edit"),
    path("documents/<slug:public_id>/issue/", papers.paper_issue, name="paper-issue"),
    path("issued/<slug:code>.pdf", papers.document_pdf, name="document-pdf"),
    path("issued/<slug:code>.json", papers.document_data, name="document-data"),
    path("issued/<slug:code>/revoke/", papers.document_revoke, name="document-revoke"),
    path("verify/", papers.verify, name="verify-ask"),
    path("verify/<slug:code>/", papers.verify, name="verify"),
]
