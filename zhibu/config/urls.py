from django.urls import include, path

urlpatterns = [path("", include("zhibu.web.urls"))]
handler404 = "zhibu.web.door.pages.not_found"
handler500 = "zhibu.web.door.pages.our_fault"
