from django.urls import path

from zhibu.web.checkup import months, pages

urlpatterns = [
    path("", pages.checkup, name="checkup"),
    path("branches/<uuid:branch_id>/", pages.checkup_branch, name="checkup_branch"),
    path("answer/<slug:sheet>/<slug:norm>/<uuid:subject>/<int:year>/", pages.checkup_answer, name="checkup_answer"),
    path("answers/<uuid:answer_id>/take-back/", pages.checkup_take_back, name="checkup_take_back"),
    path("months/", months.checkup_months, name="checkup_months"),
    path("months/confirm/", months.checkup_confirm_month, name="checkup_confirm_month"),
    path("months/<uuid:confirmation_id>/open/", months.checkup_open_month, name="checkup_open_month"),
]
