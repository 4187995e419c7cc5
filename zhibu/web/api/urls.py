from django.urls import URLPattern, path

from zhibu.web.access import nameless_page
from zhibu.web.api import describing
from zhibu.web.api.doors import API

_patterns, _app, _namespace = API.urls
for _pattern in _patterns:  # the token is looked at by the operation itself; sessions and cookies open nothing here
    if isinstance(_pattern, URLPattern):
        nameless_page(_pattern.callback)

urlpatterns = [
    path("openapi.json", describing.chinese, name="api_described"),
    path("openapi.en.json", describing.english, name="api_described_english"),
    path("v1/", (_patterns, _app, _namespace)),
]
