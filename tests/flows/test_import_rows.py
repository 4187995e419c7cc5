"""What a file alone cannot show: branches by name, who is in already, one secretary, the day of a meeting, votes."""

from datetime import date
from pathlib import Path

import pytest
from django.conf import LazySettings

from tests.flows.files import LEDGER_HEADER, ROSTER_HEADER, ledger, roster, separated, workbook
from tests.flows.importing import codes, commit, rows, staged
from tests.personas import TODAY, Enterprise, acting, build_enterprise
from zhibu.base.actor import Role
from zhibu.flows.imports import deciding
from zhibu.flows.models import Choice, StagedRow, Upload
from zhibu.meeting.models import Gathering, Tally
from zhibu.member.models import Details, Member, Membership, PostHolding

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_folder(settings: LazySettings, tmp_path: Path) -> None:
    settings.DATA = tmp_path


@pytest.fixture
def enterprise() -> Enterprise:
    return build_enterprise()


def person(name: str, birth: str = "1980-05-01", joined: str = "2010-07-01", **more: str) -> tuple[str, ...]:
    full = more.get("full", "2011-07-01" if joined == "2010-07-01" else "")
    return (
        *(name, "男", "汉族", birth, joined, full),
        *(more.get(cell, "") for cell in ("group", "post", "number")),
        "",
    )


def test_months_stay_months_also_in_the_records(enterprise: Enterprise) -> None:
    secretary = acting(enterprise.second, Role.SECRETARY)
    upload = staged(secretary, enterprise.second, roster(person("何田", "1980年5月", "2010.7", full="2011.7")))
    deciding.take_all(upload)
    commit(secretary, upload)
    details = Details.objects.get(name="何田")
    assert (details.birth_on, details.birth_precision) == (date(1980, 5, 1), "month")
    assert (details.joined_precision, details.full_precision) == ("month", "month")


def test_a_member_already_on_the_roster_is_left_out_until_somebody_says_otherwise(enterprise: Enterprise) -> None:
    secretary = acting(enterprise.first, Role.SECRETARY)
    same, other = person("王玉兰", "1975-05-01"), person("李晓明", "1990-01-01")
    upload = staged(secretary, enterprise.first, roster(same, other))
    assert [(row.group, row.is_known) for row in rows(upload)] == [("look", True), ("ready", False)]
    assert codes(rows(upload)[0]) == ["member.known"]

    deciding.take_all(upload)  # a known row is not meant by 都按这样导入
    assert rows(upload)[0].choice == Choice.NONE
    deciding.decide(upload, [rows(upload)[0].pk], Choice.TAKE)
    commit(secretary, upload)
    assert Member.objects.filter(name="王玉兰").count() == 2


@pytest.mark.parametrize(("written", "is_known"), [("1975年5月", True), ("1975-05-02", False), ("1975.6", False)])
def test_a_month_equals_every_day_in_it(enterprise: Enterprise, written: str, is_known: bool) -> None:
    upload = staged(acting(enterprise.first, Role.SECRETARY), enterprise.first, roster(person("王玉兰", written)))
    assert rows(upload)[0].is_known is is_known


def test_the_same_file_again_has_nothing_left_to_import(enterprise: Enterprise) -> None:
    secretary = acting(enterprise.second, Role.SECRETARY)
    data = roster(person("何田"), person("陆梅", "1985-03-08"))
    commit(secretary, staged(secretary, enterprise.second, data))
    again = staged(secretary, enterprise.second, data)
    assert [row.is_known for row in rows(again)] == [True, True]


def test_a_superiors_roster_finds_each_branch_by_its_name(enterprise: Enterprise) -> None:
    organiser = acting(enterprise.company, Role.ORGANISER)
    header = (*ROSTER_HEADER, "所在支部")
    people = [
        (*person("何田"), "一车间党支部"),
        (*person("陆梅"), "二车间支部"),
        (*person("石磊"), "三车间党支部"),
        (*person("姚远"), ""),
    ]
    upload = staged(organiser, enterprise.company, roster(*people, header=header))
    found = [(row.group, row.branch.name if row.branch else "") for row in rows(upload)]
    assert found == [("ready", "一车间党支部"), ("ready", "二车间党支部"), ("refused", ""), ("refused", "")]
    assert "一车间党支部、二车间党支部" in rows(upload)[2].problems[0]["right"]


