"""The table of who sees what: a word planted in every field is found by nobody who must not see it.

Every page of the URL configuration that can be opened by GET is opened by every persona who may (`addresses.py`):
lists, single pages, forms, papers, search, ledgers, workbooks, own data as JSON and Excel, 今天, what belongs to
accounts. The interface for programs, the log, the outbox, traces of looking and what the program writes while it runs
are read as well.
Targets, help, praise and talks are planted through their flows and have to be found by exactly the right people; every
other text field of every record is marked by `planting.py`, and `READERS` says who may come upon the mark.
"""

import json
import logging
import re
from collections.abc import Iterator
from datetime import date
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest
from django.apps import apps
from django.conf import LazySettings
from django.test import Client
from django.urls import resolve, reverse

from tests.personas import NOW, PASSWORD, START, TODAY, acting, do
from tests.web.canary.addresses import NOT_WALKED, filled, pages, shows
from tests.web.canary.machinery import KEYS, plant_machinery
from tests.web.canary.planting import SIGN, Planter
from tests.web.everywhere import shut_links
from tests.web.workshop import BACKEND, Workshop
from zhibu.account.actions import grant_role, open_account
from zhibu.account.queries import actor_of
from zhibu.base.actor import Actor, Right, Role
from zhibu.base.models import LogEntry, LookTrace, Outgoing, Posted
from zhibu.checkup.models import Finding
from zhibu.flows.write import perform_own
from zhibu.meeting.actions import note_talks
from zhibu.meeting.models import ItemKind, Stage
from zhibu.notice import outbox
from zhibu.notice.actions import choose_reminders, set_robot
from zhibu.notice.models import Channel, Message
from zhibu.target.actions.books import NewLine, say_word, write_book
from zhibu.target.actions.helping import NewCriticism, NewPlan, open_help, see_help
from zhibu.target.actions.honours import nominate
from zhibu.target.actions.looks import NewLook, SeenLine, look_at
from zhibu.target.actions.praise import praise, urge
from zhibu.target.models import Duty, HelpLook, Look, Outcome
from zhibu.web.access import policy_of
from zhibu.web.targets import today as targets
from zhibu.web.today import gathering
from zhibu.web.today.counting import open_count

pytestmark = pytest.mark.django_db
SUBJECT, HELPER, CONTACT, COMRADE, OFFICER = 2, 1, 3, 4, 5

TARGETS = {"鹤望兰甲", "鹤望兰乙", "鹤望兰丙", "鹤望兰丁", "鹤望兰戊"}  # content, mark, link, post, where the paper is
LOOKS = {"金钱草甲", "金钱草乙"}  # cause, own words
CRITICISM = {"紫云英甲", "紫云英乙"}  # explanation; the line of a reminder
HELP = {"车前子甲", "车前子乙", "车前子丙"}  # what the branch does, the person does, what was seen
PRAISE = {"半边莲甲"}  # a deed that the person has not agreed to publish
HONOUR = {"白头翁甲", "白头翁乙"}  # title and document before the public notice
TALK = {"夏枯草甲"}  # what two people agreed on in a talk
SOUGHT = {"鹤望兰", "金钱草", "紫云英", "车前子", "半边莲", "白头翁", "夏枯草"}  # each begins all words of one kind
ALL = TARGETS | LOOKS | CRITICISM | HELP | PRAISE | HONOUR | TALK
OF_PERSON = TARGETS | LOOKS | CRITICISM | HELP

MAY_SEE = {
    "secretary": OF_PERSON | PRAISE | HONOUR,  # not what two others agreed on
    "member": OF_PERSON | PRAISE | TALK | {"白头翁甲"},  # the person: everything about herself
    "contact": OF_PERSON | PRAISE | TALK,  # answers for her, and is the one who talked with her
    "leader": HELP,  # stands by: the plan, not the criticism
    "comrade": set(),
    "officer": set(),  # on the committee, answers for somebody else
    "clerk": set(),
    "organiser": set(),
    "outsider": set(),
    "keeper": set(),
}


