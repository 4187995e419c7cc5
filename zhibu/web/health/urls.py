from django.urls import path

from zhibu.web.health import pages

urlpatterns = [
    path("health", pages.live, name="health"),
    path("health/ready", pages.ready, name="health_ready"),
    path("metrics", pages.metrics, name="metrics"),
]
