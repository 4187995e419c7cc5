"""A staged row as the rooms take it: a new member, a new gathering."""

import re
from datetime import date
from typing import Any
from uuid import UUID

from zhibu.base.records import Source
from zhibu.meeting.actions import NewGathering, NewItem, NewTally
from zhibu.meeting.models import ItemKind, Presence
from zhibu.member.models import Category, PostKind
from zhibu.org.models import Organisation, PartyGroup
from zhibu.org.queries import reckoned_from

Values = dict[str, Any]
CATEGORIES = {"full_member": Category.FULL, "probationary_member": Category.PROBATIONARY}
VOTING_BODIES = (ItemKind.GENERAL_MEETING, ItemKind.COMMITTEE_MEETING)
NOT_PASSED = re.compile(r"(?:未|没有?|不)(?:能|获|获得|予)?通过")
PASSED = re.compile(r"通过(?:$|[。;;,,、\s])")
HIGHER_POST = re.compile(r"党委|党组|总支|机关党委|工会|团委|团支部")
TOPIC_LENGTH, POST_TEXT_LENGTH, REMARK_LENGTH = 120, 60, 200


def member_columns(values: Values) -> dict[str, Any]:
    """The columns of `Details`. Only the last four digits of a telephone number were read; a month stays a month."""
    columns = {
        name: values.get(name)
        for name in (
            "name",
            "birth_on",
            "birth_precision",
            "joined_on",
            "joined_precision",
            "full_on",
            "full_precision",
        )
    }
    last_four = values.get("phone_last_four", "")
    remark = values.get("remark", "")
    if values.get("post_text") and not posts_of(values):
        remark = f"党内职务：{values['post_text']}。{remark}"
    return columns | {
        "sex": values.get("sex") or "",
        "ethnicity": values.get("ethnicity", ""),
        "education": values.get("education", ""),
        "category": CATEGORIES.get(values.get("affiliation") or "", ""),
        "job": values.get("job", ""),
        "phone": f"尾号{last_four}" if last_four else "",
        "remark": remark[:REMARK_LENGTH],
    }


def posts_of(values: Values) -> list[PostKind]:
    """Posts in the branch. 党委委员 and the like belong to another organisation and stay a remark."""
    text = values.get("post_text", "")
    if HIGHER_POST.search(text) and "支部" not in text.replace("团支部", "").replace("总支部", ""):
        return []
    return [PostKind(post) for post in values.get("posts", ())]


def belongs_since(values: Values, branch: Organisation, today: date) -> date:
    """From when the member belongs to the branch: 转入, else founding or joining (the later), else the branch."""
    moved_in: date | None = values.get("moved_in_on")
    if moved_in:
        return moved_in
    known = [day for day in (branch.founded_on, values.get("joined_on")) if day]
    return max(known) if known else reckoned_from(branch, today)


def gathering(
    values: Values,
    branch: Organisation,
    group: PartyGroup | None = None,
    attendance: dict[UUID, str] | None = None,
    source_note: str = "",
    batch: UUID | None = None,
) -> NewGathering:
    """Several kinds become several items of one gathering; the words and the vote stand on the one they belong to."""
    return NewGathering(
        branch=branch,
        happened_on=values["happened_on"],
        items=_items(values),
        title=values.get("title", ""),
        group=group,
        starts=values.get("starts"),
        ends=values.get("ends"),
        place=values.get("place", ""),
        host=values.get("host", ""),
        recorder=values.get("recorder", ""),
        due=values.get("due"),
        present=values.get("present"),
        attendance=attendance or {},
        source=Source.IMPORT,
        source_note=source_note,
        batch=batch,
    )


def _items(values: Values) -> list[NewItem]:
    items = [NewItem(ItemKind(kind), topic=values.get("title", "")[:TOPIC_LENGTH]) for kind in values["kinds"]]
    voting = next((item for item in items if item.kind in VOTING_BODIES), None)
    vote = tally(values) if voting else None
    if voting and vote:
        voting.tally = vote
    if items:
        items[0].points = _points(values)
        (voting or items[0]).decision = _decision(values, is_counted=vote is not None)
    return items


def tally(values: Values) -> NewTally | None:
    """The vote, when it says how many were entitled; where that is missing, 应到 stands in and the row asks."""
    in_favour = values.get("in_favour")
    due = _first(values.get("due_to_vote"), values.get("due"))
    if in_favour is None or due is None:
        return None
    against, abstained = values.get("against") or 0, values.get("abstained") or 0
    cast = in_favour + against + abstained
    present = values.get("votes_present")
    if present is None:  # 实到 counts everybody; where it exceeds those entitled, only the votes cast are certain
        there = values.get("present")
        present = there if there is not None and there <= due else cast
    return NewTally(due, present, in_favour, against, abstained, said_passed(values.get("decision", "")))


def said_passed(decision: str) -> bool | None:
    if NOT_PASSED.search(decision):
        return False
    return True if PASSED.search(decision) else None


def _first(*numbers: int | None) -> int | None:
    """The first number that was written down; 0 is a number."""
    return next((number for number in numbers if number is not None), None)


def _points(values: Values) -> str:
    parts = [values.get("content", "")]
    if values.get("until_on") and values["until_on"] != values["happened_on"]:
        parts.append(f"到 {values['until_on']:%Y-%m-%d} 结束。")
    if values.get("guest_names"):
        parts.append(f"列席：{'、'.join(values['guest_names'])}。")
    if values.get("remark"):
        parts.append(f"备注：{values['remark']}")
    return "\n".join(part for part in parts if part)


def _decision(values: Values, *, is_counted: bool) -> str:
    decision: str = values.get("decision", "")
    if is_counted or values.get("in_favour") is None:
        return decision
    labels = (("in_favour", "赞成"), ("against", "反对"), ("abstained", "弃权"))
    votes = "、".join(f"{label} {values[name]}" for name, label in labels if values.get(name) is not None)
    return "\n".join(part for part in (decision, f"表决：{votes}。") if part)


def attendance(values: Values, people: dict[str, list[UUID]]) -> tuple[dict[UUID, str], list[str]]:
    """Presence of the members whose names are clear, and the names that are not on the roster (or there twice)."""
    found: dict[UUID, str] = {}
    unknown: list[str] = []
    named = [
        *((name, Presence.PRESENT.value) for name in values.get("attendee_names", ())),
        *((one["name"], one["presence"]) for one in values.get("absences", ())),
    ]
    for name, presence in named:
        match people.get(name, []):
            case [member_id]:
                found.setdefault(member_id, presence)
            case _:
                unknown.append(name)
    for name in values.get("guest_names", ()):
        match people.get(name, []):
            case [member_id]:
                found.setdefault(member_id, Presence.GUEST.value)
    return found, unknown
