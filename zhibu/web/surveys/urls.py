from django.urls import path

from zhibu.web.surveys import pages

urlpatterns = [
    path("", pages.surveys, name="surveys"),
    path("new/", pages.survey_new, name="survey_new"),
    path("<uuid:survey_id>/", pages.survey_one, name="survey_one"),
    path("<uuid:survey_id>/sheet/", pages.survey_sheet, name="survey_sheet"),
    path("<uuid:survey_id>/paper/", pages.survey_paper, name="survey_paper"),
    path("<uuid:survey_id>/end/", pages.survey_end, name="survey_end"),
    path("<uuid:survey_id>/undo/", pages.survey_undo, name="survey_undo"),
]
