"""A roster row about somebody who is on the roster adds what is empty there, changes nothing, and is undone whole."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings

from tests.flows.files import ROSTER_HEADER, roster, workbook
from tests.flows.importing import codes, commit, rows, staged, undo
from tests.personas import Enterprise, acting, build_enterprise, do
from zhibu.base.actor import Right, Role
from zhibu.base.errors import Refused
from zhibu.flows.imports import committing
from zhibu.flows.models import Upload
from zhibu.member.actions import correct_details, enter_member
from zhibu.member.models import Category, Details, Member, PostHolding
from zhibu.org.models import Organisation

pytestmark = pytest.mark.django_db

HE = ("何田", "男", "汉族", "1980.5", "2010-07-01", "2011-07-01", "", "书记", "", "13900001234")
EMPTY = {"sex": "", "ethnicity": "", "birth_on": None, "joined_on": None, "full_on": None, "phone": ""}
FULL = {
    "sex": "male",
    "ethnicity": "汉族",
    "birth_on": date(1980, 5, 1),
    "birth_precision": "month",
    "joined_on": date(2010, 7, 1),
    "full_on": date(2011, 7, 1),
    "phone": "尾号1234",
}


@pytest.fixture(autouse=True)
def own_folder(settings: LazySettings, tmp_path: Path) -> None:
    settings.DATA = tmp_path


@pytest.fixture
def enterprise() -> Enterprise:
    return build_enterprise()


def enter(enterprise: Enterprise, **columns: Any) -> None:
    do(
        acting(enterprise.second, Role.SECRETARY), enter_member, Right.RECORD,
        branch=enterprise.second, since=date(2016, 1, 1), **{"name": "何田", **columns},
    )  # fmt: skip


def brought(enterprise: Enterprise, *people: tuple[Any, ...]) -> Upload:
    return staged(acting(enterprise.second, Role.SECRETARY), enterprise.second, roster(*people), "花名册.xlsx")


def kept(*names: str) -> dict[str, Any]:
    details = Details.objects.get(name="何田")
    return {name: getattr(details, name) for name in names or EMPTY}


def test_the_secretaries_of_a_list_of_branches_are_completed_by_their_roster(enterprise: Enterprise) -> None:
    officer = acting(enterprise.company, Role.ORGANISER)
    branches = workbook(("支部名单", [("支部名称", "支部类型", "书记"), ("第九党支部", "一般", "何田")]))
    founding = commit(officer, staged(officer, enterprise.company, branches, "支部名单.xlsx"))
    branch = Organisation.objects.get(name="第九党支部")
    assert kept() == EMPTY

    upload = staged(officer, branch, roster(HE), "花名册.xlsx")
    (row,) = rows(upload)
    assert (row.group, row.is_known, codes(row)) == ("ready", False, ["member.completed"])
    assert row.problems[0]["sentence"] == "已在册，补上册上空着的性别、民族、出生日期、入党日期、转正日期、电话尾号。"

    commit(officer, upload)
    assert kept(*FULL) == FULL
    member = Member.objects.get(name="何田")
    assert (member.joined_on, member.full_on, member.branch) == (date(2010, 7, 1), date(2011, 7, 1), branch)
    assert PostHolding.objects.filter(member=member).count() == 1
    assert (upload.counts["completed"], upload.counts["members"], upload.counts["known"]) == (1, 0, 0)

    with pytest.raises(Refused, match="何田导入以后改过资料"):
        undo(officer, founding)
    undo(officer, upload)
    assert kept() == EMPTY
    assert Member.objects.get(name="何田").joined_on is None
    undo(officer, founding)
    assert not Details.objects.filter(name="何田").exists()


def test_what_is_written_there_already_stays(enterprise: Enterprise) -> None:
    enter(enterprise, ethnicity="回族", birth_on=date(1980, 5, 9), category=Category.FULL)
    upload = brought(enterprise, HE)
    commit(acting(enterprise.second, Role.SECRETARY), upload)
    assert kept("ethnicity", "birth_on", "birth_precision") == {
        "ethnicity": "回族",
        "birth_on": date(1980, 5, 9),
        "birth_precision": "day",
    }
    assert kept("sex", "joined_on") == {"sex": "male", "joined_on": date(2010, 7, 1)}


@pytest.mark.parametrize(
    ("columns", "word"),
    [
        ({"joined_on": date(2010, 7, 2)}, "姓名相同，入党日期和册上的不合"),
        ({"sex": "female"}, "姓名相同，性别和册上的不合"),
        ({"birth_on": date(1980, 5, 3), "full_on": date(2012, 7, 1)}, "姓名和出生日期相同，转正日期和册上的不合"),
    ],
)
def test_a_contradiction_is_for_people_to_say(enterprise: Enterprise, columns: dict[str, Any], word: str) -> None:
    enter(enterprise, **columns)
    (row,) = rows(brought(enterprise, HE))
    assert (row.group, row.is_known, codes(row)) == ("look", True, ["member.known"])
    assert word in row.problems[0]["sentence"]


def test_two_of_one_name_are_not_told_apart(enterprise: Enterprise) -> None:
    enter(enterprise)
    twice = brought(enterprise, HE, ("何田", "男", "汉族", "1991.5", "", "", "", "", "", ""))
    assert [(row.group, codes(row)) for row in rows(twice)] == [("look", ["member.known"])] * 2
    enter(enterprise)
    assert [codes(row) for row in rows(brought(enterprise, HE))] == [["member.known"]]


def test_in_another_branch_nothing_is_added(enterprise: Enterprise) -> None:
    do(
        acting(enterprise.first, Role.SECRETARY), enter_member, Right.RECORD,
        branch=enterprise.first, since=date(2016, 1, 1), name="何田", birth_on=date(1980, 5, 9),
    )  # fmt: skip
    officer = acting(enterprise.company, Role.ORGANISER)
    elsewhere = roster((*HE, "二车间党支部"), header=(*ROSTER_HEADER, "所在党支部"))
    (row,) = rows(staged(officer, enterprise.company, elsewhere))
    assert (row.group, codes(row)) == ("look", ["member.known"])


def test_corrected_meanwhile_it_is_prepared_anew(enterprise: Enterprise) -> None:
    enter(enterprise)
    secretary, upload = acting(enterprise.second, Role.SECRETARY), brought(enterprise, HE)
    first = committing.prepare

    def late(*args: Any, **choices: Any) -> committing.Prepared:
        prepared = first(*args, **choices)
        if kept("ethnicity") == {"ethnicity": ""}:
            do(secretary, correct_details, Right.RECORD, details=Details.objects.get(name="何田"), ethnicity="回族")
        return prepared

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(committing, "prepare", late)
        commit(secretary, upload)
    assert kept("ethnicity", "sex") == {"ethnicity": "回族", "sex": "male"}


def test_what_was_corrected_afterwards_keeps_the_import_from_being_undone(enterprise: Enterprise) -> None:
    enter(enterprise)
    secretary, upload = acting(enterprise.second, Role.SECRETARY), brought(enterprise, HE)
    commit(secretary, upload)
    do(secretary, correct_details, Right.RECORD, details=Details.objects.get(name="何田"), ethnicity="回族")
    with pytest.raises(Refused, match="何田导入以后改过资料"):
        undo(secretary, upload)


def test_nothing_more_to_add_is_left_out_as_before(enterprise: Enterprise) -> None:
    secretary, upload = acting(enterprise.second, Role.SECRETARY), brought(enterprise, HE)
    commit(secretary, upload)
    (row,) = rows(brought(enterprise, HE))
    assert (row.group, row.is_known) == ("look", True)


def test_what_another_import_completed_further_is_undone_first(enterprise: Enterprise) -> None:
    enter(enterprise)
    secretary = acting(enterprise.second, Role.SECRETARY)
    first = brought(enterprise, ("何田", "男", "", "1980.5", "", "", "", "", "", ""))
    commit(secretary, first)
    second = brought(enterprise, HE)
    commit(secretary, second)
    assert kept(*FULL) == FULL
    with pytest.raises(Refused, match="何田导入以后改过资料"):
        undo(secretary, first)
    undo(secretary, second)
    assert kept("sex", "joined_on") == {"sex": "male", "joined_on": None}
    undo(secretary, first)
    assert kept() == EMPTY


def test_what_is_impossible_only_together_is_said_beside_its_row(enterprise: Enterprise) -> None:
    enter(enterprise, joined_on=date(1975, 7, 1))
    (row,) = rows(brought(enterprise, ("何田", "男", "汉族", "1980.5", "", "", "", "", "", "")))
    assert (row.group, codes(row)) == ("look", ["member.known"])
    assert "入党日期和册上的不合" in row.problems[0]["sentence"]
