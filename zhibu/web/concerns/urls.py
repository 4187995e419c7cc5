from django.urls import path

from zhibu.web.concerns import desks, inbox, pages, working

urlpatterns = [
    path("", pages.concerns, name="concerns"),
    path("talks/new/", pages.talk_new, name="talk_new"),
    path("talks/<uuid:talk_id>/undo/", pages.talks_undo, name="talks_undo"),
    path("inbox/", inbox.inbox, name="inbox"),
    path("inbox/<uuid:concern_id>/", inbox.one, name="concern"),
    path("inbox/<uuid:concern_id>/picture/", inbox.picture, name="concern_picture"),
    path("inbox/<uuid:concern_id>/take/", working.take, name="concern_take"),
    path("inbox/<uuid:concern_id>/plan/", working.plan, name="concern_plan"),
    path("inbox/<uuid:concern_id>/news/", working.news, name="concern_news"),
    path("inbox/<uuid:concern_id>/done/", working.done, name="concern_done"),
    path("inbox/<uuid:concern_id>/hand-on/", working.hand_on, name="concern_hand_on"),
    path("inbox/<uuid:concern_id>/end/", working.end, name="concern_end"),
    path("inbox/<uuid:concern_id>/judge/", working.judge, name="concern_judge"),
    path("inbox/<uuid:concern_id>/reopen/", working.reopen, name="concern_reopen"),
    path("inbox/<uuid:concern_id>/split/", working.split, name="concern_split"),
    path("inbox/<uuid:concern_id>/join/", working.join, name="concern_join"),
    path("inbox/<uuid:concern_id>/person/", working.about_a_person, name="concern_about_a_person"),
    path("inbox/<uuid:concern_id>/undo/<uuid:step_id>/", working.undo, name="concern_undo"),
    path("desks/", desks.desks, name="desks"),
    path("desks/<uuid:organisation_id>/door/", desks.door, name="desk_door"),
    path("desks/<uuid:organisation_id>/poster/", desks.poster, name="desk_poster"),
    path("desks/<uuid:organisation_id>/<str:line>/", desks.desk, name="desk"),
]
