"""Out again: what came in goes out with the same columns; the unit's own order; a page to copy from."""

import re
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.conf import LazySettings
from django.test import Client

from tests.flows.files import workbook
from tests.flows.importing import commit, staged
from tests.personas import NOW, TODAY, Enterprise, acting, build_enterprise, do
from zhibu.base import clock
from zhibu.base.actor import Right, Role
from zhibu.flows.models import CopiedOut, RememberedMapping
from zhibu.meeting.actions import NewGathering, NewItem, record_gathering
from zhibu.meeting.models import Gathering, ItemKind
from zhibu.member.models import Member

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]
BACKEND = "django.contrib.auth.backends.ModelBackend"
ROSTER: list[tuple[Any, ...]] = [
    ("二车间党支部花名册",),
    ("序号", "姓 名", "民族", "党内情况", "", "座右铭"),
    ("", "", "", "入党时间", "转正时间", ""),
    (1, "何田", "01 汉族", "2010年7月1日", "2011.7.1", "+不服输"),
    (2, "丁一", "苗", "2012年7月", "2013年7月", "=1+1"),
]


@pytest.fixture(autouse=True)
def own_folder(settings: LazySettings, tmp_path: Path) -> None:
    settings.DATA = tmp_path


@pytest.fixture
def today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOW)


@pytest.fixture
def enterprise() -> Enterprise:
    return build_enterprise()


def browser(enterprise: Enterprise, who: str = "outsider") -> Client:
    client = Client()
    client.force_login(enterprise.users[who], backend=BACKEND)
    return client


def cells(data: bytes) -> list[list[Any]]:
    page = openpyxl.load_workbook(BytesIO(data)).active
    assert page is not None
    return [[cell.value for cell in row] for row in page.iter_rows()]


def text_of(response: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def test_a_roster_goes_out_in_the_columns_in_which_it_came_in(enterprise: Enterprise) -> None:
    secretary = acting(enterprise.second, Role.SECRETARY)
    upload = staged(secretary, enterprise.second, workbook(("花名册", ROSTER)), "花名册.xlsx")
    for row in upload.rows.filter(group="look"):
        row.choice = "take"
        row.save()
    commit(secretary, upload)
    client = browser(enterprise)
    page = client.get("/files/own/")
    assert "花名册.xlsx 花名册" in text_of(page) and "姓 名、民族" in text_of(page)
    layout = RememberedMapping.objects.get(title="花名册.xlsx 花名册")
    rows = cells(client.get(f"/files/own/{layout.pk}/workbook/").content)
    assert rows[0][0] == "二车间党支部花名册"
    assert rows[1] == ["序号", "姓 名", "民族", "党内情况", None, "座右铭"]
    assert rows[2] == [None, None, None, "入党时间", "转正时间", None]
    assert [row[:5] for row in rows[3:]] == [
        [1, "丁一", "苗族", "2012-07", "2013-07"],
        [2, "何田", "汉族", "2010-07-01", "2011-07-01"],
        [3, "郑外人", None, None, None],
    ]
    assert all(row[5] in (None, "") for row in rows[3:]), "a column that was not taken in stays blank"


def test_the_unit_puts_the_usual_columns_in_its_own_order(enterprise: Enterprise) -> None:
    client = browser(enterprise, "secretary")
    before = cells(client.get("/files/usual/roster/workbook/").content)
    assert before[1][:4] == ["姓名", "公民身份号码", "性别", "民族"]
    answer = client.post("/files/usual/roster/", {"headers": "入党时间\n姓名\n\n工号\n"}, follow=True)
    assert "这几列没有对上记录，导出时留空：工号。" in text_of(answer)
    rows = cells(client.get("/files/usual/roster/workbook/").content)
    assert rows[1][:3] == ["入党时间", "姓名", "工号"]
    assert rows[2][:2] == ["2006-07-01", "李晓明"]

    refused = client.post("/files/usual/roster/", {"headers": "姓名\n积分"})
    assert refused.status_code == 422 and "不给人打分" in text_of(refused)
    client.post("/files/usual/roster/", {"headers": ""})
    assert cells(client.get("/files/usual/roster/workbook/").content)[1][0] == "姓名"


def test_a_ledger_of_a_year_goes_out_and_no_text_is_run(enterprise: Enterprise) -> None:
    secretary = acting(enterprise.first, Role.SECRETARY)
    new = NewGathering(
        branch=enterprise.first,
        happened_on=TODAY,
        items=[NewItem(ItemKind.THEME_DAY, "植树", "", "=HYPERLINK(1)")],
        title="+植树",
        due=8,
        present=7,
        attendance={enterprise.members[0].pk: "present", enterprise.members[1].pk: "leave_ill"},
    )
    do(secretary, record_gathering, Right.RECORD, new=new)
    client = browser(enterprise, "secretary")
    rows = cells(client.get("/files/usual/meetings/workbook/?year=2026").content)
    by_header = dict(zip(rows[1], rows[2], strict=True))
    assert by_header["会议时间"] == TODAY.isoformat()
    assert (by_header["应到"], by_header["实到"]) == (8, 7)
    assert (by_header["参加人员"], by_header["请假人员"]) == ("王玉兰", "李晓明（病假）")
    assert (by_header["会议主题"], by_header["会议决定"]) == ("'+植树", "'=HYPERLINK(1)")
    assert len(cells(client.get("/files/usual/meetings/workbook/?year=2025").content)) == 2


def test_a_record_is_copied_field_by_field_and_the_day_is_noted(enterprise: Enterprise) -> None:
    client = browser(enterprise, "secretary")
    member = Member.objects.get(name="李晓明")
    page = client.get(f"/files/copy/roster/{member.pk}/").content.decode()
    labels = re.findall(r'<label for="field-\d+"[^>]*>([^<]+)</label>', page)
    assert labels[:3] == ["姓名", "公民身份号码", "性别"]
    assert 'value="李晓明" readonly' in page and 'data-copy="field-1"' in page
    noted = client.post(f"/files/copy/roster/{member.pk}/noted/", follow=True)
    assert "今天抄过" in text_of(noted)
    client.post(f"/files/copy/roster/{member.pk}/noted/")
    assert CopiedOut.objects.get().subject == member.pk


def test_nobody_else_sees_the_layouts_or_copies(enterprise: Enterprise) -> None:
    member = Member.objects.get(name="李晓明")
    assert browser(enterprise, "outsider").get(f"/files/copy/roster/{member.pk}/").status_code == 404
    assert browser(enterprise, "member").get("/files/own/").status_code == 403
    assert (
        browser(enterprise, "outsider")
        .get("/files/copy/meetings/" + "0" * 8 + "-0000-4000-8000-" + "0" * 12 + "/")
        .status_code
        == 404
    )
    assert not Gathering.objects.exists()
