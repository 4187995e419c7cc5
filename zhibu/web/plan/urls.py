from django.urls import path

from zhibu.web.plan import pages

urlpatterns = [path("", pages.plan, name="plan")]
