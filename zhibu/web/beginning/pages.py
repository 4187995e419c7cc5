"""The first hour, in four pages: the unit with its log-ins, its branches, the slips of the secretaries, last year.

The first is open to whoever has the code from the terminal, and only as long as nobody has a log-in.
"""

from django.contrib.auth import login
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from zhibu.account import sessions
from zhibu.account.models import User
from zhibu.base.actor import Right, Role
from zhibu.base.errors import NotFound, Refused
from zhibu.flows import first_code
from zhibu.flows.beginning import LogIn, begin
from zhibu.flows.imports import staging
from zhibu.flows.imports.homes import FOUNDING
from zhibu.org.models import Domain
from zhibu.org.queries import organisation_for
from zhibu.web.access import PageRequest, open_page, page
from zhibu.web.beginning.forms import BranchListForm, UnitForm
from zhibu.web.beginning.way import way_of
from zhibu.web.components import Step
from zhibu.web.door.devices import device_of

METHODS = require_http_methods(["GET", "HEAD", "POST"])
LIST_NAME = "支部名单.txt"
BACKEND = "django.contrib.auth.backends.ModelBackend"


@open_page
@sensitive_post_parameters()
@never_cache
@METHODS
def set_up(request: PageRequest) -> HttpResponse:
    """Answers the post itself with the administrator's password: nothing that could show it again keeps it."""
    if not first_code.is_waiting():
        raise NotFound
    form = UnitForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and (log_ins := _begun(request, form)):
        given = {log_in.role: log_in for log_in in log_ins}
        login(request, User.objects.get(username=given[Role.ORGANISER].username), backend=BACKEND)
        sessions.begin(request.session, today=request.today.isoformat(), device=device_of(request), is_shared=False)
        return render(request, "beginning/made.html", {"admin": given[Role.ADMINISTRATOR], "steps": _steps(2)})
    context = {"form": form, "steps": _steps(1)}
    return render(request, "beginning/set_up.html", context, status=422 if form.errors else 200)


def _begun(request: PageRequest, form: UnitForm) -> list[LogIn]:
    given = form.cleaned_data
    try:
        with first_code.taken(given["code"]):
            _unit, log_ins = begin(
                name=given["name"].strip(), admin=given["admin"], organiser=given["username"],
                domain=Domain(given["domain"]), today=request.today, now=request.now,
                organiser_name=given["display_name"].strip(), own_password=given["password"],
            )  # fmt: skip
    except Refused as error:
        form.refuse(error)
        return []
    return log_ins


def _steps(here: int) -> list[Step]:
    labels = (_("单位和账号"), _("支部"), _("书记的登录条子"), _("去年的台账"))
    return [Step(label, is_done=number < here, is_here=number == here) for number, label in enumerate(labels, start=1)]


@page(Right.SET_UP)
@require_safe
def steps(request: PageRequest) -> HttpResponse:
    """How far the unit is, and the next step."""
    return render(request, "beginning/steps.html", {"way": way_of(request.actor, request.today)})


@page(Right.SET_UP)
@METHODS
def branches(request: PageRequest) -> HttpResponse:
    """The list as it is pasted goes the way of every import: looked at first, then written, and undone as a whole."""
    form = BranchListForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        unit = organisation_for(request.actor, request.actor.acting.organisation_id)  # type: ignore[union-attr]
        table, fields = form.table()
        try:
            upload = staging.take_in(
                request.actor,
                unit,
                data=table.encode(),
                filename=LIST_NAME,
                now=request.now,
                kind=FOUNDING,
                columns=fields,
            )
        except Refused as error:
            form.refuse(error)
        else:
            return redirect("import_columns", upload.pk)
    context = {"form": form, "steps": _steps(2)}
    return render(request, "beginning/branches.html", context, status=422 if form.errors else 200)
