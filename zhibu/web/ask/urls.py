from django.urls import path

from zhibu.web.ask import pages

urlpatterns = [path("", pages.ask, name="ask"), path("<str:name>/", pages.ask_question, name="ask_question")]
