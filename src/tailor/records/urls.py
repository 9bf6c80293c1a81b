"""Addresses of the generic pages. Those of record types begin with the type's slug, so they come last."""

from django.urls import path

from tailor.records.web import bulk, cards, drafts, files, finding, history, jobs, lists, merging, removals, views

urlpatterns = [
    path("search/", finding.find),
    path("drafts/", drafts.drafts),
    path("history/", history.company),
    path("history/<int:pk>/", history.step_page),
    path("history/<int:pk>/undo/", history.undo_step),
    path("jobs/", jobs.jobs),
    path("jobs/<int:pk>/", jobs.job),
    path("jobs/<int:pk>/strip/", jobs.strip),
    path("jobs/<int:pk>/stop/", jobs.stop),
    path("files/<int:pk>/", files.whole),
    path("files/<int:pk>/small/", files.small),
    path("duplicates/", merging.start),
    path("<slug:slug>/", lists.list_page),
    path("<slug:slug>/new/", cards.new),
    path("<slug:slug>/bin/", removals.removed),
    path("<slug:slug>/bin/<int:pk>/", removals.back),
    path("<slug:slug>/count/", lists.count),
    path("<slug:slug>/filter/", lists.filter_form),
    path("<slug:slug>/columns/", lists.columns_form),
    path("<slug:slug>/widths/", lists.widths),
    path("<slug:slug>/keep/", views.keep),
    path("<slug:slug>/keep/<int:pk>/", views.drop),
    path("<slug:slug>/choose/", finding.choose),
    path("<slug:slug>/alike/", merging.warn),
    path("<slug:slug>/duplicates/", merging.pairs),
    path("<slug:slug>/duplicates/<int:pk>/different/", merging.different),
    path("<slug:slug>/merge/", merging.side_by_side),
    path("<slug:slug>/change/", bulk.choose_field),
    path("<slug:slug>/do/<str:code>/", bulk.do),
    path("<slug:slug>/<int:pk>/", cards.card),
    path("<slug:slug>/<int:pk>/delete/", cards.delete),
    path("<slug:slug>/<int:pk>/photo/", files.photo),
    path("<slug:slug>/<int:pk>/story/", history.record_history),
    path("<slug:slug>/<int:pk>/fields/<slug:name>/", cards.field_form),
]
