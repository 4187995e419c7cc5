"""Dues, admission, class hours, appraisal ballots, closed concerns and targets: in, known again, told, taken back."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings

from tests.flows.files import workbook
from tests.flows.importing import codes, commit, rows, staged, undo
from tests.personas import NOW, PASSWORD, TODAY, Enterprise, acting, build_enterprise, do
from zhibu.account.actions import grant_role, open_account
from zhibu.account.models import RoleName
from zhibu.account.queries import actor_of
from zhibu.admission.models import Candidate, Step, StepKind
from zhibu.admission.queries import visible_to as cases_visible_to
from zhibu.base.actor import Actor, Right, Role
from zhibu.base.errors import NotFound, Refused
from zhibu.base.records import stamp
from zhibu.concern.earlier_register import earlier_for, visible_to
from zhibu.concern.models import Desk, EarlierConcern, Line
from zhibu.dues.accounts import account_of
from zhibu.dues.actions import hand_up
from zhibu.dues.models import Assessment, Collection, MemberYear, Payment
from zhibu.flows.imports import deciding, keeping, queries, staging
from zhibu.flows.imports.offered import offered_to, right_of
from zhibu.flows.imports.undoing import undo_upload
from zhibu.flows.models import Stage, Upload
from zhibu.flows.write import perform
from zhibu.ledger import appraisals
from zhibu.ledger.sheet import Wanted
from zhibu.meeting.models import AppraisalBallots
from zhibu.member.models import Course, Membership
from zhibu.org.models import Organisation
from zhibu.target.actions.books import agree
from zhibu.target.models import Book, OwnLine
from zhibu.target.posts import of_branch

pytestmark = pytest.mark.django_db
Sheet = list[tuple[Any, ...]]


@pytest.fixture(autouse=True)
def own_folder(settings: LazySettings, tmp_path: Path) -> None:
    settings.DATA = tmp_path


@pytest.fixture
def enterprise() -> Enterprise:
    return build_enterprise()


@pytest.fixture
def secretary(enterprise: Enterprise) -> Actor:
    return acting(enterprise.first, Role.SECRETARY)


def brought(actor: Actor, place: Organisation, table: Sheet, name: str = "表") -> Upload:
    return staged(actor, place, workbook((name, table)), f"{name}.xlsx")


# --- training

TRAINING: Sheet = [
    ("2026年党员教育培训学时统计",),
    ("姓名", "培训班次", "培训时间", "学时", "培训形式"),
    ("李晓明", "党员集中轮训班", "2026年3月10日-12日", "24学时", "脱产"),
    ("单雪", "安全生产法学习", "2026.4", "8", ""),
    ("王玉兰", "", "", "2天", ""),
    ("查无此人", "轮训", "2026-03-10", "8", ""),
    ("赵志强", "网上学习", "2027-01-10", "8", ""),
]


def test_class_hours_become_courses_and_are_taken_back(enterprise: Enterprise, secretary: Actor) -> None:
    upload = brought(secretary, enterprise.first, TRAINING)
    assert [(row.group, codes(row)) for row in rows(upload)] == [
        ("ready", []),
        ("ready", []),
        ("refused", ["hours.needed", "date.year_only"]),
        ("refused", ["member.unknown"]),
        ("refused", ["date.future", "date.future"]),
    ]
    commit(secretary, upload)
    course = Course.objects.get(member__name="李晓明")
    assert (course.title, course.minutes, course.is_centralised) == ("党员集中轮训班", 24 * 60, True)
    assert (course.happened_on, course.happened_precision) == (date(2026, 3, 10), "day")
    month = Course.objects.get(member__name="单雪")
    assert (month.happened_on, month.happened_precision, month.is_centralised) == (date(2026, 4, 1), "month", False)

    changed = [*TRAINING[:3], ("单雪", "安全生产法学习", "2026.4", "16", "")]
    again = brought(secretary, enterprise.first, changed)
    assert [(row.is_known, codes(row)) for row in rows(again)] == [
        (True, ["record.known"]),
        (True, ["record.known", "hours.contradict"]),
    ]
    assert deciding.take_all(again) == 0
    undo(secretary, upload)
    assert not Course.objects.exists() and Course.versions.count() == 2


# --- appraisals

BALLOTS: Sheet = [
    ("2025年度民主评议党员票决统计表",),
    ("姓名", "发出票", "收回票", "有效票", "优秀", "合格", "基本合格", "不合格", "评定等次"),
    ("李晓明", 8, 8, 8, 3, 5, 0, 0, "合格"),
    ("单雪", 8, 8, 8, 6, 2, 0, 0, "优秀"),
    ("李晓明", 8, 8, 8, 3, 5, 0, 0, "合格"),
]


def test_ballots_are_kept_as_the_form_has_them(enterprise: Enterprise, secretary: Actor) -> None:
    upload = brought(secretary, enterprise.first, BALLOTS)
    assert [row.group for row in rows(upload)] == ["ready", "ready", "refused"]
    commit(secretary, upload)
    kept = AppraisalBallots.objects.get(member__name="李晓明")
    assert (kept.year, kept.issued, kept.excellent, kept.qualified, kept.result) == (2025, 8, 3, 5, "qualified")
    drawn = appraisals.rows(Wanted(enterprise.first, TODAY, 2025))
    assert [row.cells[1] for row in drawn] == ["李晓明", "单雪"]  # by pinyin, not by votes
    assert appraisals.years(enterprise.first) == [2025]

    other = [*BALLOTS[:2], ("李晓明", 8, 8, 8, 4, 4, 0, 0, "合格")]
    again = brought(secretary, enterprise.first, other)
    assert codes(rows(again)[0]) == ["record.known", "ballots.contradict", "ballots.contradict"]
    undo(secretary, upload)
    assert not AppraisalBallots.objects.exists()


def test_who_does_not_lead_the_count_neither_brings_nor_sees_ballots(enterprise: Enterprise, secretary: Actor) -> None:
    upload = brought(secretary, enterprise.first, BALLOTS)
    clerk = acting(enterprise.first, Role.CLERK)
    assert not queries.visible_to(clerk).filter(pk=upload.pk).exists()
    seen = staging.take_in(clerk, enterprise.first, data=workbook(("票", BALLOTS)), filename="票.xlsx", now=NOW)
    assert [sheet["kind"] for sheet in seen.sheets] == [""]
    assert "要由管这一项的人来导" in seen.sheets[0]["why"]


# --- targets

TARGETS: Sheet = [
    ("2026年党员目标管理表",),
    ("姓名", "岗位", "目标内容", "完成标志", "完成时限", "分值"),
    ("李晓明", "维修工", "夜间抢修轮到就到", "班次都到", "2026年12月", 10),
    ("李晓明", "维修工", "带一名徒弟", "徒弟单独处理两次", "2026-10-31", 10),
    ("李晓明", "维修工", "按时参加会议，缺一次扣2分", "", "", 20),
    ("单雪", "质检员", "首件检查当班完成", "记录不缺班", "", 5),
]
POINTS: Sheet = [
    ("2026年党员积分管理细则",),
    ("积分项目", "积分内容", "分值"),
    ("学习", "按时参加主题党日，每次加5分", 5),
    ("服务", "结对帮一名困难职工", 10),
    ("服务", "参加志愿服务", 10),
]


def test_targets_become_books_and_points_stay_out(enterprise: Enterprise, secretary: Actor) -> None:
    upload = brought(secretary, enterprise.first, TARGETS)
    assert [row.group for row in rows(upload)] == ["ready"] * 4
    assert upload.columns["refused"][0][2] == "分值"
    commit(secretary, upload)
    book = Book.objects.get(member__name="李晓明")
    assert (book.year, book.post, book.is_agreed, book.branch_agreed_on) == (2026, "维修工", False, TODAY)
    lines = list(book.lines.order_by("order").values_list("content", "done_when", "due_on"))
    assert lines == [
        ("夜间抢修轮到就到", "班次都到", date(2026, 12, 31)),
        ("带一名徒弟", "徒弟单独处理两次", date(2026, 10, 31)),
        ("按时参加会议", "（原表没有写）", date(2026, 12, 31)),
    ]
    again = brought(secretary, enterprise.first, [*TARGETS, ("单雪", "质检员", "教一名新员工", "", "", 1)])
    assert all(row.is_known for row in rows(again))
    assert "不在里面" in rows(again)[-1].problems[-1]["sentence"]
    undo(secretary, upload)
    assert not Book.objects.exists()


def test_a_table_of_points_becomes_proposals_in_words(enterprise: Enterprise, secretary: Actor) -> None:
    upload = brought(secretary, enterprise.first, POINTS)
    commit(secretary, upload)
    assert list(OwnLine.objects.order_by("order").values_list("area", "content")) == [
        ("学习", "按时参加主题党日"),
        ("服务", "结对帮一名困难职工"),
        ("服务", "参加志愿服务"),
    ]
    assert [(post.label, len(post.lines)) for post in of_branch(enterprise.first).values()] == [
        ("学习", 1),
        ("服务", 2),
    ]
    assert all(row.is_known for row in rows(brought(secretary, enterprise.first, POINTS)))
    undo(secretary, upload)
    assert not OwnLine.objects.exists()


def test_targets_that_somebody_agreed_to_stay(enterprise: Enterprise, secretary: Actor) -> None:
    upload = brought(secretary, enterprise.first, TARGETS)
    commit(secretary, upload)
    book = Book.objects.get(member__name="李晓明")
    member = Actor(secretary.user_id, "李晓明", book.member_id, acting=acting(enterprise.first, Role.MEMBER).acting)
    do(member, agree, Right.SEE_OWN, book=book, now=NOW.replace(hour=3))
    with pytest.raises(Refused, match="李晓明"):
        undo(secretary, upload)


# --- admission

CASES: Sheet = [
    ("发展党员工作台账",),
    (
        "姓名",
        "出生年月",
        "递交入党申请书时间",
        "确定积极分子时间",
        "确定发展对象时间",
        "集中培训时间",
        "培养联系人",
        "支部大会接收时间",
        "党委审批时间",
    ),
    ("陈小满", "1998-05-04", "2024-01-08", "2024-09-02", "2025-10", "", "李晓明、单雪", "", ""),
    (
        "周大力",
        "1995-02-01",
        "2023-03-01",
        "2023-10-10",
        "2024-11-01",
        "2024-11-20至2024-11-22",
        "",
        "2025-01-05",
        "2025-02-01",
    ),
    ("林早早", "2000-01-01", "1999-03-01", "", "", "", "", "", ""),
]


def test_the_admission_ledger_becomes_cases(enterprise: Enterprise, secretary: Actor) -> None:
    upload = brought(secretary, enterprise.first, CASES)
    first, second, third = rows(upload)
    assert (first.group, codes(first)) == ("look", ["step.day_needed"])
    assert (second.group, codes(second)) == ("refused", ["member.unknown"])
    assert third.group == "refused"
    deciding.take_all(upload)
    commit(secretary, upload)
    case = Candidate.objects.get(name="陈小满")
    assert list(Step.objects.filter(candidate=case).order_by("happened_on").values_list("kind", "happened_on")) == [
        (StepKind.APPLIED, date(2024, 1, 8)),
        (StepKind.ACTIVIST, date(2024, 9, 2)),
    ]
    assert "培养联系人：李晓明、单雪" in Step.objects.filter(candidate=case).first().source_note

    changed = [*CASES[:2], ("陈小满", "1998-05-04", "2024-01-09", "2024-09-02", "2025-11-03", "", "", "", "")]
    again = brought(secretary, enterprise.first, changed)
    assert codes(rows(again)[0]) == ["record.known", "step.contradict", "step.missing"]
    undo(secretary, upload)
    assert not Step.objects.exists()
    assert not cases_visible_to(secretary).exists()
    assert not rows(brought(secretary, enterprise.first, CASES))[0].is_known


# --- dues

MONTHS = tuple(f"{month}月" for month in range(1, 13))
DUES: Sheet = [
    ("2026年党费收缴台账",),
    ("姓名", "月应交", *MONTHS),
    ("李晓明", 50, *[50] * 10, "", ""),
    ("单雪", 30, *["√"] * 9, "40", "", "30"),
    ("王玉兰", "", *[20] * 3, *[""] * 9),
    ("查无此人", 10, *[10] * 3, *[""] * 9),
]


def test_a_year_of_dues_comes_in_folded(enterprise: Enterprise, secretary: Actor) -> None:
    upload = brought(secretary, enterprise.first, DUES)
    assert [(row.group, codes(row)) for row in rows(upload)] == [
        ("ready", []),
        ("look", ["dues.over", "date.future"]),
        ("ready", []),
        ("refused", ["member.unknown"]),
    ]
    deciding.take_all(upload)
    commit(secretary, upload)
    account = account_of(enterprise.first, 2026, TODAY)
    by_name = {own.member.name: own for own in account.members}
    lee = by_name["李晓明"]
    assert [month.due for month in lee.months] == [5000] * 12
    assert [month.paid for month in lee.months] == [5000] * 10 + [0, 0]
    assert by_name["单雪"].voluntary == 1000
    assert [month.due for month in by_name["王玉兰"].months][:4] == [2000, 2000, 2000, None]
    assert account.sums(2026 * 12, 2026 * 12 + 11).over == 0

    again = brought(secretary, enterprise.first, DUES)
    assert [row.is_known for row in rows(again)] == [True, True, True, False]
    other = [*DUES[:2], ("李晓明", 50, 60, *[50] * 9, 50, "")]
    looked = rows(brought(secretary, enterprise.first, other))[0]
    assert codes(looked) == ["dues.contradict", "dues.partly_known"]
    undo(secretary, upload)
    for model in (Assessment, Collection, MemberYear, Payment):
        assert not model.objects.exists(), model


def test_old_years_come_in_before_the_first_day_of_asking_and_ask_nothing(
    enterprise: Enterprise, secretary: Actor
) -> None:
    old = [("2025年党费收缴台账",), ("姓名", "月应交", *MONTHS), ("李晓明", 50, *[50] * 6, *[""] * 6)]
    Membership.objects.filter(member__name="李晓明").update(since=date(2020, 1, 1))
    upload = brought(secretary, enterprise.first, old)
    assert [row.group for row in rows(upload)] == ["ready"]
    commit(secretary, upload)
    own = next(o for o in account_of(enterprise.first, 2025, TODAY).members if o.member.name == "李晓明")
    assert [month.paid for month in own.months] == [5000] * 6
    assert own.arrears(TODAY) == 0 and own.over == 0
    assert Collection.objects.count() == 6 and not Payment.objects.exists()


def test_money_that_was_handed_up_stays(enterprise: Enterprise, secretary: Actor) -> None:
    upload = brought(secretary, enterprise.first, DUES[:3])
    commit(secretary, upload)
    do(
        secretary, hand_up, Right.KEEP_DUES, now=NOW.replace(hour=3), branch=enterprise.first,
        first_month=date(2026, 1, 1), last_month=date(2026, 3, 1), happened_on=TODAY,
    )  # fmt: skip
    with pytest.raises(Refused, match="上缴"):
        undo(secretary, upload)
    assert Assessment.objects.exists()
    deputy = acting(enterprise.first, Role.DEPUTY_SECRETARY)
    assert not queries.visible_to(deputy).exists()


# --- concerns

CONCERNS: Sheet = [
    ("职工诉求登记台账",),
    ("诉求人", "诉求内容", "登记时间", "承办人", "办理结果", "办结时间", "是否同意留名"),
    ("张大山", "张大山反映食堂夜班没有热饭", "2025-03-04", "后勤", "已办结，夜班供热饭", "2025-03-20", ""),
    ("何小草", "宿舍漏水", "2025年5月", "行政", "已解决", "2025年6月", "同意"),
    ("马大壮", "还在等答复的事", "2025-07-01", "工会", "正在办理", "", ""),
    ("", "说李晓明排班不公", "2025-08-01", "工会", "已解决", "2025-08-09", ""),
]


@pytest.fixture
def handler(enterprise: Enterprise) -> Actor:
    """The secretary also sits at the desk of the branch."""
    user = enterprise.users["secretary"]
    organiser = acting(enterprise.company, Role.ORGANISER)
    do(
        organiser, grant_role, Right.SET_UP, user=user, role=RoleName.CONCERN_HANDLER, organisation=enterprise.first,
        since=TODAY,
    )  # fmt: skip
    Desk.objects.create(
        root=enterprise.first.root, organisation=enterprise.first, line=Line.FIRST, name="诉求台", since=TODAY,
        **stamp(organiser, NOW),
    )  # fmt: skip
    return actor_of(user, TODAY)


def test_closed_concerns_come_in_without_names(enterprise: Enterprise, handler: Actor) -> None:
    upload = brought(handler, enterprise.first, CONCERNS)
    assert [row.group for row in rows(upload)] == ["ready", "ready", "refused", "ready"]
    commit(handler, upload)
    kept = {row.words: row for row in visible_to(handler)}
    assert set(kept) == {"（本人）反映食堂夜班没有热饭", "宿舍漏水", "说李晓明排班不公"}
    assert [row.raiser for row in kept.values() if row.raiser] == ["何小草"]
    leak = kept["宿舍漏水"]
    assert (leak.received_on, leak.received_precision, leak.closed_precision) == (date(2025, 5, 1), "month", "month")
    assert all(row.is_known for row in rows(brought(handler, enterprise.first, CONCERNS)) if row.group != "refused")

    outsider = acting(enterprise.first, Role.SECRETARY)
    assert not visible_to(outsider).exists()
    with pytest.raises(NotFound):
        earlier_for(outsider, leak.pk)
    undo(handler, upload)
    assert not EarlierConcern.objects.exists()


def test_file_and_rows_of_a_register_are_gone_once_it_is_in(enterprise: Enterprise, handler: Actor) -> None:
    upload = brought(handler, enterprise.first, CONCERNS)
    assert list(queries.visible_to(acting(enterprise.first, Role.SECRETARY))) == []
    commit(handler, upload)
    upload.refresh_from_db()
    assert upload.stage == Stage.DONE and upload.purged_at is not None
    assert not upload.rows.exists()
    assert list(keeping.folder().iterdir()) == []
    undo(handler, upload)
    assert not EarlierConcern.objects.exists()


def test_who_only_sits_at_a_desk_brings_its_register_and_nothing_else(enterprise: Enterprise) -> None:
    """The desk of the whole unit: the table says the branch of each line."""
    keeper, organiser = enterprise.actor("keeper"), acting(enterprise.company, Role.ORGANISER)
    user = do(
        keeper, open_account, Right.ACCOUNTS, username="desk", display_name="周受理", password=PASSWORD, member=None
    )
    do(
        organiser, grant_role, Right.SET_UP, user=user, role=RoleName.CONCERN_HANDLER, organisation=enterprise.company,
        since=TODAY,
    )  # fmt: skip
    handler = actor_of(user, TODAY)
    assert list(offered_to(handler)) == ["concerns"] and not handler.may(Right.IMPORT)
    table: Sheet = [CONCERNS[0], (*CONCERNS[1], "所在支部"), (*CONCERNS[2], "二车间党支部")]
    upload = brought(handler, enterprise.company, table)
    commit(handler, upload)
    assert [row.unit.name for row in visible_to(handler)] == ["二车间党支部"]
    assert list(queries.visible_to(handler)) == [upload]
    roster = staging.take_in(
        handler, enterprise.company, data=workbook(("册", [("姓名", "入党时间"), ("何田", "2020-07-01")])),
        filename="册.xlsx", now=NOW,
    )  # fmt: skip
    assert [sheet["kind"] for sheet in roster.sheets] == [""]
    perform(handler, undo_upload, right=right_of(handler), today=TODAY, now=NOW, upload=upload)
    assert not EarlierConcern.objects.exists()


def test_a_register_needs_the_desk(enterprise: Enterprise) -> None:
    secretary = acting(enterprise.first, Role.SECRETARY)
    seen = staging.take_in(
        secretary, enterprise.first, data=workbook(("诉求", CONCERNS)), filename="诉求.xlsx", now=NOW
    )
    assert [sheet["kind"] for sheet in seen.sheets] == [""]
