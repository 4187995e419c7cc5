from django.urls import path

from zhibu.web.imports import blanks, pages, rows

urlpatterns = [
    path("", pages.imports, name="imports"),
    path("blank/branches.xlsx", blanks.blank_branches, name="blank_branches"),
    path("<uuid:upload_id>/", pages.where_it_is, name="import"),
    path("<uuid:upload_id>/columns/", pages.columns, name="import_columns"),
    path("<uuid:upload_id>/rows/", rows.rows, name="import_rows"),
    path("<uuid:upload_id>/report/", rows.report, name="import_report"),
    path("<uuid:upload_id>/corrected/<int:sheet>/", rows.corrected, name="import_corrected"),
    path("<uuid:upload_id>/commit/", pages.commit, name="import_commit"),
    path("<uuid:upload_id>/undo/", pages.undo, name="import_undo"),
    path("<uuid:upload_id>/cancel/", pages.cancel, name="import_cancel"),
]
