"""提醒和日历: how somebody wants to be reminded, the robot of the branch's group, a text to paste, calendars."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zhibu.account.queries import names_of, users_of
from zhibu.base.actor import Actor, Right
from zhibu.base.clock import day_of
from zhibu.base.errors import NotFound, Refused
from zhibu.base.touched import Done
from zhibu.flows.write import perform_own
from zhibu.meeting.models import Gathering
from zhibu.meeting.queries import for_everybody_between
from zhibu.notice import actions, mail, queries, words
from zhibu.notice.models import Channel, Message, Robot, State
from zhibu.org.models import Organisation, OrganisationKind
from zhibu.org.queries import own_branch
from zhibu.web import notices
from zhibu.web.access import PageRequest, page, signed_in
from zhibu.web.components import Column, Fact, Kind, Table
from zhibu.web.days import write_short_day, write_weekday
from zhibu.web.forms import Form
from zhibu.web.reminders.calendar import feeds_context
from zhibu.web.short_form import show_form
from zhibu.web.wording import in_a_row, worded
from zhibu.web.writing import perform

METHODS = require_http_methods(["GET", "HEAD", "POST"])
AHEAD = timedelta(days=7)


class MailForm(Form):
    is_private = True

    channel = forms.ChoiceField(label=gettext_lazy("怎么提醒"), choices=Channel.choices, widget=forms.RadioSelect)
    address = forms.CharField(
        label=gettext_lazy("邮箱"), max_length=120, required=False, help_text=gettext_lazy("加密存着，别人看不到")
    )


class RobotForm(Form):
    """The address is never shown again, so the field is always empty."""

    is_private = True

    address = forms.CharField(
        label=gettext_lazy("机器人的网址"), max_length=300,
        help_text=format_lazy(
            gettext_lazy("在群设置里添加机器人，把它给的网址整个贴过来。安全设置选“关键词”的，填 {word}"),
            word=words.KEYWORD,
        ),
    )  # fmt: skip


@signed_in
@require_safe
def reminders(request: PageRequest) -> HttpResponse:
    actor, today = request.actor, request.today
    branch = _branch_of(actor)
    robot = queries.robot_of(branch) if branch else None
    own = queries.reminding_of(actor.user_id)
    context = {
        "mail_ready": mail.is_ready(),
        "mail_facts": _mail_facts(actor, today),
        "gets_mail": own is not None and own.channel == Channel.MAIL,
        "branch": branch,
        "robot": robot,
        "robot_facts": _robot_facts(robot, today) if robot else [],
        "text": group_text(branch, today) if branch else "",
        "not_arriving": _not_arriving(actor, today) if actor.may(Right.ACCOUNTS) else None,
        **feeds_context(actor, today),
    }
    return render(request, "reminders/reminders.html", context)


def _branch_of(actor: Actor) -> Organisation | None:
    """The branch whose group this role looks after."""
    acting = actor.acting
    if acting is None or acting.organisation_kind != OrganisationKind.BRANCH or not actor.may(Right.CONFIRM):
        return None
    return own_branch(actor)


def _mail_facts(actor: Actor, today: date) -> list[Fact]:
    own = queries.reminding_of(actor.user_id)
    if own is None or own.channel == Channel.NONE:
        return [Fact(_("现在"), _("不提醒"))]
    facts = [Fact(_("现在"), _("有要办的事时发一封邮件，一天最多一封，晚上八点到早上八点不发"))]
    last = queries.last_to_person(actor.user_id)
    if last is not None:
        facts.append(Fact(_("最近一次"), _state(last, today)))
    if queries.has_stopped(own):
        facts.append(Fact(_("先停了"), _("连着三天没送到。改一下邮箱，或者再存一次，就重新开始。")))
    return facts


def _robot_facts(robot: Robot, today: date) -> list[Fact]:
    who = names_of({robot.recorded_by}).get(robot.recorded_by, "")
    when = write_short_day(day_of(robot.recorded_at), today)
    set_by = _("%(kind)s，%(name)s %(day)s设的") % {"kind": robot.get_kind_display(), "name": who, "day": when}
    facts = [Fact(_("机器人"), set_by)]
    last = queries.last_to_group(robot)
    if last is not None:
        facts.append(Fact(_("最近一次"), _state(last, today)))
    if queries.robot_has_stopped(robot):
        facts.append(Fact(_("先停了"), _("连着三天没发出去。重新贴一次地址就重新开始。")))
    return facts


def _state(message: Message, today: date) -> str:
    words = _("%(day)s：%(state)s") % {
        "day": write_short_day(message.day, today),
        "state": State(message.state).label,
    }
    return in_a_row(f"{words}{_('。')}", worded(message.trouble)) if message.trouble else words


def _not_arriving(actor: Actor, today: date) -> Table | None:
    """Who and why; no address, and nothing of what was in it."""
    people = [(user.display_name, trouble) for user, trouble in queries.not_arriving(users_of(actor), today)]
    groups = queries.groups_not_arriving(actor, today)
    columns = (Column(_("谁的"), Kind.MAIN), Column(_("为什么")))
    lines = [[name, worded(trouble)] for name, trouble in [*people, *groups]]
    return Table(_("没送到的提醒"), columns, lines, hide_caption=True) if lines else None


def group_text(branch: Organisation, today: date) -> str:
    """For an ordinary group: the meetings of the coming week, and nothing about anybody. Always in Chinese."""
    rows = for_everybody_between(branch, today, today + AHEAD)
    with translation.override("zh-hans"):
        lines = [_line(row, today) for row in rows]
        return "\n".join(["支部通知", *lines, "自己的事，打开 支部工作台 看。"]) if lines else ""


def _line(row: Gathering, today: date) -> str:
    day = f"{write_short_day(row.happened_on, today)} {write_weekday(row.happened_on)}"
    when = f"{day} {row.starts:%H:%M}" if row.starts else day
    kinds = list(dict.fromkeys(str(item.get_kind_display()) for item in row.items.all()))
    return f"{when} {'、'.join(kinds) or '支部会议'}"


@signed_in
@METHODS
def mail_choice(request: PageRequest) -> HttpResponse:
    own = queries.reminding_of(request.actor.user_id)
    initial = {"channel": own.channel if own else Channel.MAIL, "address": own.address if own else ""}
    form = MailForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        if form.carry_out(
            lambda: _own(
                request,
                actions.choose_reminders,
                key=given["key"],
                channel=Channel(given["channel"]),
                address=given["address"],
            )
        ):
            notices.done(request, _("已存下。"))
            return redirect("reminders")
    says = [_("邮件只说“有几件事要办”，不写是什么事，也不写任何人的名字。诉求、谈心、帮扶从不提醒。")]
    if not mail.is_ready():
        says.append(_("这台服务器还没有配邮件，现在只能选不提醒。"))
    return show_form(
        request,
        form,
        title=_("邮件提醒"),
        button=_("存下"),
        back=reverse("reminders"),
        back_label=_("提醒和日历"),
        says=says,
    )


def _own(request: PageRequest, action: Callable[..., Done], **given: Any) -> Done:
    return perform_own(request.actor, action, today=request.today, now=request.now, **given)


@signed_in
@require_POST
def mail_try(request: PageRequest) -> HttpResponse:
    _own(request, actions.try_mail, address=_address(request))
    notices.note(request, _("一分钟内会到。没到就看看垃圾邮件，再看这里写的原因。"))
    return redirect("reminders")


def _address(request: PageRequest) -> str:
    return request.build_absolute_uri(reverse("today"))


@page(Right.CONFIRM)
@METHODS
def robot(request: PageRequest) -> HttpResponse:
    branch = own_branch(request.actor)
    form = RobotForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        if form.carry_out(
            lambda: _branch_act(
                request, actions.set_robot, key=given["key"], organisation=branch, address=given["address"]
            )
        ):
            notices.done(request, _("已存下。地址以后不再显示。"))
            return redirect("reminders")
    says = [
        _("有会的时候在群里说一声“支部这几天有几次会”，一天最多一条。不写人名，不写议题，不写谁欠什么。"),
        _("知道这个网址的人都能往群里发消息，所以存下以后谁也看不到它。"),
    ]
    return show_form(
        request,
        form,
        title=_("群机器人"),
        button=_("存下"),
        back=reverse("reminders"),
        back_label=_("提醒和日历"),
        says=says,
    )


def _branch_act(request: PageRequest, action: Callable[..., Done], **given: Any) -> Done:
    return perform(request, action, right=Right.CONFIRM, **given)


def _own_robot(request: PageRequest) -> Robot:
    found = queries.robot_of(own_branch(request.actor))
    if found is None:
        raise NotFound
    return found


@page(Right.CONFIRM)
@require_POST
def robot_try(request: PageRequest) -> HttpResponse:
    _branch_act(request, actions.try_robot, robot=_own_robot(request), address=_address(request))
    notices.note(request, _("一分钟内会发到群里。"))
    return redirect("reminders")


@page(Right.CONFIRM)
@require_POST
def robot_stop(request: PageRequest) -> HttpResponse:
    try:
        _branch_act(request, actions.drop_robot, robot=_own_robot(request))
    except Refused:
        return redirect("reminders")  # stopped meanwhile
    notices.note(request, _("已停用，地址不再留用。"))
    return redirect("reminders")
