"""One record in the order in which an official system asks for it, to be copied across by hand, a field at a time."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from uuid import UUID, uuid5

from zhibu.admission.case import load
from zhibu.admission.models import Candidate
from zhibu.admission.queries import candidate_for
from zhibu.base.actor import Actor, Right
from zhibu.base.errors import NotFound
from zhibu.base.looks import leave_trace
from zhibu.dues.accounts import account_of
from zhibu.dues.queries import kept_branch
from zhibu.flows import given_rows, giving_back
from zhibu.flows.models import CopiedOut
from zhibu.meeting.queries import gathering_for
from zhibu.member import queries as member_queries
from zhibu.member.models import Course
from zhibu.member.movements import course_for, transfer_for
from zhibu.rules.money import yuan
from zhibu.rules.month_runs import month_number

Values = given_rows.Values


@dataclass(frozen=True)
class Copied:
    """`subject` is what stays the same when the record is corrected; `shown` is the key of its own page."""

    title: str
    root: UUID
    subject: UUID
    shown: str
    values: Values


@dataclass(frozen=True)
class Source:
    """`fields`: label → name of the value, in order; None: the unit's usual columns of this kind."""

    right: Right
    find: Callable[[Actor, str, date], Copied]
    fields: dict[str, str] | None = None


def _key(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as error:
        raise NotFound from error


def _phone(actor: Actor, phone: str) -> str:
    """Whole for the own branch, as on the page of the person."""
    return phone if actor.may(Right.SEE_BRANCH) else member_queries.masked(phone)


def _member(actor: Actor, key: str, today: date) -> Copied:
    member = member_queries.member_for(actor, _key(key))
    if member.branch is None:
        raise NotFound
    line = member_queries.listing([member], today)[0]
    values = giving_back.member_values(member.branch, line, today)
    if line.details and line.details.identity_number and actor.may(Right.SEE_IDENTITY):
        values["identity_number"] = line.details.identity_number
    if not actor.may(Right.SEE_BRANCH):
        values["phone"] = _phone(actor, str(values.get("phone", "")))
        leave_trace(actor, subject=member.pk, root=member.root, today=today)
    return Copied(member.name, member.root, member.pk, str(member.pk), values)


def _gathering(actor: Actor, key: str, today: date) -> Copied:
    found = gathering_for(actor, _key(key))
    return Copied(found.title, found.root, found.thread, str(found.pk), giving_back.gathering_values(found))


def _case(actor: Actor, key: str, today: date) -> Copied:
    candidate = candidate_for(actor, _key(key))
    if candidate.branch is None:
        raise NotFound
    case = load(Candidate.objects.filter(pk=candidate.pk).select_related("branch"))[0]
    values = given_rows.case_values(case, candidate.branch)
    return Copied(candidate.name, candidate.root, candidate.pk, str(candidate.pk), values)


def _course(actor: Actor, key: str, today: date) -> Copied:
    """One training with everybody of the branch who was there."""
    course = course_for(actor, _key(key))
    branch = course.member.branch
    if branch is None:
        raise NotFound
    rows = Course.objects.filter(member__branch=branch, title=course.title, happened_on=course.happened_on)
    names = list(rows.order_by("member__sort_key").values_list("member__name", flat=True))
    values = given_rows.course_values(course, branch) | {"name": "、".join(names), "people": len(names)}
    subject = uuid5(branch.pk, f"{course.title}|{course.happened_on}")
    return Copied(course.title, branch.root, subject, str(course.pk), values)


def _transfer(actor: Actor, key: str, today: date) -> Copied:
    transfer = transfer_for(actor, _key(key))
    member, dues = transfer.member, transfer.dues_until
    details = member_queries.details_of(member)
    values: Values = {
        "name": member.name,
        "from": transfer.origin.name if transfer.origin else transfer.outside,
        "to": transfer.destination.name if transfer.destination else transfer.outside,
        "standing": str(member_queries.standing_as(member, today).label),
        "phone": _phone(actor, details.phone if details else ""),
        "letter": transfer.letter_number,
        "issued_on": transfer.happened_on.isoformat(),
        "valid_days": transfer.valid_days if transfer.valid_days is not None else "",
        "dues_until": f"{dues.year}年{dues.month}月" if dues else "",
        "received_on": transfer.received_on.isoformat() if transfer.received_on else "",
        "receipt_on": transfer.receipt_on.isoformat() if transfer.receipt_on else "",
    }
    subject = uuid5(member.pk, transfer.happened_on.isoformat())
    return Copied(member.name, transfer.root, subject, str(transfer.pk), values)


def _dues_month(actor: Actor, key: str, today: date) -> Copied:
    """`key` is the month, 2026-11: of the branch whose dues the actor keeps."""
    branch = kept_branch(actor)
    try:
        first = date.fromisoformat(f"{key}-01")
    except ValueError as error:
        raise NotFound from error
    number = month_number(first)
    account = account_of(branch, first.year, today)
    lines, sums = account.in_month(number), account.sums(number, number)
    unpaid = [row.member.name for row, month in lines if not (month.paid + month.voluntary)]
    values: Values = {
        "branch": branch.name,
        "month": f"{first.year}年{first.month}月",
        "people": len(lines),
        "paid_people": sums.people,
        "due": str(yuan(sums.due)),
        "paid": str(yuan(sums.paid)),
        "voluntary": str(yuan(sums.voluntary)) if sums.voluntary else "",
        "unpaid": "、".join(unpaid),
        "lines": "\n".join(
            f"{row.member.name}\t{'' if month.due is None else yuan(month.due)}\t{yuan(month.paid + month.voluntary)}"
            for row, month in lines
        ),
    }
    return Copied(f"{values['month']}党费", branch.root, uuid5(branch.pk, f"dues {key}"), key, values)


SOURCES: dict[str, Source] = {
    "roster": Source(Right.IMPORT, _member),
    "meetings": Source(Right.IMPORT, _gathering),
    "admissions": Source(Right.KEEP_ADMISSION, _case),
    "training": Source(
        Right.RECORD,
        _course,
        {
            "培训班次": "title", "培训时间": "happened_on", "学时": "hours", "培训形式": "form", "参加人数": "people",
            "参加人员": "name", "所在党支部": "branch",
        },
    ),
    "transfers": Source(
        Right.RECORD,
        _transfer,
        {
            "姓名": "name", "人员类别": "standing", "联系电话": "phone", "转出党支部": "from", "转入党支部": "to",
            "介绍信编号": "letter", "开具日期": "issued_on", "有效期（天）": "valid_days", "党费交至": "dues_until",
            "接收日期": "received_on", "回执日期": "receipt_on",
        },
    ),
    "dues": Source(
        Right.KEEP_DUES,
        _dues_month,
        {
            "党支部": "branch", "所属月份": "month", "应交党员数": "people", "已交党员数": "paid_people",
            "应交合计（元）": "due", "实交合计（元）": "paid", "自愿多交（元）": "voluntary", "没交的": "unpaid",
            "逐人（姓名、应交、实交，整块粘贴到表格里）": "lines",
        },
    ),
}  # fmt: skip


def copied_for(actor: Actor, kind: str, key: str, today: date) -> Copied:
    """NotFound for what this role does not keep, and for what it may not see."""
    source = SOURCES.get(kind)
    if source is None or not actor.may(source.right):
        raise NotFound
    return source.find(actor, key, today)


def copied_on(copied: Copied, kind: str) -> date | None:
    """When this record was copied out last."""
    rows = CopiedOut.objects.filter(root=copied.root, kind=kind, subject=copied.subject).order_by("-copied_on")
    return rows.values_list("copied_on", flat=True).first()


def note_copied(actor: Actor, kind: str, copied: Copied, today: date) -> None:
    CopiedOut.objects.get_or_create(
        root=copied.root, kind=kind, subject=copied.subject, copied_on=today, defaults={"copied_by": actor.user_id}
    )