COMMITTEE = {"secretary", "contact", "officer", "clerk"}
BRANCH = COMMITTEE | {"leader", "member", "comrade"}
ABOVE = {"organiser"}
NOBODY: set[str] = set()
READERS: dict[str, set[str]] = {  # by room, record or field; the nearest says who may come upon it
    "org": BRANCH | ABOVE,
    "member": COMMITTEE | {"member", "leader"} | ABOVE,  # a leader reads the own Party group
    "member.Details.identity_number": {"member", "secretary", "officer"},  # where a unit keeps them, to be copied out
    "member.Details.phone": COMMITTEE | {"member", "leader"},
    "member.Contact": COMMITTEE,
    "meeting": BRANCH | ABOVE,
    "meeting.Item.points": BRANCH | ABOVE,
    "meeting.Talk": {"member", "contact"},
    "meeting.LifeYear.heard": COMMITTEE | ABOVE,
    "account": NOBODY,
    "account.SecondFactor.label": {"member"},
    "account.Told": {"member"},
    "account.User.recovered_by": {"member"},
    "account.Token.label_secretary": {"secretary"},
    "account.Token.label_organiser": {"organiser"},
    "account.Opening.reason": {"keeper", "member", "secretary"},  # who asked, whose it was, whose branch it is
    "account.Opening.waiting": {"keeper", "organiser"},  # and who may agree
    "admission": COMMITTEE | ABOVE,
    "checkup": BRANCH | ABOVE,
    "concern": NOBODY,
    "concern.Desk": BRANCH | ABOVE,
    "concern.Door": BRANCH | ABOVE | {"outsider"},  # what stands on the poster
    "concern.QuarterWord": BRANCH | ABOVE,
    "concern.GoodDeed": BRANCH,
    "dues": {"secretary", "officer", "member"},
    "election": COMMITTEE | ABOVE,
    "flows": COMMITTEE,
    "flows.Bundle": {"secretary"},
    "flows.StagedRow.identity_number": NOBODY,
    "notice": NOBODY,
    "notice.Reminding.address": {"member"},
    "notice.Message.trouble": {"member", "keeper"},
    "notice.Hook.label": {"keeper"},
    "notice.Hook.host": {"keeper"},
    "notice.Delivery.trouble": {"keeper"},
    "survey": BRANCH | ABOVE,
    "treatment": {"secretary"},
    "work": BRANCH | ABOVE,
    "work.Task.details": BRANCH,
    "work.TaskDeed": BRANCH | ABOVE,
}
LEFT_ALONE = frozenset(
    {
        "org.Organisation.name", "org.Organisation.full_name", "org.Profile.name", "org.Profile.full_name",
        "member.Member.name", "member.Details.name",
    }
)  # fmt: skip
"""Names head the pages of everybody who may see a person or place at all: other tests look after them."""


def readers_of(field: str) -> set[str]:
    room, record, _name = field.split(".")
    return READERS.get(field, READERS.get(f"{room}.{record}", READERS[room]))


class Reader(Client):
    """Opens pages as a browser does, without keeping every template's context for tests to look into."""

    def request(self, **request: Any) -> Any:
        response = self.handler(self._base_environ(**request))
        assert response.status_code != 500, request["PATH_INFO"]  # a page that breaks shows nothing to anybody
        return response


@pytest.fixture(scope="module")
def sown(built: Workshop, django_db_blocker: Any) -> Workshop:
    """Planted once for all tests, which only read."""
    with django_db_blocker.unblock():
        _give_accounts(built)
        _plant(built)
        built.planter = _mark(built)
    return built


@pytest.fixture
def planted(sown: Workshop, workshop: Workshop) -> Workshop:
    return workshop


def _give_accounts(workshop: Workshop) -> None:
    branch, people = workshop.branch, workshop.members
    keeper = acting(workshop.enterprise.company, Role.ADMINISTRATOR)
    for who, number, role in (
        ("contact", CONTACT, Role.DISCIPLINE_MEMBER),
        ("officer", OFFICER, Role.ORGANISATION_MEMBER),
        ("comrade", COMRADE, Role.MEMBER),
    ):
        user = do(
            keeper, open_account, Right.ACCOUNTS, username=f"canary-{who}", display_name=people[number].name,
            password=PASSWORD, member=people[number],
        )  # fmt: skip
        do(keeper, grant_role, Right.ACCOUNTS, user=user, organisation=branch, role=role, since=START, for_user=None)
        workshop.enterprise.users[who] = user


