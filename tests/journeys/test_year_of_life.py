"""A year of a branch of fourteen through pages only: plan, meetings, talks, life meeting, appraisal, election.

Once as it is lived, from a year plan, and once typed up from paper lists alone. Nothing is entered twice; every ledger
and every document of organisational life stands at the end.
"""

import io
import zipfile
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from tests.ledger.papers.reading import text_of
from tests.web.elections.voting import agreed, begin, count, put_up, step
from tests.web.workshop import Workshop, built, fields_of, workshop
from zhibu.base import clock
from zhibu.flows import bundles
from zhibu.flows.models import Bundle
from zhibu.meeting.models import Gathering, ItemKind, LifeYear, Stage, Talk, TalkKind
from zhibu.member.models import Member
from zhibu.org.models import Term

__all__ = ["built", "workshop"]
MORE = ("郑立", "冯春", "陈岩", "褚明", "卫东", "蒋芳")
LEDGERS = {
    "meetings": "支部党员大会", "theme-days": "清理", "life": "组织生活会", "decisions": "照办第三件",
    "year-plan": "清理", "talks": "王玉兰", "appraisal-ballots": "卫东", "roster": "蒋芳",
    "work": "照办第三件",
}  # fmt: skip
OF_YEAR = (
    "plan",
    "life-opinions",
    "appraisal-ballot",
    "appraisal-count",
    "appraisal-opinions",
    "talks-done",
    "division",
    "board",
)
OF_LIFE = ("meeting-record", "life-report", "life-mending")
OF_ELECTION = (
    "election-request", "election-candidates", "election-candidates-list", "election-notice", "election-rules",
    "election-ballot", "election-tally", "election-officers-ballot", "election-officers-tally", "election-report",
    "election-division",
)  # fmt: skip

CHECKLIST = (
    "1. 三会一课记录",
    "2. 主题党日",
    "3. 组织生活会",
    "4. 民主评议党员",
    "5. 谈心谈话",
    "6. 换届选举",
    "7. 党员花名册",
)


