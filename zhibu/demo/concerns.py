"""Concerns, desks and care of the demo unit, in every state, relative to today."""

import json
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from zhibu.account.models import User
from zhibu.base.actor import Actor, Right
from zhibu.base.touched import Done
from zhibu.concern import actions
from zhibu.concern.care import Money, Occasion
from zhibu.concern.care_actions import note_deed, note_event, note_help, note_visit
from zhibu.concern.care_queries import teams_of
from zhibu.concern.models import Act, Concern, End, Kind, Line, Topic
from zhibu.concern.promises import Promises
from zhibu.concern.quarters import counted, quarters_before, write_words
from zhibu.concern.receipts import digest_of, new_receipt
from zhibu.concern.release import end_silent, take_in
from zhibu.concern.setting_up import set_desk, set_door
from zhibu.demo.life import Branch
from zhibu.flows.carrying import Shape, carry
from zhibu.flows.write import perform
from zhibu.org.models import Organisation

SMALL_ONES = (
    (Topic.MEALS, Kind.OPINION, "二食堂中午排队要二十分钟"),
    (Topic.MEALS, Kind.SUGGESTION, "夏天想在工地放一台冰柜"),
    (Topic.MEALS, Kind.HARDSHIP, "宿舍的热水晚上九点就停了"),
    (Topic.MEALS, Kind.OPINION, "早班的班车到得太晚"),
    (Topic.MEALS, Kind.SUGGESTION, "宿舍楼道想装感应灯"),
    (Topic.MEALS, Kind.OPINION, "食堂的菜一周没有换过"),
    (Topic.PAY, Kind.OPINION, "夜班补贴算法看不明白"),
    (Topic.PAY, Kind.HARDSHIP, "上个月的加班少算了一天"),
    (Topic.PAY, Kind.OPINION, "出差垫的钱报销太慢"),
    (Topic.PAY, Kind.SUGGESTION, "工资条想加一栏说明"),
    (Topic.PAY, Kind.OPINION, "高温津贴什么时候发"),
    (Topic.SAFETY, Kind.SUGGESTION, "吊装区想多立两块牌子"),
    (Topic.SAFETY, Kind.OPINION, "安全绳旧了，想换新的"),
    (Topic.SHIFTS, Kind.HARDSHIP, "连着三个周末都排了班"),
)
"""Ended in the last quarter and the one before: enough for the numbers of 职工关心的事."""


class Desks:
    """People of the invented unit who hear concerns, and what came to them."""

    def __init__(self, company: Organisation, organiser: Actor, today: date, now: datetime) -> None:
        self.company, self.organiser, self.today, self.now = company, organiser, today, now

    def moment(self, day: date) -> datetime:
        return self.now - timedelta(days=(self.today - day).days)

    def open(self, first: Sequence[User], independent: Sequence[User], branch: Branch, secretary: User) -> None:
        since = self.today - timedelta(days=200)
        for place, line, name, people in (
            (self.company, Line.FIRST, "单位诉求台", first),
            (self.company, Line.INDEPENDENT, "工会和纪检受理台", independent),
            (branch.organisation, Line.FIRST, "机械租赁党支部", [secretary]),
        ):
            self._set_up(set_desk, since, organisation=place, line=line, name=name, handlers=people)
        self._set_up(
            set_door,
            since,
            organisation=self.company,
            emergency="值班室 6120，昼夜有人；急救 120",
            discipline="公司纪委 6135，或者 12388",
        )

    def _set_up(self, action: Any, day: date, **arguments: Any) -> None:
        perform(self.organiser, action, right=Right.SET_UP, today=day, now=self.moment(day), **arguments)

    def said(self, days_ago: int, words: str, kind: Kind = Kind.HARDSHIP, **more: Any) -> Concern:
        """Released so many days ago."""
        day = self.today - timedelta(days=days_ago)
        digest = digest_of(new_receipt())
        at, line = more.get("at", self.company), more.get("line", Line.FIRST)
        item = {
            "act": "raise",
            "unit": str(self.company.pk),
            "desk": f"{at.pk}:{line}",
            "kind": kind,
            "words": words,
            "about_a_person": more.get("about_a_person", False),
            "passed_over": [str(user.pk) for user in more.get("passed_over", ())],
            "named": None,
            "enclosure": "",
            "channel": more.get("channel", "page"),
            "receipt": digest,
        }
        take_in([json.dumps(item).encode()], day)
        return Concern.objects.select_related("unit", "desk_at").get(receipt=digest)

    def answered(self, concern: Concern, act: Act, days_ago: int, words: str = "", **texts: str) -> None:
        item = {
            "act": act,
            "concern": str(concern.pk),
            "receipt": concern.receipt,
            "texts": {**({"words": words} if words else {}), **texts},
            "token": digest_of(new_receipt())[:32],
        }
        take_in([json.dumps(item).encode()], self.today - timedelta(days=days_ago))
        concern.refresh_from_db()

    def did(self, actor: Actor, action: Any, concern: Concern, days_ago: int, **arguments: Any) -> Done:
        day = self.today - timedelta(days=days_ago)
        return perform(
            actor, action, right=Right.HANDLE_CONCERNS, today=day, now=self.moment(day), concern=concern, **arguments
        )


