from django.urls import include, path

from zhibu.web.plan import pages

urlpatterns = [path("", pages.plan, name="plan"), path("", include("zhibu.web.work.urls"))]