class Year:
    """The secretary at her desk, on whatever day it is."""

    def __init__(self, workshop: Workshop, monkeypatch: pytest.MonkeyPatch) -> None:
        self.branch, self.monkeypatch = workshop.branch, monkeypatch
        self.browser: Client = workshop.browser("secretary")
        self.go_to(date(2026, 1, 5))
        for name in MORE:
            member = {"name": name, "category": "full", "joined_on": "2015-07-01", "full_on": "2016-07-01"}
            self.sent("/members/new/", {**member, "since": "2026-01-04"})
        self.members = {member.name: member for member in Member.objects.filter(branch=self.branch)}
        assert len(self.members) == 14

    def go_to(self, day: date) -> None:
        now = datetime(day.year, day.month, day.day, 13, 0, tzinfo=UTC)
        self.monkeypatch.setattr(clock, "now", lambda: now)

    def sent(self, address: str, data: dict[str, Any]) -> Any:
        response = self.browser.post(address, data)
        assert response.status_code == 302, self.said_wrong(response)
        return response

    @staticmethod
    def said_wrong(response: Any) -> Any:
        context = response.context or {}
        return context.get("problems") or context.get("whole") or getattr(context.get("form"), "errors", response)

    def page(self, address: str) -> str:
        response = self.browser.get(address)
        assert response.status_code == 200, address
        return response.content.decode()

    def minutes(self, number: int) -> dict[str, str]:
        month = "一二三四五六七八九十"[(number - 1) % 10]
        return {
            "points": f"{month}月讨论\n不同意见：先算账", "decision": f"照办第{month}件", "owner": "李晓明",
            "due_on": "",
        }  # fmt: skip

    def talks(self, day: date) -> None:
        others = [str(member.pk) for name, member in self.members.items() if name != "王玉兰"]
        talk = {"talker": str(self.members["王玉兰"].pk), "partners": others, "happened_on": day.isoformat()}
        self.sent("/concerns/talks/new/", {**talk, "kind": TalkKind.BEFORE_MEETING})

    def around_the_life_meeting(self, day: date) -> None:
        said = {"theme": "敢担当", "heard_on": (day - timedelta(days=3)).isoformat(), "sheets_out": "20"}
        self.sent(f"/meetings/life/{day.year}/prepare/", {**said, "sheets_back": "18", "heard": "夜班热餐"})
        self.talks(day - timedelta(days=2))

    def after_the_life_meeting(self, day: date) -> None:
        yes = dict.fromkeys(("examined", "criticised", "directed"), "yes")
        self.sent(f"/meetings/life/{day.year}/meeting/", yes)
        names = ("self_on", "mutual_on", "test_on", "assessed_on")
        self.sent(f"/meetings/life/{day.year}/appraisal/", dict.fromkeys(names, day.isoformat()))
        sheet = self.browser.get(f"/meetings/life/{day.year}/appraisal/count/").context["form"]
        ballots = {"ballots_out": "13", "ballots_back": "13", "ballots_valid": "13"}
        for number in range(len(sheet.names)):
            ballots |= {f"excellent_{number}": "6", f"qualified_{number}": "7"}
            ballots[f"given_{number}"] = "excellent" if number < 4 else "qualified"
        self.sent(f"/meetings/life/{day.year}/appraisal/count/", ballots)
        mend = {"fact": "例会太长", "measure": "不超过四十分钟", "source": "life", "owner": "", "due_on": ""}
        self.sent("/checkup/mending/new/", mend)

    def election(self, today: date) -> str:
        def day(back: int) -> str:
            return (today - timedelta(days=back)).isoformat()

        way = begin(self.browser)
        step(self.browser, way, "requested", day(40))
        agreed(self.browser, way, "replied", day(30))
        put_up(self.browser, way, "committee", ["王玉兰", "李晓明", "单雪", "郑立"])
        step(self.browser, way, "candidates_sent", day(20))
        agreed(self.browser, way, "candidates_replied", day(10))
        votes = {"王玉兰": 13, "李晓明": 12, "单雪": 10, "郑立": 3}
        numbers = {"due": 14, "present": 13, "issued": 13, "returned": 13, "happened_on": day(2)}
        count(self.browser, way, "committee", votes, **numbers)
        put_up(self.browser, way, "secretary", ["单雪"])
        few = {"due": 3, "present": 3, "issued": 3, "returned": 3, "happened_on": day(2)}
        count(self.browser, way, "secretary", {"单雪": 3}, **few)
        step(self.browser, way, "reported", day(1))
        agreed(self.browser, way, "approved", day(0))
        return way

    def everything_stands(self, life: Gathering, way: str) -> None:
        key, year = self.branch.pk, life.happened_on.year
        for ledger, words in LEDGERS.items():
            assert words in self.page(f"/files/ledgers/{ledger}/?branch={key}&year={year}"), ledger
            assert self.browser.get(f"/files/ledgers/{ledger}/workbook/?branch={key}&year={year}").status_code == 200
        for paper in OF_YEAR:
            assert "卫东" in self.page(f"/files/papers/{paper}/{key}/?year={year}") or paper in {
                "plan",
                "life-opinions",
                "division",
                "board",
            }
        assert "夜班热餐" in self.page(f"/files/papers/life-opinions/{key}/?year={year}")
        for talk in Talk.objects.all()[:1]:
            assert "王玉兰" in self.page(f"/files/papers/talk/{talk.pk}/")
        themes = Gathering.objects.filter(stage=Stage.HELD, items__kind=ItemKind.THEME_DAY)
        assert "清理厂区" in self.page(f"/files/papers/theme-day/{themes[0].pk}/")
        for paper in OF_LIFE:
            self.page(f"/files/papers/{paper}/{life.pk}/")
        assert "收回18份" in self.page(f"/files/papers/life-report/{life.pk}/")
        for paper in OF_ELECTION:
            self.page(f"/files/papers/{paper}/{way.strip('/').split('/')[-1]}/")
        assert "单雪当选为书记" in self.page(f"/files/papers/election-report/{way.strip('/').split('/')[-1]}/")
        assert "书记" in self.page("/branch/posts/")
        term = Term.objects.get(organisation=self.branch)
        assert term.seats == 3
        assert "优秀 4，合格 10" in self.page("/meetings/life/")
        assert LifeYear.objects.count() == 1

    def bound(self) -> None:
        """The year book and what an inspector's checklist asks for, each in one press and with nothing typed again."""
        pressed = self.browser.post("/files/yearbook/", {"year": "2026"})
        asked = {"year": "2026", "lines": "\n".join(CHECKLIST)}
        assert (
            f"共 {len(CHECKLIST)} 项，{len(CHECKLIST)} 项有材料。"
            in self.browser.post("/files/inspection/", asked).content.decode()
        )
        packed = self.browser.post("/files/inspection/", {**asked, "do": "pack"})
        for bundle in Bundle.objects.all():
            bundles.make.func(str(bundle.pk), "2026-12-30")  # as the worker does
        book = text_of(self.browser.get(pressed["Location"] + "take/").content).replace("\n", "")
        assert all(words in book for words in ("清理厂区", "照办第三件", "单雪", "卫东"))
        taken = zipfile.ZipFile(io.BytesIO(self.browser.get(packed["Location"] + "take/").content))
        assert taken.testzip() is None and len(taken.namelist()) > len(CHECKLIST)
        assert "00目录.docx" in taken.namelist()


