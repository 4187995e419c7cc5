"""Every address of the product: one folder per place, each with its own `urls.py`. The house test walks this tree."""

from django.conf import settings
from django.urls import include, path

urlpatterns = [
    path("", include("zhibu.web.today.urls")),
    path("", include("zhibu.web.door.urls")),
    path("", include("zhibu.web.health.urls")),
    path("meetings/elections/", include("zhibu.web.elections.urls")),
    path("meetings/life/", include("zhibu.web.life.urls")),
    path("meetings/", include("zhibu.web.meetings.urls")),
    path("members/targets/", include("zhibu.web.targets.urls")),
    path("members/admission/", include("zhibu.web.admission.urls")),
    path("members/dues/", include("zhibu.web.dues.urls")),
    path("members/training/", include("zhibu.web.training.urls")),
    path("members/statistics/", include("zhibu.web.statistics.urls")),
    path("members/", include("zhibu.web.transfers.urls")),
    path("members/", include("zhibu.web.members.urls")),
    path("say/", include("zhibu.web.say.urls")),
    path("concerns/", include("zhibu.web.concerns.urls")),
    path("plan/", include("zhibu.web.plan.urls")),
    path("checkup/surveys/", include("zhibu.web.surveys.urls")),
    path("checkup/", include("zhibu.web.checkup.urls")),
    path("files/import/", include("zhibu.web.imports.urls")),
    path("files/", include("zhibu.web.files.urls")),
    path("rules/", include("zhibu.web.rules.urls")),
    path("ask/", include("zhibu.web.ask.urls")),
    path("branch/", include("zhibu.web.branch.urls")),
    path("settings/hooks/", include("zhibu.web.hooks.urls")),
    path("settings/", include("zhibu.web.settings.urls")),
    path("set-up/", include("zhibu.web.beginning.urls")),
    path("reminders/", include("zhibu.web.reminders.urls")),
    path("help/", include("zhibu.web.handbook.urls")),
    path("api/", include("zhibu.web.api.urls")),
    path("search/", include("zhibu.web.search.urls")),
]

if settings.DEBUG:
    urlpatterns.append(path("gallery/", include("zhibu.web.gallery.urls")))
