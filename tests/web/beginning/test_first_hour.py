"""The first hour: from an empty database to a branch whose secretary can log in, on four pages; nothing mixed."""

import re
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.personas import acting, do
from tests.web.sending import send, text_of, typed
from zhibu.account.models import User
from zhibu.base import clock
from zhibu.base.actor import Right, Role
from zhibu.base.errors import Refused
from zhibu.flows import first_code
from zhibu.flows.beginning import begin
from zhibu.flows.models import Upload
from zhibu.member.actions import enter_member
from zhibu.member.models import Member
from zhibu.org.models import Domain, Organisation
from zhibu.web.beginning.forms import BranchListForm

pytestmark = pytest.mark.django_db
ONCE = re.compile(r'<code class="once">([a-z0-9-]+)</code>')
GIVEN = {
    "name": "北山机械厂党委", "display_name": "王芳", "username": "WangFang", "password": "pine-river-lamp",
    "again": "pine-river-lamp", "admin": "guanli",
}  # fmt: skip


@pytest.fixture(autouse=True)
def own_folder(settings: LazySettings, tmp_path: Path) -> None:
    settings.DATA = tmp_path


def test_the_way_from_nothing_to_the_slips(tmp_path: Path) -> None:
    code = first_code.offer()
    assert first_code.offer() == code, "a second start keeps the code"
    assert (tmp_path / "first-code").stat().st_mode & 0o077 == 0
    browser = Client()
    assert browser.get("/log-in/").headers["Location"] == "/set-up/"
    made = send(browser, "/set-up/", **GIVEN, code=f" {code.upper()} ")
    assert made.status_code == 200
    assert User.objects.get(username="guanli").check_password(ONCE.findall(text_of(made))[0])
    assert not User.objects.get(username="wangfang").password_is_given
    assert not list(tmp_path.glob("first-code*"))
    assert browser.get("/set-up/").status_code == 404
    assert "把单位用起来" in text_of(browser.get("/"))
    assert "还没有支部" in text_of(browser.get("/set-up/steps/"))
    sent = send(browser, "/set-up/branches/", pasted="一车间党支部 何田\n二车间党支部，陆梅\n\n三车间联合党支部")
    columns = browser.get(sent.headers["Location"])
    browser.post(sent.headers["Location"], typed(columns))
    key = Upload.objects.get().pk
    browser.post(f"/files/import/{key}/commit/", {"key": "7d7f4a57-3a40-4a8e-9d43-3a1fd8a1fd11"})
    assert set(Organisation.objects.filter(kind="branch").values_list("name", flat=True)) == {
        "一车间党支部", "二车间党支部", "三车间联合党支部",
    }  # fmt: skip
    assert "2 位书记还没有条子，1 个支部还没有记书记" in text_of(browser.get("/set-up/steps/"))
    slips = send(browser, "/settings/slips/")
    assert User.objects.get(username="hetian").check_password(ONCE.findall(text_of(slips))[0])
    assert "2 张条子发了还没用上" in text_of(browser.get("/set-up/steps/"))
    User.objects.filter(username="hetian").update(password_is_given=False)
    assert "把单位用起来" not in text_of(browser.get("/"))
    secretary = Client()
    secretary.force_login(User.objects.get(username="hetian"), backend="django.contrib.auth.backends.ModelBackend")
    assert "读进花名册" in text_of(secretary.get("/"))
    branch = Organisation.objects.get(name="一车间党支部")
    yesterday = clock.today() - timedelta(days=1)  # nobody wrote when it was founded: it has been there for long
    present = {f"at-{Member.objects.get(name='何田').pk.hex}": "present"}
    noted = send(secretary, "/meetings/new/", kinds=["theme_day"], happened_on=f"{yesterday}", title="清淤", **present)
    assert noted.status_code == 302
    assert "清淤" in text_of(secretary.get("/files/ledgers/theme-days/", {"year": yesterday.year}))
    do(acting(branch, Role.SECRETARY), enter_member, Right.RECORD, branch=branch, since=date(2020, 1, 1), name="陆梅")
    assert "读进花名册" not in text_of(secretary.get("/"))


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"code": "aaaa-bbbb-cccc"}, "代码不对"),
        ({"again": "else"}, "两遍写的不一样"),
        ({"admin": "wangfang"}, "不同的登录名"),
        ({"password": "12345678", "again": "12345678"}, "密码"),
        ({"username": "demo-fang"}, "留给示例单位"),
        ({"name": " "}, "还没填"),
    ],
)
def test_what_is_wrong_is_said_and_the_code_stays_good(changes: dict[str, str], said: str) -> None:
    code = first_code.offer()
    answer = send(Client(), "/set-up/", **{**GIVEN, "code": code, **changes})
    assert answer.status_code == 422 and said in text_of(answer)
    assert not Organisation.objects.exists() and not User.objects.exists()
    assert first_code.offer() == code


