from django.urls import path

from zhibu.web.search import pages

urlpatterns = [path("", pages.search, name="search")]
