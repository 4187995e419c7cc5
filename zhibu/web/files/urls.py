from django.urls import path

from zhibu.web.files import giving_back, pages, papers

urlpatterns = [
    path("", pages.files, name="files"),
    path("ledgers/<slug:key>/", pages.ledger, name="files_ledger"),
    path("ledgers/<slug:key>/workbook/", pages.workbook, name="files_workbook"),
    path("own/", giving_back.own_tables, name="own_tables"),
    path("own/<uuid:layout_id>/workbook/", giving_back.own_workbook, name="own_workbook"),
    path("usual/<slug:kind>/", giving_back.usual_columns, name="usual_columns"),
    path("usual/<slug:kind>/workbook/", giving_back.usual_workbook, name="usual_workbook"),
    path("copy/members/<uuid:member_id>/", giving_back.copy_member, name="copy_member"),
    path("copy/meetings/<uuid:gathering_id>/", giving_back.copy_gathering, name="copy_gathering"),
    path("copy/<slug:kind>/<uuid:subject>/noted/", giving_back.note_copied, name="note_copied"),
    path("papers/<slug:key>/<uuid:record>/", papers.paper, name="files_paper"),
    path("papers/<slug:key>/<uuid:record>.docx", papers.word, name="files_paper_word"),
    path("papers/<slug:key>/<uuid:record>.pdf", papers.pdf, name="files_paper_pdf"),
]
