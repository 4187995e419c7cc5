"""The pages inside each place, shown as tabs below the header. One line here when a place gains a page of its own."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from zhibu.base.actor import Actor, Right
from zhibu.web.components import Tab

CONTENT = frozenset({Right.SEE_OWN, Right.SEE_BRANCH, Right.SEE_BELOW})
BRANCH = frozenset({Right.SEE_BRANCH})
SEES = frozenset({Right.SEE_BRANCH, Right.SEE_BELOW})
TARGETS = frozenset({Right.SEE_OWN, Right.SEE_TARGETS, Right.SEE_BELOW})


@dataclass(frozen=True)
class Subpage:
    """`name`: of the address; `rights`: any one opens it; `members_label`: for plain members, where it differs.

    `within`: the name of the page under whose tab it stands, in a second row; a phone then keeps to one row of tabs.
    """

    name: str
    label: str | Promise
    rights: frozenset[Right] = CONTENT
    members_label: str | Promise = ""
    within: str = ""


SUBPAGES: dict[str, Sequence[Subpage]] = {  # by place, in the order of the tabs
    "meetings": (
        Subpage("meetings", _("会议")),
        Subpage("meetings_year", _("年度计划")),
        Subpage("life", _("组织生活会"), SEES),
        Subpage("elections", _("换届"), SEES),
    ),
    "members": (
        Subpage("members", _("花名册"), CONTENT, _("我的资料")),
        Subpage("targets", _("目标"), TARGETS, _("我的目标")),
        Subpage("admission", _("发展党员"), CONTENT | {Right.SEE_OWN_ADMISSION}),
        Subpage("dues", _("党费")),
        Subpage("training", _("学时")),
        Subpage("transfers", _("接转"), SEES),
        Subpage("away", _("流动"), frozenset({Right.RECORD})),
        Subpage("member_statistics", _("统计"), SEES),
    ),
    "concerns": (
        Subpage("inbox", _("收件"), frozenset({Right.HANDLE_CONCERNS})),
        Subpage("concerns", _("谈心谈话"), CONTENT, _("说事")),
        Subpage("visits", _("走访慰问"), frozenset({Right.RECORD})),
        Subpage("board", _("回音"), CONTENT | {Right.HANDLE_CONCERNS}),
        Subpage("desks", _("受理台"), frozenset({Right.SET_UP})),
    ),
    "plan": (
        Subpage("plan", _("今年")),
        Subpage("tasks", _("任务"), CONTENT, _("我的任务")),
        Subpage("assignments", _("派任务"), frozenset({Right.ASSIGN}), within="tasks"),
        Subpage("higher_forms", _("填上级的表"), frozenset({Right.ASSIGN}), within="tasks"),
        Subpage("initiatives", _("主动工作"), SEES, within="tasks"),
        Subpage("submissions", _("请示报告"), frozenset({Right.SEE_BRANCH, Right.ASSIGN})),
        Subpage("goals", _("单位目标")),
        Subpage("duties", _("责任")),
        Subpage("duty_reports", _("述职"), SEES, within="duties"),
    ),
    "checkup": (
        Subpage("checkup", _("体检")),
        Subpage("weaknesses", _("六个弱项"), BRANCH),
        Subpage("mending", _("整改台账"), SEES),
        Subpage("surveys", _("小调查"), BRANCH),
    ),
    "files": (
        Subpage("files", _("台账"), CONTENT, _("资料")),
        Subpage("files_papers", _("文书"), SEES),
        Subpage("files_board", _("公开栏")),
    ),
}


def first_of(place: str, actor: Actor) -> str:
    """Where a place leads this role: its own page, or the first of its pages that is open to them."""
    pages = SUBPAGES.get(place, ())
    open_pages = [page.name for page in pages if page.rights & actor.rights]
    return reverse(open_pages[0] if open_pages and place not in open_pages else place)


def tabs_of(place: str, actor: Actor, path: str, *, is_plain_member: bool) -> tuple[list[Tab], list[Tab]]:
    """The tabs of a place for this role, and those within the tab that is open; none where there is only one page.

    The longest address that fits is here.
    """
    found = []
    for page in SUBPAGES.get(place, ()):
        if not page.rights & actor.rights:
            continue
        try:
            url = reverse(page.name)
        except NoReverseMatch:
            continue
        label = page.members_label if is_plain_member and page.members_label else page.label
        found.append((page, url, label))
    here = max((row for row in found if path.startswith(row[1])), key=lambda row: len(row[1]), default=None)
    open_tab = (here[0].within or here[0].name) if here else ""
    tabs = [Tab(label, url, is_here=page.name == open_tab) for page, url, label in found if not page.within]
    within = [
        Tab(label, url, is_here=here is not None and page is here[0])
        for page, url, label in found
        if open_tab and open_tab in (page.name, page.within)
    ]
    return (tabs if len(tabs) > 1 else []), (within if len(within) > 1 else [])
