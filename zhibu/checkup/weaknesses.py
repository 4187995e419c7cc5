"""The six weaknesses of grassroots Party work: what shows each, and small measures against it.

What is seen are deeds: the findings and signals that name a weakness (`weakness:` in the norms). Each weakness has at
least three measures, each small enough to begin today. A measure becomes an entry of the list to mend with a task; some
lead on to the page where they are done.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from zhibu import norms
from zhibu.base.errors import NotFound
from zhibu.checkup.showing import CheckUp, Shown
from zhibu.norms.model import WEAKNESSES as NAMES
from zhibu.norms.model import NextStep, Norm
from zhibu.rules.status import Status

Text = str | Promise


@dataclass(frozen=True)
class Measure:
    """A small concrete act against a weakness. `step`: the page where it is done, where there is one."""

    key: str
    title: Text
    how: Text
    step: NextStep | None = None


@dataclass(frozen=True)
class Weakness:
    """`says`: the weakness in our words; `cannot_see`: what deeds do not show, lest somebody read too much into it."""

    key: str
    says: Text
    cannot_see: Text
    measures: Sequence[Measure]

    @property
    def name(self) -> str:
        return NAMES[self.key]


def _to(action: str, argument: str = "") -> NextStep:
    return NextStep("", action, argument)


WEAKNESSES = (
    Weakness(
        "second",
        _("业务排在前面，党建往后放：定了的会让路，书记顾不上，支部的事和单位的事各是各的。"),
        _("忙季本来就忙。这里只看定了没开、书记不在这几样做出来的事。"),
        (
            Measure(
                "with-business",
                _("支委会接着业务例会开"),
                _("同一天、同一批人，先定三个月的日子。"),
                _to("plan_gathering", "committee_meeting"),
            ),
            Measure(
                "one-hard-thing",
                _("把一件业务难事列为大会议题"),
                _("挑本季度最难的一件，请相关的人来讲，党员认领一段。"),
                _to("plan_gathering", "general_meeting"),
            ),
            Measure(
                "goal", _("把支部今年的事和单位目标对上"), _("一条目标写一句：支部做什么、谁牵头。"), _to("open_plan")
            ),
            Measure("deputy", _("请副书记分担两次会"), _("书记确实不在的月份，先把主持人定下来，会不往后拖。"), None),
        ),
    ),
    Weakness(
        "hands",
        _("行政先定了，党务举手通过：材料当天才发，表决前没人说话，几分钟就散会。"),
        _("全票通过本身不说明什么。没有记要点，不等于没有讨论。"),
        (
            Measure("papers", _("议题材料提前三天发"), _("定会的时候一起写上材料哪天发，发了就记。"), None),
            Measure(
                "survey",
                _("用小调查问一问会开得怎么样"),
                _("五个问题，不记是谁答的，问会上说不说得出不同看法。"),
                _to("open_surveys"),
            ),
            Measure("two-voices", _("表决前先请两个人说不同看法"), _("提前一天请好，要点记进会议记录。"), None),
            Measure(
                "committee-first",
                _("大会表决的事先上支委会"),
                _("支委会先议一次，把几种办法都带到大会上。"),
                _to("plan_gathering", "committee_meeting"),
            ),
        ),
    ),
    Weakness(
        "posts",
        _("党务岗位没人愿意干、没人撑：空着、到期、一人兼几职，没学过，也没有接班的人。"),
        _("这里看的是岗位，不看谁年纪大、谁积极不积极。"),
        (
            Measure("fill", _("补上空着的职务"), _("支委会先提人选，再开大会补选。"), _to("plan_by_election")),
            Measure("share", _("分一个职务给别人"), _("先从党小组长、宣传这样轻一点的分起。"), _to("add_post")),
            Measure("successor", _("找一名后备，跟着办三个月"), _("每月一起办一次会、一次党费。"), None),
            Measure(
                "training", _("送一名支委参加一次培训"), _("向上级问清今年的班，把时间留出来。"), _to("ask_higher")
            ),
        ),
    ),
    Weakness(
        "orders",
        _("推一推动一动：只做上级派的，检查前集中补，要点照抄，自己不提事、不请示。"),
        _("这几样提醒只有本支部看得到，不比较支部，也不看是谁记的。"),
        (
            Measure("own-thing", _("自己找一件职工的难处来办"), _("从诉求、谈心、走访里挑一件，两周内有回音。"), None),
            Measure("spread", _("把下季度的会排匀"), _("每月先定一次，不攒到月底季末。"), _to("open_plan")),
            Measure(
                "ask", _("就一件办不了的事向上级请示"), _("写清难在哪、想怎么办、请上级定什么。"), _to("ask_higher")
            ),
        ),
    ),
    Weakness(
        "name_only",
        _("支部只剩名字：几个月没有组织生活，人凑不齐，没有书记，党费没人收。"),
        _("开了没记，也会看成没有。先把开过的记下来。"),
        (
            Measure(
                "next-one",
                _("定下一次会，只办一件事"),
                _("一小时以内，说一件大家关心的。"),
                _to("plan_gathering", "general_meeting"),
            ),
            Measure(
                "roster", _("把花名册和小组理一遍"), _("谁在、谁流动、谁编在哪个组，一次理清。"), _to("open_roster")
            ),
            Measure("merge", _("和上级商量并支部或建联合支部"), _("人数长期不够的，写一份请示。"), _to("ask_higher")),
        ),
    ),
    Weakness(
        "example",
        _("党员看不出和别人有什么不一样：没有目标，没有任务，后进了也没人帮。"),
        _(
            "这里看支部给没给目标、任务和帮助，不看哪个人表现怎么样。原文讲到党章规定党员要做什么就断了，我们只看留得下记录的义务。"
        ),
        (
            Measure(
                "targets",
                _("和每名党员定三条做得到的目标"),
                _("结合岗位，写明做到什么样、到哪天。"),
                _to("open_targets"),
            ),
            Measure("area", _("设一个党员责任区或先锋岗"), _("一个岗一件事，挂在班组看得见的地方。"), None),
            Measure(
                "talk", _("和半年没有任务的党员谈一次"), _("问问想做什么、能做什么，当场分一件。"), _to("record_talks")
            ),
        ),
    ),
)


def weakness_of(key: str) -> Weakness:
    """Raises NotFound."""
    for weakness in WEAKNESSES:
        if weakness.key == key:
            return weakness
    raise NotFound


def measure_of(weakness: Weakness, key: str) -> Measure:
    for measure in weakness.measures:
        if measure.key == key:
            return measure
    raise NotFound


def definitions_of(weakness: str) -> list[Norm]:
    """Every norm and signal that can show this weakness, signals first."""
    found = [norm for norm in norms.library().norms.values() if norm.weakness == weakness]
    return sorted(found, key=lambda norm: (norm.strength_class != "signal", norm.regulation, norm.id))


def seen_of(found: CheckUp, weakness: str) -> list[Shown]:
    """What of a check-up shows this weakness; what is merely due does not."""
    return [shown for shown in found.findings if shown.weakness == weakness and shown.status is not Status.DUE]


def open_norms(seen: Collection[Shown]) -> list[str]:
    return sorted({shown.norm for shown in seen})
