"""One gathering on its way in: the four forms together, what they are preset with, and what they come to."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.http import QueryDict
from django.utils.translation import gettext as _

from zhibu.base.errors import Refused
from zhibu.base.records import Source
from zhibu.meeting.actions import NewGathering, NewGrades, NewItem, NewSession, NewTally, check_tally
from zhibu.meeting.expected import Person, count, due_among, entitled_among
from zhibu.meeting.models import Gathering, Item, ItemKind, Stage
from zhibu.org.models import Organisation, PartyGroup
from zhibu.web.days import UnreadableDay, read_day, write_day
from zhibu.web.meetings.forms import (
    EVERY_GROUP,
    GRADES,
    AttendanceForm,
    DecisionFields,
    GatheringForm,
    ItemForm,
    ItemSet,
    Owners,
    SessionSet,
    TallyFields,
)
from zhibu.web.wording import between

ORDER = list(ItemKind)
YES_NO = {"yes": True, "no": False}
SAID = {True: "yes", False: "no", None: ""}
MORE = {"more-items": "item", "more-sessions": "session"}  # buttons that only add a row, and the rows' prefix


@dataclass
class Ground:
    """What one opened form stands on: the branch, who may be chosen, and the version that it would replace."""

    branch: Organisation
    groups: Sequence[PartyGroup]
    kinds: Sequence[str]
    today: date
    standing: Gathering | None = None
    was_archived: bool = False  # then a change says why


class Entry:
    """The forms of one gathering. `people` is the roster of the gathering's day."""

    def __init__(self, ground: Ground, people: Iterable[Person], data: QueryDict | None, **initial: Any) -> None:
        self.ground, self.people, self.data = ground, list(people), _with_row_counts(data)
        data = self.data
        rows = initial.pop("rows", {})
        attendance, replies = initial.pop("attendance", None), initial.pop("replies", None)
        common: dict[str, Any] = {"today": ground.today, "groups": ground.groups, "kinds": ground.kinds}
        self.owners = Owners(self.people)
        on = day_typed(data, ground.today)
        self.form = GatheringForm(data, initial=initial, on=on, **common)
        if not ground.was_archived:
            del self.form.fields["amendment"]
        if ground.standing:
            self.form.draft = f"meeting-{ground.standing.thread}"
        self.attendance = AttendanceForm(data, people=self.people, standing=attendance, replies=replies)
        self.items = ItemSet(data, prefix="item", initial=rows.get("item"), form_kwargs={"on": on})
        self.sessions = SessionSet(
            data, prefix="session", initial=rows.get("session"), form_kwargs={"today": ground.today}
        )

    def parts(self) -> list[Any]:
        """Every form in the order of the page."""
        return [self.form, self.attendance, *self.items.forms, *self.sessions.forms]

    def is_valid(self) -> bool:
        answers = [self.form.is_valid(), self.attendance.is_valid(), self.items.is_valid(), self.sessions.is_valid()]
        return all([*answers, self._are_owners_known(), self._do_votes_fit()]) and self._is_roster_of_the_day()

    def _do_votes_fit(self) -> bool:
        """What does not add up stands at the field of its own item."""
        fits = True
        for form in (self.form, *self.items.forms):
            tally = tally_of(form) if not form.errors else None
            for name, sentence in (check_tally(tally) if tally else {}).items():
                form.add_error(name, sentence)
                fits = False
        return fits

    def _are_owners_known(self) -> bool:
        held_on = self.form.cleaned_data.get("happened_on")
        decided: list[DecisionFields] = [self.form, *self.items.forms]
        for form in decided:
            form.read_owner(self.owners)
            form.check_charge(held_on)
        return not any(
            name in form.errors for form in decided for name in ("decision", "owner", "due_on", "papers_sent_on")
        )

    def _is_roster_of_the_day(self) -> bool:
        """The list of names was drawn for one day; another day may have had other members."""
        if self.form.cleaned_data.get("due") is not None or self.data is None:
            return True
        shown = {name for name in self.data if name.startswith("at-")}
        missing = [person.name for person in self.people if AttendanceForm.name_of(person.member_id) not in shown]
        if not missing:
            return True
        words = {"day": write_day(self.form.cleaned_data["happened_on"]), "names": between("、").join(missing)}
        self.form.add_error(
            "happened_on",
            _("%(day)s 的名册上还有 %(names)s。名单已换成那天的，看一下谁没到，再记下。") % words,
        )
        self.attendance = self.attendance_again()
        return False

    def attendance_again(self) -> AttendanceForm:
        """The names of the day, with the choices already made."""
        data = self.data.copy() if self.data is not None else QueryDict(mutable=True)
        fresh = AttendanceForm(people=self.people)
        for name, field in fresh.fields.items():
            data.setdefault(name, field.initial)
        return AttendanceForm(data, people=self.people)

    def problems(self) -> list[tuple[str, str, str]]:
        """(id of the field, label, sentence) of everything to change, top to bottom."""
        return [
            (part[name].id_for_label or part[name].auto_id, str(part[name].label), sentence)
            for part in self.parts()
            if part.is_bound
            for name, sentences in part.errors.items()
            if name != "__all__"
            for sentence in sentences
        ]

    def new(self) -> NewGathering:
        """What was entered, ready for the action. Only after `is_valid`."""
        given = self.form.cleaned_data
        due, present, attendance = self._numbers()
        source, note = (Source.PAPER, given["source_note"]) if given["paper"] else (Source.TYPED, "")
        if self.ground.standing and self.ground.standing.source == Source.IMPORT and not given["paper"]:
            source, note = Source.IMPORT, self.ground.standing.source_note
        return NewGathering(
            branch=self.ground.branch,
            happened_on=given["happened_on"],
            items=self._items(),
            title=given["title"],
            group=self.form.group_chosen,
            every_group=self.form.is_of_every_group,
            starts=self.form.starts,
            ends=self.form.ends,
            place=given["place"],
            host=given["host"],
            recorder=given["recorder"],
            guests=given["guests"],
            due=due,
            present=present,
            attendance=attendance,
            sessions=self._sessions(),
            source=source,
            source_note=note,
            amendment=given.get("amendment", ""),
            plan_reason=self.ground.standing.plan_reason if self.ground.standing else "",
        )

    def _numbers(self) -> tuple[int | None, int | None, dict[UUID, str]]:
        """应到, 实到 and who was where. Typed numbers win, and then no names are kept."""
        given = self.form.cleaned_data
        if given["due"] is not None:
            return given["due"], given["present"], {}
        group = self.form.group_chosen
        due = due_among(self.people, given["kinds"], group.thread if group else None)
        if not due:
            return None, None, {}
        concerned = {person.member_id for person in due}
        attendance = {key: value for key, value in self.attendance.attendance().items() if key in concerned}
        return *count(due, attendance), attendance

    def _items(self) -> list[NewItem]:
        given = self.form.cleaned_data
        kinds = sorted(given["kinds"], key=ORDER.index)
        main = NewItem(
            kind=ItemKind(kinds[0]),
            topic=self._main_topic(),
            points=given["points"],
            tally=tally_of(self.form),
            **decision_of(given),
        )
        further = [self._further(form, main.kind) for form in self.items.forms if form.says_something()]
        named = {item.kind for item in further} | {main.kind}
        bare = [NewItem(kind=ItemKind(kind), topic=given["title"]) for kind in kinds if kind not in named]
        items = [main, *bare, *further]
        if given["excellent"] is not None:
            graded = next(item for item in items if item.kind == ItemKind.DEMOCRATIC_APPRAISAL)
            graded.grades = NewGrades(**{name: given[name] or 0 for name in GRADES})
        return items

    def _main_topic(self) -> str:
        """The title, unless an earlier version had a topic of its own and the title was left as it was."""
        title: str = self.form.cleaned_data["title"]
        standing = self.ground.standing
        if standing and standing.title == title and (first := main_item(standing)):
            return first.topic
        return title

    def _further(self, form: ItemForm, main: ItemKind) -> NewItem:
        given = form.cleaned_data
        return NewItem(
            kind=ItemKind(given["kind"]) if given["kind"] else main,
            topic=given["topic"],
            points=given["points"],
            tally=tally_of(form),
            **decision_of(given),
        )

    def _sessions(self) -> list[NewSession]:
        rows = [form.cleaned_data for form in self.sessions.forms if form.cleaned_data.get("held_on")]
        return [
            NewSession(row["held_on"], (row.get("times") or (None, None))[0], row["place"], row["present"])
            for row in rows
        ]

    def refuse(self, error: Refused) -> None:
        self.form.refuse(error)


