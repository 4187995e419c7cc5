from django.urls import path

from zhibu.web.say import pages, surveys

urlpatterns = [
    path("", pages.units, name="say"),
    path("<int:number>/", pages.say, name="say_unit"),
    path("receipt/", pages.look, name="say_look"),
    path("style.css", pages.style, name="say_style"),
    path("icon.svg", pages.icon, name="say_icon"),
    path("answer/", pages.answer, name="say_answer"),
    path("survey/<slug:code>/", surveys.survey, name="say_survey"),
]
