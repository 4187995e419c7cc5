from django.urls import path

from zhibu.web.rules import pages

urlpatterns = [path("", pages.rules, name="rules"), path("<slug:norm_id>/", pages.rule, name="rule")]