def _with_row_counts(data: QueryDict | None) -> QueryDict | None:
    """A post without further items or sessions need not say so."""
    if data is None:
        return None
    complete = data.copy()
    for prefix in MORE.values():
        complete.setdefault(f"{prefix}-TOTAL_FORMS", "0")
        complete.setdefault(f"{prefix}-INITIAL_FORMS", "0")
    return complete


def day_typed(data: QueryDict | None, today: date) -> date:
    """The day of the meeting as typed: its roster decides who is due. Today while it cannot be read."""
    try:
        return read_day(data.get("happened_on", "") if data else "", today)
    except UnreadableDay:
        return today


DECIDED = ("decision", "owner", "owner_name", "due_on", "presenter", "papers_sent_on")


def decision_of(given: dict[str, Any]) -> dict[str, Any]:
    return {name: given[name] for name in DECIDED}


def tally_of(form: TallyFields) -> NewTally | None:
    if not form.has_votes():
        return None
    given = form.cleaned_data
    return NewTally(
        due_to_vote=given["tally_due"],
        present=given["tally_present"],
        in_favour=given["in_favour"],
        against=given["against"] or 0,
        abstained=given["abstained"] or 0,
        said_passed=YES_NO.get(given["said_passed"]),
        matter=given["matter"],
        is_secret=YES_NO.get(given["secret"]),
        handed_out=given["handed_out"],
        returned=given["returned"],
        **{name: given[name] or 0 for name in ("spoiled", "written_in_favour", "written_other")},
        counters=given["counters"],
    )


