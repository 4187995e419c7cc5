from django.urls import path

from zhibu.web.concerns import pages

urlpatterns = [
    path("", pages.concerns, name="concerns"),
    path("talks/new/", pages.talk_new, name="talk_new"),
    path("talks/<uuid:talk_id>/undo/", pages.talks_undo, name="talks_undo"),
]
