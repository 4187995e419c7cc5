from django.urls import path

from zhibu.web.life import counting, pages

urlpatterns = [
    path("", pages.life, name="life"),
    path("<int:year>/<slug:part>/", pages.note, name="life_note"),
    path("<int:year>/appraisal/count/", counting.count, name="life_count"),
]
