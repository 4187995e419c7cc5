from django.urls import path

from zhibu.web.files import pages

urlpatterns = [
    path("", pages.files, name="files"),
    path("ledgers/<slug:key>/", pages.ledger, name="files_ledger"),
    path("ledgers/<slug:key>/workbook/", pages.workbook, name="files_workbook"),
]
