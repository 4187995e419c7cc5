"""今天: at most seven things to do, and nothing else that asks for attention."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from zhibu.web.access import PageRequest, signed_in
from zhibu.web.today.contexts import context_of


@signed_in
@require_safe
def today(request: PageRequest) -> HttpResponse:
    return render(request, "today/today.html", context_of(request.actor, request.today))
