from django.urls import path

from zhibu.web.dues import fixing, handing, of_member, pages

urlpatterns = [
    path("", pages.dues, name="dues"),
    path("relay/", pages.dues_relay, name="dues_relay"),
    path("year/", pages.dues_year, name="dues_year"),
    path("fix/", fixing.dues_fix, name="dues_fix"),
    path("hand-up/", handing.dues_hand_up, name="dues_hand_up"),
    path("publish/", handing.dues_publish, name="dues_publish"),
    path("close/", handing.dues_close, name="dues_close"),
    path("close/<uuid:close_id>/undo/", handing.dues_close_undo, name="dues_close_undo"),
    path("collected/<uuid:collection_id>/undo/", pages.dues_undo, name="dues_undo"),
    path("payment/<uuid:payment_id>/undo/", pages.dues_payment_undo, name="dues_payment_undo"),
    path("payment/<uuid:payment_id>/receipt/", of_member.dues_receipt, name="dues_receipt"),
    path("handed-up/<uuid:handing_id>/", handing.dues_slip, name="dues_slip"),
    path("handed-up/<uuid:handing_id>/receipt/", handing.dues_receipt_number, name="dues_receipt_number"),
    path("handed-up/<uuid:handing_id>/undo/", handing.dues_hand_up_undo, name="dues_hand_up_undo"),
    path("published/<uuid:publication_id>/", handing.dues_published, name="dues_published"),
    path("published/<uuid:publication_id>/undo/", handing.dues_publish_undo, name="dues_publish_undo"),
    path("arrangement/<uuid:arrangement_id>/approve/", of_member.dues_approve, name="dues_approve"),
    path("arrangement/<uuid:arrangement_id>/undo/", of_member.dues_arrangement_undo, name="dues_arrangement_undo"),
    path("<uuid:member_id>/", of_member.dues_member, name="dues_member"),
    path("<uuid:member_id>/paid/", pages.dues_paid_now, name="dues_paid_now"),
    path("<uuid:member_id>/pay/", of_member.dues_pay, name="dues_pay"),
    path("<uuid:member_id>/change/", fixing.dues_change, name="dues_change"),
    path("<uuid:member_id>/arrange/", of_member.dues_arrange, name="dues_arrange"),
    path("<uuid:member_id>/talk/", of_member.dues_remind, name="dues_remind"),
    path("<uuid:member_id>/take-back/", of_member.dues_take_back, name="dues_take_back"),
]
