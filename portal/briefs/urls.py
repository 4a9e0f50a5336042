"""Addresses of the briefs app."""

from django.contrib.auth.decorators import login_not_required
from django.contrib.sitemaps.views import sitemap
from django.urls import path

from portal.briefs.views import desk, feeds, files, firms, forum, programmes, public

app_name = "briefs"
urlpatterns = [
    path("briefs/", public.find, name="finder"),
    path("briefs/feed.atom", feeds.feed, name="feed"),
    path("briefs/embed/", feeds.embed, name="embed"),
    path("briefs/data.json", feeds.open_data, name="data"),
    path(
        "briefs/sitemap.xml", login_not_required(sitemap), {"sitemaps": {"briefs": feeds.BriefSitemap}}, name="sitemap"
    ),
    path("briefs/searches/save/", public.save_search, name="search-save"),
    path("briefs/searches/confirm/", public.confirm_search, name="search-confirm"),
    path("briefs/searches/stop/", public.stop_search, name="search-stop"),
    path("briefs/searches/news/", public.news, name="search-news"),
    path("briefs/for-us/", firms.mine, name="mine"),
    path("briefs/for-us/consent/", firms.consent, name="consent"),
    path("briefs/for-us/representatives/", firms.representatives_change, name="representatives"),
    path("briefs/write/", desk.desk, name="desk"),
    path("briefs/write/new/", desk.new, name="new"),
    path("briefs/write/<str:public_id>/", desk.edit, name="edit"),
    path("briefs/write/<str:public_id>/check/", desk.check, name="check"),
    path("briefs/write/<str:public_id>/terms/", desk.terms, name="terms"),
    path("briefs/write/<str:public_id>/rules/", desk.rules, name="rules"),
    path("briefs/write/<str:public_id>/review/", desk.review, name="review"),
    path("briefs/write/<str:public_id>/files/", desk.file_add, name="file-add"),
    path("briefs/write/<str:public_id>/corrections/<str:key>/", desk.correction_answer, name="correction-answer"),
    path("briefs/write/<str:public_id>/<str:action>/", desk.act, name="act"),
    path("briefs/<str:public_id>/", public.brief_page, name="brief"),
    path("briefs/<str:public_id>/versions/", public.versions, name="versions"),
    path("briefs/<str:public_id>/versions/<int:number>/", public.brief_page, name="version"),
    path("briefs/<str:public_id>/clarity/", public.clarity, name="clarity"),
    path("briefs/<str:public_id>/correct/", public.correct, name="correct"),
    path("briefs/<str:public_id>/calculator/", public.calculate, name="calculator"),
    path("briefs/<str:public_id>/apply/", firms.apply, name="apply"),
    path("briefs/<str:public_id>/files/<str:key>/", files.brief_file, name="file"),
    path("programmes/", programmes.listing, name="programmes"),
    path("programmes/new/", programmes.edit, name="programme-new"),
    path("programmes/<str:public_id>/", programmes.programme, name="programme"),
    path("programmes/<str:public_id>/edit/", programmes.edit, name="programme-edit"),
    path("benefits/", firms.office, name="applications"),
    path("benefits/<str:public_id>/", firms.application, name="application"),
    path("benefits/<str:public_id>/documents/", firms.attach, name="application-attach"),
    path("benefits/<str:public_id>/<str:action>/", firms.application_act, name="application-act"),
    path("consultations/", forum.consultation_list, name="consultations"),
    path("consultations/new/", forum.consultation_new, name="consultation-new"),
    path("consultations/<str:public_id>/", forum.consultation, name="consultation"),
    path("consultations/<str:public_id>/paragraphs/<str:key>/", forum.comment, name="comment"),
    path("consultations/<str:public_id>/answers/", forum.answers, name="answers"),
    path("consultations/<str:public_id>/answers/<str:action>/", forum.answers_act, name="answers-act"),
    path("lab/", forum.lab_list, name="lab"),
    path("lab/new/", forum.lab_new, name="lab-new"),
    path("lab/<str:public_id>/", forum.lab_case, name="lab-case"),
    path("lab/<str:public_id>/edit/", forum.lab_edit, name="lab-edit"),
    path("lab/<str:public_id>/rules/", forum.lab_rules, name="lab-rules"),
    path("lab/<str:public_id>/publish/", forum.lab_publish, name="lab-publish"),
]
