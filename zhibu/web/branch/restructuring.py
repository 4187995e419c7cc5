"""机构调整: moved below another superior, merged, split, dissolved. First what it will change, then one press."""

from collections.abc import Callable, Sequence
from hashlib import sha256
from typing import Any, cast
from uuid import UUID

from django import forms
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zhibu import questions
from zhibu.base.actor import Right
from zhibu.base.errors import NotFound
from zhibu.base.touched import Done
from zhibu.flows import restructuring as flow
from zhibu.flows.restructuring import Preview
from zhibu.member.models import Member
from zhibu.member.queries import people_of
from zhibu.org.models import Change, Organisation, Restructuring
from zhibu.org.queries import organisation_for
from zhibu.org.restructuring import restructuring_for, restructurings_of
from zhibu.web import notices
from zhibu.web.access import PageRequest, page
from zhibu.web.branch.subject import address, back_to, frame_of, is_branch, subject_of
from zhibu.web.components import Cite, Column, Fact, Kind, Row, Table
from zhibu.web.days import write_day
from zhibu.web.forms import DayField, FilterForm, Form
from zhibu.web.meetings.voting import cite_shown
from zhibu.web.writing import perform, perform_form

METHODS = require_http_methods(["GET", "HEAD", "POST"])
MOST_CHOICES = 200  # in one list; of a larger subtree one looks for the name first


class Narrow(FilterForm):
    q = forms.CharField(label=gettext_lazy("名称里有"), max_length=30)


class RestructuringForm(Form):
    """When, after which decision; `seen` is the mark of what was shown before the press."""

    day = DayField(label=gettext_lazy("从哪天起"), latest_today=True)
    document = forms.CharField(
        label=gettext_lazy("依据的批复或文件"),
        max_length=120,
        required=False,
        help_text=gettext_lazy("比如“集团党委〔2026〕9号”，没有就空着"),
    )
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def mark(self) -> str:
        """Of all that was chosen: a press counts only for what was shown."""
        data = cast(QueryDict, self.data)
        values = [f"{name}={data.getlist(name)}" for name in sorted(self.fields) if name not in {"key", "seen"}]
        return sha256("\n".join(values).encode()).hexdigest()[:16]


