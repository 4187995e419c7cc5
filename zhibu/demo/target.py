"""A year of targets in the demo: books signed in spring, looks of the quarters, praise, one quiet help plan."""

import random
from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta

from zhibu.base.clock import CHINA
from zhibu.base.touched import Done
from zhibu.demo.life import Branch
from zhibu.member.models import Member
from zhibu.member.queries import details_of
from zhibu.target import posts
from zhibu.target.actions.books import NewLine, write_book
from zhibu.target.actions.helping import NewCriticism, NewPlan, open_help, see_help
from zhibu.target.actions.honours import nominate, show_publicly, vote
from zhibu.target.actions.looks import NewLook, SeenLine, close_quarter, look_at
from zhibu.target.actions.praise import praise
from zhibu.target.actions.talks import arrange_talks
from zhibu.target.models import Duty, HelpLook, HelpPlan, Line, Outcome
from zhibu.target.posts import Post
from zhibu.target.quarters import QUARTERS, last_day

CAUSES = (
    "新线培训没跟上，配件到得晚",
    "七月抢工期，轮休排不开",
    "考核改到下季度，材料已经备好",
)
DEEDS = (
    "替班 6 次，让同事住院陪护",
    "暴雨夜里带人把工地的水排干",
    "把吊装步骤画成一张图，新工人都用上了",
)


class Targets:
    """Records of one branch. `is_quiet`: one look after the other stands, and nothing more."""

    def __init__(self, branch: Branch, today: date) -> None:
        self.branch, self.today = branch, today
        self.place, self.actor = branch.organisation, branch.actor
        self.random = random.Random(41)  # noqa: S311 - a believable pattern, not a secret
        self.signed_on = min(date(today.year, 3, 2), today)

    def at(self, day: date) -> datetime:
        return datetime.combine(min(day, self.today), time(18, 20), CHINA)

    def books(self) -> Iterable[Done]:
        """Everybody's, but for the secretary's, whose other side is a committee member."""
        contacts = self.branch.committee[1:] or self.branch.committee
        for number, member in enumerate(self.branch.members):
            post = _post_of(member)
            contact = contacts[number % len(contacts)] if contacts else None
            yield write_book(
                self.actor,
                member=member,
                year=self.today.year,
                lines=[NewLine(line.content, line.done_when, line.due_on(self.today.year)) for line in post.lines],
                post=post.label,
                contact=contact if contact and contact.pk != member.pk else None,
                signed_on=self.signed_on,
                source_note="责任书夹",
                today=self.today,
                now=self.at(self.signed_on),
            )

    def quarters(self) -> Iterable[Done]:
        """Finished quarters of the year were looked at and put away; of the last one two people are left."""
        finished = [quarter for quarter in QUARTERS if last_day(self.today.year, quarter) < self.today]
        for quarter in finished:
            day = min(last_day(self.today.year, quarter) + timedelta(days=8), self.today)
            people = self.branch.members[1:] if quarter != finished[-1] else self.branch.members[1:-2]
            yield look_at(
                self.actor,
                branch=self.place,
                year=self.today.year,
                quarter=quarter,
                looks=[self._look(member) for member in people],
                happened_on=day,
                today=self.today,
                now=self.at(day),
                on_paper=quarter == 1,
                source_note="季度表夹" if quarter == 1 else "",
            )
            if quarter != finished[-1]:
                yield close_quarter(
                    self.actor, branch=self.place, year=self.today.year, quarter=quarter, today=day, now=self.at(day)
                )

    def _look(self, member: Member) -> NewLook:
        rows = Line.objects.filter(book__member=member, book__revoked_at__isnull=True, book__year=self.today.year)
        return NewLook(member, [self._seen(line) for line in rows.order_by("order")])

    def _seen(self, line: Line) -> SeenLine:
        chance = self.random.random()
        if chance < 0.88:
            return SeenLine(line.thread)
        outcome = Outcome.PARTLY if chance < 0.95 else Outcome.NOT_REACHED
        return SeenLine(line.thread, outcome, self.random.choice(CAUSES))

    def praises(self) -> Iterable[Done]:
        for number, deed in enumerate(DEEDS):
            day = self.today - timedelta(days=20 + 31 * number)
            member = self.branch.members[-2 - number] if number else None
            yield praise(
                self.actor,
                branch=self.place,
                member=member,
                name="" if member else "白桂香",
                deed=deed,
                happened_on=day,
                consent_on=day if number != 2 else None,
                today=self.today,
                now=self.at(day),
            )

    def help(self) -> Iterable[Done]:
        """One plan, opened with the criticism seven weeks ago, looked at once, another look to come."""
        member, helper = self.branch.members[-3], self.branch.committee[-1]
        opened = self.today - timedelta(days=50)
        done = open_help(
            self.actor,
            member=member,
            plan=NewPlan(
                helper,
                "排两天跟岗，设备主任讲一次新操作单",
                "把操作单过一遍，自己操作一次给师傅看",
                [opened + timedelta(days=17), self.today + timedelta(days=2)],
            ),
            criticism=NewCriticism(self.branch.members[0], opened, Duty.TASK, explanation="那两周家里老人住院，没顾上"),
            today=opened,
            now=self.at(opened),
        )
        yield done
        plan: HelpPlan = done.result
        seen_on = opened + timedelta(days=17)
        look = HelpLook.objects.filter(plan=plan.thread).order_by("due_on")[0]
        yield see_help(
            self.actor, look=look, plan=plan, seen_on=seen_on, seen="跟岗两天都到了，操作单走完一半", today=seen_on,
            now=self.at(seen_on),
        )  # fmt: skip

    def honours(self) -> Iterable[Done]:
        people = self.branch.members[1:4]
        first = self.today - timedelta(days=16)
        done = nominate(
            self.actor,
            branch=self.place,
            title="优秀共产党员",
            places=2,
            nominees=people,
            happened_on=first,
            today=self.today,
            now=self.at(first),
        )
        yield done
        due = len(self.branch.members) - len(self.branch.probationary)
        voted = vote(
            self.actor,
            honour=done.result,
            voted_on=first + timedelta(days=2),
            due_to_vote=due,
            present=due - 1,
            votes={member.pk: due - 1 - 2 * number for number, member in enumerate(people)},
            chosen=frozenset(member.pk for member in people[:2]),
            today=self.today,
            now=self.at(first + timedelta(days=2)),
        )
        yield voted
        yield show_publicly(
            self.actor,
            honour=voted.result,
            shown_from=first + timedelta(days=11),
            shown_until=first + timedelta(days=17),
            today=self.today,
            now=self.at(first + timedelta(days=11)),
        )

    def talks(self) -> Iterable[Done]:
        partners: Sequence[Member] = self.branch.members[-4:-2]
        yield arrange_talks(
            self.actor,
            branch=self.place,
            talker=self.branch.members[0],
            partners=partners,
            planned_on=self.today + timedelta(days=4),
            today=self.today,
            now=self.at(self.today),
        )


def _post_of(member: Member) -> Post:
    details = details_of(member)
    job = details.job if details else ""
    if "退休" in job:
        return posts.posts()["retired"]
    return posts.fitting(job) or posts.posts()["technician"]


def year_of_targets(branch: Branch, today: date, *, is_whole: bool) -> Iterable[Done]:
    """`is_whole`: with praise, help, commendation and talks; else only books and looks."""
    targets = Targets(branch, today)
    yield from targets.books()
    yield from targets.quarters()
    if is_whole:
        for part in (targets.praises, targets.help, targets.honours, targets.talks):
            yield from part()
