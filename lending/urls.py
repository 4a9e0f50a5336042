"""Addresses of financing pages, below ``/<language>/financing/``."""

from django.urls import path, re_path

from lending.views import mandates, offers, public, refusals

app_name = "lending"
urlpatterns = [
    path("calculator/", public.calculator, name="calculator"),
    path("products/", public.products, name="shelf"),
    path("products/<slug:public_id>/", public.product, name="product"),
    path("lenders/", public.lender_figures, name="figures"),
    path("offers/<slug:public_id>/panel/", offers.live_panel, name="panel"),
    path("offers/<slug:public_id>/similar/", offers.use_similar, name="use-similar"),
    path("offers/<slug:public_id>/key-facts/", offers.key_facts_page, name="key-facts"),
    path("offers/<slug:public_id>/key-facts.pdf", offers.key_facts_pdf, name="key-facts-pdf"),
    path("offers/<slug:public_id>/key-facts/sign/", offers.key_facts_sign, name="key-facts-sign"),
    path("requests/<slug:public_id>/settlement/", offers.settlement, name="settlement"),
    path("requests/<slug:public_id>/guarantee/", offers.guarantee, name="guarantee"),
    path("requests/<slug:public_id>/repairs/", refusals.repairs, name="repairs"),
    path("requests/<slug:public_id>/forward/", refusals.forward, name="forward"),
    path("requests/<slug:public_id>/appeal/<slug:match>/", refusals.appeal, name="appeal"),
    path("appeals/", refusals.appeals, name="appeals"),
    path("appeals/<slug:public_id>/", refusals.answer, name="appeal-answer"),
    path("mandates/", mandates.index, name="mandates"),
    path("mandates/new/", mandates.edit, name="mandate-new"),
    path("mandates/<slug:public_id>/", mandates.detail, name="mandate"),
    path("mandates/<slug:public_id>/rules/", mandates.rules, name="mandate-rules"),
    path("mandates/<slug:public_id>/edit/", mandates.edit, name="mandate-edit"),
    re_path(r"^mandates/(?P<public_id>[-\w]+)/(?P<state>active|paused|retired)/$", mandates.move, name="mandate-move"),
]