def main_item(gathering: Gathering) -> Item | None:
    """The item that the upper part of the form shows."""
    return min(gathering.items.all(), key=lambda item: (ORDER.index(ItemKind(item.kind)), item.order), default=None)


def opened(ground: Ground, people: Sequence[Person], kinds: Sequence[str], **preset: Any) -> Entry:
    """A fresh form for these kinds of meeting."""
    base = entitled_among(people, kinds, _only_group(ground))
    return Entry(ground, people, None, kinds=list(kinds), tally_due=base or None, **preset)


def _only_group(ground: Ground) -> UUID | None:
    return ground.groups[0].thread if len(ground.groups) == 1 else None


def from_record(ground: Ground, people: Sequence[Person], gathering: Gathering, **preset: Any) -> Entry:
    """The form as it would have been filled in for this gathering."""
    owners = Owners(people)
    main = main_item(gathering)
    items = list(gathering.items.all())
    said = {row.member_id: row.code for row in gathering.attendance.all()}
    is_plan = gathering.stage == Stage.PLANNED
    has_names = bool(said)
    rows = {
        "item": [
            _item_row(item, owners) for item in items if main and item.pk != main.pk and _has_content(item, gathering)
        ],
        "session": [_session_row(session) for session in gathering.sessions.all()],
    }
    initial: dict[str, Any] = {
        "kinds": sorted({item.kind for item in items}, key=ORDER.index),
        "group": group_value(gathering),
        "happened_on": gathering.happened_on,
        "title": gathering.title,
        "times": (gathering.starts, gathering.ends),
        "place": gathering.place,
        "host": gathering.host,
        "recorder": gathering.recorder,
        "guests": gathering.guests,
        "due": None if has_names else gathering.due,
        "present": None if has_names else gathering.present,
        "paper": gathering.source == Source.PAPER,
        "source_note": gathering.source_note if gathering.source == Source.PAPER else "",
        "version": gathering.pk,
        **(_content_of(main, owners) if main else {}),
    }
    for item in items:
        if hasattr(item, "grades"):
            initial.update({name: getattr(item.grades, name) for name in GRADES})
    names = {"replies": said} if is_plan else {"attendance": said if has_names else None}
    return Entry(ground, people, None, **{**initial, "rows": rows, **names, **preset})


