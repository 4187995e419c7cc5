from django.urls import path

from zhibu.web.gallery import pages

urlpatterns = [
    path("", pages.gallery, name="gallery"),
    path("form/", pages.form, name="gallery_form"),
    path("confirm/", pages.confirm, name="gallery_confirm"),
    path("refused/", pages.refused, name="gallery_refused"),
]
