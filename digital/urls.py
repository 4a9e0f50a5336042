"""Addresses of the digital pillar, below ``/<language>/digital/``."""

from django.urls import path, re_path

from digital.views import assessments, community, grants, groups, money, plans, providers

app_name = "digital"
urlpatterns = [
    path("assessment/", assessments.home, name="assessment-home"),
    path("assessment/start/", assessments.start, name="assessment-start"),
    path("assessment/<slug:public_id>/", assessments.overview, name="assessment"),
    path("assessment/<slug:public_id>/finish/", assessments.finish, name="assessment-finish"),
    path("assessment/<slug:public_id>/results/", assessments.results, name="results"),
    path("assessment/<slug:public_id>/report.pdf", assessments.report, name="report"),
    path("assessment/<slug:public_id>/plan/", assessments.plan_from_results, name="plan-from-results"),
    path("assessment/<slug:public_id>/part/<slug:code>/", assessments.section, name="assessment-section"),
    path("plan/", plans.plan, name="plan"),
    path("plan/add/", plans.add, name="plan-add"),
    path("plan/adviser/", plans.adviser_grant, name="adviser-grant"),
    path("plan/adviser/<slug:public_id>/end/", plans.adviser_end, name="adviser-end"),
    path("plan/<slug:public_id>/note/", plans.note, name="plan-note"),
    path("plan/<slug:public_id>/need/", plans.need, name="plan-need"),
    path("followed/", plans.followed, name="followed"),
    path("followed/<slug:public_id>/", plans.followed_plan, name="followed-plan"),
    path("roadmaps/", plans.roadmap_list, name="roadmaps"),
    path("roadmaps/<slug:sector>/", plans.roadmap, name="roadmap"),
    path("providers/", providers.register, name="providers"),
    path("providers/<slug:public_id>/", providers.profile, name="provider"),
    path("packages/", providers.packages, name="packages"),
    path("packages/<slug:public_id>/", providers.package, name="package"),
    path("packages/<slug:public_id>/request/", providers.package_request, name="package-request"),
    path("profile/", providers.own_profile, name="own-profile"),
    path("profile/packages/new/", providers.package_edit, name="package-new"),
    path("profile/packages/<slug:public_id>/", providers.package_edit, name="package-edit"),
    path("profile/references/new/", providers.reference_new, name="reference-new"),
    path("reference/<str:token>/", providers.reference_link, name="reference-link"),
    path("schemes/", grants.schemes, name="schemes"),
    path("schemes/innovation/", grants.innovation, name="innovation"),
    path("schemes/<slug:code>/", grants.scheme_page, name="scheme"),
    path("grants/<slug:public_id>/", grants.grant, name="grant"),
    path("grants/<slug:public_id>/event/", grants.event, name="grant-event"),
    path("grants/<slug:public_id>/paper/", grants.paper, name="grant-paper"),
    re_path(
        r"^grants/(?P<public_id>[-\w]+)/do/(?P<action>submit|claim|approve|refuse|pay)/$", grants.act, name="grant-act"
    ),
    path("money/<slug:public_id>/", money.money, name="money"),
    path("money/<slug:public_id>/apply/", grants.from_request, name="grant-from-bid"),
    path("money/<slug:public_id>/give-up/", grants.give_up, name="grant-give-up"),
    path("projects/<slug:public_id>/", money.project, name="project"),
    path("usage/<slug:public_id>/confirm/", money.usage_confirm, name="usage-confirm"),
    path("groups/", groups.group_list, name="groups"),
    path("groups/open/<slug:public_id>/", groups.group_open, name="group-open"),
    path("groups/<slug:public_id>/", groups.group, name="group"),
    re_path(
        r"^groups/(?P<public_id>[-\w]+)/do/(?P<action>join|leave|take|pass)/$", groups.group_act, name="group-act"
    ),
    path("groups/<slug:public_id>/confirm/", groups.share_confirm, name="group-confirm"),
    path("signals/", community.signals, name="signals"),
    re_path(
        r"^signals/(?P<public_id>[-\w]+)/do/(?P<action>answer|uphold|dismiss|appeal)/$",
        community.signal_act,
        name="signal-act",
    ),
    path("pilots/", community.pilots, name="pilots"),
    path("pilots/new/", community.pilot_new, name="pilot-new"),
    path("pilots/<slug:public_id>/", community.pilot, name="pilot"),
    re_path(r"^pilots/(?P<public_id>[-\w]+)/do/(?P<action>gate|result)/$", community.pilot_act, name="pilot-act"),
    path("offers/", community.offers, name="offers"),
    path("offers/new/", community.offer_new, name="offer-new"),
    re_path(
        r"^offers/(?P<public_id>[-\w]+)/do/(?P<action>claim|used|returned)/$", community.offer_act, name="offer-act"
    ),
]