def write(
    company: Organisation,
    branches: Sequence[Branch],
    organiser: Actor,
    people: dict[str, tuple[User, Actor]],
    today: date,
    now: datetime,
) -> None:
    """`people`: handlers by part (first, second, union, discipline, secretary), each with log-in and acting person."""
    main = next(branch for branch in branches if branch.story.name == "机械租赁党支部")
    desks = Desks(company, organiser, today, now)
    users = {part: user for part, (user, _actor) in people.items()}
    desks.open([users["first"], users["second"]], [users["union"], users["discipline"]], main, users["secretary"])
    _stories(desks, people, main, today)
    _small_ones(desks, people["first"][1], today)
    _quarter(desks, people["first"][1], today)
    end_silent(today, Promises())
    _care(main, today, now)


def _next(today: date, days: int) -> date:
    return today + timedelta(days=days)


def _stories(desks: Desks, people: dict[str, tuple[User, Actor]], main: Branch, today: date) -> None:
    first, union, secretary = people["first"][1], people["union"][1], people["secretary"][1]
    plan, news, done = actions.write_plan, actions.tell_news, actions.say_done
    warm = desks.said(40, "夜班到凌晨只有冷馒头，想吃口热的")
    desks.did(
        first, plan, warm, 38, texts={"can_do": "和食堂商量，23 点供一次热餐，先试一个月"}, next_on=_next(today, -24)
    )
    desks.did(first, news, warm, 25, words="灶台修好了，排了两个师傅的班", next_on=_next(today, -12))
    desks.did(first, done, warm, 14, words="23 点有热餐了，凭工牌领")
    desks.answered(warm, Act.SOLVED, 12, "吃上了，谢谢")
    desks.did(first, actions.name_topic, warm, 12, topic=Topic.MEALS)
    desks.did(
        first, actions.offer_public, warm, 10, question="夜班能不能吃上热饭？",
        reply="能。现在每天 23 点在一食堂供热餐，凭工牌领。",
    )  # fmt: skip
    desks.answered(warm, Act.AGREED, 8)
    water = desks.said(20, "工地的直饮水机坏了两个月，建议换一台", Kind.SUGGESTION)
    desks.did(first, plan, water, 18, texts={"can_do": "换新的，走采购"}, next_on=_next(today, -6))
    desks.did(first, done, water, 3, words="新机器装在二号楼楼梯口")
    heating = desks.said(12, "更衣室没有暖气，早上换衣服冻手", at=main.organisation)
    desks.did(
        secretary, plan, heating, 10, next_on=_next(today, 2),
        texts={
            "can_do": "先放两台电油汀，这周到", "missing": "装暖气要改管道，要八千块", "who_can": "公司后勤部",
            "taken_to": "11 月的支委会报到公司，后勤部在看",
        },
    )  # fmt: skip
    desks.did(
        secretary, carry, heating, 9, shape=Shape.TASK, branch=main.organisation,
        title="给更衣间添两台电油汀，再把装暖气的钱报上去", due_on=_next(today, 6),
    )  # fmt: skip
    desks.said(2, "孩子要上小学，外地户口不知道该办什么手续")
    desks.said(6, "项目快收尾了，下一个工地去哪里没人说", Kind.OPINION)
    ripe = desks.said(60, "想在基地里建一个篮球场", Kind.SUGGESTION)
    desks.did(
        first, actions.propose_end, ripe, 57, end=End.WHEN_RIPE, second=people["second"][0],
        texts={"reason": "地块明年才交给我们", "condition": "二期地块交付", "watcher": "综合办"},
        review_on=_next(today, 40),
    )  # fmt: skip
    desks.did(people["second"][1], actions.judge_end, ripe, 56, agrees=True, words="同意，交付以后先办这件")
    unfair = desks.said(
        9, "班长派活看关系，轻活总是那几个人的", Kind.OPINION, line=Line.INDEPENDENT, about_a_person=True
    )
    desks.did(union, plan, unfair, 7, texts={"can_do": "找班组里的人分别谈，看派工单"}, next_on=_next(today, 5))
    bus = desks.said(30, "夜班下班没有车回家", at=main.organisation)
    desks.did(secretary, plan, bus, 28, texts={"can_do": "排了两个人顺路捎"}, next_on=_next(today, -20))
    desks.did(secretary, done, bus, 18, words="这周起有人捎")
    desks.answered(bus, Act.UNSOLVED, 4, "只捎了三天")


