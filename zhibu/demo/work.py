"""Work of the demo branches: decisions carried out or waiting, tasks of their own."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from zhibu.base.actor import Actor, Right
from zhibu.demo.life import Branch
from zhibu.flows.assigning import send_assignment
from zhibu.flows.write import perform
from zhibu.member.models import PostKind
from zhibu.org.models import Organisation
from zhibu.work import actions, duties, goals, supporting, together, upward
from zhibu.work.actions import NewTask
from zhibu.work.assigning import NewAssignment
from zhibu.work.duty_templates import proposed
from zhibu.work.models import (
    OPEN,
    AnswerKind,
    Channel,
    DayKind,
    FoundIn,
    FourRoles,
    Initiative,
    PartyKind,
    SubmissionKind,
    Task,
    TaskForm,
)
from zhibu.work.together import NewInitiative
from zhibu.work.upward import NewSubmission

MAIN = "机械租赁党支部"


def write(branches: list[Branch], organiser: Actor, today: date, now: datetime) -> None:
    """Everything of this room, through the same actions as everybody uses."""
    writer = Writer(organiser, today, now)
    for branch in branches:
        writer.carry_out_decisions(branch, leave_open=2 if branch.story.name == MAIN else 1)
    writer.own_tasks(next(branch for branch in branches if branch.story.name == MAIN))
    Together(writer, branches).write()
    writer.help_from_above(branches)


class Writer:
    def __init__(self, organiser: Actor, today: date, now: datetime) -> None:
        self.organiser, self.today, self.now = organiser, today, now

    def do(self, actor: Actor, action: Any, right: Right = Right.RECORD, **arguments: Any) -> Any:
        return perform(actor, action, right=right, today=self.today, now=self.now, **arguments).result

    def help_from_above(self, branches: list[Branch]) -> None:
        """One help was taken and ended, one is under way, one waits for a word."""
        assert self.organiser.acting is not None
        company = Organisation.objects.get(pk=self.organiser.acting.organisation_id)
        by_name = {branch.story.name: branch for branch in branches}
        for name, what, who, taken, outcome in (
            ("装饰公司党支部", "一起把设支委会的选举办法理清楚", "林组织员", True, ""),
            ("房建一公司党支部", "教新来的组织委员记发展党员的步骤", "林组织员", True, "25 步理了一遍，第一批记上了。"),
            (MAIN, "一起把换届的请示写好", "房建一公司党支部的书记", False, ""),
        ):
            branch = by_name[name]
            due = self.today + timedelta(days=10)
            sent = {"sender": company, "branch": branch.organisation, "what": what, "who": who, "due_on": due}
            support = self.do(self.organiser, supporting.send, Right.ASSIGN, **sent)
            if taken:
                support = self.do(branch.actor, supporting.answer, support=support, takes=True, words="")
            if outcome:
                self.do(branch.actor, supporting.close, support=support, words=outcome)

    def carry_out_decisions(self, branch: Branch, leave_open: int) -> None:
        """Most of what was decided is done; the latest still waits."""
        tasks = Task.objects.filter(branch=branch.organisation, state__in=OPEN).order_by("-due_on", "id")
        for task in tasks.select_related("branch")[leave_open:]:
            self.do(
                branch.actor, actions.finish,
                task=task, result="按定的办了，在会上报告过。", happened_on=min(task.due_on or self.today, self.today),
            )  # fmt: skip

    def own_tasks(self, branch: Branch) -> None:
        def make(title: str, purpose: str, days: int, owner: int, role: FourRoles) -> Any:
            new = NewTask(
                branch=branch.organisation, title=title, purpose=purpose, owners=[branch.members[owner]],
                due_on=self.today + timedelta(days=days), role=role,
            )  # fmt: skip
            return self.do(branch.actor, actions.create_task, new=new)

        stove = make("给夜班休息室装热饭的炉子", "夜班二十多人吃不上热饭", 6, 1, FourRoles.SERVICE)
        self.do(branch.actor, actions.note_progress, task=stove, words="后勤答应出炉子，电路已查过。")
        make("两台旧吊车的保养台账补齐", "年底设备检查", 20, 2, FourRoles.DEVELOPMENT)


class Together:
    """What ties branches, their superior and their unit together, for the demo's main branch and its neighbours."""

    def __init__(self, writer: Writer, branches: list[Branch]) -> None:
        self.writer, self.branches = writer, branches
        self.main = next(branch for branch in branches if branch.story.name == MAIN)
        self.today = writer.today

    def write(self) -> None:
        goal = self.goals()
        self.from_above()
        self.upward()
        self.initiative(goal)
        self.duties()

    def _company(self) -> Any:
        assert self.writer.organiser.acting is not None
        return Organisation.objects.get(pk=self.writer.organiser.acting.organisation_id)

    def goals(self) -> Any:
        do, main, year = self.writer.do, self.main, self.today.year
        company = self._company()
        do(
            self.writer.organiser, goals.set_goal, Right.ASSIGN,
            organisation=company, year=year, title="全年不出重伤以上事故", counted="重伤以上事故", unit="起",
            wanted=Decimal(0),
        )  # fmt: skip
        goal = do(
            main.actor, goals.set_goal,
            organisation=main.organisation, year=year, title="设备完好率到 96%", counted="设备完好率", unit="%",
            wanted=Decimal(96),
        )  # fmt: skip
        for quarter in range(1, (self.today.month + 2) // 3):
            figure = Decimal("93.5") + quarter
            do(main.actor, goals.note_figure, goal=goal, quarter=quarter, figure=figure)
        new = NewTask(
            branch=main.organisation, title="老吊车攻关小组", purpose="老吊车占停机的一半", owners=main.members[2:4],
            due_on=self.today + timedelta(days=40), form=TaskForm.TASK_FORCE, goal=goal.thread,
            role=FourRoles.DEVELOPMENT,
        )  # fmt: skip
        do(main.actor, actions.create_task, new=new)
        do(
            main.actor, goals.note_day,
            organisation=main.organisation, kind=DayKind.BAD, title="塔吊钢丝绳断股，停了一天半",
            happened_on=self.today - timedelta(days=33), done="党员先锋岗三个人连夜换绳，第二天把同型号的都查了",
            helpers="物资部当晚调来钢丝绳", outcome="没有伤人，工期补回来了", goal=goal.thread,
        )  # fmt: skip
        return goal

    def from_above(self) -> None:
        """One task to all branches: some adapted it, one needs help, the rest have yet to take it over."""
        do, company = self.writer.do, self._company()
        new = NewAssignment(
            sender=company, title="查一遍冬季用电和取暖", aim="入冬前消掉火险", due_on=self.today + timedelta(days=9),
            receivers=[company], sample="配电箱、宿舍、食堂各查一遍，当场能改的当场改", asks=["查出几处", "改了几处"],
        )  # fmt: skip
        do(self.writer.organiser, send_assignment, Right.ASSIGN, new=new)
        ways = ("按班组分片查，夜班宿舍放在白天查", "和安全员一起查，只查项目部临时用电", "")
        for branch, how in zip(self.branches[3:6], ways, strict=True):
            task = Task.objects.select_related("branch").get(branch=branch.organisation, source="from_above")
            if how:
                do(
                    branch.actor, actions.adapt,
                    task=task, how=how, why_different="人不在一处，统一查凑不齐", owners=branch.members[1:2],
                )  # fmt: skip
            else:
                do(branch.actor, actions.ask_help, task=task, what="没有持证电工，配电箱不敢打开")

    def upward(self) -> None:
        do, main = self.writer.do, self.main
        new = NewSubmission(
            main.organisation, SubmissionKind.REQUEST, "换届延期三个月", self.today - timedelta(days=12),
            to=self._company(), body="本届任期已到，项目部人员年底前大部分在外，到会人数不够。拟延期到明年二月。",
            answer_by=self.today - timedelta(days=2),
        )  # fmt: skip
        do(main.actor, upward.send, new=new)
        oral = NewSubmission(
            main.organisation, SubmissionKind.ORAL, "主题党日改在项目部开", self.today - timedelta(days=20),
            to_name="党委办公室林组织员", answer="可以，记录照常写",
        )  # fmt: skip
        do(main.actor, upward.send, new=oral)

    def initiative(self, goal: Any) -> None:
        """One of the neighbour's, done and lent; one of the own, with a department that promised."""
        do, main, neighbour = self.writer.do, self.main, self.branches[0]
        new = NewInitiative(
            NewTask(
                branch=neighbour.organisation, title="报销单改成一次填完", owners=neighbour.members[1:2],
                details="把要附的单子印在封面上，窗口当场看齐不齐", role=FourRoles.SERVICE,
            ),
            FoundIn.TALK, "工地来报销，平均要跑两趟半",
        )  # fmt: skip
        task = do(neighbour.actor, together.begin_initiative, new=new)
        done = "四个月里一趟办完的从三成到九成"
        do(neighbour.actor, actions.finish, task=task, result=done, happened_on=self.today - timedelta(days=5))
        practice = "先数一数大家为什么跑第二趟，把最常缺的三样印在封面上，窗口只管当场看齐不齐。"
        initiative = Initiative.objects.select_related("branch").get(task=task.thread)
        do(neighbour.actor, together.share, initiative=initiative, practice=practice)
        own = NewInitiative(
            NewTask(
                branch=main.organisation, title="旧配件先登记再报废", owners=main.members[:1], goal=goal.thread,
                details="每月最后一个周五把拆下来的件摆出来，能修的登记", due_on=self.today + timedelta(days=25),
            ),
            FoundIn.PRODUCTION, "一边买新件，一边把还能用的旧件当废铁卖", is_secretary_project=True,
        )  # fmt: skip
        task = do(main.actor, together.begin_initiative, new=own)
        helper = do(
            main.actor, together.ask_to_help,
            task=task, kind=PartyKind.DEPARTMENT, party="物资部", wanted="腾半间库房放旧件",
            wanted_by=self.today + timedelta(days=10),
        )  # fmt: skip
        do(
            main.actor, together.note_answer,
            cooperation=helper, task=task, kind=AnswerKind.PROMISED, channel=Channel.PHONE, who="物资部老秦",
            until=self.today + timedelta(days=8), happened_on=self.today - timedelta(days=1),
        )  # fmt: skip

    def duties(self) -> None:
        do, main = self.writer.do, self.main
        year = self.today.year
        lines = proposed(main.organisation)
        del lines[PostKind.DEPUTY_SECRETARY]
        do(main.actor, duties.write_list, organisation=main.organisation, year=year, lines=lines)
        day = min(date(year, 1, 20), self.today)
        do(main.actor, duties.agree, organisation=main.organisation, year=year, happened_on=day)
        new = NewTask(
            branch=main.organisation, title="每月跟一个夜班，下班当场说要改什么", owners=main.members[:1],
            form=TaskForm.PLEDGE,
        )  # fmt: skip
        do(main.actor, actions.create_task, new=new)
