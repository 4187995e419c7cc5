"""One line for each staged row: how it was understood, kind by kind."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from zhibu.flows.imports.packing import unpacked
from zhibu.flows.models import StagedRow
from zhibu.intake.kinds.admissions import STEPS
from zhibu.intake.kinds.appraisals import GRADES
from zhibu.intake.kinds.branches import POSTS
from zhibu.meeting.models import ItemKind
from zhibu.member.models import Sex
from zhibu.org.models import BranchKind
from zhibu.web.days import write_as_known, write_weekday
from zhibu.web.wording import between

SHORT = 60


def facts_of(row: StagedRow) -> str:
    """The row in one line, as it was understood."""
    values = unpacked(row.values)
    parts = FACTS[row.kind](values)
    if row.branch and values.get("branch"):
        parts.append(row.branch.name)
    return " · ".join(part for part in parts if part)


def _member_facts(values: dict[str, Any]) -> list[str]:
    return [
        str(Sex(values["sex"]).label) if values.get("sex") else "",
        values.get("ethnicity", ""),
        _dated(_("%(day)s 生"), values, "birth"),
        _dated(_("%(day)s 入党"), values, "joined"),
        _dated(_("%(day)s 转正"), values, "full"),
        _("预备党员") if values.get("affiliation") == "probationary_member" else "",
        values.get("group", ""),
        values.get("post_text", ""),
        values.get("job", ""),
    ]


def _gathering_facts(values: dict[str, Any]) -> list[str]:
    on = values.get("happened_on")
    weekday = write_weekday(on) if on and values.get("happened_precision") == "day" else ""
    times = "–".join(f"{values[name]:%H:%M}" for name in ("starts", "ends") if values.get(name))
    people = ""
    if values.get("due") is not None or values.get("present") is not None:
        people = _("应到 %(due)s，实到 %(present)s") % {
            "due": "—" if values.get("due") is None else values["due"],
            "present": "—" if values.get("present") is None else values["present"],
        }
    decision = values.get("decision", "")
    return [
        weekday,
        times,
        between("、").join(str(ItemKind(kind).label) for kind in values.get("kinds", ())),
        people,
        values.get("place", ""),
        values.get("group", ""),
        (decision[:SHORT] + ("…" if len(decision) > SHORT else "")),
    ]


def _task_facts(values: dict[str, Any]) -> list[str]:
    """When, who, and how far it is."""
    when = write_as_known(values["planned_on"], values["planned_precision"]) if values.get("planned_on") else ""
    closed = values.get("closed_on")
    return [
        when,
        _dated(_("%(day)s 以前"), values, "due") or values.get("due_words", ""),
        values.get("host", "") or values.get("responsible", ""),
        _dated(_("%(day)s 完成"), values, "closed") if closed else values.get("state", "")[:SHORT],
    ]


def _dues_facts(values: dict[str, Any]) -> list[str]:
    """The months that were paid, equal sums together: 1–3、5 月每月 50元."""
    by_sum: dict[Decimal, list[int]] = {}
    for month, paid in sorted(values["paid"].items(), key=lambda item: int(item[0])):
        by_sum.setdefault(paid, []).append(int(month))
    monthly = values.get("monthly")
    return [
        _("%(year)s 年") % {"year": values["year"]} if values.get("year") else "",
        _("每月应交 %(sum)s 元") % {"sum": _yuan(monthly)} if monthly is not None else "",
        *(
            _("%(months)s交 %(sum)s 元") % {"months": _run(months), "sum": _yuan(paid)}
            for paid, months in by_sum.items()
        ),
        *(
            _("%(month)s 月%(words)s") % {"month": month, "words": words}
            for month, words in values.get("words", {}).items()
        ),
    ]


def _yuan(sum_yuan: Decimal) -> str:
    """50, 45.5"""
    text = f"{sum_yuan:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _run(months: list[int]) -> str:
    parts: list[list[int]] = []
    for month in months:
        if parts and parts[-1][-1] == month - 1:
            parts[-1].append(month)
        else:
            parts.append([month])
    return between("、").join(f"{part[0]}–{part[-1]}" if len(part) > 1 else str(part[0]) for part in parts) + _(" 月")


def _admission_facts(values: dict[str, Any]) -> list[str]:
    """The steps with their days, in order of time."""
    steps = [(values[one.name], one) for one in STEPS if values.get(one.name)]
    return [
        _dated(_("%(day)s 生"), values, "birth"),
        *(
            f"{one.label} {write_as_known(on, values.get(one.name.replace('_on', '_precision'), 'day'))}"
            for on, one in sorted(steps, key=lambda step: step[0])
        ),
        _("培养联系人 %(names)s") % {"names": between("、").join(values["contacts"])} if values.get("contacts") else "",
        _("入党介绍人 %(names)s") % {"names": between("、").join(values["introducers"])}
        if values.get("introducers")
        else "",
    ]


def _training_facts(values: dict[str, Any]) -> list[str]:
    return [
        values.get("title", ""),
        _dated("%(day)s", values, "happened")
        or (_("%(year)s 年") % {"year": values["year"]} if values["year"] else ""),
        _("%(hours)s 学时") % {"hours": values["hours"]} if values.get("hours") is not None else "",
        _("%(days)s 天") % {"days": values["days"]} if values.get("days") is not None else "",
        values.get("form", ""),
    ]


def _appraisal_facts(values: dict[str, Any]) -> list[str]:
    labels = {
        "issued": _("发出 %(count)d 票"), "returned": _("收回 %(count)d 票"), "valid": _("有效 %(count)d 票"),
        "excellent": _("优秀 %(count)d"), "qualified": _("合格 %(count)d"),
        "basically_qualified": _("基本合格 %(count)d"), "unqualified": _("不合格 %(count)d"),
    }  # fmt: skip
    result = values.get("result")
    return [
        _("%(year)s 年") % {"year": values["year"]} if values.get("year") else "",
        *(words % {"count": values[name]} for name, words in labels.items() if values.get(name) is not None),
        _("评定：%(grade)s") % {"grade": GRADES[result]} if result else "",
    ]


def _concern_facts(values: dict[str, Any]) -> list[str]:
    return [
        _dated(_("%(day)s 收到"), values, "received"),
        _dated(_("%(day)s 答复"), values, "answered"),
        _dated(_("%(day)s 办结"), values, "closed"),
        values.get("category", ""),
        values.get("outcome", "")[:SHORT],
        _("留名：%(name)s") % {"name": values["raiser"]} if values.get("raiser") else "",
    ]


def _target_facts(values: dict[str, Any]) -> list[str]:
    return [
        values.get("name", "") or values.get("job", ""),
        _("%(year)s 年") % {"year": values["year"]} if values.get("year") else "",
        values.get("area", ""),
        _dated(_("%(day)s 以前"), values, "due"),
        _("完成标志：%(mark)s") % {"mark": values["mark"]} if values.get("mark") else "",
    ]


def _branch_facts(values: dict[str, Any]) -> list[str]:
    committee = "、".join(
        _("%(post)s %(name)s") % {"post": label, "name": values[post]} for post, label in POSTS.items() if values[post]
    )
    return [
        values.get("parent", ""),
        str(BranchKind(values["kind"]).label),
        _dated(_("%(day)s 成立"), values, "founded"),
        _dated(_("%(day)s 选出"), values, "elected"),
        _dated(_("%(day)s 届满"), values, "ends"),
        committee,
    ]


def _dated(words: str, values: dict[str, Any], name: str) -> str:
    on = values.get(f"{name}_on")
    return words % {"day": write_as_known(on, values.get(f"{name}_precision", "day"))} if on else ""


FACTS: dict[str, Callable[[dict[str, Any]], list[str]]] = {
    "roster": _member_facts,
    "meetings": _gathering_facts,
    "plan": _task_facts,
    "problems": _task_facts,
    "dues": _dues_facts,
    "admissions": _admission_facts,
    "training": _training_facts,
    "appraisals": _appraisal_facts,
    "concerns": _concern_facts,
    "targets": _target_facts,
    "branches": _branch_facts,
}
