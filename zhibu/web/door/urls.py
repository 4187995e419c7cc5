from django.urls import path

from zhibu.web.door import pages, provider, second

urlpatterns = [
    path("log-in/", pages.log_in, name="log_in"),
    path("log-in/second/", second.second_step, name="second_step"),
    path("log-in/provider/", provider.provider_ask, name="provider_ask"),
    path("log-in/provider/back/", provider.provider_back, name="provider_back"),
    path("log-out/", pages.log_out, name="log_out"),
    path("role/", pages.switch_role, name="switch_role"),
    path("print/", pages.switch_print, name="switch_print"),
    path("language/", pages.switch_language, name="switch_language"),
    path("keys/", pages.keys, name="keys"),
]
