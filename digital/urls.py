"""Addresses of the digital pillar, below ``/<language>/digital/``."""

from django.urls import path

from digital.views import assessments, plans

app_name = "digital"
urlpatterns = [
    path("assessment/", assessments.home, name="assessment-home"),
    path("assessment/start/", assessments.start, name="assessment-start"),
    path("assessment/<slug:public_id>/", assessments.overview, name="assessment"),
    path("assessment/<slug:public_id>/finish/", assessments.finish, name="assessment-finish"),
    path("assessment/<slug:public_id>/results/", assessments.results, name="results"),
    path("assessment/<slug:public_id>/report.pdf", assessments.report, name="report"),
    path("assessment/<slug:public_id>/plan/", assessments.plan_from_results, name="plan-from-results"),
    path("assessment/<slug:public_id>/<slug:code>/", assessments.section, name="assessment-section"),
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
]
