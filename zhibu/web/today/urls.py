from django.urls import path

from zhibu.web.today import pages, treating

urlpatterns = [
    path("", pages.today, name="today"),
    path("today/<slug:digest>/put-off/", treating.put_off, name="today_put_off"),
    path("today/<slug:digest>/hand-over/", treating.hand_over, name="today_hand_over"),
    path("today/<slug:digest>/not-applicable/", treating.not_applicable, name="today_not_applicable"),
    path("today/put-back/<uuid:treatment_id>/", treating.put_back, name="today_put_back"),
]
