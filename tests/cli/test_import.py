"""`zhibu import`: three groups, all or nothing, one line per problem, an exit code that means something."""

from pathlib import Path

import pytest
from django.conf import LazySettings

from tests.flows.files import ledger, roster, workbook
from tests.personas import Enterprise, build_enterprise
from zhibu.cli import main
from zhibu.flows.models import StagedRow, Upload
from zhibu.meeting.models import Gathering
from zhibu.member.models import Details, Member

pytestmark = pytest.mark.django_db
HE = ("何田", "男", "汉族", "1980-05-01", "2010-07-01", "2011-07-01", "第一小组", "", "", "")
YAO = ("姚远", "男", "汉族", "1980-01-05", "1979-07-01", "", "", "", "", "")  # joined before birth
DING = ("丁一", "男", "汉族", "1988-11-11", "2012-07-01", "2012-10-01", "", "", "", "")  # full after three months


@pytest.fixture(autouse=True)
def own_folder(settings: LazySettings, tmp_path: Path) -> None:
    settings.DATA = tmp_path / "data"
    settings.DATA.mkdir()


@pytest.fixture
def enterprise() -> Enterprise:
    return build_enterprise()


@pytest.fixture
def zhibu(enterprise: Enterprise, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]):  # type: ignore[no-untyped-def]
    """zhibu(data, "--branch", …): the exit code, what was said and what was complained about."""
    monkeypatch.setattr(main, "set_up_django", lambda: None)

    def run(data: bytes, *words: str, name: str = "花名册.xlsx") -> tuple[int, str, str]:
        file = tmp_path / name
        file.write_bytes(data)
        try:
            code = main.main(["import", str(file), *words])
        except SystemExit as ended:
            code = int(str(ended.code))
        said = capsys.readouterr()
        return code, said.out, said.err

    return run


def nothing_written() -> bool:
    return not (
        Member.objects.filter(name__in=["何田", "姚远", "丁一"]).exists()
        or Upload.objects.exists()
        or StagedRow.objects.exists()
    )


def test_a_clean_file_goes_in_and_its_batch_comes_out_again(zhibu) -> None:  # type: ignore[no-untyped-def]
    code, said, complained = zhibu(roster(HE), "--branch", "二车间党支部")
    assert (code, complained) == (0, "")
    assert "可导入 1 行" in said
    assert "1 名党员" in said
    batch = Details.objects.get(name="何田").batch
    assert str(batch) in said
    assert main.main(["import", "--undo", str(batch)]) == 0
    assert not Details.objects.filter(name="何田").exists()
    assert main.main(["import", "--undo", str(batch)]) == 2


@pytest.mark.parametrize(
    ("person", "words"),
    [
        (YAO, "不能导入：“花名册.xlsx”第 4 行 F 列（入党日期）"),
        (DING, "要看一眼：“花名册.xlsx”第 4 行 G 列（转正日期）"),
    ],
)
def test_one_wrong_row_stops_all_and_is_named(zhibu, person, words) -> None:  # type: ignore[no-untyped-def]
    code, said, complained = zhibu(roster(HE, person), "--branch", "二车间党支部")
    assert code == 2
    assert words in said
    assert "什么都没有写进去" in complained
    assert nothing_written()


def test_rows_to_look_at_go_in_when_asked(zhibu) -> None:  # type: ignore[no-untyped-def]
    code, _said, _complained = zhibu(roster(HE, DING), "--branch", "二车间", "--accept-look")
    assert code == 0
    assert Details.objects.filter(name__in=["何田", "丁一"]).count() == 2


def test_the_ready_rows_alone_when_asked_and_the_exit_code_says_that_some_are_left(zhibu) -> None:  # type: ignore[no-untyped-def]
    code, _said, _complained = zhibu(roster(HE, YAO, DING), "--branch", "二车间", "--only-ready")
    assert code == 1
    assert list(Details.objects.filter(name__in=["何田", "姚远", "丁一"]).values_list("name", flat=True)) == ["何田"]


