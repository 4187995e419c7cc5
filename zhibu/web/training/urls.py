from django.urls import path

from zhibu.web.training import pages

urlpatterns = [
    path("", pages.training, name="training"),
    path("courses/new/", pages.course_new, name="course_new"),
    path("courses/<uuid:course_id>/undo/", pages.course_undo, name="course_undo"),
]
