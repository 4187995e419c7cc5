from django.urls import path

from zhibu.web.reminders import calendar, pages

urlpatterns = [
    path("", pages.reminders, name="reminders"),
    path("mail/", pages.mail_choice, name="reminders_mail"),
    path("mail/try/", pages.mail_try, name="reminders_mail_try"),
    path("robot/", pages.robot, name="reminders_robot"),
    path("robot/try/", pages.robot_try, name="reminders_robot_try"),
    path("robot/stop/", pages.robot_stop, name="reminders_robot_stop"),
    path("calendar/new/", calendar.feed_new, name="feed_new"),
    path("calendar/<uuid:feed_id>/revoke/", calendar.feed_revoke, name="feed_revoke"),
    path("calendar/<str:secret>/zhibu.ics", calendar.feed, name="feed"),
]