def test_the_same_file_again_writes_nothing_and_is_no_failure(zhibu) -> None:  # type: ignore[no-untyped-def]
    zhibu(roster(HE), "--branch", "二车间")
    code, said, _complained = zhibu(roster(HE), "--branch", "二车间")
    assert code == 0
    assert "1 行已经有了" in said
    assert Details.objects.filter(name="何田").count() == 1
    assert Upload.objects.count() == 1


@pytest.mark.parametrize(("people", "code"), [([HE], 0), ([HE, YAO], 1)])
def test_a_dry_run_only_looks(zhibu, people, code) -> None:  # type: ignore[no-untyped-def]
    assert zhibu(roster(*people), "--branch", "二车间", "--dry-run")[0] == code
    assert nothing_written()


@pytest.mark.parametrize(
    ("data", "words", "sentence"),
    [
        (b"\x89PNG\r\n\x1a\n" + bytes(99), ["--branch", "二车间"], "PNG 图片"),
        (roster(HE), ["--branch", "九车间"], "没有叫“九车间”的支部"),
        (roster(HE), ["--branch", "二车间", "--map", "Z=姓名"], "没有“Z”这一列"),
        (roster(HE), ["--branch", "二车间", "--map", "A=身高"], "没有“身高”这一项"),
        (roster(HE), ["--branch", "二车间", "--map", "姓名"], "列=字段"),
        (roster(HE), ["--branch", "二车间", "--year", "25"], "四位数字"),
        (roster(HE), ["--branch", "二车间", "--as", "nobody"], "没有“nobody”这个登录名"),
        (roster(HE), ["--branch", "二车间", "--as", "secretary"], "没有在二车间党支部导入的权限"),
        (workbook(("空", [("随便",)])), ["--branch", "二车间"], "没有认出花名册或会议台账"),
    ],
)
def test_what_cannot_be_done_is_one_sentence_and_changes_nothing(zhibu, data, words, sentence) -> None:  # type: ignore[no-untyped-def]
    code, _said, complained = zhibu(data, *words)
    assert code == 2
    assert sentence in complained
    assert len(complained.strip().splitlines()) == 1
    assert nothing_written()


def test_a_column_is_mapped_by_letter_or_header(zhibu) -> None:  # type: ignore[no-untyped-def]
    data = workbook(("名册", [("姓名", "性别", "入党日期", "外号"), ("何田", "男", "2010-07-01", "大田")]))
    assert zhibu(data, "--branch", "二车间", "--map", "外号=备注", "--map", "B=不导入")[0] == 0
    details = Details.objects.get(name="何田")
    assert (details.remark, details.sex) == ("大田", "")


def test_a_ledger_of_last_year_moves_the_first_day_asked_after_unless_told_not_to(zhibu, enterprise) -> None:  # type: ignore[no-untyped-def]
    data = ledger(("3月5日", "主题党日", "清理便道", "", "", "", 8, 8, "", "", ""))
    words = ["--branch", "二车间", "--kind", "meetings", "--year", "2025", "--only-ready", "--accept-look"]
    zhibu(data, *words, "--keep-start", name="台账.xlsx")
    enterprise.second.refresh_from_db()
    assert (enterprise.second.records_from.year, Gathering.objects.get().happened_on.year) == (2026, 2025)
    main.main(["import", "--undo", str(Gathering.objects.get().batch)])
    _code, said, _complained = zhibu(data, *words, name="台账.xlsx")
    assert "启用日提前到 2025-01-01" in said
    enterprise.second.refresh_from_db()
    assert enterprise.second.records_from.year == 2025


def test_in_the_name_of_a_user(zhibu, enterprise) -> None:  # type: ignore[no-untyped-def]
    assert zhibu(roster(HE), "--branch", "一车间党支部", "--as", "clerk")[0] == 0
    details = Details.objects.get(name="何田")
    assert details.recorded_by == enterprise.users["clerk"].pk
    assert details.on_behalf_of == enterprise.users["secretary"].pk
