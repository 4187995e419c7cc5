from django.urls import path

from zhibu.web.hooks import pages

urlpatterns = [
    path("", pages.hooks, name="hooks"),
    path("<uuid:hook_id>/", pages.hook, name="hook"),
    path("<uuid:hook_id>/try/", pages.hook_try, name="hook_try"),
    path("<uuid:hook_id>/restart/", pages.hook_restart, name="hook_restart"),
    path("<uuid:hook_id>/revoke/", pages.hook_revoke, name="hook_revoke"),
]
