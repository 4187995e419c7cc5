"""From a file to records and back: three groups, nothing partial, known rows left out, an undo that takes it all."""

from datetime import date, timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from django.conf import LazySettings

from tests.flows.files import ledger, roster, workbook
from tests.flows.importing import codes, commit, rows, staged, undo
from tests.personas import NOW, TODAY, Enterprise, acting, build_enterprise, do
from zhibu.base.actor import Right, Role
from zhibu.base.errors import Invalid, NotAllowed, Refused
from zhibu.checkup.actions import confirm_month, open_month_again
from zhibu.checkup.models import Finding
from zhibu.flows.imports import deciding, keeping, mapping, staging
from zhibu.flows.models import Stage, StagedRow, Upload
from zhibu.flows.write import perform
from zhibu.meeting.actions import NewGathering, NewItem, record_gathering, undo_gathering
from zhibu.meeting.models import Gathering, ItemKind
from zhibu.member.actions import correct_details, enter_member
from zhibu.member.batches import NewMember, draft_members, enter_members
from zhibu.member.models import Details, Member, Membership, PostHolding
from zhibu.org.models import PartyGroup

pytestmark = pytest.mark.django_db

HE = ("何田", "男", "汉族", "1980.5", "2010-07-01", "2011-07-01", "第一小组", "", "", "")
LU = ("陆梅", "女", "01 汉族", "1985年3月", "2015年6月1日", "2016年6月1日", "第一小组", "组织委员", "", "")
MARCH = ("2026-03-05", "主题党日", "清理便道", "", "", "", 8, 8, "", "", "")


@pytest.fixture(autouse=True)
def own_folder(settings: LazySettings, tmp_path: Path) -> None:
    settings.DATA = tmp_path


@pytest.fixture
def enterprise() -> Enterprise:
    return build_enterprise()


def test_a_roster_goes_in_and_comes_out_again_as_a_whole(enterprise: Enterprise) -> None:
    secretary = acting(enterprise.second, Role.SECRETARY)
    upload = staged(secretary, enterprise.second, roster(HE, LU), "花名册.xlsx")
    assert [row.group for row in rows(upload)] == ["ready", "ready"]

    commit(secretary, upload)
    people = Member.objects.filter(branch=enterprise.second, name__in=["何田", "陆梅"]).order_by("name")
    assert [person.name for person in people] == ["何田", "陆梅"]
    details = Details.objects.get(name="何田")
    assert (details.birth_on, details.birth_precision) == (date(1980, 5, 1), "month")
    assert (details.source, details.source_note, details.batch) == ("import", "花名册.xlsx", upload.pk)
    assert PartyGroup.objects.get(name="第一小组").since == date(2016, 1, 1)
    assert PostHolding.objects.get(member__name="陆梅").post == "organisation_member"
    assert Membership.objects.get(member__name="何田").since == date(2016, 1, 1)
    assert upload.counts["members"] == 2

    undo(secretary, upload)
    assert not Member.objects.filter(branch=enterprise.second, name__in=["何田", "陆梅"]).exists()
    assert not Details.objects.filter(batch=upload.pk).exists()
    assert not PartyGroup.objects.filter(batch=upload.pk).exists()
    assert Details.versions.filter(batch=upload.pk).count() == 2  # revoked, not deleted


def test_a_ledger_goes_in_with_several_kinds_and_moves_the_first_day_asked_after(enterprise: Enterprise) -> None:
    secretary = acting(enterprise.first, Role.SECRETARY)
    data = workbook(
        (
            "2025年会议台账",
            [
                ("日期", "会议类型", "主题", "应到", "实到", "参会人员"),
                ("2025-03-05", "党员大会暨党课", "学习", 8, 7, "王玉兰、李晓明、单雪、赵志强、钱文博、孙春芳、周海涛"),
                ("2025年4月", "主题党日", "植树", 8, 8, ""),
            ],
        )
    )
    upload = staged(secretary, enterprise.first, data, "2025年会议台账.xlsx")
    assert [(row.group, codes(row)) for row in rows(upload)] == [("ready", []), ("refused", ["happened.day_needed"])]
    assert upload.earlier_start[str(enterprise.first.pk)]["to"] == "2025-01-01"

    commit(secretary, upload)
    gathering = Gathering.objects.get()
    assert [item.kind for item in gathering.items.order_by("order")] == ["general_meeting", "party_lesson"]
    assert gathering.attendance.count() == 7
    enterprise.first.refresh_from_db()
    assert enterprise.first.records_from == date(2025, 1, 1)

    undo(secretary, upload)
    enterprise.first.refresh_from_db()
    assert enterprise.first.records_from == date(2026, 1, 1)
    assert not Gathering.objects.exists()