def _plant(workshop: Workshop) -> None:
    branch, people = workshop.branch, workshop.members
    secretary, person = workshop.actor("secretary"), people[SUBJECT]
    end = date(2026, 12, 20)

    def write(action: Any, right: Right, **given: Any) -> Any:
        return do(secretary, action, right, TODAY, NOW, **given)

    lines = [NewLine(f"鹤望兰甲{number}", "鹤望兰乙", end, "鹤望兰丙", "鹤望兰丙") for number in range(3)]
    signed = {"signed_on": date(2026, 3, 2), "source_note": "鹤望兰戊", "post": "鹤望兰丁", "year": 2026}
    book = write(
        write_book, Right.SEE_TARGETS, member=person, lines=lines, contact=people[CONTACT], **signed
    )  # fmt: skip
    line = book.lines.get(order=0)
    seen = NewLook(person, [SeenLine(line.thread, Outcome.NOT_REACHED, "金钱草甲")])
    write(look_at, Right.SEE_TARGETS, branch=branch, year=2026, quarter=3, looks=[seen], happened_on=date(2026, 10, 8))
    do(workshop.actor("member"), say_word, Right.SEE_OWN, TODAY, NOW, line=line, words="金钱草乙")
    write(
        urge, Right.SEE_TARGETS, member=person, by=people[0], duty=Duty.LINE, line_content="紫云英乙",
        happened_on=date(2026, 11, 2),
    )  # fmt: skip
    said = NewCriticism(people[0], date(2026, 11, 20), Duty.TASK, explanation="紫云英甲")
    new = NewPlan(people[HELPER], "车前子甲", "车前子乙", [date(2026, 11, 23), date(2026, 12, 15)])
    plan = write(open_help, Right.HELP, member=person, plan=new, criticism=said)
    look = HelpLook.objects.filter(plan=plan.thread).order_by("due_on")[0]
    write(see_help, Right.SEE_OWN, look=look, plan=plan, seen_on=TODAY, seen="车前子丙")
    write(praise, Right.SEE_TARGETS, branch=branch, member=person, deed="半边莲甲", happened_on=TODAY)
    write(
        nominate, Right.SEE_TARGETS, branch=branch, title="白头翁甲", places=1, nominees=[person],
        happened_on=TODAY, above_share_by="白头翁乙",
    )  # fmt: skip
    do(
        actor_of(workshop.enterprise.users["contact"], TODAY), note_talks, Right.RECORD, TODAY, NOW, branch=branch,
        talker=people[CONTACT], partners=[person], happened_on=TODAY, agreed="夏枯草甲",
    )  # fmt: skip


def _mark(workshop: Workshop) -> Planter:
    """After the flows have run; what the flows wrote into rooms that are planted by themselves keeps its words."""
    user = workshop.enterprise.users["secretary"]
    planter = Planter(workshop.members[SUBJECT], workshop.branch, workshop.groups[0], user)
    planter.plant(LEFT_ALONE | {"meeting.Talk.agreed"})
    plant_machinery(workshop, planter, workshop.enterprise.users["member"])
    return planter


def addresses(workshop: Workshop) -> dict[str, list[str]]:
    """By page all its addresses: those that need no key, and those with the keys of what was planted."""
    person = workshop.members[SUBJECT]
    book = apps.get_model("target", "Book").objects.get()
    known: dict[str, list[Any]] = {
        "member_id": [person.pk],
        "look_id": [Look.objects.get().pk, *HelpLook.objects.values_list("pk", flat=True)],
        "line_id": list(book.lines.values_list("thread", flat=True)),
        "branch_id": [workshop.branch.pk],
        "organisation_id": [workshop.branch.pk],
        "user_id": [workshop.enterprise.users["member"].pk],
        "copy_out.key": [person.pk],
        "api:api_targets_one.member": [person.pk],
    }
    branch, talk = workshop.branch.pk, apps.get_model("meeting", "Talk").objects.get().pk
    papers = {"target-book": book.thread, "target-quarter": branch, "talk": talk, "talks-done": branch}
    found = filled(known)
    for page in ("files_paper", "files_paper_word"):
        found[page] = [reverse(page, kwargs={"key": key, "record": record}) for key, record in papers.items()]
    found["files_paper_blank"] = [reverse("files_paper_blank", args=[key]) for key in papers]
    one_of_each_sheet = {row.sheet: row for row in Finding.objects.filter(branch=branch)}.values()
    found["checkup_why"] = [
        reverse("checkup_why", args=[branch, row.sheet, row.norm, row.subject, row.year]) for row in one_of_each_sheet
    ]
    return found


def every_address(workshop: Workshop) -> Iterator[str]:
    for page, found in addresses(workshop).items():
        for address in found:
            yield address
            if "files" in page or page.startswith("api:api_"):
                yield f"{address}?branch={workshop.branch.pk}"
    for word in sorted(SOUGHT):
        yield f"{reverse('search')}?q={word}"


