"""Addresses of the vetting app."""

from django.urls import path

from portal.vetting.views import applying, records, reviewing

app_name = "vetting"
urlpatterns = [
    path("criteria-of/<slug:kind>/", applying.published, name="criteria"),
    path("capabilities/", applying.capabilities, name="capabilities"),
    path("capabilities/<slug:kind>/apply/", applying.start, name="start"),
    path("applications/<slug:public_id>/", applying.case, name="case"),
    path("applications/<slug:public_id>/send/", applying.submit, name="submit"),
    path("applications/<slug:public_id>/withdraw/", applying.withdraw, name="withdraw"),
    path("applications/<slug:public_id>/appeal/", applying.appeal, name="appeal"),
    path("applications/<slug:public_id>/evidence/<int:key>/remove/", applying.evidence_remove, name="evidence-remove"),
    path("applications/<slug:public_id>/criteria/<slug:criterion>/", applying.answer, name="answer"),
    path("vetting/", reviewing.queue, name="queue"),
    path("vetting/appeals/<slug:public_id>/", reviewing.appeal_review, name="appeal-review"),
    path("vetting/<slug:public_id>/", reviewing.review, name="review"),
    path("vetting/<slug:public_id>/take/", reviewing.take, name="take"),
    path("vetting/<slug:public_id>/release/", reviewing.release, name="release"),
    path("vetting/<slug:public_id>/decide/", reviewing.decide, name="decide"),
    path("records/", records.search, name="search"),
    path("records/<slug:public_id>/", records.record_page, name="record"),
    path("records/capabilities/<slug:public_id>/suspend/", records.suspend, name="suspend"),
    path("records/capabilities/<slug:public_id>/restore/", records.restore, name="restore"),
]