def test_an_undo_is_refused_with_the_reason_when_later_records_stand_on_the_import(enterprise: Enterprise) -> None:
    secretary = acting(enterprise.second, Role.SECRETARY)
    upload = commit(secretary, staged(secretary, enterprise.second, roster(HE, LU)))
    member = Member.objects.get(name="何田")
    new = NewGathering(
        branch=enterprise.second,
        happened_on=date(2026, 11, 20),
        items=[NewItem(ItemKind.THEME_DAY)],
        attendance={member.pk: "present"},
    )
    gathering = do(secretary, record_gathering, Right.RECORD, new=new)
    with pytest.raises(Refused, match="何田参加了后来记的会"):
        undo(secretary, upload)
    assert Details.objects.filter(batch=upload.pk).count() == 2
    upload.refresh_from_db()
    assert upload.stage == Stage.DONE

    do(secretary, undo_gathering, Right.RECORD, gathering=gathering)
    undo(secretary, upload)
    assert not Details.objects.filter(batch=upload.pk).exists()


def test_an_undo_is_refused_after_a_correction_by_hand(enterprise: Enterprise) -> None:
    secretary = acting(enterprise.second, Role.SECRETARY)
    upload = commit(secretary, staged(secretary, enterprise.second, roster(HE)))
    do(secretary, correct_details, Right.RECORD, details=Details.objects.get(name="何田"), job="焊工")
    with pytest.raises(Refused, match="改过资料"):
        undo(secretary, upload)


def test_an_undo_is_refused_while_a_month_is_confirmed_on_it(enterprise: Enterprise) -> None:
    secretary = acting(enterprise.first, Role.SECRETARY)
    upload = commit(secretary, staged(secretary, enterprise.first, ledger(MARCH)))
    later = NOW + timedelta(hours=1)
    confirmation = do(
        secretary, confirm_month, Right.CONFIRM, now=later, branch=enterprise.first, month=date(2026, 3, 1)
    )
    with pytest.raises(Refused, match="2026年3月已经确认记全了"):
        undo(secretary, upload)
    do(secretary, open_month_again, Right.CONFIRM, confirmation=confirmation)
    undo(secretary, upload)
    assert not Gathering.objects.exists()


def test_an_import_and_its_undo_leave_the_findings_as_they_were(enterprise: Enterprise) -> None:
    secretary = acting(enterprise.first, Role.SECRETARY)

    def findings() -> set[tuple[object, ...]]:
        return set(Finding.objects.filter(branch=enterprise.first).values_list("norm", "year", "status", "periods"))

    before = findings()
    upload = commit(secretary, staged(secretary, enterprise.first, ledger(MARCH, ("2025-05-06", *MARCH[1:]))))
    assert findings() != before
    undo(secretary, upload)
    assert findings() == before


def test_a_second_press_changes_nothing(enterprise: Enterprise) -> None:
    secretary = acting(enterprise.second, Role.SECRETARY)
    upload, key = staged(secretary, enterprise.second, roster(HE)), uuid4()
    commit(secretary, upload, key=key)
    commit(secretary, upload, key=key)
    with pytest.raises(Refused):
        commit(secretary, upload, key=uuid4())
    assert Member.objects.filter(name="何田").count() == 1


def test_somebody_who_wrote_meanwhile_is_not_doubled(enterprise: Enterprise) -> None:
    secretary = acting(enterprise.second, Role.SECRETARY)
    upload = staged(secretary, enterprise.second, roster(HE, LU))
    do(
        secretary, enter_member, Right.RECORD,
        branch=enterprise.second, since=date(2016, 1, 1), name="何田", birth_on=date(1980, 5, 9),
    )  # fmt: skip
    commit(secretary, upload)
    assert Details.objects.get(name="何田").birth_on == date(1980, 5, 9)
    assert (upload.counts["completed"], upload.counts["members"], upload.counts["known"]) == (1, 1, 0)


