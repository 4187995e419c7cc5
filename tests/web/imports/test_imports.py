"""The way in by page: file, columns, rows, written, undone; nothing typed is lost, nobody else looks on."""

import re
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from io import BytesIO
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import openpyxl
import pytest
from django.conf import LazySettings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.flows.files import ledger, roster, workbook
from tests.personas import NOW, Enterprise, build_enterprise
from zhibu.account.models import RoleGrant
from zhibu.base.errors import Refused
from zhibu.flows.imports import reading, staging, writing
from zhibu.flows.models import Stage, Upload
from zhibu.meeting.models import Gathering
from zhibu.member.models import Details, Member
from zhibu.rules.said import said
from zhibu.web.imports import forms
from zhibu.web.imports.row_facts import facts_of

pytestmark = pytest.mark.django_db
START = "/files/import/"
BACKEND = "django.contrib.auth.backends.ModelBackend"
HE = ("何田", "男", "汉族", "1980.5", "2010-07-01", "2011-07-01", "第一小组", "", "", "")
YAO = ("姚远", "男", "汉族", "1980-01-05", "1979-07-01", "", "", "", "", "")  # joined before birth
DING = ("丁一", "男", "汉族", "1988-11-11", "2012-07-01", "2012-10-01", "", "", "", "")  # full after three months


@pytest.fixture(autouse=True)
def own_folder(settings: LazySettings, tmp_path: Path) -> None:
    settings.DATA = tmp_path


@pytest.fixture
def enterprise() -> Enterprise:
    return build_enterprise()


def browser(enterprise: Enterprise, who: str = "outsider") -> Client:
    client = Client()
    client.force_login(enterprise.users[who], backend=BACKEND)
    return client


def send(client: Client, data: bytes, name: str = "花名册.xlsx") -> Any:
    return client.post(START, {"file": SimpleUploadedFile(name, data)}, follow=True)


def fields_of(response: HttpResponse) -> dict[str, str]:
    """What a browser would send back from the columns page: every select with its chosen option, every number."""
    text = response.content.decode()
    found = {}
    for name, inside in re.findall(r'<select name="([^"]+)"[^>]*>(.*?)</select>', text, re.DOTALL):
        chosen = re.search(r'<option value="([^"]*)" selected>', inside)
        found[name] = chosen[1] if chosen else ""
    for tag in re.findall(r'<input type="text"[^>]*>', text):
        name = re.search(r'name="([^"]+)"', tag)
        value = re.search(r'value="([^"]*)"', tag)
        if name:
            found[name[1]] = value[1] if value else ""
    return found


def to_rows(client: Client, data: bytes, name: str = "花名册.xlsx", **columns: str) -> Any:
    page = send(client, data, name)
    return client.post(page.request["PATH_INFO"], {**fields_of(page), **columns}, follow=True)


