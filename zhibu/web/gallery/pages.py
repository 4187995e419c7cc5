"""Every component with invented content, for looking at and for tests. Reachable only where DEBUG is on."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from zhibu.base.errors import Refused
from zhibu.web import notices
from zhibu.web.access import PageRequest, open_page
from zhibu.web.components import (
    Action,
    Button,
    Cell,
    Cite,
    Column,
    Fact,
    Finding,
    Kind,
    Mark,
    Month,
    Step,
    Tab,
    Table,
    Tone,
)
from zhibu.web.confirm import Confirm, ask_first
from zhibu.web.gallery.forms import SampleFilter, SampleForm

TERM = Cite(
    "《中国共产党支部工作条例（试行）》第二十条", "支部委员会每届任期一般是 3 年；任期满了按期换届。", "/rules/"
)
LATER = (Button("推迟", "/gallery/"), Button("交给别人", "/gallery/"), Button("不适用", "/gallery/"))

ACTIONS = (
    Action(
        "写换届请示",
        "超过 42 天",
        Mark.OVERDUE,
        why="本届 2023年10月12日 选出，任期到 2026年10月12日，没有延期批复。",
        cite=TERM,
        button=Button("开始办", "/gallery/confirm/"),
        others=LATER,
    ),
    Action(
        "确定党员大会日期",
        "还有 38 天，本季度还没开",
        Mark.SOON,
        why="一般每季度召开一次。",
        cite=TERM,
        button=Button("定时间", "/gallery/form/"),
        others=LATER,
    ),
    Action(
        "补 10 月支委会",
        "开了没记，还是没开",
        Mark.NO_RECORD,
        why="10 月没有支委会记录。",
        cite=TERM,
        button=Button("补记", "/gallery/form/"),
        others=(Button("没开", "/gallery/"), Button("已并入党员大会", "/gallery/")),
    ),
    Action(
        "看一看 8 月那次表决",
        "到会 6 人，应到 14 人",
        Mark.CONTRARY,
        Tone.AMBER,
        why="到会没有过半，却记了“通过”。",
        cite=TERM,
        button=Button("去看", "/gallery/"),
    ),
    Action(
        "把食堂的事列入支委会",
        "主动做一件",
        why="上季度 3 件诉求都说夜班吃不上热饭。",
        button=Button("加入议题", "/gallery/", post=True),
    ),
)
FINDINGS = (
    Finding(
        "换届时间到了",
        Mark.OVERDUE,
        "本届 2023年10月12日 选出，任期到 2026年10月12日；没有延期批复。",
        since="到今天超过 42 天",
        cite=TERM,
        facts=(Fact("选出日期", "2023年10月12日", "/gallery/"), Fact("任期", "3 年"), Fact("延期批复", "没有记录")),
        next_steps=("支委会议换届，议题已拟好", "把换届请示交上级，草稿已备"),
        buttons=(Button("开始办", "/gallery/confirm/"), Button("这条不合实际，说明", "/gallery/")),
        audience="上级同时可见",
    ),
    Finding(
        "议题讨论没有记录",
        Mark.SOON,
        "近 6 次表决都没有发言要点，都是全票。",
        cite=Cite("《中国共产党支部工作条例（试行）》第十一条"),
        facts=(Fact("表决", "6 次"), Fact("有发言要点的", "0 次")),
        next_steps=("以后议题提前发材料，记下每人一句要点",),
        buttons=(Button("以后议题先发材料", "/gallery/", post=True), Button("已讨论，补要点", "/gallery/")),
        caution="记得少，不等于没讨论。",
        audience="先由支部看，还有 12 天告知上级",
    ),
)
MONTHS = tuple(
    Month(number, mark, url="/gallery/" if mark == Mark.NO_RECORD else "", tone=tone, note=note)
    for number, mark, tone, note in (
        (1, Mark.DONE, None, "8日"),
        (2, Mark.DONE, None, "6日"),
        (3, Mark.DONE, None, "5日"),
        (4, Mark.NO_RECORD, None, ""),
        (5, Mark.DONE, None, "7日"),
        (6, Mark.OVERDUE, Tone.AMBER, ""),
        (7, Mark.DONE, None, "2日"),
        (8, Mark.CONTRARY, None, "6日"),
        (9, Mark.DONE, None, "3日"),
        (10, Mark.NOT_ASKED, None, ""),
        (11, Mark.SOON, None, ""),
        (12, None, None, ""),
    )
)
MEETINGS = Table(
    "最近的会议",
    (Column("会议", Kind.MAIN), Column("日期"), Column("到会", Kind.NUMBER), Column("情况"), Column("", Kind.BUTTONS)),
    (
        (
            Cell("四季度支部党员大会", "/gallery/"),
            "2026年11月5日",
            Cell("11 / 14", note="请假 2"),
            Cell(mark=Mark.DONE),
            Cell(buttons=(Button("打开", "/gallery/"),)),
        ),
        (
            Cell("十月支委会", "/gallery/"),
            "2026年10月9日",
            "3 / 3",
            Cell("补记（晚21天）"),
            Cell(buttons=(Button("打开", "/gallery/"),)),
        ),
        (
            Cell("安全生产主题党日", "/gallery/"),
            "2026年9月18日",
            "13 / 14",
            Cell(mark=Mark.SOON, word="差一份签到"),
            Cell(buttons=(Button("补上", "/gallery/"),)),
        ),
    ),
)
FACTS = (
    Fact("支部", "一车间党支部"),
    Fact("书记", "王立明", "/gallery/"),
    Fact("党员", "15 人，其中预备党员 1 人"),
    Fact("本届任期", "2023年10月12日 至 2026年10月12日"),
)
TABS = (
    Tab("全部", "/gallery/", is_here=True, count=37),
    Tab("要办", "/gallery/?a", count=3),
    Tab("没有记录", "/gallery/?b", count=1),
    Tab("正常", "/gallery/?c", count=31),
)
STEPS = (
    Step("计划", is_done=True, url="/gallery/"),
    Step("通知", is_done=True),
    Step("签到", is_here=True),
    Step("记录"),
    Step("表决"),
    Step("归档"),
)


@open_page
@require_safe
def gallery(request: PageRequest) -> HttpResponse:
    if "say" in request.GET:
        notices.done(request, "已记下：四季度支部党员大会。", undo="/gallery/form/")
    context = {
        "marks": list(Mark),
        "actions": ACTIONS,
        "findings": FINDINGS,
        "months": MONTHS,
        "meetings": MEETINGS,
        "facts": FACTS,
        "tabs": TABS,
        "steps": STEPS,
        "filter": SampleFilter(request.GET),
        "sheet": Paginator(range(70), 10).get_page(request.GET.get("page")),
    }
    return render(request, "gallery/gallery.html", context)


@open_page
def form(request: PageRequest) -> HttpResponse:
    sample = SampleForm(request.POST or None, today=request.today)
    if request.method == "POST" and sample.is_valid():
        sample.refuse(Refused("这一天已经记过一次党员大会。", "去看那一次，或换一天。", "happened_on"))
    return render(request, "gallery/form.html", {"form": sample}, status=422 if sample.errors else 200)


@open_page
def confirm(request: PageRequest) -> HttpResponse:
    question = Confirm(
        title="归档这次会议",
        facts=(Fact("有表决权", "13 人"), Fact("赞成", "10 票"), Fact("弃权", "1 票")),
        consequence="归档以后，要改只能写更正，两份都看得到。",
        button="归档",
        back="/gallery/",
    )
    return ask_first(request, question)


@open_page
@require_safe
def refused(request: PageRequest) -> HttpResponse:
    raise Refused("11月5日 的会已经归档，不能再改签到。", "要改，写一份更正。")
