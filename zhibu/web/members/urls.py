from django.urls import path

from zhibu.web.members import asking, changes, export, pages
from zhibu.web.members.finding import find_members
from zhibu.web.search.pages import SOURCES

if find_members not in SOURCES:
    SOURCES.append(find_members)

urlpatterns = [
    path("", pages.members, name="members"),
    path("new/", pages.members_new, name="members_new"),
    path("me/", pages.my_page, name="my_page"),
    path("me/data.json", export.my_data_json, name="my_data_json"),
    path("me/data.xlsx", export.my_data_excel, name="my_data_excel"),
    path("me/correction/", asking.my_correction, name="my_correction"),
    path("correction/<uuid:request_id>/", asking.correction_answer, name="correction_answer"),
    path("<uuid:member_id>/", pages.member, name="member"),
    path("<uuid:member_id>/edit/", changes.member_edit, name="member_edit"),
    path("<uuid:member_id>/group/", changes.member_group, name="member_group"),
    path("<uuid:member_id>/move/", changes.member_move, name="member_move"),
    path("<uuid:member_id>/leave/", changes.member_leave, name="member_leave"),
    path("<uuid:member_id>/post/", changes.member_post, name="member_post"),
    path("<uuid:member_id>/condition/", changes.member_condition, name="member_condition"),
    path("post/<uuid:holding_id>/end/", changes.member_post_end, name="member_post_end"),
    path("post/<uuid:holding_id>/undo/", changes.member_post_undo, name="member_post_undo"),
    path("condition/<uuid:condition_id>/end/", changes.member_condition_end, name="member_condition_end"),
    path("condition/<uuid:condition_id>/undo/", changes.member_condition_undo, name="member_condition_undo"),
]
