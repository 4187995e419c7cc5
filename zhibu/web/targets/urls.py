from django.urls import path

from zhibu.web.targets import books, helping, honours, looks, pages, praise

QUARTER = "quarter/<int:year>/<int:quarter>"
HELP = "help/<uuid:plan_id>"
HONOUR = "honours/<uuid:honour_id>"

urlpatterns = [
    path("", pages.targets, name="targets"),
    path("me/", pages.mine, name="my_targets"),
    path("shown/", pages.shown, name="targets_shown"),
    path(f"{QUARTER}/", looks.quarter, name="targets_quarter"),
    path(f"{QUARTER}/paper/", looks.paper, name="targets_quarter_paper"),
    path(f"{QUARTER}/close/", looks.close, name="targets_quarter_close"),
    path(f"{QUARTER}/open/", looks.open_again, name="targets_quarter_open"),
    path("looks/<uuid:look_id>/undo/", looks.look_undo, name="targets_look_undo"),
    path("paper/<int:year>/", books.papers, name="targets_books_paper"),
    path("lines/<uuid:line_id>/word/", books.word, name="targets_word"),
    path("words/<uuid:word_id>/undo/", books.word_undo, name="targets_word_undo"),
    path("praise/", praise.praises, name="targets_praises"),
    path("praise/new/", praise.praise_new, name="targets_praise_new"),
    path("praise/<uuid:praise_id>/undo/", praise.praise_undo, name="targets_praise_undo"),
    path("praise/<uuid:praise_id>/publish/", praise.publish, name="targets_praise_publish"),
    path("reminders/<uuid:urging_id>/undo/", praise.urge_undo, name="targets_urge_undo"),
    path("help/", helping.helping_list, name="targets_helping"),
    path(f"{HELP}/", helping.help_one, name="targets_help"),
    path(f"{HELP}/end/", helping.help_end, name="targets_help_end"),
    path(f"{HELP}/another/", helping.help_another, name="targets_help_another"),
    path(f"{HELP}/undo/", helping.help_undo, name="targets_help_undo"),
    path(f"{HELP}/reopen/", helping.help_reopen, name="targets_help_reopen"),
    path("help/looks/<uuid:look_id>/", helping.help_look, name="targets_help_look"),
    path("help/requests/<uuid:request_id>/answer/", helping.request_answer, name="targets_request_answer"),
    path("honours/", honours.honour_list, name="targets_honours"),
    path("honours/new/", honours.honour_new, name="targets_honour_new"),
    path(f"{HONOUR}/", honours.honour_one, name="targets_honour"),
    path(f"{HONOUR}/vote/", honours.honour_vote, name="targets_honour_vote"),
    path(f"{HONOUR}/notice/", honours.honour_notice, name="targets_honour_notice"),
    path(f"{HONOUR}/send/", honours.honour_send, name="targets_honour_send"),
    path(f"{HONOUR}/undo/", honours.honour_undo, name="targets_honour_undo"),
    path(f"{HONOUR}/deeds/<uuid:member_id>/", honours.deeds, name="targets_deeds"),
    path("<uuid:member_id>/", pages.one, name="targets_one"),
    path("<uuid:member_id>/book/", books.book, name="targets_book"),
    path("<uuid:member_id>/book/<int:year>/agree/", books.agree, name="targets_agree"),
    path("<uuid:member_id>/book/<int:year>/show/", books.show, name="targets_show"),
    path("<uuid:member_id>/book/<int:year>/undo/", books.undo, name="targets_book_undo"),
    path("<uuid:member_id>/book/<int:year>/paper/", books.paper, name="targets_book_paper"),
    path("<uuid:member_id>/remind/", praise.urge, name="targets_urge"),
    path("<uuid:member_id>/help/", helping.help_new, name="targets_help_new"),
    path("<uuid:member_id>/criticise/", helping.criticise, name="targets_criticise"),
]