@pytest.mark.parametrize(
    ("sheet", "title", "branch"),
    [
        ("一车间", "党员花名册", "一车间党支部"),
        ("Sheet1", "中共北山机械厂二车间党支部党员花名册", "二车间党支部"),
        ("Sheet1", "北山机械厂十一车间党支部党员花名册", ""),  # another branch, that is not there
        ("Sheet1", "一车间党支部、二车间党支部党员花名册", ""),
        ("Sheet1", "党员花名册", ""),
    ],
)
def test_the_branch_that_a_sheet_or_its_title_names_is_proposed(
    enterprise: Enterprise, sheet: str, title: str, branch: str
) -> None:
    organiser = acting(enterprise.company, Role.ORGANISER)
    data = workbook((sheet, [(title,), ROSTER_HEADER, (1, *person("何田"))]))
    upload = staged(organiser, enterprise.company, data)
    assert [row.branch.name if row.branch else "" for row in rows(upload)] == [branch]


def test_a_branch_never_imports_into_another(enterprise: Enterprise) -> None:
    header = (*ROSTER_HEADER, "所在支部")
    secretary = acting(enterprise.first, Role.SECRETARY)
    upload = staged(secretary, enterprise.first, roster((*person("何田"), "二车间党支部"), header=header))
    assert rows(upload)[0].group == "refused"
    assert "二车间" not in rows(upload)[0].problems[0]["right"]


def test_a_second_secretary_comes_in_as_a_member_after_a_look(enterprise: Enterprise) -> None:
    secretary = acting(enterprise.second, Role.SECRETARY)
    upload = staged(
        secretary,
        enterprise.second,
        roster(
            person("何田", post="支部书记"), person("陆梅", "1985-03-08", post="书记"), person("石磊", post="党委委员")
        ),
    )
    assert [codes(row) for row in rows(upload)] == [[], ["post.second_secretary"], []]
    deciding.take_all(upload)
    commit(secretary, upload)
    assert list(PostHolding.objects.filter(organisation=enterprise.second).values_list("member__name", "post")) == [
        ("何田", "secretary")
    ]
    assert "党委委员" in Details.objects.get(name="石磊").remark


def test_identity_numbers_are_checked_and_never_stored(enterprise: Enterprise) -> None:
    secretary = acting(enterprise.second, Role.SECRETARY)
    number, wrong = "11010119800501001X", "110101198005010011"
    upload = staged(
        secretary, enterprise.second, roster(person("何田", number=number), person("陆梅", "1985-03-08", number=wrong))
    )
    assert [codes(row) for row in rows(upload)][1] == ["identity.check_digit"]
    deciding.take_all(upload)
    commit(secretary, upload)
    for model in (StagedRow, Upload, Details):
        for row in model.objects.values():
            assert number not in str(row)
            assert wrong not in str(row)
    assert not Details.objects.exclude(identity_digest="").exists()


def test_only_the_last_four_digits_of_a_telephone_number_are_kept(enterprise: Enterprise) -> None:
    secretary = acting(enterprise.second, Role.SECRETARY)
    commit(secretary, staged(secretary, enterprise.second, roster((*person("何田")[:-1], "13912345678"))))
    assert Details.objects.get(name="何田").phone == "尾号5678"


def gathering(day: str, kind: str = "主题党日", **more: object) -> tuple[object, ...]:
    return (
        day, kind, more.get("title", "清理便道"), "", "", "", more.get("due", 8), more.get("present", 8),
        more.get("names", ""), "", more.get("decision", ""),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("cells", "code"),
    [
        ({"day": "2026年3月"}, "happened.day_needed"),
        ({"day": "2026-03-05", "present": 9}, "present.more_than_due"),
        ({"day": "2026-11-24"}, "happened_on.impossible"),
        ({"day": "2015-12-31"}, "happened_on.impossible"),
    ],
)
def test_what_the_last_step_would_refuse_is_refused_at_its_cell(
    enterprise: Enterprise, cells: dict[str, object], code: str
) -> None:
    upload = staged(acting(enterprise.first, Role.SECRETARY), enterprise.first, ledger(gathering(**cells)))  # type: ignore[arg-type]
    row = rows(upload)[0]
    assert row.group == "refused"
    assert code in codes(row)
    assert all(problem["column"] and problem["place"] for problem in row.problems)


@pytest.mark.parametrize("day", ["2026-11-23", "2016-01-01"])
def test_today_and_the_day_of_founding_are_days_of_the_branch(enterprise: Enterprise, day: str) -> None:
    upload = staged(acting(enterprise.first, Role.SECRETARY), enterprise.first, ledger(gathering(day)))
    assert "refused" not in {row.group for row in rows(upload)}


def test_a_gathering_recorded_before_is_left_out(enterprise: Enterprise) -> None:
    secretary = acting(enterprise.first, Role.SECRETARY)
    commit(secretary, staged(secretary, enterprise.first, ledger(gathering("2026-03-05"))))
    again = staged(
        secretary,
        enterprise.first,
        ledger(gathering("2026-03-05"), gathering("2026-03-05", "支委会"), gathering("2026-03-06")),
    )
    assert [row.is_known for row in rows(again)] == [True, False, False]
    commit(secretary, again)
    assert Gathering.objects.count() == 3


