from django.urls import path

from zhibu.web.admission import beside, pages, recording, upward

urlpatterns = [
    path("", pages.admission, name="admission"),
    path("new/", pages.admission_new, name="admission_new"),
    path("queue/", upward.queue, name="admission_queue"),
    path("queue/<uuid:submission_id>/", upward.answer, name="admission_answer"),
    path("plans/", upward.plans, name="admission_plans"),
    path("plans/<uuid:branch_id>/", upward.plan, name="admission_plan"),
    path("booklets/", beside.booklets, name="admission_booklets"),
    path("booklets/<uuid:booklet_id>/", beside.booklet, name="admission_booklet"),
    path("<uuid:candidate_id>/", pages.one, name="admission_one"),
    path("<uuid:candidate_id>/edit/", pages.particulars, name="admission_edit"),
    path("<uuid:candidate_id>/earlier/", recording.earlier, name="admission_earlier"),
    path("<uuid:candidate_id>/record/<str:kind>/", recording.record, name="admission_record"),
    path("<uuid:candidate_id>/send/<str:matter>/", upward.send, name="admission_send"),
    path("<uuid:candidate_id>/letter/", beside.letter, name="admission_letter"),
    path("<uuid:candidate_id>/pause/", beside.pause, name="admission_pause"),
    path("<uuid:candidate_id>/move/", upward.move, name="admission_move"),
    path("step/<uuid:step_id>/edit/", recording.step_edit, name="admission_step_edit"),
    path("step/<uuid:step_id>/undo/", recording.step_undo, name="admission_step_undo"),
    path("step/<uuid:step_id>/paper/", recording.paper_seen, name="admission_paper_seen"),
    path("letter/<uuid:letter_id>/back/", beside.letter_back, name="admission_letter_back"),
    path("letter/<uuid:letter_id>/undo/", beside.letter_undo, name="admission_letter_undo"),
    path("sent/<uuid:submission_id>/undo/", upward.send_undo, name="admission_send_undo"),
]