def test_a_year_as_it_is_lived(workshop: Workshop, monkeypatch: pytest.MonkeyPatch) -> None:
    year = Year(workshop, monkeypatch)
    form = year.browser.get("/meetings/year/").context["form"]
    data = {name: form[name].value() for name in form.fields if str(form[name].value()) not in ("None", "False", "")}
    year.sent("/meetings/year/", {**data, "times": "19:00-20:30", "place": "礼堂", "year": 2026, "key": str(uuid4())})
    planned = list(Gathering.objects.filter(stage=Stage.PLANNED).prefetch_related("items").order_by("happened_on"))
    of_committee = [
        plan for plan in planned if {item.kind for item in plan.items.all()} == {ItemKind.COMMITTEE_MEETING}
    ]
    planned = [plan for plan in planned if plan not in of_committee[3:]]  # three are enough to see how they go
    assert len(planned) > 10
    life = None
    for plan in planned:
        day, kinds = plan.happened_on, {item.kind for item in plan.items.all()}
        year.go_to(day)
        is_life = ItemKind.ORGANISATIONAL_LIFE_MEETING in kinds
        if is_life:
            year.around_the_life_meeting(day)
        typed = {"title": "清理厂区" if ItemKind.THEME_DAY in kinds else "", **year.minutes(day.month)}
        address = f"/meetings/{plan.pk}/hold/"
        response = year.sent(address, fields_of(year.browser.get(address)) | typed)
        if is_life:
            life = Gathering.objects.get(pk=response.url.strip("/").split("/")[-1])
            year.after_the_life_meeting(day)
    assert life is not None
    year.go_to(date(2026, 12, 30))
    way = year.election(date(2026, 12, 30))
    standing = Gathering.objects.get(thread=life.thread)
    year.everything_stands(standing, way)
    year.bound()
    counted = Gathering.objects.filter(title__contains="换届选举").count()
    assert Gathering.objects.filter(stage=Stage.HELD).count() == len(planned) + counted, "one record for each meeting"


def test_a_year_from_paper_lists_alone(workshop: Workshop, monkeypatch: pytest.MonkeyPatch) -> None:
    """Sign-in lists typed back by their exceptions, minutes and tallies from the book; all in one sitting."""
    year = Year(workshop, monkeypatch)
    year.go_to(date(2026, 12, 30))
    life = None
    for month in range(1, 13):
        kinds = [ItemKind.THEME_DAY] + ([ItemKind.GENERAL_MEETING] if month % 3 == 0 else [])
        if month == 12:
            kinds = [ItemKind.ORGANISATIONAL_LIFE_MEETING, ItemKind.DEMOCRATIC_APPRAISAL]
            year.around_the_life_meeting(date(2026, 12, 10))
        opened = year.browser.get(f"/meetings/new/?kind={kinds[0]}&date=2026-{month:02}-10")
        absent = f"at-{year.members['卫东'].pk.hex}"
        typed = {
            "kinds": kinds, "happened_on": f"2026-{month:02}-10", "title": "清理厂区", "paper": "on",
            "source_note": f"会议记录本第 {month} 页", absent: "leave_work", **year.minutes(month),
        }  # fmt: skip
        if ItemKind.GENERAL_MEETING in kinds:
            typed |= {"tally_due": "14", "tally_present": "13", "in_favour": "12", "against": "1"}
        response = year.sent("/meetings/new/", fields_of(opened) | typed)
        held = Gathering.objects.get(pk=response.url.strip("/").split("/")[-1])
        assert (held.due, held.present) == (13, 12), "吴敏 is frail and is not asked for; 卫东 was on leave"
        if month == 12:
            life = held
            year.after_the_life_meeting(held.happened_on)
    assert life is not None
    way = year.election(date(2026, 12, 30))
    year.everything_stands(Gathering.objects.get(thread=life.thread), way)
    assert "据纸质原件录入（会议记录本第 3 页）" in year.page(
        f"/meetings/{Gathering.objects.get(happened_on='2026-03-10').pk}/"
    )
