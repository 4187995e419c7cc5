"""What the templates of the way in need, made from uploads and staged rows. No queries here."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.core.paginator import Page
from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhibu.flows.imports.deciding import ONLY_ONCE
from zhibu.flows.imports.offered import OFFERED
from zhibu.flows.imports.packing import remade
from zhibu.flows.models import Choice, Stage, StagedRow, Upload
from zhibu.rules.said import joined
from zhibu.web.components import Button, Cell, Column, Fact, Kind, Mark, Step, Tab, Table, Text, Tone
from zhibu.web.days import write_day
from zhibu.web.imports.forms import ColumnsForm
from zhibu.web.imports.row_facts import facts_of
from zhibu.web.wording import between, worded

GROUPS: dict[str, Text] = {
    "look": gettext_lazy("要看一眼"),
    "refused": gettext_lazy("不能导入"),
    "ready": gettext_lazy("可导入"),
}
STAGE_MARKS = {
    Stage.MAPPING: (Mark.SOON, gettext_lazy("没做完")),
    Stage.READING: (Mark.SOON, gettext_lazy("正在读")),
    Stage.LOOKING: (Mark.SOON, gettext_lazy("没做完")),
    Stage.WRITING: (Mark.SOON, gettext_lazy("正在写")),
    Stage.DONE: (Mark.DONE, gettext_lazy("已导入")),
    Stage.UNDONE: (Mark.NOT_ASKED, gettext_lazy("已撤销")),
    Stage.CANCELLED: (Mark.NOT_ASKED, gettext_lazy("没有导入")),
}
HOME_PAGES: dict[str, tuple[Text, str, tuple[str, ...]]] = {
    "plan": (gettext_lazy("计划"), "plan", ()),
    "problems": (gettext_lazy("计划"), "plan", ()),
    "dues": (gettext_lazy("党费"), "dues", ()),
    "admissions": (gettext_lazy("发展党员"), "admission", ()),
    "training": (gettext_lazy("学时"), "training", ()),
    "appraisals": (gettext_lazy("民主评议票数"), "files_ledger", ("appraisal-ballots",)),
    "concerns": (gettext_lazy("以前的诉求台账"), "earlier_concerns", ()),
    "targets": (gettext_lazy("目标"), "targets", ()),
    "branches": (gettext_lazy("所辖党组织"), "organisations", ()),
}
"""Where what was imported lies: its name, the page and what its address takes."""
LONG_CELL = 40  # letters; longer ones are mended in a text area
MOST_IN_REPORT = 1000  # rows; more are better mended in the downloaded file
ABOUT_THE_ROW = {
    "member.known",
    "member.completed",
    "gathering.known",
    "record.known",
}  # told beside a cell, but no other text would be right


def address(upload: Upload) -> str:
    return reverse("import", args=[upload.pk])


def steps(upload: Upload) -> list[Step]:
    """文件 → 看列 → 看行 → 已导入"""
    columns_url, rows_url = (reverse(name, args=[upload.pk]) for name in ("import_columns", "import_rows"))
    at = {Stage.MAPPING: 1, Stage.READING: 2, Stage.LOOKING: 2, Stage.WRITING: 3}.get(Stage(upload.stage), 4)
    return [
        Step(_("选文件"), is_done=True),
        Step(_("看列"), is_done=at > 1, is_here=at == 1, url=columns_url if at == 2 else ""),
        Step(
            _("看行"),
            is_done=at > 2,
            is_here=at == 2,
            url=rows_url if at == 2 and upload.stage == Stage.LOOKING else "",
        ),
        Step(_("写进去"), is_done=at > 3, is_here=at == 3),
    ]


def uploads_table(uploads: Iterable[Upload]) -> Table:
    rows = []
    for upload in uploads:
        mark, word = STAGE_MARKS[Stage(upload.stage)]
        made = localtime(upload.made_at)
        rows.append(
            (
                Cell(upload.filename, address(upload)),
                f"{write_day(made.date())} {made:%H:%M}",
                Cell(made_in_words(upload) if upload.stage in {Stage.DONE, Stage.UNDONE} else "", mark=mark, word=word),
            )
        )
    return Table(_("以前导入的"), (Column(_("文件"), Kind.MAIN), Column(_("时间")), Column(_("情况"))), rows)


def made_in_words(upload: Upload) -> str:
    made = upload.counts
    parts = []
    if made.get("members"):
        parts.append(_("%(count)d 名党员") % {"count": made["members"]})
    if made.get("completed"):
        parts.append(_("补上 %(count)d 名党员的资料") % {"count": made["completed"]})
    if made.get("gatherings"):
        parts.append(_("%(count)d 次会") % {"count": made["gatherings"]})
    parts += [
        _("%(kind)s %(count)d 行") % {"kind": worded(OFFERED[kind]), "count": count} for kind, count in _others(upload)
    ]
    return between("、").join(parts)


def _others(upload: Upload) -> list[tuple[str, int]]:
    return [(kind, count) for kind, count in upload.counts.get("others", {}).items() if kind in OFFERED]


def made_facts(upload: Upload) -> list[Fact]:
    """What an import made, line by line; nothing about what it did not make."""
    made = upload.counts
    years = between("、").join(str(year) for year in made.get("years", []))
    lines = [
        (_("党员"), made.get("members"), _("%(count)d 人")),
        (_("补上资料的党员"), made.get("completed"), _("%(count)d 人")),
        (_("职务"), made.get("posts"), _("%(count)d 个")),
        (_("新建党小组"), made.get("groups"), _("%(count)d 个")),
        (_("会议"), made.get("gatherings"), _("%(count)d 次")),
        (_("其中表决"), made.get("votes"), _("%(count)d 次")),
        (_("到会记到人"), made.get("attendance"), _("%(count)d 人次")),
    ]
    facts = [Fact(label, words % {"count": number}) for label, number, words in lines if number]
    facts += [
        Fact(worded(OFFERED[kind]), _("%(count)d 行，在“%(place)s”里") % {"count": count, "place": HOME_PAGES[kind][0]})
        for kind, count in _others(upload)
    ]
    if years:
        facts.append(Fact(_("哪一年的"), years))
    for moved in upload.earlier_start.values() if upload.stage in {Stage.DONE, Stage.UNDONE} else ():
        day = write_day(date.fromisoformat(moved["to"]))
        facts.append(Fact(_("启用日"), _("%(branch)s提前到 %(day)s") % {"branch": moved["name"], "day": day}))
    return facts


def done_context(upload: Upload) -> dict[str, Any]:
    made = upload.counts
    return {
        "upload": upload,
        "steps": steps(upload),
        "facts": made_facts(upload),
        "places": [
            *([Button(_("出登录条子"), reverse("slips"))] if made.get("others", {}).get("branches") else []),
            *(
                Button(_("看%(place)s") % {"place": place}, reverse(name, args=args))
                for place, name, args in dict.fromkeys(HOME_PAGES[kind] for kind, _count in _others(upload))
            ),
        ],
        "is_done": upload.stage == Stage.DONE,
        "is_undone": upload.stage == Stage.UNDONE,
        "known": made.get("known", 0),
        "left": made.get("left", 0),
        "unknown_names": between("、").join(made.get("unknown_names", [])),
    }


# --- columns


@dataclass(frozen=True)
class ColumnLine:
    letter: str
    header: str
    examples: str
    why: str
    field: forms.BoundField | None

    @property
    def errors(self) -> list[str]:
        return [str(sentence) for sentence in self.field.errors] if self.field else []


@dataclass(frozen=True)
class SheetBlock:
    name: str
    why: str
    is_remembered: bool
    kind: forms.BoundField
    settings: list[forms.BoundField]
    columns: list[ColumnLine]
    preview: list[list[Any]]
    is_read: bool


def reasons(columns: Sequence[dict[str, Any]], made: Mapping[str, Any]) -> list[str]:
    """Why each column is read as it is, where it is not sure. Twelve months that are read alike say it once."""
    whys = ["" if column["is_sure"] else worded(remade(column["why"], made)) for column in columns]
    alike = [
        re.sub(r"\d+", "", why) if re.search(r"_\d+$", column["field"]) else ""
        for why, column in zip(whys, columns, strict=True)
    ]
    said = []
    for number, (why, same) in enumerate(zip(whys, alike, strict=True)):
        more = alike[number + 1 :].count(same) if same else 0
        if same and same in alike[:number]:
            why = ""
        elif more:
            why = _("%(why)s后面 %(count)d 列也这样认。") % {"why": why, "count": more}
        said.append(why)
    return said


def columns_context(upload: Upload, form: ColumnsForm) -> dict[str, Any]:
    blocks = []
    for number, sheet in enumerate(upload.sheets):
        settings = [form[name] for name in (f"year-{number}", f"branch-{number}") if name in form.fields]
        lines = [
            ColumnLine(
                letter=column["letter"],
                header=column["header"] or _("没有列名"),
                examples=between("、").join(column["examples"]),
                why=why,
                field=form[name] if (name := f"column-{number}-{column['letter']}") in form.fields else None,
            )
            for column, why in zip(sheet["columns"], reasons(sheet["columns"], sheet.get("made", {})), strict=True)
        ]
        blocks.append(
            SheetBlock(
                name=sheet["name"],
                why=worded(remade(sheet["why"], sheet.get("made", {}))),
                is_remembered=sheet["is_remembered"],
                kind=form[f"kind-{number}"],
                settings=settings,
                columns=lines if sheet["kind"] else [],
                preview=sheet.get("preview", []) if sheet["kind"] else [],
                is_read=bool(sheet["kind"]),
            )
        )
    return {"upload": upload, "form": form, "blocks": blocks, "steps": steps(upload)}


# --- rows


@dataclass(frozen=True)
class ProblemLine:
    """One thing to tell of a row. `input` names the field that mends its cell, "" where it cannot be mended."""

    place: str
    sentence: str
    is_note: bool
    input: str
    label: str
    cell: str
    is_long: bool


@dataclass(frozen=True)
class RowCard:
    id: str
    where: str
    label: str
    facts: str
    problems: list[ProblemLine]
    mark: Mark
    word: Text
    tone: Tone | None
    can_take: bool
    can_leave: bool
    can_open: bool


def first_group(counts: dict[str, int]) -> str:
    """Where to look first: at what waits for a decision, then at what cannot go in."""
    if counts["undecided"]:
        return "look"
    return "refused" if counts["refused"] else "ready"


def rows_context(
    upload: Upload, counts: dict[str, int], group: str, shown: Page[StagedRow], *, is_first_ledger: bool
) -> dict[str, Any]:
    told = upload.columns
    read = [number for number, sheet in enumerate(upload.sheets) if sheet["kind"]]
    url = reverse("import_rows", args=[upload.pk])
    several = len(read) > 1
    cards = [row_card(row, upload.sheets[row.sheet], several=several) for row in shown]
    return {
        "upload": upload,
        "steps": steps(upload),
        "counts": counts,
        "group": group,
        "cards": cards,
        "can_mend": any(line.input for card in cards for line in card.problems),
        "shown": shown,
        "tabs": [Tab(label, f"{url}?group={name}#rows", name == group, counts[name]) for name, label in GROUPS.items()],
        "summary": summary(counts),
        **_not_taken(told),
        "skipped_count": told.get("skipped_count", 0),
        "new_groups": new_groups(told.get("groups", [])),
        "starts": earlier_starts(upload),
        "start_is_asked": bool(upload.earlier_start),
        "start_is_usual": is_first_ledger,
        "year_told": _one_sitting(upload, counts),
        "downloads": [
            Button(
                _("下载标好“要改”的文件")
                if not several
                else _("下载“%(sheet)s”（标好“要改”）") % {"sheet": upload.sheets[number]["name"]},
                reverse("import_corrected", args=[upload.pk, number]),
            )
            for number in read
        ]
        if counts["look"] or counts["refused"]
        else [],
    }


def _not_taken(told: dict[str, Any]) -> dict[str, Any]:
    """Columns, rows and notes with their reasons, in the reader's language."""

    def said(text: str) -> str:
        return worded(remade(text, told.get("made", {})))

    return {
        "refused_columns": [(*place, said(reason)) for *place, reason in told.get("refused", [])],
        "skipped": [(sheet, number, said(why), text) for sheet, number, why, text in told.get("skipped", [])],
        "notes": [said(note) for note in told.get("notes", [])],
    }