class TargetForm(RestructuringForm):
    target = forms.ChoiceField()
    field_order = ("target", "day", "document")

    def __init__(self, *args: Any, label: Any, choices: Sequence[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["target"].label = label
        self.fields["target"].error_messages["required"] = _("“%(label)s”还没填。") % {"label": label}
        self.fields["target"].choices = [  # type: ignore[attr-defined]
            ("", _("请选")), *((str(row.pk), row.name) for row in choices),
        ]  # fmt: skip


class SplitForm(RestructuringForm):
    is_private = True
    name = forms.CharField(label=gettext_lazy("新支部的名称"), max_length=80)
    members = forms.MultipleChoiceField(label=gettext_lazy("谁去新支部"), widget=forms.CheckboxSelectMultiple)
    field_order = ("name", "members", "day", "document")

    def __init__(self, *args: Any, people: Sequence[Member], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = {str(member.pk): member for member in people}
        self.fields["members"].choices = [(key, row.name) for key, row in self.people.items()]  # type: ignore[attr-defined]

    def chosen(self) -> list[Member]:
        return [self.people[key] for key in self.cleaned_data["members"]]


def _subject(request: PageRequest) -> Organisation:
    """Below the acting organisation: nobody moves or ends the place from which they act."""
    organisation = subject_of(request)
    if request.actor.acting is None or organisation.pk == request.actor.acting.organisation_id:
        raise NotFound
    if organisation.dissolved_on and request.method == "POST":
        raise NotFound
    return organisation


@page(Right.SET_UP)
@require_safe
def overview(request: PageRequest) -> HttpResponse:
    organisation = _subject(request)
    words = [
        ("restructuring_move", _("调整到别的上级下面"), _("连同下面的党组织、党员、记录和正在办的事一起。")),
        ("restructuring_merge", _("并入另一个"), _("党员、正在办的事、发展党员的材料一起过去，原来的撤销。")),
        ("restructuring_split", _("分出一个新支部"), _("选出去新支部的党员，只由他们办的事一起过去。")),
        ("branch_dissolve", _("撤销"), _("没有党员了才能撤销，以前的记录都还在。")),
    ]
    ways = [
        {"url": address(name, organisation, request.actor), "title": title, "note": note}
        for name, title, note in words
        if name != "restructuring_split" or is_branch(organisation)
    ]
    context = {
        **frame_of(organisation, request.actor, "branch_profile"),
        "ways": [] if organisation.dissolved_on else ways,
        "back": address("branch_profile", organisation, request.actor),
        "history": _history(restructurings_of(organisation)),
    }
    return render(request, "branch/restructuring.html", context)


def _history(acts: Sequence[Restructuring]) -> Table | None:
    lines: list[Row] = [
        [
            str(Change(act.kind).label),
            write_day(act.happened_on),
            act.other.name if act.other else "",
            act.document,
        ]
        for act in acts
    ]
    columns = (Column(_("怎么调整的"), Kind.MAIN), Column(_("从哪天起")), Column(_("到哪里")), Column(_("依据")))
    return Table(_("以前的调整"), columns, lines) if lines else None


def _show(
    request: PageRequest,
    organisation: Organisation,
    form: RestructuringForm,
    title: str,
    facts: Sequence[Fact] | None = None,
    cites: Sequence[Cite] = (),
    narrow: Narrow | None = None,
) -> HttpResponse:
    context = {
        "form": form,
        "organisation": organisation,
        "title": title,
        "facts": facts,
        "cites": cites,
        "narrow": narrow,
        "back": address("restructuring", organisation, request.actor),
    }
    return render(request, "branch/restructure.html", context, status=422 if form.errors else 200)


def _carry_out(
    request: PageRequest,
    form: RestructuringForm,
    action: Callable[..., Done],
    organisation: Organisation,
    said: str,
    **arguments: Any,
) -> HttpResponse | None:
    """The one write; None when it was refused and the form says why."""
    given = form.cleaned_data
    done = form.carry_out(
        lambda: perform_form(
            request, form, action, right=Right.SET_UP, organisation=organisation, day=given["day"],
            document=given["document"], **arguments,
        )
    )  # fmt: skip
    if done is None:
        return None
    undo = "" if done.is_repeated else reverse("restructuring_undo", args=[done.result.pk])
    notices.done(request, said, undo=undo)
    return redirect("organisations")


def _is_seen(form: RestructuringForm) -> bool:
    """What is sent is what was shown. Otherwise it is shown first, with the mark for the next press."""
    mark = form.mark()
    if form.cleaned_data["seen"] == mark:
        return True
    data = cast(QueryDict, form.data).copy()
    data["seen"] = mark
    form.data = data
    return False


def _to_target(
    request: PageRequest, kind: Change, title: str, label: str, action: Callable[..., Done], argument: str, said: str
) -> HttpResponse:
    organisation = _subject(request)
    narrow = Narrow(request.GET)
    rows = flow.targets(request.actor, organisation, kind, request.today, narrow.chosen().get("q", ""))
    choices = list(rows[: MOST_CHOICES + 1])
    is_long = len(choices) > MOST_CHOICES or bool(narrow.chosen())
    form = TargetForm(
        request.POST or None, today=request.today, initial={"day": request.today}, label=label,
        choices=choices[:MOST_CHOICES],
    )  # fmt: skip
    facts = None
    if request.method == "POST" and form.is_valid():
        target = organisation_for(request.actor, form.cleaned_data["target"])
        if _is_seen(form):
            answer = _carry_out(request, form, action, organisation, said, **{argument: target})
            if answer is not None:
                return answer
        if kind == Change.MOVED:
            facts = _move_facts(organisation, target, flow.preview_move(organisation, target, request.today))
        else:
            facts = _merge_facts(organisation, target, flow.preview_people(organisation))
    cites = _cites(request, "branch-adjust-when-unqualified") if kind == Change.MERGED else ()
    return _show(request, organisation, form, title, facts, cites, narrow if is_long else None)


@page(Right.SET_UP)
@METHODS
def move(request: PageRequest) -> HttpResponse:
    title, label = _("调整到别的上级下面"), _("新的上级党组织")
    return _to_target(request, Change.MOVED, title, label, flow.move, "parent", _("已调整，新的上级马上看得到。"))


@page(Right.SET_UP)
@METHODS
def merge(request: PageRequest) -> HttpResponse:
    title, label = _("并入另一个"), _("并入哪一个")
    return _to_target(request, Change.MERGED, title, label, flow.merge, "into", _("已并入，原来的记录都还在。"))


@page(Right.SET_UP)
@METHODS
def split(request: PageRequest) -> HttpResponse:
    organisation = _subject(request)
    if not is_branch(organisation):
        raise NotFound
    people = people_of(organisation)
    form = SplitForm(request.POST or None, today=request.today, initial={"day": request.today}, people=people)
    facts = None
    if request.method == "POST" and form.is_valid():
        chosen = form.chosen()
        if _is_seen(form):
            answer = _carry_out(
                request, form, flow.split, organisation, _("已分出新支部。接着定书记、委员怎么产生。"),
                name=form.cleaned_data["name"], members=chosen,
            )  # fmt: skip
            if answer is not None:
                return answer
        facts = _split_facts(organisation, form.cleaned_data["name"], flow.preview_people(organisation, chosen), people)
    cites = _cites(request, "branch-set-up-min-members", "branch-approval-deadline", "branch-set-up-filed")
    return _show(request, organisation, form, _("分出一个新支部"), facts, cites)


@page(Right.SET_UP)
@METHODS
def dissolve(request: PageRequest) -> HttpResponse:
    organisation = _subject(request)
    form = RestructuringForm(request.POST or None, today=request.today, initial={"day": request.today})
    form.fields["day"].label = _("哪天撤销的")
    facts = None
    if request.method == "POST" and form.is_valid():
        if _is_seen(form):
            said = _("已撤销%(name)s，以前的记录都还在。") % {"name": organisation.name}
            answer = _carry_out(request, form, flow.dissolve_whole, organisation, said)
            if answer is not None:
                return answer
        elif form.carry_out(lambda: flow.check_empty(organisation)):
            facts = _end_facts(organisation, flow.preview_people(organisation))
    cites = _cites(request, "branch-adjust-when-unqualified")
    return _show(request, organisation, form, _("撤销这个党组织"), facts, cites)


@page(Right.SET_UP)
@require_POST
def undo(request: PageRequest, act_id: UUID) -> HttpResponse:
    act = restructuring_for(request.actor, act_id)
    notices.in_time_to_undo(act.recorded_at, request.now)
    perform(request, flow.take_back, right=Right.SET_UP, act=act)
    notices.note(request, _("已撤销刚才的调整，和调整以前一样。"))
    return back_to("branch_profile", act.organisation, request.actor)


def _cites(request: PageRequest, *norms: str) -> list[Cite]:
    """Each article once, however many norms stand in it."""
    shown = [cite_shown(questions.cite(norm, request.today)) for norm in norms]
    return list({cite.label: cite for cite in shown}.values())


def _people(count: int) -> str:
    return _("%(count)d 人") % {"count": count}


def _move_facts(organisation: Organisation, target: Organisation, found: Preview) -> list[Fact]:
    facts = [
        Fact(_("调整"), _("%(name)s，到%(target)s下面") % {"name": organisation.name, "target": target.name}),
        Fact(_("一起过去的"), _("%(branches)d 个支部、%(members)d 名党员，连同记录和正在办的事")
             % {"branches": found.branches, "members": found.members}),
        Fact(_("谁看得到"), _("新的上级马上看得到，不再是上级的马上看不到")),
    ]  # fmt: skip
    if found.letters:
        facts.append(Fact(_("没有答复的请示"), _("%(count)d 份转给新的上级答复") % {"count": found.letters}))
    if found.left or found.came:
        facts.append(Fact(_("本单位的要求"), _("不再用原上级的 %(left)d 条，改用新上级的 %(came)d 条，体检会重新看")
                          % {"left": len(found.left), "came": len(found.came)}))  # fmt: skip
    if found.is_other_committee:
        facts.append(Fact(_("基层党委"), _("换了一个，发展党员的预审和审批以后由新的党委办")))
    return facts


def _merge_facts(organisation: Organisation, target: Organisation, found: Preview) -> list[Fact]:
    facts = [Fact(_("并入"), _("%(name)s，并入%(target)s") % {"name": organisation.name, "target": target.name})]
    if is_branch(organisation):
        facts += [
            Fact(_("转过去的党员"), _people(found.members)),
            Fact(_("正在办的事"), _("%(count)d 件，接着由原来的人办") % {"count": found.tasks}),
            Fact(_("发展党员的材料"), _("%(count)d 份，一起转") % {"count": found.cases}),
            Fact(_("职务和登录"), _("原支部的职务到那天为止；他们的登录改成新支部的党员")),
        ]
    else:
        facts.append(Fact(_("一起过去的"), _("%(branches)d 个支部、%(members)d 名党员，连同记录和正在办的事")
                          % {"branches": found.branches, "members": found.members}))  # fmt: skip
    return [*facts, Fact(_("原来的"), _("撤销，会议、台账和以前的记录仍然查得到"))]


def _split_facts(organisation: Organisation, name: str, found: Preview, people: Sequence[Member]) -> list[Fact]:
    left = len(people) - found.members
    return [
        Fact(_("新支部"), name),
        Fact(_("去新支部的"), _people(found.members)),
        Fact(_("留在%(name)s的") % {"name": organisation.name}, _people(left)),
        Fact(_("一起过去的事"), _("%(count)d 件只由他们办的") % {"count": found.tasks}),
    ]


def _end_facts(organisation: Organisation, found: Preview) -> list[Fact]:
    return [
        Fact(_("撤销"), organisation.name),
        Fact(_("还在的党员"), _people(found.members)),
        Fact(_("没有办完的事"), _("%(count)d 件，写明支部撤销，不再办") % {"count": found.tasks}),
    ]