def said_by(response: Any) -> str:
    """What a page or file says; of office files every text in it, read as it lies there."""
    kind = response.headers.get("Content-Type", "")
    content = b"".join(response.streaming_content) if response.streaming else response.content
    if kind.startswith("application/json"):  # there Chinese may be written in escapes
        return json.dumps(json.loads(content), ensure_ascii=False) + str(response.headers)
    if "officedocument" in kind:
        with ZipFile(BytesIO(content)) as file:
            return "".join(file.read(name).decode(errors="ignore") for name in file.namelist() if name.endswith(".xml"))
    return content.decode(errors="ignore") + str(response.headers)


def is_for(address: str, actor: Actor) -> bool:
    """Whether this person's rights open the page at all: that others are refused is tested for every page elsewhere.

    Pages for everybody hold no records, and 说事 knows nobody; both are opened without a log-in below.
    """
    policy = policy_of(resolve(address.split("?")[0]).func)
    return policy is not None and policy.log_in and policy.admits(actor)


def test_who_finds_which_word(planted: Workshop, written: list[str]) -> None:
    addresses = sorted(set(every_address(planted)))
    read: dict[str, set[str]] = {}
    opened: set[str] = set()
    wrong: list[str] = []
    for who, may_see in MAY_SEE.items():
        browser, actor = Reader(), actor_of(planted.enterprise.users[who], TODAY)
        browser.force_login(planted.enterprise.users[who], backend=BACKEND)
        found: set[str] = set()
        for address in addresses:
            if not is_for(address, actor):
                continue
            if "?branch=" in address and who not in ALSO_BY_BRANCH:
                continue
            response = browser.get(address)
            if response.status_code == 200:
                opened.add(resolve(address.split("?")[0]).url_name)
            said = said_by(response)
            asked = {word for word in ALL if f"q={word[:3]}" in address}  # what was typed is shown again
            hit = {word for word in ALL - asked if word in said}
            wrong += [f"{who} finds {word} on {address}" for word in hit - may_see]
            found |= hit
            marks = {planted.planter.marks[mark] for mark in MARK.findall(said)}
            wrong += [f"{who} finds {field} on {address}" for field in marks if who not in readers_of(field)]
            wrong += [f"{who} is led to {link} by {address}" for link in shut_links(said, address, actor)]
            read[who] = read.get(who, set()) | marks
        wrong += [f"{who} misses {word}" for word in may_see - found]
    assert not wrong, "\n".join(wrong)
    assert len(read["secretary"]) > 30, "the marks are there to be found"
    assert {field for field in read["outsider"] if not field.startswith("concern.Door.")} == set()
    assert read["keeper"] <= {field for field in planted.planter.marks.values() if field.startswith(OF_THE_KEEPER)}
    assert len(opened) > 240, "pages are there to be read"
    assert written and not [line for line in written if SIGN in line or any(word in line for word in ALL)]


OF_THE_KEEPER = ("account.Opening.", "notice.Hook.", "notice.Message.trouble", "notice.Delivery.trouble")


