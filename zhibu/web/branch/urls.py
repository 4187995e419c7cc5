from django.urls import path

from zhibu.web.branch import changes, pages, restructuring, units

urlpatterns = [
    path("", pages.profile, name="branch_profile"),
    path("describe/", changes.describe, name="branch_describe"),
    path("start/", changes.start, name="branch_start"),
    path("restructuring/", restructuring.overview, name="restructuring"),
    path("restructuring/move/", restructuring.move, name="restructuring_move"),
    path("restructuring/merge/", restructuring.merge, name="restructuring_merge"),
    path("restructuring/split/", restructuring.split, name="restructuring_split"),
    path("restructuring/dissolve/", restructuring.dissolve, name="branch_dissolve"),
    path("restructuring/<uuid:act_id>/undo/", restructuring.undo, name="restructuring_undo"),
    path("terms/", pages.terms, name="branch_terms"),
    path("terms/new/", changes.term_new, name="branch_term_new"),
    path("terms/<uuid:term_id>/", changes.term_edit, name="branch_term_edit"),
    path("terms/<uuid:term_id>/undo/", changes.term_undo, name="branch_term_undo"),
    path("posts/", pages.posts, name="branch_posts"),
    path("posts/take/", changes.post_take, name="branch_post_take"),
    path("posts/<uuid:holding_id>/leave/", changes.post_leave, name="branch_post_leave"),
    path("groups/", pages.groups, name="branch_groups"),
    path("groups/new/", changes.group_new, name="branch_group_new"),
    path("groups/<uuid:group_id>/rename/", changes.group_rename, name="branch_group_rename"),
    path("groups/<uuid:group_id>/end/", changes.group_end, name="branch_group_end"),
    path("units/", pages.units, name="branch_units"),
    path("units/new/", units.unit_new, name="branch_unit_new"),
    path("units/<uuid:unit_id>/", units.unit_edit, name="branch_unit_edit"),
    path("units/<uuid:unit_id>/branch/", units.project_open, name="project_open"),
    path("units/<uuid:unit_id>/close/", units.project_close, name="project_close"),
    path("units/<uuid:unit_id>/end/", units.unit_end, name="branch_unit_end"),
    path("organisations/", pages.organisations, name="organisations"),
    path("organisations/new/", changes.organisation_new, name="organisation_new"),
]
