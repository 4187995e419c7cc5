from django.urls import path

from zhibu.web.elections import pages, recording

urlpatterns = [
    path("", pages.elections, name="elections"),
    path("new/", recording.new, name="elections_new"),
    path("by/", recording.by_election, name="elections_by"),
    path("<uuid:election_id>/", pages.one, name="elections_one"),
    path("<uuid:election_id>/setup/", recording.setup, name="elections_setup"),
    path("<uuid:election_id>/step/<slug:kind>/", recording.step, name="elections_step"),
    path("<uuid:election_id>/candidates/<slug:office>/", recording.candidates, name="elections_candidates"),
    path("<uuid:election_id>/count/<slug:office>/", recording.count, name="elections_count"),
    path("step/<uuid:step_id>/undo/", recording.undo_step, name="elections_step_undo"),
    path("count/<uuid:round_id>/undo/", recording.undo_round, name="elections_count_undo"),
]
