from django.urls import path

from zhibu.web.checkup import coverage, mending, mirror, months, pages, supporting, tree, weaknesses

urlpatterns = [
    path("", pages.checkup, name="checkup"),
    path("branches/<uuid:branch_id>/", pages.checkup_branch, name="checkup_branch"),
    path("branches/<uuid:branch_id>/fine/", pages.checkup_fine, name="checkup_fine"),
    path(
        "branches/<uuid:branch_id>/why/<slug:sheet>/<slug:norm>/<uuid:subject>/<int:year>/",
        pages.checkup_why,
        name="checkup_why",
    ),
    path("looks/", pages.checkup_looks, name="checkup_looks"),
    path("tree/", tree.checkup_tree, name="checkup_tree"),
    path("tree/<uuid:organisation_id>/", tree.checkup_tree, name="checkup_tree_at"),
    path("coverage/", coverage.coverage, name="coverage"),
    path("mirror/", mirror.mirror, name="mirror"),
    path("branches/<uuid:branch_id>/help/", supporting.support_new, name="support_new"),
    path("help/<uuid:support_id>/answer/", supporting.support_answer, name="support_answer"),
    path("help/<uuid:support_id>/end/", supporting.support_end, name="support_end"),
    path("help/<uuid:support_id>/reopen/", supporting.support_reopen, name="support_reopen"),
    path("help/<uuid:support_id>/withdraw/", supporting.support_withdraw, name="support_withdraw"),
    path("answer/<slug:sheet>/<slug:norm>/<uuid:subject>/<int:year>/", pages.checkup_answer, name="checkup_answer"),
    path("answers/<uuid:answer_id>/take-back/", pages.checkup_take_back, name="checkup_take_back"),
    path("then/", pages.checkup_then, name="checkup_then"),
    path("weaknesses/", weaknesses.weaknesses, name="weaknesses"),
    path("weaknesses/<slug:key>/", weaknesses.weakness, name="weakness"),
    path("weaknesses/<slug:key>/<slug:measure>/", weaknesses.measure_start, name="measure_start"),
    path("mending/", mending.mending, name="mending"),
    path("mending/new/", mending.mend_new, name="mend_new"),
    path("mending/<uuid:mend_id>/accept/", mending.mend_accept, name="mend_accept"),
    path("mending/<uuid:mend_id>/undo/", mending.mend_undo, name="mend_undo"),
    path("months/", months.checkup_months, name="checkup_months"),
    path("months/confirm/", months.checkup_confirm_month, name="checkup_confirm_month"),
    path("months/<uuid:confirmation_id>/open/", months.checkup_open_month, name="checkup_open_month"),
]
