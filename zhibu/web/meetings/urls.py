from django.urls import path

from zhibu.web.meetings import (
    agenda,
    archiving,
    attending,
    ballots,
    calendar,
    pages,
    planning,
    themes,
    voting,
    writing,
    year,
)
from zhibu.web.meetings.finding import find_meetings
from zhibu.web.search.pages import SOURCES

urlpatterns = [
    path("", pages.meetings, name="meetings"),
    path("new/", writing.new, name="meetings_new"),
    path("plan/", planning.plan, name="meetings_plan"),
    path("year/", year.year, name="meetings_year"),
    path("year/calendar/", year.calendar, name="meetings_year_calendar"),
    path("year/<uuid:batch>/undo/", year.undo, name="meetings_year_undo"),
    path("themes/", themes.themes, name="meetings_themes"),
    path("themes/<uuid:theme>/enter/", themes.enter, name="meetings_theme_enter"),
    path("themes/<uuid:theme>/withdraw/", themes.withdraw, name="meetings_theme_withdraw"),
    path("vote/", voting.vote, name="meetings_vote"),
    path("<uuid:gathering>/", pages.one, name="meetings_one"),
    path("<uuid:gathering>/paper/", pages.paper, name="meetings_paper"),
    path("<uuid:gathering>/versions/", pages.versions, name="meetings_versions"),
    path("<uuid:gathering>/correct/", writing.correct, name="meetings_correct"),
    path("<uuid:gathering>/hold/", writing.hold, name="meetings_hold"),
    path("<uuid:gathering>/replan/", planning.replan, name="meetings_replan"),
    path("<uuid:gathering>/ballots/", ballots.ballots, name="meetings_ballots"),
    path("<uuid:gathering>/agenda/", agenda.agenda, name="meetings_agenda"),
    path("<uuid:gathering>/confirm/<slug:part>/", archiving.confirm, name="meetings_confirm"),
    path("<uuid:gathering>/unconfirm/<slug:part>/", archiving.unconfirm, name="meetings_unconfirm"),
    path("<uuid:gathering>/attendance/", attending.attendance, name="meetings_attendance"),
    path("<uuid:gathering>/sign-in/", attending.sign_in, name="meetings_sign_in"),
    path("<uuid:gathering>/call-off/", attending.cancel, name="meetings_call_off"),
    path("<uuid:gathering>/revive/", attending.bring_back, name="meetings_revive"),
    path("<uuid:gathering>/calendar/", calendar.one_calendar, name="meetings_calendar"),
    path("<uuid:gathering>/undo/", writing.undo, name="meetings_undo"),
]

if find_meetings not in SOURCES:
    SOURCES.append(find_meetings)