def told_of(problem: dict[str, Any]) -> str:
    """What is seen and what would be right, in the reader's language."""
    made = problem.get("made", {})
    told = [remade(problem[name], made) for name in ("sentence", "right") if problem[name]]
    return worded(joined(told, ""))


def report_context(upload: Upload, counts: dict[str, int], rows: Iterable[StagedRow], total: int) -> dict[str, Any]:
    told = upload.columns
    several = sum(1 for sheet in upload.sheets if sheet["kind"]) > 1
    lines = []
    for row in rows:
        sheet = f"{upload.sheets[row.sheet]['name']} " if several else ""
        for place, problem in enumerate(row.problems):
            head = Cell(row.label) if place == 0 else Cell("")
            cell = f"{problem['column']} {problem['header']}" if problem["column"] else ""
            lines.append((f"{sheet}{row.number}", head, cell, told_of(problem)))
    columns = (Column(_("行")), Column(_("哪一条"), Kind.MAIN), Column(_("哪一格")), Column(_("看到什么，怎样改")))
    return {
        "upload": upload,
        "facts": made_facts(upload) if upload.stage == Stage.DONE else summary(counts),
        "is_done": upload.stage == Stage.DONE,
        "table": Table(_("每一格"), columns, lines),
        "more": max(total - MOST_IN_REPORT, 0),
        **_not_taken(told),
        "back": address(upload),
    }