def _small_ones(desks: Desks, handler: Actor, today: date) -> None:
    """The last quarter's, each once, and half of them the quarter before."""
    back = (today - date(today.year, 3 * ((today.month - 1) // 3) + 1, 1)).days + 20
    for number, (topic, kind, words) in enumerate(SMALL_ONES * 2):
        if number >= len(SMALL_ONES) + 10:
            break
        days_ago = back + number % len(SMALL_ONES) + (0 if number < len(SMALL_ONES) else 92)
        concern = desks.said(days_ago, words, kind)
        texts = {"can_do": "问清楚，一周内改"}
        desks.did(handler, actions.write_plan, concern, days_ago - 2, texts=texts, next_on=_next(today, 12 - days_ago))
        desks.did(handler, actions.name_topic, concern, days_ago - 2, topic=topic)
        desks.did(handler, actions.say_done, concern, days_ago - 7, words="改好了")
        if number % 3:
            desks.answered(concern, Act.SOLVED, days_ago - 9)


def _quarter(desks: Desks, handler: Actor, today: date) -> None:
    """What the desk makes of the last quarter."""
    chosen = quarters_before(today)[0]
    for topic, trouble, plan in (
        (Topic.MEALS, "夜班和早班的人赶不上后勤的钟点", "后勤部月底前把供餐、热水和班车的钟点重排一遍"),
        (Topic.PAY, "工资条没有说明，谁也说不清怎么算的", "人力部下月起在工资条后面附一页算法"),
    ):
        if topic in counted(desks.company, chosen).topics:
            perform(
                handler, write_words, right=Right.HANDLE_CONCERNS, today=today, now=desks.now, unit=desks.company,
                quarter=chosen, topic=topic, trouble=trouble, plan=plan,
            )  # fmt: skip


def _care(branch: Branch, today: date, now: datetime) -> None:
    """A branch that goes to people: who is waited for, who was visited, what was given, what was done."""
    members, place = branch.members, branch.organisation
    visitor = members[0]

    def record(action: Any, **arguments: Any) -> Any:
        return perform(branch.actor, action, right=Right.RECORD, today=today, now=now, branch=place, **arguments).result

    record(
        note_event, occasion=Occasion.ILLNESS, happened_on=_next(today, -4), visitor=visitor,
        visit_by=_next(today, 3), member=members[5],
    )  # fmt: skip
    event = record(
        note_event, occasion=Occasion.RETIREMENT, happened_on=_next(today, -40), visitor=members[1],
        visit_by=_next(today, -30), member=members[4],
    )  # fmt: skip
    record(note_visit, happened_on=_next(today, -33), visitor=members[1], event=event)
    for number, team in enumerate(teams_of(place, today)):
        if number % 2 == 0:
            record(note_visit, happened_on=_next(today, -9 - number), visitor=visitor, team=team.key)
    record(
        note_help, member=members[5], occasion=Occasion.ILLNESS, fen=50000, came_from=Money.UNION,
        happened_on=_next(today, -3),
    )  # fmt: skip
    record(
        note_help,
        member=members[6],
        occasion=Occasion.HARDSHIP,
        fen=80000,
        came_from=Money.DUES,
        happened_on=_next(today, -120),
    )
    record(note_deed, what="夜班 23 点供热餐", result="夜班的人都能吃上热饭", happened_on=_next(today, -14))
    record(note_deed, what="宿舍楼道换了感应灯", result="晚上回来不用摸黑", happened_on=_next(today, -70))
