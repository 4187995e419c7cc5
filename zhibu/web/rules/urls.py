from django.urls import path

from zhibu.web.rules import pages

urlpatterns = [
    path("", pages.rules, name="rules"),
    path("disagreements/", pages.disagreements, name="rule_disagreements"),
    path("<slug:norm_id>/", pages.rule, name="rule"),
]