def summary(counts: dict[str, int]) -> list[Fact]:
    facts = [Fact(_("这次写进去"), _("%(count)d 行") % {"count": counts["taken"]})]
    if counts["undecided"]:
        facts.append(Fact(_("还没定"), _("%(count)d 行，不定就不导") % {"count": counts["undecided"]}))
    if counts["known"]:
        facts.append(Fact(_("已经有的"), _("%(count)d 行，不重复导") % {"count": counts["known"]}))
    if counts["refused"]:
        facts.append(Fact(_("不能导入"), _("%(count)d 行，改好再导") % {"count": counts["refused"]}))
    return facts


def new_groups(groups: list[list[str]]) -> str:
    several = len({key for key, _name, _group in groups}) > 1
    return between("、").join(f"{branch}{group}" if several else group for _key, branch, group in groups)


def earlier_starts(upload: Upload) -> list[str]:
    return [
        _("%(branch)s：%(was)s → %(to)s")
        % {
            "branch": one["name"],
            "was": write_day(date.fromisoformat(one["was"])) if one["was"] else _("没有定"),
            "to": write_day(date.fromisoformat(one["to"])),
        }
        for one in upload.earlier_start.values()
    ]


def _one_sitting(upload: Upload, counts: dict[str, int]) -> bool:
    """A ledger typed in one go is kept as it is, and said."""
    return any(sheet["kind"] == "meetings" for sheet in upload.sheets) and counts["taken"] >= 12


