"""Papers of one person's admission that are filled in, signed and kept in the file. What is typed here once is printed;
what somebody thinks of the person is left to the pen."""

from collections.abc import Callable, Sequence
from datetime import date

from django.utils.translation import gettext_lazy as _

from zhibu.admission.case import Case
from zhibu.admission.materials import materials_of
from zhibu.admission.models import LetterAbout, StepKind
from zhibu.admission.models import Paper as Sighted
from zhibu.admission.steps import about, chart
from zhibu.ledger.papers import numerals
from zhibu.ledger.papers.admission import BLANK, HOME, RIGHTS, find, said_on
from zhibu.ledger.papers.kinds import Asked, Found, Paper, Text
from zhibu.ledger.papers.shapes import (
    Align,
    Field,
    FormPaper,
    Grid,
    Part,
    Prose,
    Shape,
    Signatures,
    Table,
    TableColumn,
)

K = StepKind
CENTRED = Align.CENTER
CUT = "……………………………………裁开……………………………………"
LABELS = {
    "due_to_vote": "应到会有表决权",
    "present": "到会有表决权",
    "in_favour": "赞成",
    "against": "不赞成",
    "abstained": "弃权",
    "written_in_favour": "书面赞成",
    "written_other": "书面不赞成或弃权",
}
SEEN = {Sighted.SEEN: "有", Sighted.MISSING: "缺"}


def _person(branch: str, case: Case | None, *labels: str) -> Grid:
    """What is known of the person, and what the pen adds."""
    born = case.candidate.born_on if case else None
    known = [
        Field("姓名", case.candidate.name if case else ""),
        Field("出生日期", numerals.day(born)),
        Field("党支部", branch, wide=True),
    ]
    return Grid([*known, *(Field(label) for label in labels)])


def _on(case: Case | None, kind: StepKind) -> str:
    return numerals.day(case.day(kind)) if case else ""


def _people(case: Case | None, kind: StepKind) -> str:
    step = case.passed.get(kind) if case else None
    return "、".join(row.member.name for row in step.people.all()) if step else ""


def _pen(*fields: tuple[str, int]) -> Grid:
    return Grid([Field(label, "", wide=True, lines=lines) for label, lines in fields])


# --- the way as a whole ---------------------------------------------------------------------------------------


JOURNAL = (TableColumn("步骤", 14), TableColumn("办理情况", 26), TableColumn("经办人签名", 8))


def journal(branch: str, case: Case | None, today: date) -> Shape:
    """发展党员工作纪实表: the steps of the chart with what was recorded of each."""
    steps = chart((case.day(K.TARGET) if case else None) or today)
    rows = [(f"{step.number}．{step.name_zh}", _deeds(case, step.number), "") for step in steps]
    return FormPaper(
        "发展党员工作纪实表",
        [_person(branch, case), Table(JOURNAL, rows, lines=1, name="步骤"), Signatures(["党支部书记签名", "日期"])],
    )


def _deeds(case: Case | None, number: int) -> str:
    if case is None:
        return ""
    return "；".join(
        f"{numerals.day(step.happened_on)}{StepKind(step.kind).label}{'' if step.passed else '，没有通过'}"
        for step in case.steps
        if about(step.kind).number == number
    )


CHECKLIST = (TableColumn("材料", 18), TableColumn("哪一步", 20), TableColumn("有没有", 6, CENTRED))


def checklist(branch: str, case: Case | None, today: date) -> Shape:
    """发展党员材料清单."""
    rows = [
        (str(row.name), f"{numerals.day(row.on)}{row.step_label}", SEEN.get(Sighted(row.state), ""))
        for row in (materials_of(case) if case else [])
    ]
    return FormPaper(
        "发展党员材料清单",
        [
            _person(branch, case),
            Table(CHECKLIST, rows, blank_rows=0 if rows else 18, name="材料"),
            Signatures(["移交人签名", "核对人签名", "日期"]),
        ],
    )


# --- applicant, activist, target ------------------------------------------------------------------------------


