"""Papers of the organisational life meeting: 情况报告 and 整改清单. Facts only; the words are the branch's to write."""

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from zhibu.base.errors import NotFound
from zhibu.ledger.papers import meetings, numerals
from zhibu.ledger.papers.documents import letter_to
from zhibu.ledger.papers.kinds import KEEPERS, Asked, Found, Paper
from zhibu.ledger.papers.shapes import (
    Align,
    FormPaper,
    OfficialDocument,
    Shape,
    Signatures,
    Table,
    TableColumn,
    body,
    heading,
)
from zhibu.meeting.models import Gathering, Item, ItemKind
from zhibu.meeting.queries import talks_in
from zhibu.org.models import Organisation
from zhibu.org.queries import parent_path

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
    talks = talks_in(found.branch, gathering.happened_on.year).filter(happened_on__lte=gathering.happened_on).count()
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
            *body((f"本年会前谈心谈话{talks}次。" if talks else "") + BY_THE_BRANCH),
            heading("批评与自我批评"),
            *body(BY_THE_BRANCH),
            heading("查出的问题"),
            *body(BY_THE_BRANCH),
            heading("整改打算"),
            *(body(*decided) or body(BY_THE_BRANCH)),
            *body("特此报告。"),
        ],
        signed_by=found.branch.name,
        dated=asked.today,
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