def test_a_role_without_the_right_imports_nothing(enterprise: Enterprise) -> None:
    for role in (Role.MEMBER, Role.GROUP_LEADER, Role.PUBLICITY_MEMBER, Role.ADMINISTRATOR):
        with pytest.raises(NotAllowed):
            staged(acting(enterprise.second, role), enterprise.second, roster(HE))
    upload = staged(acting(enterprise.second, Role.SECRETARY), enterprise.second, roster(HE))
    with pytest.raises(NotAllowed):
        commit(acting(enterprise.second, Role.MEMBER), upload)
    assert not Member.objects.filter(name="何田").exists()


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "空的"),
        (b"\x89PNG\r\n\x1a\n" + bytes(200), "图片"),
        (b"PK\x03\x04" + bytes(200), "坏了"),
        (b"%PDF-1.4 " + bytes(200), "PDF"),
    ],
)
def test_a_wrong_file_gets_one_sentence_and_nothing_is_kept(enterprise: Enterprise, data: bytes, words: str) -> None:
    with pytest.raises(Refused) as refused:
        staged(acting(enterprise.second, Role.SECRETARY), enterprise.second, data, "花名册.xlsx")
    assert "花名册.xlsx" in refused.value.reason
    assert words in refused.value.reason
    assert not Upload.objects.exists()
    assert list(keeping.folder().iterdir()) == []


def test_a_column_is_asked_once_and_remembered_for_the_unit(enterprise: Enterprise) -> None:
    secretary = acting(enterprise.second, Role.SECRETARY)
    header = ("姓名", "性别", "入党日期", "外号")
    data = workbook(("名册", [header, ("何田", "男", "2010-07-01", "大田")]))
    upload = staging.take_in(secretary, enterprise.second, data=data, filename="a.xlsx", now=NOW)
    assert not upload.sheets[0]["is_remembered"]
    sheet = mapping.with_fields(upload.sheets[0], {"D": "remark"}, None, "")
    deciding.set_sheets(upload, [sheet])
    staging.begin(upload)
    staging.stage(upload, today=TODAY)
    commit(secretary, upload)
    assert Details.objects.get(name="何田").remark == "大田"

    other = workbook(("今年", [header, ("陆梅", "女", "2012-07-01", "阿梅")]))
    again = staging.take_in(secretary, enterprise.second, data=other, filename="b.xlsx", now=NOW)
    assert again.sheets[0]["is_remembered"]
    assert {column["letter"]: column["field"] for column in again.sheets[0]["columns"]}["D"] == "remark"
    elsewhere = staging.take_in(
        acting(enterprise.first, Role.SECRETARY), enterprise.first, data=other, filename="b.xlsx", now=NOW
    )
    assert not elsewhere.sheets[0]["is_remembered"]


def test_one_field_for_two_columns_and_a_missing_name_are_refused_at_the_column(enterprise: Enterprise) -> None:
    data = workbook(("名册", [("姓名", "性别", "入党日期"), ("何田", "男", "2010-07-01")]))
    upload = staging.take_in(
        acting(enterprise.second, Role.SECRETARY), enterprise.second, data=data, filename="a.xlsx", now=NOW
    )
    with pytest.raises(Invalid) as twice:
        mapping.with_fields(upload.sheets[0], {"B": "name"}, None, "")
    assert list(twice.value.problems) == ["B"]
    with pytest.raises(Invalid) as without:
        mapping.with_fields(upload.sheets[0], {"A": ""}, None, "")
    assert "姓名" in without.value.problems["missing_name"]


def test_points_of_people_are_refused_by_name(enterprise: Enterprise) -> None:
    data = workbook(("名册", [("姓名", "性别", "入党日期", "先锋积分"), ("何田", "男", "2010-07-01", 98)]))
    upload = staged(acting(enterprise.second, Role.SECRETARY), enterprise.second, data)
    assert [(letter, header) for _sheet, letter, header, _why in upload.columns["refused"]] == [("D", "先锋积分")]
    assert "98" not in str(list(StagedRow.objects.values("values", "problems")))


def test_bytes_and_rows_go_after_a_week_and_the_undo_still_works(enterprise: Enterprise) -> None:
    secretary = acting(enterprise.second, Role.SECRETARY)
    done = commit(secretary, staged(secretary, enterprise.second, roster(HE)))
    waiting = staged(secretary, enterprise.second, roster(LU))
    assert len(list(keeping.folder().iterdir())) == 2

    assert keeping.purge(NOW + timedelta(days=7)) == 0
    assert keeping.purge(NOW + timedelta(days=7, seconds=1)) == 2
    assert list(keeping.folder().iterdir()) == []
    assert not StagedRow.objects.exists()
    waiting.refresh_from_db()
    assert waiting.stage == Stage.CANCELLED
    undo(secretary, done)
    assert not Member.objects.filter(name="何田", branch=enterprise.second).exists()


