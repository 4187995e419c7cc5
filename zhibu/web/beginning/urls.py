from django.urls import path

from zhibu.web.beginning import pages

urlpatterns = [
    path("", pages.set_up, name="set_up"),
    path("steps/", pages.steps, name="set_up_steps"),
    path("branches/", pages.branches, name="set_up_branches"),
]
