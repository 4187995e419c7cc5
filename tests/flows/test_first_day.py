"""An officer's first day: one list sets up all branches, slips for their secretaries, taken back while unused."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings

from tests.flows.files import workbook
from tests.flows.importing import codes, commit, rows, staged, undo
from tests.personas import NOW, TODAY, acting, do, found
from zhibu.account.models import RoleGrant, User
from zhibu.account.queries import beginnings
from zhibu.base.actor import Actor, Right, Role
from zhibu.base.errors import NotAllowed, Refused
from zhibu.checkup.counting import counts_of
from zhibu.flows.first_log_ins import AT_ONCE, Slip, waiting_below, write_slips
from zhibu.flows.imports.offered import offered_to
from zhibu.flows.models import Upload
from zhibu.member.actions import enter_member
from zhibu.member.models import Member, PostHolding
from zhibu.org.models import Organisation, OrganisationKind, Term

pytestmark = pytest.mark.django_db
HEADER = (
    "序号", "党支部名称", "所属党总支", "支部类型", "成立时间", "换届时间", "任期届满", "委员数", "支部书记",
    "组织委员", "纪检委员",
)  # fmt: skip
FIRST = (1, "一分厂党支部", "", "一般", "2016.3.1", "2024年3月1日", "2027.3.1", 3, "何 田", "陆梅", "何田")
JOINT = (2, "二分厂党支部", "制造党总支", "联合", "2018-05-04", "", "", "", "丁一", "", "")
BRIDGE = (3, "大桥项目临时党支部", "制造党总支", "", "2026-2-1", "2026-2-1", "", "", "单雄", "", "")


@pytest.fixture(autouse=True)
def own_folder(settings: LazySettings, tmp_path: Path) -> None:
    settings.DATA = tmp_path


@pytest.fixture
def company() -> Organisation:
    return found(None, OrganisationKind.PRIMARY_COMMITTEE, "南河化工党委")


@pytest.fixture
def organiser(company: Organisation) -> Actor:
    return acting(company, Role.ORGANISER)


def brought(organiser: Actor, company: Organisation, *table: tuple[Any, ...]) -> Upload:
    return staged(organiser, company, workbook(("支部一览", [HEADER, *table])))


def slips_of(actor: Actor, **arguments: Any) -> list[Slip]:
    found = [row.branch.pk for row in waiting_below(actor, TODAY)]
    return do(actor, write_slips, Right.FIRST_LOG_INS, **{"branch_ids": found, **arguments})  # type: ignore[no-any-return]


def test_one_list_makes_branches_terms_members_and_posts(organiser: Actor, company: Organisation) -> None:
    upload = brought(organiser, company, FIRST, JOINT, BRIDGE)
    assert [row.kind for row in rows(upload, "ready")] == ["branches"] * 3
    commit(organiser, upload)
    first, joint, bridge = (Organisation.objects.get(name=row[1]) for row in (FIRST, JOINT, BRIDGE))
    general = Organisation.objects.get(name="制造党总支")
    assert (general.kind, general.path.startswith(company.path)) == (OrganisationKind.GENERAL_BRANCH, True)
    assert first.path.startswith(company.path)
    assert joint.path.startswith(general.path)
    assert (joint.branch_kind, bridge.branch_kind) == ("joint", "temporary"), "by its column, else by its name"
    assert (first.founded_on, first.records_from) == (date(2016, 3, 1), TODAY), "nothing earlier is asked after"
    term = Term.objects.get(organisation=first)
    assert (term.happened_on, term.ends_on, term.seats, term.has_committee) == (
        date(2024, 3, 1), date(2027, 3, 1), 3, True,
    )  # fmt: skip
    assert not Term.objects.filter(organisation=bridge).exists(), "a temporary branch holds no election"
    posts = PostHolding.objects.filter(organisation=first).values_list("member__name", "post", "since")
    assert set(posts) == {
        ("何田", "secretary", date(2024, 3, 1)),
        ("何田", "discipline_member", date(2024, 3, 1)),
        ("陆梅", "organisation_member", date(2024, 3, 1)),
    }
    assert Member.objects.filter(branch=first).count() == 2, "one person with two posts is entered once"
    assert sum(counts_of(company.pk).values()) == 3, "on the map at once"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({1: ""}, "name.missing"),
        ({2: "没有的党委"}, "branch.unknown"),
        ({4: "2027-01-01"}, "date.future"),
        ({4: "2016.3"}, "date.day_needed"),
        ({5: "2015-01-01"}, "order.impossible"),
        ({5: "", 6: "2027-03-01"}, "elected.needed"),
        ({6: "2024-01-01"}, "order.impossible"),
    ],
)
def test_what_cannot_be_is_told_at_its_cell_and_nothing_is_half_done(
    organiser: Actor, company: Organisation, changes: dict[int, Any], code: str
) -> None:
    cells = list(FIRST)
    for place, text in changes.items():
        cells[place] = text
    upload = brought(organiser, company, tuple(cells), JOINT)
    refused = rows(upload, "refused")
    if code == "name.missing" and not refused:  # without a name a row is a remark, and said to be left out
        assert upload.columns["skipped_count"] == 1
        return
    assert code in codes(refused[0])
    assert all(problem["right"] for problem in refused[0].problems if problem["level"] == "refused")
    commit(organiser, upload)
    assert not Organisation.objects.filter(name="一分厂党支部").exists()
    assert Organisation.objects.filter(name="二分厂党支部").exists()


def test_the_same_list_again_makes_nothing_twice(organiser: Actor, company: Organisation) -> None:
    commit(organiser, brought(organiser, company, FIRST))
    again = brought(organiser, company, (9, "中共一分厂党支部委员会", *FIRST[2:]), FIRST, FIRST)
    known = rows(again, "look")
    assert [row.is_known for row in known] == [True]
    assert "duplicate.row" in codes(rows(again, "refused")[0])


def test_taken_back_whole_while_nobody_has_used_it(organiser: Actor, company: Organisation) -> None:
    upload = commit(organiser, brought(organiser, company, FIRST, JOINT))
    slips = slips_of(organiser)
    assert len(slips) == 2
    undo(organiser, upload)
    assert not User.objects.exists()
    assert not RoleGrant.objects.exists()
    assert not Organisation.objects.filter(dissolved_on__isnull=True).exclude(pk=company.pk).exists()
    assert not PostHolding.objects.exists()
    assert not Term.objects.exists()
    assert sum(counts_of(company.pk).values()) == 0
    commit(organiser, brought(organiser, company, FIRST, JOINT))
    assert Organisation.objects.filter(name="一分厂党支部", dissolved_on__isnull=True).count() == 1


def test_not_taken_back_once_somebody_is_at_work_there(organiser: Actor, company: Organisation) -> None:
    upload = commit(organiser, brought(organiser, company, FIRST, JOINT))
    slips_of(organiser)
    User.objects.filter(display_name="丁一").update(password_is_given=False)
    with pytest.raises(Refused, match="二分厂党支部已经有人登录用上了"):
        undo(organiser, upload)
    User.objects.filter(display_name="丁一").update(password_is_given=True)
    branch = Organisation.objects.get(name="一分厂党支部")
    secretary = acting(branch, Role.SECRETARY)
    arguments = {"branch": branch, "since": TODAY, "name": "新来"}
    do(secretary, enter_member, Right.RECORD, now=NOW.replace(hour=5), **arguments)
    with pytest.raises(Refused, match="一分厂党支部建好以后有了别的记录"):
        undo(organiser, upload)
    assert Organisation.objects.filter(name="一分厂党支部", dissolved_on__isnull=True).exists()


def test_only_who_sets_up_organisations_may_bring_it(organiser: Actor, company: Organisation) -> None:
    branch = found(company, OrganisationKind.BRANCH, "一车间党支部")
    assert "branches" in offered_to(organiser)
    assert "branches" not in offered_to(acting(branch, Role.SECRETARY))
    assert "branches" not in offered_to(acting(company, Role.ADMINISTRATOR))


# --- slips


def test_each_secretary_gets_a_log_in_with_a_password_for_once(organiser: Actor, company: Organisation) -> None:
    commit(organiser, brought(organiser, company, FIRST, JOINT, (4, "三分厂党支部", *[""] * 9)))
    slips = slips_of(organiser)
    assert [(slip.branch.name, slip.name, slip.username) for slip in slips] == [
        ("一分厂党支部", "何田", "hetian"),
        ("二分厂党支部", "丁一", "dingyi"),
    ], "in the order of the tree; a branch without a secretary waits"
    user = User.objects.get(username="hetian")
    assert user.password_is_given
    assert user.check_password(slips[0].password)
    assert user.member and user.member.name == "何田"
    assert RoleGrant.objects.get(user=user).role == Role.SECRETARY
    assert beginnings([slips[0].branch.pk], TODAY)[slips[0].branch.pk].given_on == TODAY


def test_a_new_slip_makes_the_old_one_void_and_opens_no_second_log_in(organiser: Actor, company: Organisation) -> None:
    commit(organiser, brought(organiser, company, FIRST))
    (old,), (new,) = slips_of(organiser), slips_of(organiser)
    user = User.objects.get()
    assert (new.username, user.check_password(new.password)) == (old.username, True)
    assert not user.check_password(old.password)


def test_two_of_one_name_get_two_log_in_names(organiser: Actor, company: Organisation) -> None:
    commit(organiser, brought(organiser, company, FIRST, (2, "二分厂党支部", *[""] * 6, "贺天", "", "")))
    assert [slip.username for slip in slips_of(organiser)] == ["hetian", "hetian2"]


def test_a_branch_in_use_is_out_of_reach(organiser: Actor, company: Organisation) -> None:
    commit(organiser, brought(organiser, company, FIRST))
    (slip,) = slips_of(organiser)
    User.objects.update(password_is_given=False)
    assert waiting_below(organiser, TODAY) == []
    with pytest.raises(Refused):
        slips_of(organiser, branch_ids=[slip.branch.pk])


def test_nobody_else_writes_slips_and_never_too_many(organiser: Actor, company: Organisation) -> None:
    commit(organiser, brought(organiser, company, FIRST))
    branch = Organisation.objects.get(name="一分厂党支部")
    with pytest.raises(NotAllowed):
        slips_of(acting(branch, Role.SECRETARY))
    other = found(None, OrganisationKind.PRIMARY_COMMITTEE, "别处党委")
    assert waiting_below(acting(other, Role.ORGANISER), TODAY) == []
    with pytest.raises(Refused):
        slips_of(organiser, branch_ids=[])
    with pytest.raises(Refused):
        slips_of(organiser, branch_ids=[branch.pk] * (AT_ONCE + 1))