def test_a_cancelled_upload_leaves_nothing(enterprise: Enterprise) -> None:
    upload = staged(acting(enterprise.second, Role.SECRETARY), enterprise.second, roster(HE))
    deciding.cancel(upload, now=NOW)
    assert not StagedRow.objects.exists()
    assert list(keeping.folder().iterdir()) == []
    with pytest.raises(Refused):
        staging.begin(upload)


def test_the_same_content_twice_is_kept_once_until_both_are_gone(enterprise: Enterprise) -> None:
    secretary = acting(enterprise.second, Role.SECRETARY)
    first, second = (staged(secretary, enterprise.second, roster_bytes) for roster_bytes in [roster(HE)] * 2)
    assert len(list(keeping.folder().iterdir())) == 1
    deciding.cancel(first, now=NOW)
    assert keeping.bytes_of(second)
    deciding.cancel(second, now=NOW)
    assert list(keeping.folder().iterdir()) == []


def test_many_members_at_once_are_the_same_as_one_by_one(enterprise: Enterprise) -> None:
    secretary = acting(enterprise.second, Role.SECRETARY)
    columns = {"name": "单 雪", "sex": "female", "birth_on": date(1990, 2, 3), "joined_on": date(2012, 7, 1)}
    alone = do(
        secretary, enter_member, Right.RECORD,
        branch=enterprise.second, since=date(2016, 1, 1), source="import", source_note="a.xlsx", **columns,
    )  # fmt: skip
    entry = NewMember(enterprise.second, date(2016, 1, 1), columns)
    drafted = draft_members(secretary, entries=[entry], today=TODAY, now=NOW, source_note="a.xlsx")
    perform(secretary, enter_members, right=Right.IMPORT, today=TODAY, now=NOW, drafted=drafted)
    together = drafted.members[0]
    own = {"id", "member_id", "thread", "recorded_by"}
    for model, key in ((Member, "pk"), (Details, "member"), (Membership, "member")):
        one, many = (model.objects.filter(**{key: who.pk}).values().get() for who in (alone, together))
        assert {name: one[name] for name in one if name not in own} == {
            name: many[name] for name in many if name not in own
        }


def test_a_column_name_is_remembered_for_other_tables_of_the_unit(enterprise: Enterprise) -> None:
    """Asked once: the next table has other columns, and the unit's own word is understood."""
    secretary = acting(enterprise.second, Role.SECRETARY)
    first = workbook(("表", [("姓名", "性别", "入党时间", "老资格"), ("何田", "男", "2010-07-01", "2011-07-01")]))
    upload = staging.take_in(secretary, enterprise.second, data=first, filename="一.xlsx", now=NOW)
    assert upload.sheets[0]["columns"][3]["field"] == ""
    sheets = [mapping.with_fields(upload.sheets[0], {"D": "full_on"}, None, "")]
    deciding.set_sheets(upload, sheets)
    staging.begin(upload)
    staging.stage(upload, today=TODAY)
    commit(secretary, upload)

    second = workbook(
        ("表", [("老资格", "姓名", "性别", "入党时间", "学历"), ("2012-07-01", "丁一", "女", "2011-07-01", "本科")])
    )
    again = staging.take_in(secretary, enterprise.second, data=second, filename="二.xlsx", now=NOW)
    learned = again.sheets[0]["columns"][0]
    assert (learned["field"], learned["why"]) == ("full_on", "这个列名，你们上次这样选的。")
    assert again.sheets[0]["preview"] == [[2, ["2012-07-01", "丁一", "女", "2011-07-01", "本科"]]]


def test_what_is_shown_of_the_first_rows_hides_numbers_of_persons(enterprise: Enterprise) -> None:
    secretary = acting(enterprise.second, Role.SECRETARY)
    data = workbook(
        ("表", [("姓名", "性别", "入党时间", "编码", "积分"), ("何田", "男", "2010-07-01", "52011119850612121X", 99)])
    )
    upload = staging.take_in(secretary, enterprise.second, data=data, filename="一.xlsx", now=NOW)
    assert upload.sheets[0]["preview"] == [[2, ["何田", "男", "2010-07-01", "*************2121X", ""]]]
