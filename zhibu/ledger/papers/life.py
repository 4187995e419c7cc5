"""Papers of the organisational life meeting: 情况报告 and 整改清单. Facts only; the words are the branch's to write."""

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from zhibu.base.errors import NotFound
from zhibu.ledger.papers import meetings, numerals
from zhibu.ledger.papers.documents import letter_to
from zhibu.ledger.papers.kinds import KEEPERS, RECORDERS, Asked, Found, Paper
from zhibu.ledger.papers.shapes import (
    Align,
    Field,
    FormPaper,
    Grid,
    OfficialDocument,
    Paragraph,
    Shape,
    Signatures,
    Table,
    TableColumn,
    body,
    heading,
)
from zhibu.meeting.life import LAST_MONTH_AFTER, appraisal_item, campaign_of, life_of
from zhibu.meeting.models import Gathering, Item, ItemKind, LifeYear
from zhibu.org.models import Organisation
from zhibu.org.queries import branch_for, parent_path

BY_THE_BRANCH = "（由支部写）"


def find(asked: Asked) -> Found:
    found = meetings.find(asked)
    if not _items(found.record):
        raise NotFound
    return found


def _items(gathering: Gathering) -> list[Item]:
    return [item for item in gathering.items.all() if item.kind == ItemKind.ORGANISATIONAL_LIFE_MEETING]


def report(found: Found, asked: Asked) -> Shape:
    """组织生活会情况报告: when, who, how many talks before it, what was decided; the rest is the branch's to write."""
    gathering: Gathering = found.record
    above = Organisation.objects.filter(path=parent_path(found.branch.path)).first()
    year = year_of(gathering)
    record = life_of(found.branch, year)
    talks = len(campaign_of(found.branch, year).talks_before)
    told = f"{numerals.day(gathering.happened_on)}，{found.branch.name}召开组织生活会"
    told += f"，由{gathering.host}主持" if gathering.host else ""
    if gathering.due is not None and gathering.present is not None:
        told += f"，应到{gathering.due}人，实到{gathering.present}人"
    decided = [item.decision for item in _items(gathering) if item.decision]
    return letter_to(
        above.name if above else "",
        f"关于{found.branch.name}\n{gathering.happened_on.year}年组织生活会情况的报告",
        [
            *body(f"{told}。现将情况报告如下。"),
            heading("会前准备"),
            *body(_prepared(record) + (f"会前谈心谈话{talks}次。" if talks else "") + BY_THE_BRANCH),
            heading("批评与自我批评"),
            *body(BY_THE_BRANCH),
            heading("查出的问题"),
            *body(BY_THE_BRANCH),
            heading("整改打算"),
            *(body(*decided) or body(BY_THE_BRANCH)),
            *_appraised(gathering, record),
            *body("特此报告。"),
        ],
        signed_by=found.branch.signs_as,
        dated=asked.today,
    )


def year_of(gathering: Gathering) -> int:
    """The year whose meeting this is: one in the first months may be that of the year before."""
    before = gathering.happened_on.year - 1
    if gathering.happened_on.month <= LAST_MONTH_AFTER:
        held = campaign_of(gathering.branch, before).held
        if held is not None and held.thread == gathering.thread:
            return before
    return gathering.happened_on.year


def _prepared(record: LifeYear | None) -> str:
    """What was done beforehand, in facts."""
    if record is None:
        return ""
    parts = []
    if record.theme:
        parts.append(f"这次组织生活会的主题是“{record.theme}”")
    if record.studied_on:
        parts.append(f"{numerals.day(record.studied_on)}组织了学习")
    if record.heard_on:
        heard = f"{numerals.day(record.heard_on)}征求意见"
        if record.sheets_back is not None:
            out = f"发出征求意见表{record.sheets_out}份，" if record.sheets_out is not None else ""
            heard += f"，{out}收回{record.sheets_back}份"
        parts.append(heard)
    return "；".join(parts) + "。" if parts else ""


def _appraised(gathering: Gathering, record: LifeYear | None) -> list[Paragraph]:
    """The appraisal that was held with it: ballots and grades as sums."""
    item = appraisal_item(gathering)
    if item is None:
        return []
    told = ""
    if record and record.ballots_back is not None:
        told += f"民主测评收回测评票{record.ballots_back}张"
        told += f"，有效票{record.ballots_valid}张。" if record.ballots_valid is not None else "。"
    if hasattr(item, "grades"):
        grades = item.grades
        told += (
            f"评定优秀{grades.excellent}人，合格{grades.qualified}人，"
            f"基本合格{grades.basically_qualified}人，不合格{grades.unqualified}人。"
        )
    return [heading("民主评议党员"), *body(told or BY_THE_BRANCH)]