def talk(branch: str, case: Case | None, today: date) -> Shape:
    """同入党申请人谈话记录."""
    return FormPaper(
        "同入党申请人谈话记录",
        [
            _person(branch, case, "单位及职务"),
            Grid(
                [
                    Field("递交申请书", _on(case, K.APPLIED)),
                    Field("谈话时间", _on(case, K.TALKED)),
                    Field("谈话人"),
                    Field("地点"),
                ]
            ),
            _pen(("谈话内容", 14), ("谈话人意见", 4)),
            Signatures(["谈话人签名", "申请人签名", "日期"]),
        ],
    )


def review(branch: str, case: Case | None, today: date) -> Shape:
    """入党积极分子培养教育考察登记表: one block for each half-year."""
    days = [numerals.day(step.happened_on) for step in (case.of(K.REVIEW) if case else [])]
    parts: list[Part] = [
        _person(branch, case, "性别", "民族", "学历", "单位及职务"),
        Grid(
            [
                Field("提出申请", _on(case, K.APPLIED)),
                Field("积极分子", _on(case, K.ACTIVIST)),
                Field("培养联系人", _people(case, K.CONTACTS_ASSIGNED)),
                Field("发展对象", _on(case, K.TARGET)),
            ]
        ),
        *_reviews("半年考察", [*days, *[""] * max(2 - len(days), 1)], ("培养联系人意见", 4), ("支部意见", 4)),
    ]
    return FormPaper("入党积极分子培养教育考察登记表", parts)


def probation(branch: str, case: Case | None, today: date) -> Shape:
    """预备党员教育考察登记表."""
    days = [numerals.day(step.happened_on) for step in (case.of(K.PROBATION_REVIEW) if case else [])]
    parts: list[Part] = [
        _person(branch, case, "性别", "民族", "学历", "单位及职务"),
        Grid(
            [
                Field("大会通过", _on(case, K.ADMISSION_MEETING)),
                Field("上级批准", _on(case, K.APPROVED)),
                Field("入党介绍人", _people(case, K.INTRODUCERS)),
                Field("宣誓", _on(case, K.OATH)),
            ]
        ),
        *_reviews("考察", [*days, *[""] * max(2 - len(days), 1)], ("介绍人意见", 3), ("支部意见", 3)),
    ]
    return FormPaper("预备党员教育考察登记表", parts)


def _reviews(title: str, days: Sequence[str], *pen: tuple[str, int]) -> list[Part]:
    return [
        Grid(
            [
                Field("考察日期", day),
                *(Field(label, "", wide=True, lines=lines) for label, lines in pen),
                Field("签名"),
            ],
            title=f"{title}（{numerals.chinese(number)}）",
            name="考察",
        )
        for number, day in enumerate(days, 1)
    ]


OPINIONS = (
    TableColumn("姓名", 8, CENTRED),
    TableColumn("是党员还是群众", 10, CENTRED),
    TableColumn("意见", 26),
    TableColumn("签名", 8, CENTRED),
)


def opinions(branch: str, case: Case | None, today: date) -> Shape:
    """听取意见记录, before naming the target or before the conversion."""
    on_conversion = case is not None and K.APPROVED in case.passed
    kind = K.CONVERSION_OPINIONS if on_conversion else K.OPINIONS
    return FormPaper(
        "听取党员和群众意见记录",
        [
            _person(branch, case),
            Grid(
                [
                    Field("为什么听取", "转为正式党员" if on_conversion else "列为发展对象" if case else ""),
                    Field("时间", _on(case, kind)),
                    Field("地点"),
                    Field("主持人"),
                ]
            ),
            Table(OPINIONS, blank_rows=7, lines=2, name="意见"),
            _pen(("综合意见", 3)),
            Signatures(["记录人签名", "支部书记签名", "日期"]),
        ],
    )


LETTERS = (
    TableColumn("向谁了解", 12),
    TableColumn("方式", 8, CENTRED),
    TableColumn("发出", 12, CENTRED),
    TableColumn("收到", 12, CENTRED),
)