@pytest.fixture
def written() -> Iterator[list[str]]:
    """What the program writes into the log of its running meanwhile."""
    lines: list[str] = []

    class Listening(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            lines.append(record.getMessage())

    listening = Listening()
    logging.getLogger().addHandler(listening)
    yield lines
    logging.getLogger().removeHandler(listening)


OF_PROGRAMS = {
    "secretary": {"鹤望兰甲", "鹤望兰乙", "鹤望兰丁", "金钱草甲", "半边莲甲"},  # lines, marks, post, causes; praise
    "organiser": set(),
}
"""What a program may come upon, and does. Nothing of criticism, help, honours not yet shown and talks, for anybody."""


def test_programs_read_no_more_than_whoever_let_them_in(planted: Workshop) -> None:
    for who, secret in KEYS.items():
        answered, found = 0, set()
        for address in every_address(planted):
            if not address.startswith("/api/"):
                continue
            response = Reader().get(address, headers={"Authorization": f"Bearer {secret}"})
            answered += response.status_code == 200
            said = said_by(response)
            hit = {word for word in ALL if word in said}
            assert hit <= OF_PROGRAMS[who], f"a program of {who} reads what is private at {address}"
            found |= hit
            marks = {planted.planter.marks[mark] for mark in MARK.findall(said)}
            assert not {field for field in marks if who not in readers_of(field)}, f"{who}: {address}"
        assert answered > 6
        assert found == OF_PROGRAMS[who]


MARK = re.compile(SIGN + r"\d{3}")
ALSO_BY_BRANCH = {"organiser", "outsider"}


def test_no_page_is_forgotten(planted: Workshop) -> None:
    """A page is opened with the keys of what was planted, or `NOT_WALKED` says why not."""
    walked = set(addresses(planted))
    all_pages = {name for name, _keys, view in pages() if shows(view)}
    assert all_pages - walked - set(NOT_WALKED) == set()
    assert set(NOT_WALKED) & walked == set()


def test_every_text_field_is_marked_or_said_why_not(planted: Workshop) -> None:
    """A record whose constraints a made-up row does not meet is planted through its flow, or stands here."""
    assert set(planted.planter.without) <= NOT_MARKED, set(planted.planter.without) - NOT_MARKED
    assert len(planted.planter.marks) > 150


NOT_MARKED = {
    "org.PartyGroup.name",  # unique in a branch
    "member.ContactPerson", "dues.Assessment", "dues.Arrangement", "dues.YearClose",  # only a note of the source
    "survey.Tally", "work.TaskOwner",
}  # fmt: skip


def test_nobody_without_log_in_finds_anything(planted: Workshop) -> None:
    public = {field for field in planted.planter.marks.values() if field.startswith(("concern.Door", "concern.Desk"))}
    for address in sorted(set(every_address(planted))):
        if "?branch=" in address:
            continue
        said = said_by(Reader().get(address))  # health, readiness and metrics among them, as asked by this machine
        asked = {word for word in ALL if f"q={word[:3]}" in address}
        assert not {word for word in ALL - asked if word in said}, address
        marks = {planted.planter.marks[mark] for mark in MARK.findall(said)}
        assert marks <= public, f"{address}: {marks - public}"


def test_the_log_and_what_waits_to_be_sent_hold_keys_only(planted: Workshop) -> None:
    rows = [
        str(value)
        for table in (LogEntry, Posted, Outgoing, LookTrace, Finding)
        for row in table.objects.values()
        for value in row.values()
    ]
    assert rows
    assert not [row for row in rows if SIGN in row]
    assert not [row for row in rows if any(word in row for word in ALL)]
    person = str(planted.members[SUBJECT].pk)
    acts = LogEntry.objects.filter(act__in=("open_help", "see_help", "urge")).values_list("subject", flat=True)
    assert person not in {str(key) for key in acts}


def test_notices_and_calendars_say_none_of_it_and_count_none_of_it(
    planted: Workshop, settings: LazySettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever may see everything gets no word of it in a mail, a group or a calendar, and no number either."""
    settings.MAIL = {"EMAIL_HOST": "127.0.0.1"}
    robot = {"organisation": planted.branch, "address": "https://open.feishu.cn/open-apis/bot/v2/hook/0"}
    do(planted.actor("secretary"), set_robot, Right.CONFIRM, TODAY, NOW, **robot)
    planted.held(TODAY, ItemKind.THEME_DAY, title="夏枯草甲", place="夏枯草甲", stage=Stage.PLANNED)
    calendars = ""
    for who in MAY_SEE:
        actor = actor_of(planted.enterprise.users[who], TODAY)
        given = {"channel": Channel.MAIL, "address": f"{who}@example.cn"}
        perform_own(actor, choose_reminders, today=TODAY, now=NOW, **given)
        address = planted.browser(who).post(reverse("feed_new")).context["address"]
        answer = Reader().get(address.removeprefix("http://testserver"))
        assert answer.status_code == 200
        calendars += said_by(answer)
    outbox.compose(TODAY, NOW, open_count, "", lambda: False)
    outbox.compose_groups(TODAY, NOW, "")
    texts = list(Message.objects.values_list("text", flat=True))
    assert any("次会" in text for text in texts) and any("件事要办" in text for text in texts)
    assert calendars.count("支部会议") >= len(MAY_SEE) - 3  # the superior, the outsider and the keeper have none
    said = calendars + "".join(texts)
    names = {member.name for member in planted.members}
    assert not {word for word in ALL | names if word in said}

    helper = planted.enterprise.users["leader"]
    with_help = open_count(helper, TODAY)
    monkeypatch.setattr(gathering, "SOURCES", tuple(row for row in gathering.SOURCES if row is not targets.matters))
    own = [row for row in targets.matters(actor_of(helper, TODAY), planted.branch, TODAY) if not row.is_private]
    assert with_help == open_count(helper, TODAY) + len(own)


def test_the_person_sees_who_looked(planted: Workshop) -> None:
    browser = planted.browser("secretary")
    browser.get(f"/members/targets/{planted.members[SUBJECT].pk}/")
    page = planted.browser("member").get("/members/me/").content.decode()
    assert "王玉兰" in page.split("谁看过")[-1]
