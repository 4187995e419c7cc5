from django.urls import path

from zhibu.web.statistics import pages

urlpatterns = [
    path("", pages.member_statistics, name="member_statistics"),
    path("lists/", pages.member_lists, name="member_lists"),
    path("<slug:key>/", pages.member_statistics_rows, name="member_statistics_rows"),
]
