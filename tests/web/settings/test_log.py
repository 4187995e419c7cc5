"""操作记录 as people read it: who, what, when, whom; each role its own part; nobody of talks and help."""

import ast
from datetime import date
from pathlib import Path

import pytest

import zhibu
from tests.personas import NOW, do
from tests.web.sending import text_of
from tests.web.workshop import Workshop
from zhibu.account.models import User
from zhibu.base import sealing
from zhibu.base.actor import Right
from zhibu.meeting.actions import note_talks
from zhibu.web.settings.acts import LABEL_OF

pytestmark = pytest.mark.django_db
PAGE = "/settings/log/"


def test_the_secretary_reads_who_did_what_to_whom(workshop: Workshop) -> None:
    page = text_of(workshop.browser("secretary").get(PAGE))
    assert "任职" in page
    assert "王玉兰" in page
    assert "赵志强" in page
    assert "2026年11月23日 10:00" in page


def test_the_keeper_reads_the_acts_of_accounts_only(workshop: Workshop) -> None:
    page = text_of(workshop.browser("keeper").get(PAGE))
    assert "开账号" in page
    assert "给角色" in page
    assert "任职" not in page


@pytest.mark.parametrize("who", ["member", "leader", "clerk"])
def test_others_do_not_open_it(workshop: Workshop, who: str) -> None:
    assert workshop.browser(who).get(PAGE).status_code == 403


def test_another_branch_reads_nothing_of_ours(workshop: Workshop) -> None:
    assert "赵志强" not in text_of(workshop.browser("outsider").get(PAGE))


def test_a_talk_stands_there_without_its_two_people(workshop: Workshop) -> None:
    do(
        workshop.actor("secretary"), note_talks, Right.RECORD, branch=workshop.branch, talker=workshop.members[3],
        partners=[workshop.members[5]], happened_on=date(2026, 11, 20), agreed="",
    )  # fmt: skip
    page = text_of(workshop.browser("secretary").get(PAGE))
    [row] = [row for row in page.split("</tr>") if "记谈心谈话" in row]
    assert "孙春芳" not in row


def test_days_narrow_it_and_an_empty_span_says_so(workshop: Workshop) -> None:
    browser = workshop.browser("secretary")
    assert "任职" in text_of(browser.get(f"{PAGE}?since=2026-11-23"))
    assert "这段时间没有操作记录" in text_of(browser.get(f"{PAGE}?since=2026-11-24"))


def test_the_head_is_shown_to_those_who_pass_it_on(workshop: Workshop) -> None:
    head = sealing.seal(NOW)
    assert head and head.head in text_of(workshop.browser("organiser").get(PAGE))
    assert head.head in text_of(workshop.browser("keeper").get(PAGE))
    assert head.head not in text_of(workshop.browser("secretary").get(PAGE))


def test_ten_more_rows_cost_no_query(workshop: Workshop, django_assert_max_num_queries: object) -> None:
    browser = workshop.browser("secretary")
    with django_assert_max_num_queries(24):  # type: ignore[operator]
        browser.get(PAGE)


def test_every_act_has_words() -> None:
    """A new act gets a label; helpers of a flow and the room of concerns, whose rows stand in no log, are left out."""
    root = Path(zhibu.__file__).parent
    without = {}
    for file in [*root.glob("*/actions.py"), *root.glob("flows/*.py"), *root.glob("*/actions/*.py")]:
        if file.parent.name in {"concern", "demo"}:
            continue
        for node in ast.parse(file.read_text(encoding="utf-8")).body:
            if not isinstance(node, ast.FunctionDef) or node.name.startswith("_") or node.name in LABEL_OF:
                continue
            if node.args.args and node.args.args[0].arg == "actor" and ast.unparse(node.returns or node) == "Done":
                without[node.name] = file.name
    assert set(without) == NOT_BY_THEMSELVES, without


NOT_BY_THEMSELVES = {
    "perform",
    "perform_own",
    "end_one",
    "end_others",
    "choose",
    "carry",
    "carry_task",
    "end_task",
    "grant_or_propose",
    "mark_about_a_person",
    "reopen",
}
"""The way of writing itself; acts of the own account, named by what they do; acts of concerns and parts of others."""


def test_an_account_that_is_gone_leaves_a_readable_row(workshop: Workshop) -> None:
    user = workshop.enterprise.users["secretary"]
    User.objects.filter(pk=user.pk).update(display_name="改过的名字")
    assert "改过的名字" in text_of(workshop.browser("secretary").get(PAGE))