def test_a_cell_mended_in_place_moves_the_row_to_its_group(enterprise: Enterprise) -> None:
    secretary = acting(enterprise.first, Role.SECRETARY)
    upload = staged(secretary, enterprise.first, ledger(gathering("2026年3月"), gathering("2026-04-01", present=9)))
    first, second = rows(upload)
    deciding.mend(upload, [(0, first.number, "A", "2026-03-05"), (0, second.number, "H", "7")], today=TODAY)
    assert [row.group for row in rows(upload)] == ["ready", "ready"]
    commit(secretary, upload)
    assert list(Gathering.objects.order_by("happened_on").values_list("happened_on", "present")) == [
        (date(2026, 3, 5), 8),
        (date(2026, 4, 1), 7),
    ]


def test_a_vote_is_kept_with_its_base_and_words_say_whether_it_passed(enterprise: Enterprise) -> None:
    header = (*LEDGER_HEADER, "应到会有表决权人数", "赞成", "反对", "弃权")
    data = ledger(
        (*gathering("2026-03-05", "党员大会", decision="表决通过。"), 7, 6, 0, 1),
        (*gathering("2026-04-09", "党员大会", decision="未获通过"), "", 3, 4, 0),
        header=header,
    )
    secretary = acting(enterprise.first, Role.SECRETARY)
    upload = staged(secretary, enterprise.first, data)
    assert [codes(row) for row in rows(upload)] == [[], ["votes.due_missing"]]
    deciding.take_all(upload)
    commit(secretary, upload)
    votes = Tally.objects.order_by("item__gathering__happened_on").values_list(
        "due_to_vote", "present", "in_favour", "against", "abstained", "said_passed"
    )
    assert list(votes) == [(7, 7, 6, 0, 1, True), (8, 8, 3, 4, 0, False)]


def test_names_on_the_roster_become_attendance_and_others_are_told(enterprise: Enterprise) -> None:
    secretary = acting(enterprise.first, Role.SECRETARY)
    upload = staged(
        secretary, enterprise.first, ledger(gathering("2026-03-05", present=3, names="王玉兰、单 雪、路过人"))
    )
    row = rows(upload)[0]
    assert (row.group, codes(row)) == ("ready", ["names.unknown"])
    commit(secretary, upload)
    assert sorted(Gathering.objects.get().attendance.values_list("member__name", flat=True)) == ["单雪", "王玉兰"]
    upload.refresh_from_db()
    assert upload.counts["unknown_names"] == ["路过人"]


def test_a_roster_and_a_ledger_in_one_file_know_each_other(enterprise: Enterprise) -> None:
    secretary = acting(enterprise.second, Role.SECRETARY)
    data = workbook(
        (
            "花名册",
            [
                ("姓名", "性别", "出生日期", "入党日期", "党小组"),
                ("何田", "男", "1980-05-01", "2010-07-01", "第一小组"),
            ],
        ),
        (
            "2026年台账",
            [
                ("日期", "会议类型", "党小组", "主题", "应到", "实到", "参会人员"),
                ("3月5日", "党小组会", "第一小组", "学习", 1, 1, "何田"),
            ],
        ),
    )
    upload = staged(secretary, enterprise.second, data)
    assert [codes(row) for row in rows(upload)] == [[], []]
    commit(secretary, upload)
    held = Gathering.objects.get()
    assert held.happened_on == date(2026, 3, 5)
    assert held.group is not None
    assert held.group.name == "第一小组"
    assert held.attendance.get().member.name == "何田"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
def test_separated_text_in_any_usual_writing(enterprise: Enterprise, encoding: str, delimiter: str) -> None:
    data = separated([("姓名", "性别", "入党日期"), ("何田", "男", "2010-07-01")], encoding, delimiter)
    upload = staged(acting(enterprise.second, Role.SECRETARY), enterprise.second, data, "名册.csv")
    assert [(row.group, row.label) for row in rows(upload)] == [("ready", "何田")]


@pytest.mark.parametrize(
    ("joined", "moved_in", "since"),
    [
        ("2010-07-01", "2024-03-15", date(2024, 3, 15)),
        ("2010-07-01", "", date(2016, 1, 1)),  # the branch was founded after
        ("2020-07-01", "", date(2020, 7, 1)),  # joined after the founding
        ("", "", date(2016, 1, 1)),
    ],
)
def test_from_when_a_member_belongs_to_the_branch(
    enterprise: Enterprise, joined: str, moved_in: str, since: date
) -> None:
    data = workbook(("名册", [("姓名", "性别", "入党日期", "转入时间"), ("何田", "男", joined, moved_in)]))
    secretary = acting(enterprise.second, Role.SECRETARY)
    commit(secretary, staged(secretary, enterprise.second, data))
    assert Membership.objects.get(member__name="何田").since == since
