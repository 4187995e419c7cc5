from django.urls import path

from zhibu.web.today import pages

urlpatterns = [path("", pages.today, name="today")]
