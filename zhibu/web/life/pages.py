"""组织生活会: one year's way before, in and after the meeting, drawn from the records that are there."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from zhibu import questions
from zhibu.base.actor import Actor, Right
from zhibu.base.errors import NotFound
from zhibu.ledger.papers.catalogue import paper_of
from zhibu.meeting.facts import talks_missing_in
from zhibu.meeting.life import Campaign, campaign_of, life_of, note_life
from zhibu.meeting.models import ItemKind
from zhibu.member.queries import people_of as members_of
from zhibu.org.models import Organisation
from zhibu.org.queries import layers_by_path, own_branch
from zhibu.questions.layering import plain_layers
from zhibu.survey.queries import visible_to as surveys_for
from zhibu.web import notices
from zhibu.web.access import PageRequest, page
from zhibu.web.branch_choice import ask_which_branch, chosen_branch, has_own_branch
from zhibu.web.checkup.mending import way_marks
from zhibu.web.components import Button, Cell, Column, Fact, Kind, Row, Step, Tab, Table
from zhibu.web.days import write_day
from zhibu.web.files.papers import paper_address
from zhibu.web.life.forms import PARTS
from zhibu.web.said import Said, said_of
from zhibu.web.short_form import show_form
from zhibu.web.wording import capital, worded
from zhibu.web.writing import perform
from zhibu.work import to_mend
from zhibu.work.models import MendSource

MOST_NAMES = 30
FIRST_YEAR = 2012


@dataclass(frozen=True)
class Section:
    """One part of the way: what is there, what can be done, which papers it needs."""

    title: str
    facts: Sequence[Fact] = ()
    says: str = ""
    buttons: Sequence[Button] = ()
    said: Sequence[Said] = ()
    table: Table | None = None


def year_of(request: PageRequest) -> int:
    """`?year=`; until the end of June of the campaign of the year before may still run, so it can be chosen."""
    asked = request.GET.get("year", "")
    year = int(asked) if asked.isascii() and asked.isdigit() and len(asked) == 4 else 0
    return year if FIRST_YEAR <= year <= request.today.year else request.today.year


@page(Right.SEE_BRANCH, Right.SEE_BELOW)
@require_safe
def life(request: PageRequest) -> HttpResponse:
    branch = chosen_branch(request)
    if branch is None:
        return ask_which_branch(request, title=_("组织生活会"), url=reverse("life"))
    year = year_of(request)
    campaign = campaign_of(branch, year)
    may_write = request.actor.may(Right.RECORD) and has_own_branch(request.actor)
    mends = _mends(request.actor, branch, year)
    way = _Way(request, branch, year, campaign, mends, may_write=may_write)
    context = {
        "branch": branch,
        "year": year,
        "tabs": [
            Tab(_("%(year)d 年") % {"year": each}, _tab_address(request, each), each == year)
            for each in (request.today.year, request.today.year - 1)
        ],
        "steps": way.steps(),
        "sections": way.sections(),
        "checks": way.checks(),
    }
    return render(request, "life/life.html", context)


def _tab_address(request: PageRequest, year: int) -> str:
    branch = request.GET.get("branch", "")
    return f"?year={year}" + (f"&branch={branch}" if branch else "")


def _mends(actor: Actor, branch: Organisation, year: int) -> list[to_mend.OnList]:
    """What the life meeting put on the list to mend, with its tasks."""
    rows = to_mend.visible_to(actor).filter(branch=branch, source=MendSource.LIFE)
    rows = rows.filter(happened_on__gte=date(year, 1, 1), happened_on__lte=date(year + 1, 6, 30))
    return to_mend.with_tasks(to_mend.listed(rows))


class _Way:
    def __init__(
        self, request: PageRequest, branch: Organisation, year: int, campaign: Campaign,
        mends: list[to_mend.OnList], *, may_write: bool,
    ) -> None:  # fmt: skip
        self.request, self.branch, self.year = request, branch, year
        self.campaign, self.mends, self.may_write = campaign, mends, may_write
        self.record = campaign.record
        self.layers = plain_layers(layers_by_path([branch.path], request.today)[branch.path])
        rows = surveys_for(request.actor).filter(branch=branch, happened_on__year=year)
        self.surveys = list(rows.order_by("happened_on"))

    def heard_on(self) -> date | None:
        if self.record and self.record.heard_on:
            return self.record.heard_on
        return max((row.happened_on for row in self.surveys), default=None)

    def steps(self) -> list[Step]:
        campaign, record = self.campaign, self.record
        done = [
            (_("征求意见"), self.heard_on() is not None),
            (_("谈心谈话"), campaign.talked_on is not None),
            (_("开会"), campaign.held is not None),
            (_("民主评议"), bool(campaign.grades or (record and record.assessed_on))),
            (_("列整改"), bool(self.mends)),
            (_("改好"), bool(self.mends) and all(row.mend.accepted_on for row in self.mends)),
        ]
        here = next((label for label, is_done in done if not is_done), None)
        return [Step(label, is_done, label == here) for label, is_done in done]

    def sections(self) -> list[Section]:
        return [self._before(), self._talks(), self._outlines(), self._meeting(), self._appraisal(), self._mending()]

    def _paper(self, key: str, record: Any = None) -> list[Button]:
        paper = paper_of(key)
        if not paper.rights & self.request.actor.rights:
            return []
        if record is None and not paper.by_year:
            return [Button(str(paper.title), reverse("files_paper_blank", args=[key]))] if paper.blank else []
        return [Button(str(paper.title), paper_address(paper, record or self.branch.pk, self.year))]

    def _note(self, part: str, label: str) -> list[Button]:
        return [Button(label, reverse("life_note", args=[self.year, part]))] if self.may_write else []

    def _before(self) -> Section:
        record = self.record
        facts = []
        if record and record.theme:
            facts.append(Fact(_("主题"), record.theme))
        if record and record.studied_on:
            facts.append(Fact(_("学习"), write_day(record.studied_on)))
        if record and record.heard_on:
            facts.append(Fact(_("听意见"), write_day(record.heard_on)))
        if record and record.sheets_back is not None:
            words = {"out": "—" if record.sheets_out is None else record.sheets_out, "back": record.sheets_back}
            facts.append(Fact(_("征求意见表"), _("发出 %(out)s 份，收回 %(back)s 份") % words))
        if record and record.heard and self.request.actor.may(Right.SEE_BRANCH):
            facts.append(Fact(_("意见归纳"), record.heard))
        facts += [
            Fact(row.title, _("小调查，%(day)s 起") % {"day": write_day(row.happened_on)},
                 reverse("survey_one", args=[row.thread]))
            for row in self.surveys
        ]  # fmt: skip
        buttons = self._note("prepare", _("记会前准备"))
        if self.may_write:
            buttons.append(Button(_("发小调查"), reverse("survey_new")))
        return Section(
            _("会前：征求意见"), facts, "" if facts else _("还没有记。可以印征求意见表，也可以发一份小调查。"),
            [*buttons, *self._paper("life-opinions")],
        )  # fmt: skip

    def _talks(self) -> Section:
        talks = self.campaign.talks_before
        facts = [Fact(_("谈过"), _("%(number)d 次") % {"number": len(talks)})] if talks else []
        if self.year == self.request.today.year:
            missing = talks_missing_in(self.branch.pk, self.request.today)
            nobody = set().union(*missing.values())
            facts.append(Fact(_("还没谈到"), self._names(nobody)))
        buttons = []
        if self.may_write:
            buttons = [Button(_("约谈、记谈话"), reverse("concerns"))]
        return Section(_("会前：谈心谈话"), facts, _("只记谈过，不记谈了什么。"), buttons)

    def _names(self, people: set[Any]) -> str:
        if not people:
            return _("都谈到了")
        if not self.request.actor.may(Right.SEE_TALKS):
            return _("%(number)d 人") % {"number": len(people)}
        names = [member.name for member in members_of(self.branch) if member.pk in people]
        shown = _("、").join(names[:MOST_NAMES])
        return shown + (_("等 %(number)d 人") % {"number": len(names)} if len(names) > MOST_NAMES else "")

    def _outlines(self) -> Section:
        return Section(
            _("会前：个人发言提纲"), (),
            _("本人自己写，系统不代写、不收、不存。要纸的，印一张空白的。"), self._paper("life-outline"),
        )  # fmt: skip

    def _meeting(self) -> Section:
        held, planned, record = self.campaign.held, self.campaign.planned, self.record
        facts = []
        buttons: list[Button] = []
        if held:
            facts.append(Fact(_("开了"), f"{write_day(held.happened_on)} {held.title}", _one(held.pk)))
            buttons += self._note("meeting", _("记会上做了什么"))
            buttons += [*self._paper("life-report", held.pk), *self._paper("life-mending", held.pk)]
        elif planned:
            facts.append(Fact(_("定了"), f"{write_day(planned.happened_on)} {planned.title}", _one(planned.pk)))
            buttons += self._record_button(reverse("meetings_hold", args=[planned.pk]), _("记下来"))
        else:
            kind = ItemKind.ORGANISATIONAL_LIFE_MEETING.value
            buttons += self._record_button(f"{reverse('meetings_plan')}?kind={kind}", _("定时间"))
            buttons += self._record_button(f"{reverse('meetings_new')}?kind={kind}", _("开过了，记一次"))
        for name, label in (
            ("examined", _("查摆问题")), ("criticised", _("批评和自我批评")), ("directed", _("明确怎么改")),
        ):  # fmt: skip
            value = getattr(record, name) if record else None
            if value is not None:
                facts.append(Fact(label, _("做了") if value else _("没做")))
        return Section(_("会上"), facts, "" if facts else _("还没有定时间。"), buttons)

    def _record_button(self, url: str, label: str) -> list[Button]:
        return [Button(label, url)] if self.may_write else []

    def _appraisal(self) -> Section:
        record, grades = self.record, self.campaign.grades
        facts = []
        for name, label in (
            ("self_on", _("个人自评")), ("mutual_on", _("党员互评")), ("test_on", _("民主测评")),
            ("assessed_on", _("提出评定意见")),
        ):  # fmt: skip
            if record and getattr(record, name):
                facts.append(Fact(label, write_day(getattr(record, name))))
        if record and record.ballots_back is not None:
            words = {"out": record.ballots_out, "back": record.ballots_back, "valid": record.ballots_valid}
            shown = {name: "—" if value is None else value for name, value in words.items()}
            facts.append(Fact(_("测评票"), _("发出 %(out)s，收回 %(back)s，有效 %(valid)s") % shown))
        said = []
        if grades:
            counts = (grades.excellent, grades.qualified, grades.basically_qualified, grades.unqualified)
            named = zip((_("优秀"), _("合格"), _("基本合格"), _("不合格")), counts, strict=True)
            facts.append(Fact(_("评定"), _("，").join(f"{name} {count}" for name, count in named)))
            said = [self._share(grades.graded, grades.excellent)]
        buttons = self._note("appraisal", _("记评议的日子和票"))
        if self.may_write and self.campaign.appraised and self.request.actor.may(Right.KEEP_APPRAISALS):
            buttons.append(Button(_("计测评票"), reverse("life_count", args=[self.year])))
        papers = [*self._paper("appraisal-ballot"), *self._paper("appraisal-opinions")]
        return Section(_("民主评议党员"), facts, "" if facts else _("还没有记。"), [*buttons, *papers], said)

    def _share(self, graded: int, excellent: int) -> Said:
        facts = {"graded": graded, "excellent": excellent}
        answer = questions.answer("appraisal.share", self.campaign_day(), facts, self.layers)
        return said_of("", answer, is_against=answer.answer.get("fits") is False)

    def campaign_day(self) -> date:
        appraised = self.campaign.appraised
        return appraised.happened_on if appraised else self.request.today

    def _mending(self) -> Section:
        marks = way_marks()
        lines: list[Row] = []
        for row in self.mends:
            mark, tone, word = marks[row.way(self.request.today)]
            due = write_day(row.due_on) if row.due_on else "—"
            lines.append([Cell(row.mend.fact, note=row.mend.measure), due, Cell(mark=mark, tone=tone, word=word)])
        columns = (Column(_("问题和措施"), Kind.MAIN), Column(_("期限")), Column(_("怎么样了")))
        table = Table(_("整改清单"), columns, lines, hide_caption=True) if lines else None
        buttons = self._record_button(f"{reverse('mend_new')}?source={MendSource.LIFE.value}", _("加一条"))
        if lines:
            buttons.append(Button(_("整改台账"), reverse("mending")))
        says = "" if lines else _("会上查出的问题，一条一条列上，定谁改、哪天改好，由没有参与的人验收。")
        return Section(_("会后：整改清单"), (), says, buttons, (), table)

    def checks(self) -> list[Said]:
        """The steps and their order, by the questions of the two procedures."""
        found = []
        record, campaign = self.record, self.campaign
        if campaign.held:
            facts = {
                "held_on": campaign.held.happened_on,
                "theme_fixed_on": record.theme_fixed_on if record else None,
                "studied_on": record.studied_on if record else None,
                "talks_on": campaign.talked_on,
                "opinions_on": self.heard_on(),
                "problems_examined": record.examined if record else None,
                "criticism": record.criticised if record else None,
                "direction_fixed": record.directed if record else None,
                "measures_on": min((row.mend.happened_on for row in self.mends), default=None),
                "measures_done_on": self._mended_on(),
            }
            found.append(self._asked("meeting.life_meeting", _("组织生活会的步骤"), facts))
        if record and record.assessed_on:
            names = ("self_on", "mutual_on", "test_on", "assessed_on")
            facts = {name: getattr(record, name) for name in names}
            found.append(self._asked("meeting.appraisal", _("民主评议的步骤"), facts))
        return found

    def _mended_on(self) -> date | None:
        days = [row.mend.accepted_on for row in self.mends]
        accepted = [day for day in days if day]
        return max(accepted) if days and len(accepted) == len(days) else None

    def _asked(self, question: str, title: str, facts: dict[str, Any]) -> Said:
        given = {name: value for name, value in facts.items() if value is not None}
        try:
            answer = questions.answer(question, self.request.today, given, self.layers)
        except questions.QuestionError as error:
            return Said(title, [capital(worded(error.sentence))], [], is_against=True)
        is_against = bool(answer.answer.get("wrong_order") or answer.answer.get("not_done"))
        return said_of(title, answer, is_against=is_against)


def _one(key: Any) -> str:
    return reverse("meetings_one", args=[key])


@page(Right.RECORD)
@require_http_methods(["GET", "HEAD", "POST"])
def note(request: PageRequest, year: int, part: str) -> HttpResponse:
    """One part of the year's record; the rest stays as it was."""
    if part not in PARTS or not FIRST_YEAR <= year <= request.today.year:
        raise NotFound
    branch = own_branch(request.actor)
    standing = life_of(branch, year)
    form = PARTS[part](request.POST or None, today=request.today, initial=PARTS[part].of(standing))
    if request.method == "POST" and form.is_valid():
        done = form.carry_out(
            lambda: perform(
                request, note_life, right=Right.RECORD,
                key=form.cleaned_data["key"], branch=branch, year=year, standing=standing, **form.columns(),
            )
        )  # fmt: skip
        if done:
            notices.done(request, _("已记下。"))
            return redirect(f"{reverse('life')}?year={year}")
    titles = {"prepare": _("会前准备"), "meeting": _("会上做了什么"), "appraisal": _("评议的日子和票")}
    return show_form(
        request, form, title=titles[part], button=_("记下"), back=f"{reverse('life')}?year={year}",
        back_label=_("组织生活会"), lead=_("知道什么写什么，空着的以后再补。"),
    )  # fmt: skip