def political_review(branch: str, case: Case | None, today: date) -> Shape:
    """政治审查情况报告: which letters went out and came back; the conclusion is the branch's to write."""
    rows = [
        (
            str(LetterAbout(row.about).label),
            "派人去" if row.by_visit else "发函",
            numerals.day(row.sent_on),
            numerals.day(row.returned_on),
        )
        for row in (case.letters if case else [])
    ]
    return FormPaper(
        "发展对象政治审查情况报告",
        [
            _person(branch, case, "单位及职务"),
            Grid([Field("发展对象", _on(case, K.TARGET)), Field("有结论", _on(case, K.POLITICAL_REVIEW))]),
            Table(LETTERS, rows, "函调和外调", blank_rows=0 if rows else 3, name="函调"),
            _pen(
                ("对党的路线方针政策的态度", 2),
                ("政治历史和在重大政治斗争中的表现", 2),
                ("遵纪守法和遵守社会公德", 2),
                ("直系亲属和主要社会关系的政治情况", 2),
                ("审查结论", 3),
            ),
            Signatures(["审查人签名", "支部书记签名", "日期"]),
        ],
    )


# --- the vote -------------------------------------------------------------------------------------------------


def ballot(branch: str, case: Case | None, today: date) -> Shape:
    """表决票, two on a sheet to cut apart."""
    title = _vote_title(case)
    columns = (
        TableColumn("姓名", 12, CENTRED),
        *(TableColumn(each, 8, CENTRED) for each in ("赞成", "不赞成", "弃权")),
    )
    name = case.candidate.name if case else ""
    one: list[Part] = [
        Table(columns, [(name, "", "", "")], title, lines=3, name="表决"),
        Prose(["在一格里画“○”，只画一格，多画的无效。不署名。", f"{branch}（盖章）　　{BLANK}"]),
    ]
    return FormPaper(f"{title}表决票", [*one, Prose([CUT]), *one])


def _vote_title(case: Case | None) -> str:
    return "转为正式党员" if case and K.APPROVED in case.passed else "接收预备党员"


def tally(branch: str, case: Case | None, today: date) -> Shape:
    """票决结果报告单: every vote that was recorded; an empty one where none was."""
    voted = [step for step in (case.steps if case else []) if hasattr(step, "ballot")]
    grids = [
        Grid(
            [
                Field("哪次大会", f"{numerals.day(step.happened_on)}{StepKind(step.kind).label}", wide=True),
                *(Field(label, str(getattr(step.ballot, name))) for name, label in LABELS.items()),
                Field("结果", "通过" if step.passed else "没有通过"),
            ],
            name="表决",
        )
        for step in voted
    ]
    empty = Grid(
        [Field("哪次大会", wide=True), *(Field(label) for label in LABELS.values()), Field("结果")], name="表决"
    )
    return FormPaper(
        "票决结果报告单",
        [_person(branch, case), *(grids or [empty]), Signatures(["监票人签名", "计票人签名", "主持人签名"])],
    )


def resolution(branch: str, case: Case | None, today: date) -> Shape:
    """支部大会决议: to be copied into the booklet by hand. What the meeting thinks is the branch's to write."""
    kind = K.CONVERSION_MEETING if case and K.CONVERSION_APPLIED in case.passed else K.ADMISSION_MEETING
    step = case.passed.get(kind) if case else None
    counted = getattr(step, "ballot", None)
    numbers = (
        [Field(label, str(getattr(counted, name))) for name, label in LABELS.items()]
        if counted
        else [Field(label) for label in LABELS.values()]
    )
    what = "按期转为正式党员" if kind == K.CONVERSION_MEETING else "接收为预备党员"
    return FormPaper(
        "支部大会决议（抄入志愿书用）",
        [
            _person(branch, case),
            Grid([Field("大会日期", said_on(step.happened_on) if step else ""), Field("讨论", what if case else "")]),
            _pen(("大会对本人的看法", 8)),
            Grid(numbers, title="表决"),
            Grid([Field("决议", _decision(step.passed, what) if step else "", wide=True, lines=2)]),
            Signatures(["支部书记签名", "日期"]),
        ],
    )


def _decision(passed: bool, what: str) -> str:
    return f"同意{what}。" if passed else f"没有通过{what}。"


def committee_talk(branch: str, case: Case | None, today: date) -> Shape:
    """上级党委谈话记录."""
    return FormPaper(
        "上级党委派专人谈话记录",
        [
            _person(branch, case, "单位及职务"),
            Grid(
                [
                    Field("大会通过", _on(case, K.ADMISSION_MEETING)),
                    Field("谈话时间", _on(case, K.COMMITTEE_TALK)),
                    Field("谈话人"),
                    Field("谈话人职务"),
                ]
            ),
            _pen(("谈话情况", 14), ("对能否入党的意见", 5)),
            Signatures(["谈话人签名", "本人签名", "日期"]),
        ],
    )