def find_branch(asked: Asked) -> Found:
    """The own branch; what was heard stays there."""
    branch = branch_for(asked.actor, asked.record)
    if asked.actor.acting is None or asked.actor.acting.organisation_id != branch.pk:
        raise NotFound
    return Found(branch, branch)


def opinions(found: Found, asked: Asked) -> Shape:
    """征求意见汇总: sheets and what was heard, line by line, nobody named; empty, it is the sheet to hand out."""
    record = life_of(found.branch, asked.year)
    return _opinions(found.branch.name, record)


def _opinions(branch: str, record: LifeYear | None) -> FormPaper:
    lines = [line.strip() for line in record.heard.splitlines() if line.strip()] if record else []
    columns = [TableColumn("序号", 4, Align.CENTER), TableColumn("意见和建议", 44)]
    rows = [(str(number), line) for number, line in enumerate(lines, start=1)]
    head = [
        Field("听意见的日子", numerals.day(record.heard_on) if record else ""),
        Field("发出征求意见表", _number(record.sheets_out) if record else ""),
        Field("收回", _number(record.sheets_back) if record else ""),
        Field("主题", record.theme if record else ""),
    ]
    return FormPaper(
        f"{branch}组织生活会征求意见汇总",
        [
            Grid(head),
            Table(columns, rows, blank_rows=0 if rows else 10, lines=2, name="意见"),
            Signatures(["书记签名", "日期"]),
        ],
        note="不写提意见的人。",
    )


def _number(value: int | None) -> str:
    return "" if value is None else str(value)


def outline(branch: str) -> Shape:
    """个人发言提纲, for the pen of whoever speaks. Nothing in it is ever written by the program."""
    return FormPaper(
        f"{branch}组织生活会个人发言提纲",
        [
            Grid([Field("姓名"), Field("日期")]),
            Grid(
                [
                    Field("查摆的问题（本人写）", wide=True, lines=9),
                    Field("原因（本人写）", wide=True, lines=7),
                    Field("今后怎么做（本人写）", wide=True, lines=7),
                ]
            ),
            Signatures(["本人签名"]),
        ],
    )


COLUMNS = (
    TableColumn("序号", 4, Align.CENTER),
    TableColumn("问题", 16),
    TableColumn("整改措施", 18),
    TableColumn("责任人", 7, Align.CENTER),
    TableColumn("时限", 9, Align.CENTER),
    TableColumn("完成情况", 10),
)


def mending(found: Found, asked: Asked) -> Shape:
    """整改清单: what the meeting decided, each with who and by when; room for more."""
    items = [item for item in _items(found.record) if item.decision]
    rows = [
        (str(number), item.topic, item.decision, item.owner_shown, numerals.day(item.due_on), "")
        for number, item in enumerate(items, start=1)
    ]
    return _mending(found.branch.name, rows)


def _mending(branch: str, rows: Sequence[tuple[str, ...]]) -> FormPaper:
    return FormPaper(
        f"{branch}组织生活会整改清单",
        [Table(COLUMNS, rows, blank_rows=6, lines=2, name="整改"), Signatures(["书记签名", "日期"])],
        landscape=True,
    )


PAPERS = (
    Paper(
        "life-opinions",
        _("征求意见汇总"),
        _("发出、收回几份，意见一条一条，不写谁提的"),
        _("组织生活会"),
        find_branch,
        opinions,
        RECORDERS,
        by_year=True,
        blank=lambda branch: _opinions(branch, None),
    ),
    Paper(
        "life-outline",
        _("个人发言提纲（空白）"),
        _("本人自己写，系统不代写"),
        "",
        None,
        None,
        KEEPERS,
        blank=outline,
    ),
    Paper(
        "life-report",
        _("组织生活会情况报告"),
        _("时间、人数、谈话次数、决定；其余由支部写"),
        _("一次会的记录"),
        find,
        report,
        KEEPERS,
        home="meetings_one",
        blank=lambda branch: OfficialDocument(f"关于{branch}组织生活会情况的报告", []),
    ),
    Paper(
        "life-mending",
        _("组织生活会整改清单"),
        _("会上定下的整改：谁、什么时候"),
        _("一次会的记录"),
        find,
        mending,
        KEEPERS,
        home="meetings_one",
        blank=lambda branch: _mending(branch, []),
    ),
)
