from django.urls import path

from zhibu.web.handbook import pages

urlpatterns = [
    path("", pages.handbook, name="handbook_own"),
    path("<slug:name>/", pages.handbook, name="handbook"),
]