OATH = (TableColumn("姓名", 10, CENTRED), TableColumn("支部大会通过", 14, CENTRED), TableColumn("签名", 14))


def oath(branch: str, case: Case | None, today: date) -> Shape:
    """入党宣誓记录."""
    rows = [(case.candidate.name, _on(case, K.ADMISSION_MEETING), "")] if case else []
    return FormPaper(
        "入党宣誓记录",
        [
            Grid(
                [
                    Field("党支部", branch, wide=True),
                    Field("时间", _on(case, K.OATH)),
                    Field("地点"),
                    Field("主持人"),
                    Field("领誓人"),
                ]
            ),
            Table(OATH, rows, "宣誓人", blank_rows=5, lines=2, name="宣誓人"),
            Signatures(["主持人签名", "日期"]),
        ],
    )


def handover(branch: str, case: Case | None, today: date) -> Shape:
    """培养考察材料转出: the list, and the receipt of the other side."""
    rows = [
        (str(row.name), f"{numerals.day(row.on)}{row.step_label}", "") for row in (materials_of(case) if case else [])
    ]
    name = case.candidate.name if case else "________"
    return FormPaper(
        "发展党员材料转接单",
        [
            _person(branch, case, "转往", "转出日期"),
            Grid(
                [
                    Field("积极分子", _on(case, K.ACTIVIST)),
                    Field("发展对象", _on(case, K.TARGET)),
                    Field("大会通过", _on(case, K.ADMISSION_MEETING)),
                    Field("预备期考察", f"{len(case.of(K.PROBATION_REVIEW))}次" if case else ""),
                ]
            ),
            Table((*CHECKLIST[:2], TableColumn("份数", 6, CENTRED)), rows, blank_rows=0 if rows else 10, name="材料"),
            Signatures(["转出支部（盖章）", "日期"]),
            Prose([CUT]),
            Prose([f"{branch}：", f"{name}同志的材料已经收到，从收到之日起由我们接着培养考察。"], "回　执"),
            Signatures(["接收支部（盖章）", "日期"]),
        ],
    )


# --- the catalogue --------------------------------------------------------------------------------------------

Draw = Callable[[str, Case | None, date], Shape]


def _form(key: str, title: Text, says: Text, draw: Draw) -> Paper:
    def drawn(found: Found, asked: Asked) -> Shape:
        return draw(found.branch.name, found.record, asked.today)

    def blank(branch: str) -> Shape:
        return draw(branch, None, date.max)

    return Paper(key, title, says, _("一个人的发展材料"), find, drawn, RIGHTS, home=HOME, blank=blank)


PAPERS = (
    _form("admission-journal", _("发展党员工作纪实表"), _("二十五步，每步哪天、怎么办的"), journal),
    _form("admission-checklist", _("发展党员材料清单"), _("有什么、缺什么"), checklist),
    _form("admission-talk", _("同入党申请人谈话记录"), _("日子填好，内容手写"), talk),
    _form("admission-review", _("培养教育考察登记表"), _("每半年一栏，意见手写"), review),
    _form("admission-opinions", _("听取意见记录"), _("列为发展对象前、转正前都用"), opinions),
    _form("admission-political-review", _("政治审查情况报告"), _("函调哪天发、哪天回；结论由支部写"), political_review),
    _form("admission-ballot", _("发展党员表决票"), _("一张纸两张票，裁开用"), ballot),
    _form("admission-tally", _("票决结果报告单"), _("记下的票数"), tally),
    _form("admission-resolution", _("支部大会决议"), _("抄进志愿书用，看法由大会写"), resolution),
    _form("admission-committee-talk", _("上级党委谈话记录"), _("谈话人手写"), committee_talk),
    _form("admission-oath", _("入党宣誓记录"), _("宣誓人签名"), oath),
    _form("admission-probation", _("预备党员考察登记表"), _("介绍人、支部意见手写"), probation),
    _form("admission-handover", _("发展党员材料转接单"), _("转走的带上，带回执"), handover),
)