def test_whoever_comes_while_another_sets_up_is_refused() -> None:
    code = first_code.offer()
    with first_code.taken(code):
        assert not first_code.is_waiting()
        with pytest.raises(Refused, match="已经有人在建"), first_code.taken(code):
            pass
    assert not first_code.is_waiting()


def test_without_a_code_there_is_no_set_up(committee: Organisation) -> None:
    assert first_code.offer() == ""
    assert Client().get("/set-up/").status_code == 404


def test_a_table_with_its_header_stays_as_it_is() -> None:
    form = BranchListForm({"pasted": "支部名称\t上级党组织\t书记\n一车间党支部\t\t何田\n"})
    assert form.is_valid() and form.table() == ("支部名称\t上级党组织\t书记\n一车间党支部\t\t何田", ())


def test_a_table_without_its_header_is_a_list() -> None:
    form = BranchListForm({"pasted": "一车间党支部\t何田\n"})
    assert form.is_valid() and form.table() == ("一车间党支部\t何田\t一般", ("name", "secretary", "kind"))


@pytest.mark.parametrize(
    ("pasted", "line"),
    [
        ("一车间党支部 何田\n二车间党支部 陆梅\n一车间党支部 何田", 3),
        ("\n一车间党支部 何田\n\n一车间党支部 何田\n", 4),
        ("支部名称\t书记\n一车间党支部\t何田\n一车间党支部\t何田", 3),
    ],
)
def test_a_row_is_told_by_the_line_at_which_it_was_pasted(as_role, pasted: str, line: int) -> None:
    browser = as_role("organiser")
    sent = send(browser, "/set-up/branches/", pasted=pasted)
    browser.post(sent.headers["Location"], typed(browser.get(sent.headers["Location"])))
    rows = text_of(browser.get(f"/files/import/{Upload.objects.get().pk}/rows/"))
    first = 1 + pasted.split("\n").index(next(text for text in pasted.split("\n") if "何田" in text))
    assert f"第 {line} 行" in rows and f"和第 {first} 行是同一个支部。" in rows
    assert f"第 {line + 1} 行" not in rows


def test_nothing_but_empty_lines_is_no_list() -> None:
    assert not BranchListForm({"pasted": " \n\n"}).is_valid()


def test_who_may_go_the_steps(as_role) -> None:
    assert as_role("organiser").get("/set-up/steps/").status_code == 200
    for role in ("secretary", "member", "administrator"):
        assert as_role(role).get("/set-up/steps/").status_code == 403
        assert as_role(role).get("/set-up/branches/").status_code == 403


def test_the_sample_says_so_on_each_page_and_takes_no_file_by_chance(as_role, settings: LazySettings) -> None:
    browser = as_role("secretary")
    assert "示例单位：人和事都是编的" not in text_of(browser.get("/"))
    settings.SAMPLE = True
    for address in ("/", "/log-in/", "/members/", "/files/import/", "/nowhere/"):
        assert "示例单位：人和事都是编的" in text_of(browser.get(address, follow=True)), address
    table = "姓名\t性别\t民族\t入党时间\n何田\t男\t汉族\t2010-07-01"
    file = SimpleUploadedFile("花名册.txt", table.encode())
    answer = browser.post("/files/import/", {"file": file})
    assert answer.status_code == 422 and "先点一下" in text_of(answer)
    file.seek(0)
    assert browser.post("/files/import/", {"file": file, "knows": "on"}).status_code == 302


def test_a_real_unit_does_not_begin_in_the_sample(committee: Organisation) -> None:
    User.objects.create_user("demo-shuji", "pine-river-lamp", "王立明")
    with pytest.raises(Refused, match="不能和真的数据混在一起"):
        begin(
            name="某厂党委",
            admin="guanli",
            organiser="zuzhi",
            domain=Domain.OTHER,
            founded_on=None,
            today=None,
            now=None,
        )