def text_of(response: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def last() -> Upload:
    return Upload.objects.latest("made_at")


def address(end: str) -> str:
    return f"{START}{last().pk}/{end}"


def test_from_a_file_to_the_records_and_back(enterprise: Enterprise) -> None:
    client = browser(enterprise)
    columns = send(client, roster(HE, YAO))
    assert "看一眼每一列" in text_of(columns)
    assert "1980.5" in text_of(columns)  # examples

    rows = client.post(columns.request["PATH_INFO"], fields_of(columns), follow=True)
    assert "不能导入" in text_of(rows)
    assert "1980年5月 生" in text_of(client.get(address("rows/?group=ready")))  # a month stays a month
    assert "不在出生日期 1980-01-05 之后" in text_of(client.get(address("rows/?group=refused")))
    assert not Member.objects.filter(name="何田").exists()

    done = client.post(address("commit/"), {"make_groups": "on"}, follow=True)
    assert "写进去了" in text_of(done)
    assert "1 人" in text_of(done)
    assert Member.objects.filter(name="何田", branch=enterprise.second).exists()
    assert not Member.objects.filter(name="姚远").exists()

    assert "1 人" in text_of(client.get(address("undo/")))  # asks first, with the numbers
    undone = client.post(address("undo/"), {"confirmed": "yes"}, follow=True)
    assert "已撤销" in text_of(undone)
    assert not Member.objects.filter(name="何田", branch=enterprise.second).exists()
    assert "已撤销" in text_of(client.get(START))


def test_a_pasted_table_comes_in_the_same_way(enterprise: Enterprise) -> None:
    page = browser(enterprise).post(START, {"pasted": "姓名\t性别\t入党日期\n何田\t男\t2010-07-01\n"}, follow=True)
    assert "看一眼每一列" in text_of(page)
    assert last().filename.startswith("粘贴")


@pytest.mark.parametrize(
    ("sent", "words"),
    [({}, "先选一个文件"), ({"file": SimpleUploadedFile("花名册.xlsx", b"\xff\xd8\xff" + bytes(99))}, "JPG 图片")],
)
def test_a_wrong_file_is_one_sentence_beside_the_field(
    enterprise: Enterprise, sent: dict[str, Any], words: str
) -> None:
    page = browser(enterprise).post(START, sent)
    assert page.status_code == 422
    assert words in text_of(page)
    assert not Upload.objects.exists()


def test_a_column_can_be_chosen_differently(enterprise: Enterprise) -> None:
    client = browser(enterprise)
    data = workbook(("名册", [("姓名", "性别", "入党日期", "外号"), ("何田", "男", "2010-07-01", "大田")]))
    to_rows(client, data, **{"column-0-D": "remark"})
    client.post(address("commit/"))
    assert Member.objects.get(name="何田").details.get().remark == "大田"


def test_two_columns_for_one_field_are_told_at_the_column_and_the_choice_stays(enterprise: Enterprise) -> None:
    client = browser(enterprise)
    page = to_rows(client, roster(HE), **{"column-0-C": "name"})
    assert page.status_code == 422
    assert "都选了“姓名”" in text_of(page)
    assert fields_of(page)["column-0-C"] == "name"
    assert last().stage == Stage.MAPPING


def test_another_kind_is_guessed_anew_before_going_on(enterprise: Enterprise) -> None:
    client = browser(enterprise)
    page = send(client, ledger(("2026-03-05", "主题党日", "清理便道", "", "", "", 8, 8, "", "", "")))
    page = client.post(page.request["PATH_INFO"], {**fields_of(page), "kind-0": "roster"}, follow=True)
    assert "列重新认了一遍" in text_of(page)
    page = client.post(page.request["PATH_INFO"], {**fields_of(page), "kind-0": "leave"}, follow=True)
    page = client.post(page.request["PATH_INFO"], fields_of(page))
    assert page.status_code == 422
    assert "没有选要导入的表" in text_of(page)


def mended(response: Any, **cells: str) -> dict[str, str]:
    """The form of the rows page as a browser would send it, with some cells typed over."""
    text = response.content.decode()
    was = dict(re.findall(r'<input type="hidden" name="(was-cell-[^"]+)" value="([^"]*)"', text))
    now = {name.removeprefix("was-"): value for name, value in was.items()}
    return {**was, **now, **cells}


def test_a_cell_is_mended_in_place_and_the_row_changes_its_group(enterprise: Enterprise) -> None:
    client = browser(enterprise)
    to_rows(client, roster(HE, YAO))
    page = client.get(address("rows/?group=refused"))
    form = mended(page)
    cell = next(name for name, value in form.items() if name.startswith("cell-") and value == "1979-07-01")
    page = client.post(address("rows/?group=refused"), {**form, cell: "2005-07-01", "mend": "1"}, follow=True)
    assert "改了 1 格" in text_of(page)
    assert not last().rows.filter(group="refused").exists()


def test_mended_cells_go_along_with_every_button(enterprise: Enterprise) -> None:
    client = browser(enterprise)
    to_rows(client, roster(YAO, DING))
    refused, look = (last().rows.get(group=group) for group in ("refused", "look"))
    cells = {f"cell-0-{refused.number}-F": "2005-07-01", f"was-cell-0-{refused.number}-F": "1979-07-01"}
    client.post(address("rows/?group=look"), {**cells, "take": str(look.pk)})
    assert sorted(last().rows.values_list("group", "choice")) == [("look", "take"), ("ready", "")]


def test_rows_are_taken_left_and_taken_back(enterprise: Enterprise) -> None:
    client = browser(enterprise)
    to_rows(client, roster(HE, DING))

    def press(**button: str) -> list[str]:
        client.post(address("rows/?group=look"), button)
        return list(last().rows.order_by("number").values_list("choice", flat=True))

    ready, look = last().rows.order_by("number")
    assert press(take=str(look.pk)) == ["", "take"]
    assert press(leave=str(ready.pk)) == ["leave", "take"]
    assert press(open=str(ready.pk)) == ["", "take"]
    assert press(leave=str(look.pk)) == ["", "leave"]
    assert client.post(address("rows/"), {"take": "no key"}).status_code == 404


def test_what_cannot_be_imported_is_never_taken(enterprise: Enterprise) -> None:
    client = browser(enterprise)
    to_rows(client, roster(YAO))
    client.post(address("rows/"), {"take": str(last().rows.get().pk)})
    assert last().rows.get().choice == ""
    page = client.post(address("commit/"), {"make_groups": "on"})
    assert "没有要导入的行" in text_of(page)
    assert last().stage == Stage.LOOKING


def test_the_corrected_file_has_the_layout_and_a_column_of_its_own(enterprise: Enterprise) -> None:
    client = browser(enterprise)
    to_rows(client, roster(("王玉兰", *HE[1:]), YAO))
    response = client.get(address("corrected/0/"))
    assert "要改" in response["Content-Disposition"] or "%E8%A6%81" in response["Content-Disposition"]
    page = openpyxl.load_workbook(BytesIO(response.content)).active
    assert page is not None
    cells = [[cell.value for cell in row] for row in page.iter_rows()]
    assert cells[0][0] == "党员花名册"
    assert cells[1][-1] == "要改"
    assert cells[2][-1] is None
    assert "不能导入" in str(cells[3][-1])
    assert client.get(address("corrected/7/")).status_code == 404


def test_the_first_day_asked_after_is_asked_for_and_can_stay(enterprise: Enterprise) -> None:
    client = browser(enterprise)
    data = ledger(("2025-03-05", "主题党日", "清理便道", "", "", "", 8, 8, "", "", ""))
    page = to_rows(client, data, "2025年台账.xlsx")
    assert "2026年1月1日 → 2025年1月1日" in text_of(client.get(address("rows/")))
    assert 'name="start_earlier" id="start_earlier" checked' in page.content.decode()
    client.post(address("commit/"))  # the box was emptied
    enterprise.second.refresh_from_db()
    assert enterprise.second.records_from is not None
    assert enterprise.second.records_from.year == 2026
    assert Gathering.objects.count() == 1


def test_a_second_press_of_the_last_button_is_harmless(enterprise: Enterprise) -> None:
    client = browser(enterprise)
    to_rows(client, roster(HE))
    key = "11111111-2222-4333-8444-555555555555"
    for _press in range(2):
        assert client.post(address("commit/"), {"key": key, "make_groups": "on"}).status_code == 302
    assert Member.objects.filter(name="何田").count() == 1


def test_a_refused_undo_says_why(enterprise: Enterprise) -> None:
    client = browser(enterprise)
    to_rows(client, roster(HE))
    client.post(address("commit/"), {"make_groups": "on"})
    member = Member.objects.get(name="何田")
    details = member.details.get()
    type(details).versions.filter(pk=details.pk).update(replaces=details.pk)  # as a correction leaves it
    page = client.post(address("undo/"), {"confirmed": "yes"})
    assert "何田导入以后改过资料" in text_of(page)
    assert last().stage == Stage.DONE


def test_a_cancelled_file_is_gone(enterprise: Enterprise, tmp_path: Path) -> None:
    client = browser(enterprise)
    to_rows(client, roster(HE))
    page = client.post(address("cancel/"), follow=True)
    assert "没有导入，文件已经删了" in text_of(page)
    assert "没有导入" in text_of(client.get(address("")))
    assert list((tmp_path / "uploads").iterdir()) == []


@pytest.mark.parametrize("who", ["secretary", "organiser", "clerk"])
@pytest.mark.parametrize("end", ["", "columns/", "rows/", "undo/", "corrected/0/"])
def test_another_units_file_is_not_found(enterprise: Enterprise, who: str, end: str) -> None:
    to_rows(browser(enterprise), roster(HE))
    assert browser(enterprise, who).get(address(end)).status_code == 404


@pytest.mark.parametrize("who", ["member", "leader", "keeper"])
def test_roles_without_the_right_are_told_so(enterprise: Enterprise, who: str) -> None:
    assert browser(enterprise, who).get(START).status_code == 403


def test_the_number_of_queries_does_not_grow_with_the_rows(enterprise: Enterprise) -> None:
    client = browser(enterprise)

    def queries(people: Sequence[Sequence[str]]) -> int:
        to_rows(client, roster(*people))
        with CaptureQueriesContext(
            connection,
        ) as found:
            assert client.get(address("rows/?group=ready")).status_code == 200
        return len(found)

    def named(count: int) -> list[tuple[str, ...]]:
        return [(f"何{letter}", *HE[1:]) for letter in "田甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉戌亥"[:count]]

    assert queries(named(2)) == queries(named(23))


def test_a_big_file_is_read_in_the_background_with_progress(
    enterprise: Enterprise, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(staging, "ROWS_AT_ONCE", 1)
    client = browser(enterprise)
    page = to_rows(client, roster(HE, DING))
    assert "正在读文件" in text_of(page)
    assert 'http-equiv="refresh"' in page.content.decode()
    reading.read_in_background.call(str(last().pk), "2026-11-23")
    assert last().stage == Stage.LOOKING
    assert last().progress == last().total
    assert last().rows.count() == 2


def test_why_reading_stopped_is_told_in_the_language_of_the_reader(
    enterprise: Enterprise, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(staging, "ROWS_AT_ONCE", 1)
    client = browser(enterprise)
    to_rows(client, roster(HE, DING))

    def refuses(*_arguments: Any) -> Any:
        raise Refused(said("和第 {first} 行是同一个支部。", first=3), "先建支部，再导入。")

    monkeypatch.setattr(staging, "compare", refuses)
    reading.read_in_background.call(str(last().pk), "2026-11-23")
    assert last().trouble == "和第 3 行是同一个支部。先建支部，再导入。"
    assert last().trouble in text_of(client.get(address("columns/")))
    client.cookies["django_language"] = "en"
    [told] = re.findall('<p class="notice">(.*?)</p>', client.get(address("columns/")).content.decode())
    assert "3" in told and not re.search("[\u4e00-\u9fff。，]", told)
    reading.start(last(), today=date(2026, 11, 23))
    assert last().why_stopped == ""


def test_a_file_cancelled_while_it_waits_is_not_read(enterprise: Enterprise, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(staging, "ROWS_AT_ONCE", 1)
    client = browser(enterprise)
    to_rows(client, roster(HE))
    client.post(address("cancel/"))
    reading.read_in_background.call(str(last().pk), "2026-11-23")
    assert last().stage == Stage.CANCELLED
    assert not last().rows.exists()


def put_off(monkeypatch: pytest.MonkeyPatch) -> tuple[list[Any], Callable[..., None]]:
    """What the worker is given, and what it would do."""
    sent: list[Any] = []
    write = writing.write_in_background.call
    monkeypatch.setattr(writing, "write_in_background", SimpleNamespace(enqueue=lambda *given: sent.append(given)))
    return sent, write


def test_a_file_cancelled_while_it_is_read_leaves_nothing(
    enterprise: Enterprise, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = browser(enterprise)
    monkeypatch.setattr(staging, "ROWS_AT_ONCE", 1)
    monkeypatch.setattr(staging, "PORTION", 1)
    to_rows(client, roster(HE, DING))
    compare = staging.compare

    def cancelled_meanwhile(*arguments: Any, **more: Any) -> Any:
        client.post(address("cancel/"))
        return compare(*arguments, **more)

    monkeypatch.setattr(staging, "compare", cancelled_meanwhile)
    reading.read_in_background.call(str(last().pk), "2026-11-23")
    assert last().stage == Stage.CANCELLED and not last().rows.exists()


def test_many_rows_are_written_in_the_background_whole_or_not_at_all(
    enterprise: Enterprise, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = browser(enterprise)
    to_rows(client, roster(HE, DING))
    monkeypatch.setattr(staging, "ROWS_AT_ONCE", 0)
    sent, write = put_off(monkeypatch)
    page = client.post(address("commit/"), {"make_groups": "on"}, follow=True)
    assert "正在写进去" in text_of(page) and "http-equiv" in page.content.decode()
    client.post(address("commit/"), {"make_groups": "on"})
    assert len(sent) == 1 and not Details.objects.filter(name="何田").exists()
    write(*sent[0])
    assert last().stage == Stage.DONE and Details.objects.filter(name="何田").exists()
    assert "写进去了" in text_of(client.get(address("")))


def test_what_waits_to_be_written_can_be_cancelled(enterprise: Enterprise, monkeypatch: pytest.MonkeyPatch) -> None:
    client = browser(enterprise)
    to_rows(client, roster(HE, DING))
    monkeypatch.setattr(staging, "ROWS_AT_ONCE", 0)
    sent, write = put_off(monkeypatch)
    client.post(address("commit/"), {})
    client.post(address("cancel/"))
    write(*sent[0])
    assert last().stage == Stage.CANCELLED and not Details.objects.filter(name="何田").exists()


def test_a_role_that_ended_meanwhile_writes_nothing(enterprise: Enterprise, monkeypatch: pytest.MonkeyPatch) -> None:
    client = browser(enterprise)
    to_rows(client, roster(HE, DING))
    monkeypatch.setattr(staging, "ROWS_AT_ONCE", 0)
    sent, write = put_off(monkeypatch)
    client.post(address("commit/"), {})
    RoleGrant.objects.update(until=date(2026, 11, 20))
    write(*sent[0])
    assert last().stage == Stage.LOOKING and "角色不能导入" in last().trouble


SIX: dict[str, tuple[list[tuple[Any, ...]], str, str]] = {
    "dues": (
        [("2026年党费台账",), ("姓名", "月应交", "1月", "2月"), ("丁一", 50, 50, 40), ("何田", 20, "√", "")],
        "每月应交 50 元 · 1 月交 50 元 · 2 月交 40 元",
        "2 行，在“党费”里",
    ),
    "admissions": (
        [("发展党员台账",), ("姓名", "申请入党时间", "确定积极分子时间"), ("陈小满", "2025-01-08", "2025-09-02")],
        "递交入党申请书 2025年1月8日 · 确定为积极分子 2025年9月2日",
        "1 行，在“发展党员”里",
    ),
    "training": (
        [("2026年培训学时",), ("姓名", "培训班次", "培训时间", "学时"), ("丁一", "轮训班", "2026年3月", 16)],
        "轮训班 · 2026年3月 · 16 学时",
        "1 行，在“学时”里",
    ),
    "appraisals": (
        [("2025年民主评议票数",), ("姓名", "有效票", "优秀", "合格", "基本合格", "不合格"), ("丁一", 5, 2, 3, 0, 0)],
        "2025 年 · 有效 5 票 · 优秀 2 · 合格 3",
        "1 行，在“民主评议票数”里",
    ),
    "targets": (
        [("2026年党员目标表",), ("姓名", "目标内容", "完成标志", "分值"), ("丁一", "带一名徒弟", "徒弟上岗", 5)],
        "丁一 · 2026 年 · 完成标志：徒弟上岗",
        "1 行，在“目标”里",
    ),
}


@pytest.mark.parametrize("kind", SIX)
def test_each_further_kind_goes_the_whole_way_through_the_pages(enterprise: Enterprise, kind: str) -> None:
    table, facts, made = SIX[kind]
    client = browser(enterprise)
    if kind in {"dues", "training", "appraisals", "targets"}:
        to_rows(client, roster(HE, DING))
        client.post(address("rows/?group=look"), {"take_all": "1"})
        client.post(address("commit/"), {"make_groups": "on"})
    page = to_rows(client, workbook((kind, table)))
    assert last().kinds == f",{kind},"
    look = client.get(address("rows/?group=look"))
    if last().rows.filter(group="look").exists():
        assert facts in text_of(look), facts_of(last().rows.get(group="look"))
        page = client.post(address("rows/?group=look"), {"take_all": "1"}, follow=True)
    else:
        assert facts in text_of(client.get(address("rows/?group=ready")))
    assert client.get(address("corrected/0/")).status_code == 200
    done = text_of(client.post(address("commit/"), {}, follow=True))
    assert made in done
    assert client.get(address("report/")).status_code == 200
    again = to_rows(client, workbook((kind, table)))
    assert "已经有了" in text_of(client.get(address("rows/?group=look"))) and again.status_code == 200
    assert "按这样导入" not in text_of(client.get(address("rows/?group=look")))
    first = Upload.objects.filter(stage=Stage.DONE).order_by("-finished_at", "-made_at").first()
    assert first is not None
    undone = client.post(f"/files/import/{first.pk}/undo/", {"confirmed": "1"}, follow=True)
    assert page.status_code == undone.status_code == 200


def test_a_worker_that_does_not_run_is_told_after_some_minutes(
    enterprise: Enterprise, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(staging, "ROWS_AT_ONCE", 1)
    client = browser(enterprise)
    to_rows(client, roster(HE))
    assert "后台任务可能没有运行" not in text_of(client.get(address("")))
    Upload.objects.update(made_at=NOW - timedelta(days=400))
    assert "后台任务可能没有运行" in text_of(client.get(address("")))


def test_a_file_of_a_hundred_megabytes_is_refused_before_it_is_read(
    enterprise: Enterprise, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(forms, "LARGEST_FILE", 1000)
    response = send(browser(enterprise), b"x" * 1001, "大表.xlsx")
    assert response.status_code == 422 and "“大表.xlsx”有 0 MB" in text_of(response)
    assert not Upload.objects.exists()


def test_the_report_on_paper_names_every_cell_before_and_after(enterprise: Enterprise) -> None:
    client = browser(enterprise)
    to_rows(client, roster(HE, YAO, DING))
    before = text_of(client.get(address("report/")))
    assert "还没有写进去" in before and "不在出生日期 1980-01-05 之后" in before and "不满一年" in before
    client.post(address("commit/"), {"make_groups": "on"})
    after = text_of(client.get(address("report/")))
    assert "已经写进去了" in after and "1 人" in after
    assert browser(enterprise, "secretary").get(address("report/")).status_code == 404


def test_a_pasted_relay_is_sent_to_its_place(enterprise: Enterprise) -> None:
    page = browser(enterprise).post(START, {"pasted": "接龙：周四能来的\n1. 何田\n2. 丁一 请假\n"})
    assert page.status_code == 422 and "粘贴接龙" in text_of(page)
    assert not Upload.objects.exists()


def test_who_reads_english_is_told_in_english_what_is_wrong_with_a_row(enterprise: Enterprise) -> None:
    client = browser(enterprise)
    client.cookies["django_language"] = "en"
    columns = send(client, roster(HE, YAO, DING))
    assert "The headings stand in row" in text_of(columns)
    rows = client.post(columns.request["PATH_INFO"], fields_of(columns), follow=True)
    refused = text_of(client.get(address("rows/?group=refused")))
    assert "The joining date 1979-07-01 is not after the date of birth 1980-01-05. Check the two dates" in refused
    report = text_of(client.get(address("report/")))
    assert "is less than a year. Probation lasts a year" in report
    assert "不在出生日期" not in text_of(rows) + refused + report


def test_what_was_kept_before_it_was_known_how_it_was_made_is_shown_as_it_is(enterprise: Enterprise) -> None:
    client = browser(enterprise)
    to_rows(client, roster(HE, YAO))
    row = last().rows.get(group="refused")
    for problem in row.problems:
        del problem["made"]
    row.save(update_fields=["problems"])
    client.cookies["django_language"] = "en"
    assert "不在出生日期 1980-01-05 之后" in text_of(client.get(address("rows/?group=refused")))