def row_card(row: StagedRow, sheet: dict[str, Any], *, several: bool) -> RowCard:
    mark, word, tone = _state(row)
    is_taken = row.choice == Choice.TAKE if row.group == "look" else row.group == "ready" and row.choice != Choice.LEAVE
    where = sheet.get("places", {}).get(str(row.number)) or _("第 %(number)d 行") % {"number": row.number}
    mended: set[str] = set()
    return RowCard(
        id=str(row.pk),
        where=f"{sheet['name']} {where}" if several else where,
        label=row.label,
        facts=facts_of(row),
        problems=[_problem_line(row, problem, mended) for problem in row.problems],
        mark=mark,
        word=word,
        tone=tone,
        can_take=row.group == "look" and not is_taken and not (row.is_known and row.kind in ONLY_ONCE),
        can_leave=row.group != "refused" and is_taken,
        can_open=row.group == "ready" and row.choice == Choice.LEAVE,
    )


def _state(row: StagedRow) -> tuple[Mark, Text, Tone | None]:
    if row.group == "refused":
        return Mark.CONTRARY, _("不能导入"), Tone.AMBER
    if row.choice == Choice.LEAVE:
        return Mark.NOT_ASKED, _("不导"), None
    if row.group == "ready" or row.choice == Choice.TAKE:
        return Mark.DONE, _("会导入"), None
    if row.is_known:
        return Mark.NOT_ASKED, _("已经有了"), None
    return Mark.SOON, _("还没定"), None


def _problem_line(row: StagedRow, problem: dict[str, Any], mended: set[str]) -> ProblemLine:
    """Each cell gets one field, however many things are told of it."""
    name = f"cell-{row.sheet}-{row.number}-{problem['column']}"
    is_about_cell = problem["column"] and problem["level"] != "note" and problem["code"] not in ABOUT_THE_ROW
    can_mend = bool(is_about_cell) and name not in mended
    mended.add(name)
    place = _("%(column)s 列“%(header)s”") % problem if problem["column"] else ""
    return ProblemLine(
        place=place,
        sentence=told_of(problem),
        is_note=problem["level"] == "note",
        input=name if can_mend else "",
        label=problem["header"] or problem["column"],
        cell=problem["cell"],
        is_long=len(problem["cell"]) > LONG_CELL,
    )
