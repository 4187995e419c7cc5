"""The ledger of admission: each row a case with its steps. Days decide; a month alone is told and left out."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from uuid import UUID

from zhibu.admission.actions import link_case, take_back_cases, take_over_case
from zhibu.admission.case import Case, load
from zhibu.admission.models import Candidate, Pause, Place, ReviewLetter, SentUp, Step, StepKind
from zhibu.admission.steps import about
from zhibu.base.actor import Actor, Right
from zhibu.base.touched import Touch
from zhibu.flows.imports.homes.home import (
    Import,
    Looking,
    People,
    Placed,
    Row,
    Values,
    branches_in,
    branches_of,
    named,
)
from zhibu.intake.kinds.admissions import STEPS
from zhibu.intake.kinds.kind import said_day
from zhibu.intake.wording import shortened
from zhibu.member.models import Member
from zhibu.member.names import tidy_name
from zhibu.org.models import Organisation
from zhibu.rules.said import joined, said

K = StepKind
KINDS: dict[str, StepKind] = {
    "applied_on": K.APPLIED,
    "talked_on": K.TALKED,
    "activist_on": K.ACTIVIST,
    "activist_filed_on": K.ACTIVIST_FILED,
    "candidate_on": K.TARGET,
    "candidate_filed_on": K.TARGET_FILED,
    "vetted_on": K.POLITICAL_REVIEW,
    "trained_on": K.TRAINING_ENDED,
    "announced_on": K.NOTICE_POSTED,
    "pre_reviewed_on": K.PRE_REVIEWED,
    "accepted_on": K.ADMISSION_MEETING,
    "interviewed_on": K.COMMITTEE_TALK,
    "approved_on": K.APPROVED,
    "oath_on": K.OATH,
    "full_applied_on": K.CONVERSION_APPLIED,
    "full_on": K.CONVERSION_MEETING,
    "full_approved_on": K.CONVERSION_APPROVED,
}
LABELS = {field.name: field.label for field in STEPS}
NOTE = 120


class Admissions:
    right = Right.KEEP_ADMISSION
    takes_doubles = False

    def compare(self, rows: Sequence[Row], looking: Looking) -> None:
        branches = branches_of(rows)
        people, cases = People(branches), _Cases(branches.values(), rows)
        entered: dict[tuple[UUID, str, date | None], int] = {}
        for row in rows:
            if row.is_refused or row.branch is None:
                continue
            self._check_days(row, looking)
            if row.is_refused:
                continue
            if case := cases.same(row.values, row.branch):
                self._tell_known(row, case, looking)
                continue
            twin = (row.branch.root, tidy_name(row.values["name"]), row.values.get("birth_on"))
            if any(_may_be_same(twin, other) for other in entered):
                right = "同一个人只留一行；同名不同人，两行都写上出生日期。"
                looking.refuse(row, "name", "admission.twice", said("前面已经有一位{twin}。", twin=twin[1]), right)
            entered[twin] = 1
            self._compare_with_roster(row, row.branch, people, looking)

    def _check_days(self, row: Row, looking: Looking) -> None:
        values, born = row.values, _day(row.values, "birth_on")
        days = [name for name in KINDS if _day(values, name)]
        for name in KINDS:
            on = values.get(name)
            if on is None:
                continue
            if values.get(name.replace("_on", "_precision"), "day") != "day":
                sentence = said(
                    "{labels}只写到{on}，这一步没有收。",
                    labels=LABELS[name],
                    on=said_day(on, values[name.replace("_on", "_precision")]),
                )
                looking.tell(row, name, "step.day_needed", sentence, "补上日子。")
            elif on > looking.today:
                looking.refuse(
                    row,
                    name,
                    "date.future",
                    said("{labels} {on} 还没到。", labels=LABELS[name], on=on),
                    "办了以后再记。",
                )
            elif born and on <= born:
                looking.refuse(
                    row,
                    name,
                    "step.before_birth",
                    said("{labels} {on} 早于出生日期 {born}。", labels=LABELS[name], on=on, born=born),
                    "核对两个日期。",
                )
            elif name == "candidate_filed_on" and not _is_known_then(name, on):
                sentence = "新规定没有“发展对象备案”这一步，没有收。"
                looking.note(
                    row, name, "step.not_then", sentence, "上级党委同意列为发展对象的日期，到这个人的办理里记。"
                )
        if not days:
            right = "至少有一步写上年月日，比如递交申请书的日期。"
            looking.refuse(row, "name", "admission.no_step", "没有一步写到日子。", right)

    def _tell_known(self, row: Row, case: Case, looking: Looking) -> None:
        looking.is_known(row, "name", said("{candidate}的办理已经记过，这一行不再导。", candidate=case.candidate.name))
        for name, kind in KINDS.items():
            here, there = _day(row.values, name), case.day(kind)
            if here and there and here != there:
                sentence = said(
                    "{labels}：记录里是 {there}，表里是 {here}。", labels=LABELS[name], there=there, here=here
                )
                looking.tell(row, name, "step.contradict", sentence, "核对档案；记录错了，到他的办理里更正。")
            elif here and not there:
                sentence = said("记录里没有{labels}，表里是 {here}。", labels=LABELS[name], here=here)
                looking.tell(row, name, "step.missing", sentence, "到他的办理里补上。")

    def _compare_with_roster(self, row: Row, branch: Organisation, people: People, looking: Looking) -> None:
        """Who was approved stands on the roster; a case never makes a member in silence."""
        values = row.values
        found = people.all(branch, values["name"])
        is_member = bool(_day(values, "approved_on") and _day(values, "accepted_on"))
        if len(found) > 1:
            right = "分不清是哪一位，到“发展党员”里一个个记。"
            looking.refuse(
                row,
                "name",
                "member.namesakes",
                said("册上有 {count} 位{name}。", count=len(found), name=values["name"]),
                right,
            )
        elif is_member and not found and (branch.pk, tidy_name(values["name"])) not in looking.coming:
            right = "先导花名册；已经转走的，这一行不用导。"
            looking.refuse(
                row, "name", "member.unknown", said("已经批准入党，{name}却不在花名册上。", name=values["name"]), right
            )
        elif found:
            self._compare_with_member(row, found[0], looking)

    def _compare_with_member(self, row: Row, member_id: UUID, looking: Looking) -> None:
        member = Member.objects.get(pk=member_id)
        if Candidate.objects.filter(member=member).exists():
            looking.refuse(
                row,
                "name",
                "admission.linked",
                said("{member}在册上，已经有一份办理。", member=member.name),
                "到他的办理里核对。",
            )
            return
        for name, there, what in (
            ("accepted_on", member.joined_on, "入党日期"),
            ("full_on", member.full_on, "转正日期"),
        ):
            here = _day(row.values, name)
            if here and there and here != there:
                sentence = said(
                    "台账{labels} {here}，花名册{what}是 {there}。",
                    labels=LABELS[name],
                    here=here,
                    what=what,
                    there=there,
                )
                looking.tell(row, name, "roster.contradict", sentence, "核对志愿书；花名册错了，去更正资料。")

    def still_new(self, placed: Sequence[Placed]) -> list[Placed]:
        cases = _Cases(branches_in(placed).values(), [])
        return [(values, branch) for values, branch in placed if cases.same(values, branch) is None]

    def write(self, actor: Actor, placed: Sequence[Placed], source: Import) -> set[Touch]:
        people = People(branches_in(placed))
        touched: set[Touch] = set()
        for values, branch in placed:
            touched |= self._enter(actor, values, branch, people, source)
        return touched

    def _enter(self, actor: Actor, values: Values, branch: Organisation, people: People, source: Import) -> set[Touch]:
        done = take_over_case(
            actor,
            branch=branch,
            name=values["name"],
            born_on=_day(values, "birth_on"),
            days=_steps(values, source.today),
            today=source.today,
            now=source.now,
            source_note=_told(values, source.filename),
            batch=source.key,
        )
        member = people.one(branch, values["name"])
        if member is not None and not Candidate.objects.filter(member=member).exists():
            link_case(actor, candidate=done.result, member=Member.objects.get(pk=member))
        return done.touched

    def depends(self, batch: UUID, since: datetime) -> list[str]:
        cases = Place.versions.filter(batch=batch).values("candidate")
        names = [
            name
            for model in (Step, Pause, ReviewLetter, SentUp, Place)
            for name in model.objects.filter(candidate__in=cases)
            .exclude(batch=batch, replaces__isnull=True)
            .values_list("candidate__name", flat=True)
        ]
        with_log_in = Candidate.objects.filter(pk__in=cases, user__isnull=False).values_list("name", flat=True)
        return [
            *named("{names}的办理导入以后有了新的记录。", names),
            *named("{names}已经有登录账号。", with_log_in),
        ]

    def take_back(self, actor: Actor, batch: UUID, today: date, now: datetime) -> set[Touch]:
        return take_back_cases(actor, batch=batch, now=now).touched


class _Cases:
    """Cases of whole primary committees by name: a case may lie in another branch."""

    def __init__(self, branches: Iterable[Organisation], rows: Sequence[Row]) -> None:
        roots = {branch.root for branch in branches}
        names = {tidy_name(row.values.get("name") or "") for row in rows}
        found = Candidate.objects.filter(root__in=roots).exclude(path="!")
        if names:
            found = found.filter(name__in=names)
        self._by_name: dict[tuple[UUID, str], list[Case]] = {}
        for case in load(found.select_related("branch")):
            self._by_name.setdefault((case.candidate.root, case.candidate.name), []).append(case)

    def same(self, values: Values, branch: Organisation) -> Case | None:
        key = branch.root, tidy_name(values["name"])
        born = _day(values, "birth_on")
        for case in self._by_name.get(key, []):
            other = case.candidate.born_on
            if not (born and other and born != other):
                return case
        return None


def _may_be_same(one: tuple[UUID, str, date | None], other: tuple[UUID, str, date | None]) -> bool:
    return one[:2] == other[:2] and not (one[2] and other[2] and one[2] != other[2])


def _day(values: Values, name: str) -> date | None:
    """A day that is known as a day."""
    on: date | None = values.get(name)
    return on if on and values.get(name.replace("_on", "_precision"), "day") == "day" else None


def _is_known_then(name: str, on: date) -> bool:
    only_until = about(KINDS[name]).only_until
    return only_until is None or on <= only_until


def _steps(values: Values, today: date) -> list[tuple[StepKind, date]]:
    """The steps with a day, in order; a course or notice of several days ends on its last."""
    found: list[tuple[StepKind, date]] = []
    for name, kind in KINDS.items():
        on = _day(values, name)
        if on is None or not _is_known_then(name, on):
            continue
        until: date | None = values.get(name.replace("_on", "_until"))
        until = until if until and until <= today else None
        if kind == K.TRAINING_ENDED:
            found.append((kind, until or on))
        else:
            found.append((kind, on))
        if kind == K.NOTICE_POSTED and until:
            found.append((K.NOTICE_ENDED, until))
    return sorted(found, key=lambda step: step[1])


def _told(values: Values, filename: str) -> str:
    """Names of contacts and introducers have no day of their own in such a ledger: they stay as words."""
    parts = [filename]
    for name, label in (("contacts", "培养联系人"), ("introducers", "入党介绍人")):
        if values.get(name):
            parts.append(said("{label}：{names}", label=label, names=joined(values[name])))
    return shortened("；".join(parts), NOTE)
