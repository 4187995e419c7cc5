"""本单位的要求: stricter or open only, with the document, and the branches judged again."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.personas import NOW, TODAY, found
from tests.web.sending import send, text_of
from tests.web.workshop import Workshop
from zhibu.base.models import Outgoing
from zhibu.checkup.models import BranchYearSheet
from zhibu.flows import rejudging, settings
from zhibu.org.models import OrganisationKind, Setting

pytestmark = pytest.mark.django_db
LESSON = "/settings/figures/party-lesson-regularly/"
DOCUMENT = "厂党委〔2026〕5号"


def every_quarter(workshop: Workshop, who: str = "organiser", **changes: str):
    data = {"times": "1", "months_per_period": "3", "source_document": DOCUMENT, "since": "2026-01-01", **changes}
    return send(workshop.browser(who), LESSON, **data)


def profile_of(workshop: Workshop) -> str:
    return BranchYearSheet.objects.get(branch=workshop.branch, year=2026).profile


def test_what_the_law_leaves_open_is_set_and_the_branches_are_judged_again(workshop: Workshop) -> None:
    workshop.browser("secretary").get("/branch/")
    assert every_quarter(workshop).status_code == 302
    setting = Setting.objects.get()
    assert setting.values == {"times": 1, "months_per_period": 3}
    assert profile_of(workshop) != ""
    page = text_of(workshop.browser("secretary").get("/settings/"))
    assert DOCUMENT in page
    assert "北山机械厂党委" in page


def test_a_laxer_figure_is_refused_with_the_sentence_at_its_field(workshop: Workshop) -> None:
    organiser = workshop.browser("organiser")
    answer = send(
        organiser, "/settings/figures/branch-size-cap/", members_max="51", source_document=DOCUMENT,
        since="2026-01-01",
    )  # fmt: skip
    assert answer.status_code == 422
    assert "51" in answer.context["form"].errors["members_max"][0]
    assert not Setting.objects.exists()
    answer = send(
        organiser, "/settings/figures/branch-size-cap/", members_max="49", source_document=DOCUMENT,
        since="2026-01-01",
    )  # fmt: skip
    assert answer.status_code == 302


def test_without_a_document_nothing_is_set(workshop: Workshop) -> None:
    assert every_quarter(workshop, source_document="  ").status_code == 422
    assert not Setting.objects.exists()


def test_what_is_the_same_as_the_law_needs_no_setting(workshop: Workshop) -> None:
    organiser = workshop.browser("organiser")
    answer = send(organiser, "/settings/figures/branch-size-cap/", source_document=DOCUMENT, since="2026-01-01")
    assert answer.status_code == 422


def test_a_new_setting_takes_the_place_of_the_earlier_one(workshop: Workshop) -> None:
    every_quarter(workshop)
    every_quarter(workshop, months_per_period="6", since="2026-07-01")
    standing = Setting.objects.get(until__isnull=True)
    assert standing.values["months_per_period"] == 6
    assert Setting.objects.exclude(until__isnull=True).get().values["months_per_period"] == 3


def test_dropping_goes_back_to_the_law(workshop: Workshop) -> None:
    every_quarter(workshop)
    organiser = workshop.browser("organiser")
    assert organiser.post(f"/settings/made/{Setting.objects.get().pk}/drop/").status_code == 302
    assert profile_of(workshop) == ""


def test_the_branch_reads_and_does_not_set(workshop: Workshop) -> None:
    assert workshop.browser("secretary").get("/settings/").status_code == 200
    assert workshop.browser("secretary").get(LESSON).status_code == 403
    for who in ("member", "leader", "keeper"):
        assert workshop.browser(who).get("/settings/").status_code == 403
    assert workshop.browser("organiser").get("/settings/figures/no-such-norm/").status_code == 404


def test_a_large_subtree_is_judged_again_in_batches_with_progress(
    workshop: Workshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "AT_ONCE", 1)
    monkeypatch.setattr(rejudging, "BATCH", 1)
    before = profile_of(workshop) if BranchYearSheet.objects.filter(branch=workshop.branch, year=2026) else ""
    every_quarter(workshop)
    assert profile_of(workshop) == before
    page = text_of(workshop.browser("organiser").get("/settings/"))
    assert "0 / 2 个支部" in page
    assert rejudging.run_pending(TODAY, NOW) == 1
    assert profile_of(workshop) != before
    assert rejudging.run_pending(TODAY, NOW) == 0
    row = Outgoing.objects.get(kind=rejudging.KIND)
    assert row.content["done"] == 2
    assert "个支部。" not in text_of(workshop.browser("organiser").get("/settings/"))


def test_a_setting_for_a_later_day_waits_for_it(workshop: Workshop) -> None:
    assert every_quarter(workshop, since="2027-01-01").status_code == 302
    assert rejudging.run_pending(TODAY, NOW) == 0
    assert "2027年1月1日 起" in text_of(workshop.browser("organiser").get("/settings/"))
    assert rejudging.run_pending(TODAY.replace(year=2027, month=1, day=1), NOW) == 1


def test_the_list_takes_few_queries(workshop: Workshop) -> None:
    every_quarter(workshop)
    found(workshop.enterprise.company, OrganisationKind.BRANCH, "三车间党支部")
    organiser = workshop.browser("organiser")
    with CaptureQueriesContext(connection) as caught:
        organiser.get("/settings/")
    assert len(caught) < 16  # log-in, role, settings, progress


def test_a_figure_that_the_law_has_overtaken_gives_way_and_whoever_set_it_is_told(workshop: Workshop) -> None:
    """As after a new text: the figure kept here is now the laxer one. Pages and judgements go on by the text."""
    assert every_quarter(workshop).status_code == 302
    organiser = workshop.browser("organiser")
    assert "不再适用" not in text_of(organiser.get("/settings/"))
    Setting.objects.update(norm="branch-size-cap", values={"members_max": 60})
    page = text_of(organiser.get("/settings/"))
    assert "现在要求的" in page
    assert "是 50，更严，这一项不再适用。" in page
    assert "不再适用" in text_of(organiser.get("/"))
    answer = send(
        organiser, "/settings/figures/branch-size-cap/", members_max="49", source_document=DOCUMENT, since="2026-06-01"
    )
    assert answer.status_code == 302
    assert "不再适用" not in text_of(organiser.get("/settings/"))
