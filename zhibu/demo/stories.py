"""Twelve branches of different condition. Months are counted back from today: 0 is the running month."""

from dataclasses import dataclass, field

from zhibu.meeting.models import ItemKind
from zhibu.org.models import BranchKind

ALL = frozenset(range(13))
COMPANY = "江城远达建设集团有限公司党委"
GENERAL_BRANCHES = ("机关党总支", "路桥分公司党总支", "房建分公司党总支")


@dataclass(frozen=True)
class Story:
    """One branch: what it is, how it lives, how it writes things down.

    term_days_left: days from today to the end of the term (negative: over). skips: months in which a kind was not held
    or not written down. writes_late_on: None, or how many months back everything older was typed in one sitting.
    """

    name: str
    parent: str
    members: int
    seats: int | None = 3
    kind: BranchKind = BranchKind.ORDINARY
    retired: int = 0
    probationary: int = 1
    groups: int = 0
    term_days_left: int = 500
    reminded: bool = True
    skips: dict[ItemKind, frozenset[int]] = field(default_factory=dict)
    has_points: bool = True
    unanimous: bool = False
    writes_late_on: int | None = None
    talks: float = 1.0
    vacant_post_months: int | None = None
    units: tuple[tuple[str, int], ...] = ()
    said_not_held: tuple[tuple[str, int], ...] = ()  # (norm, months back)


def months(*back: int) -> frozenset[int]:
    return frozenset(back)


STORIES = (
    Story("综合管理党支部", GENERAL_BRANCHES[0], 16, seats=5, groups=2, term_days_left=760),
    Story("财务审计党支部", GENERAL_BRANCHES[0], 5, seats=None, probationary=0, term_days_left=400),
    Story(
        "工程技术党支部",
        GENERAL_BRANCHES[0],
        13,
        groups=2,
        term_days_left=150,
        skips={ItemKind.GROUP_MEETING: months(1, 4), ItemKind.PARTY_LESSON: months(3, 4, 5)},
        talks=0.7,
    ),
    Story(
        "路桥一队党支部",
        GENERAL_BRANCHES[1],
        18,
        seats=5,
        groups=3,
        has_points=False,
        unanimous=True,
        term_days_left=300,
    ),
    Story(
        "路桥二队党支部",
        GENERAL_BRANCHES[1],
        11,
        term_days_left=90,
        reminded=False,
        skips={kind: frozenset(range(8)) for kind in ItemKind},
        talks=0.0,
    ),
    Story("沥青拌合站党支部", GENERAL_BRANCHES[1], 9, term_days_left=620, writes_late_on=0),
    Story(
        "跨江大桥项目临时党支部",
        GENERAL_BRANCHES[1],
        8,
        seats=None,
        kind=BranchKind.TEMPORARY,
        probationary=0,
        skips={ItemKind.PARTY_LESSON: ALL},
        talks=0.5,
    ),
    Story(
        "机械租赁党支部",
        GENERAL_BRANCHES[1],
        14,
        groups=2,
        term_days_left=-42,
        skips={
            ItemKind.COMMITTEE_MEETING: months(1),
            ItemKind.GROUP_MEETING: months(1, 2),
            ItemKind.THEME_DAY: months(4),
            ItemKind.GENERAL_MEETING: months(0, 1, 2),
        },
        said_not_held=(("theme-day-monthly", 4),),
        talks=0.8,
    ),
    Story("房建一公司党支部", GENERAL_BRANCHES[2], 22, seats=5, groups=3, retired=4, term_days_left=840),
    Story(
        "安置房联合党支部",
        GENERAL_BRANCHES[2],
        9,
        kind=BranchKind.JOINT,
        term_days_left=210,
        units=(("木工班", 2), ("钢筋班", 1), ("水电班", 2), ("塔吊班", 1), ("资料室", 1), ("试验室", 2)),
    ),
    Story(
        "装饰公司党支部",
        GENERAL_BRANCHES[2],
        10,
        seats=None,
        term_days_left=480,
        skips={ItemKind.COMMITTEE_MEETING: ALL, ItemKind.GENERAL_MEETING: months(3, 4, 5)},
        talks=0.4,
    ),
    Story(
        "物业服务党支部",
        GENERAL_BRANCHES[2],
        54,
        seats=5,
        groups=4,
        retired=30,
        term_days_left=330,
        vacant_post_months=4,
        skips={ItemKind.GROUP_MEETING: months(1, 2, 3)},
        talks=0.6,
    ),
)