def group_value(gathering: Gathering) -> str:
    """What the field 哪个党小组 shows for it."""
    if gathering.every_group:
        return EVERY_GROUP
    return str(gathering.group.thread) if gathering.group else ""


def _has_content(item: Item, gathering: Gathering) -> bool:
    """A kind that was only ticked has no words of its own."""
    has_own_topic = item.topic not in ("", gathering.title)
    return has_own_topic or bool(item.points or item.decision or item.presenter or hasattr(item, "tally"))


def _content_of(item: Item, owners: Owners) -> dict[str, Any]:
    content: dict[str, Any] = {
        "points": item.points,
        "decision": item.decision,
        "owner": owners.shown(item),
        "due_on": item.due_on,
        "presenter": item.presenter,
        "papers_sent_on": item.papers_sent_on,
    }
    if hasattr(item, "tally"):
        tally = item.tally
        content |= {
            "tally_due": tally.due_to_vote,
            "tally_present": tally.present,
            "in_favour": tally.in_favour,
            "against": tally.against,
            "abstained": tally.abstained,
            "said_passed": SAID[tally.said_passed],
            "matter": tally.matter,
            "secret": SAID[tally.is_secret],
            "handed_out": tally.handed_out,
            "returned": tally.returned,
            **{name: getattr(tally, name) or None for name in ("spoiled", "written_in_favour", "written_other")},
            "counters": tally.counters,
        }
    return content


def _item_row(item: Item, owners: Owners) -> dict[str, Any]:
    return {"kind": item.kind, "topic": item.topic, **_content_of(item, owners)}


def _session_row(session: Any) -> dict[str, Any]:
    return {
        "held_on": session.held_on,
        "times": (session.starts, None) if session.starts else None,
        "place": session.place,
        "present": session.present,
    }


def as_typed(ground: Ground, people: Sequence[Person], data: QueryDict) -> Entry:
    """The same form with everything typed so far, and one more row where a button without JavaScript asked for it."""
    prefixes = {prefix for button, prefix in MORE.items() if button in data}
    rows = {prefix: _typed_rows(data, prefix) + ([{}] if prefix in prefixes else []) for prefix in MORE.values()}
    blank = GatheringForm(today=ground.today, groups=ground.groups)
    initial = {name: data.getlist(name) if name == "kinds" else data.get(name, "") for name in blank.fields}
    entry = Entry(ground, people, None, **{**initial, "rows": rows})
    for name, field in entry.attendance.fields.items():
        field.initial = data.get(name, field.initial)
    return entry


def _typed_rows(data: QueryDict, prefix: str) -> list[dict[str, str]]:
    total = data.get(f"{prefix}-TOTAL_FORMS", "0")
    number = min(int(total), 20) if total.isdigit() else 0
    names = {"item": ItemForm.base_fields, "session": SessionSet.form.base_fields}[prefix]
    return [{name: data.get(f"{prefix}-{row}-{name}", "") for name in names} for row in range(number)]
