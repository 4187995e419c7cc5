"""Papers of a branch and a year: plan, appraisal sheets, registers, division of work. Their record is the branch."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date

from django.utils.translation import gettext_lazy as _

from zhibu.base.actor import Right
from zhibu.ledger.papers import numerals
from zhibu.ledger.papers.kinds import KEEPERS, OF_TALKS, RECORDERS, Asked, Found, Paper, Text
from zhibu.ledger.papers.meetings import kinds_of
from zhibu.ledger.papers.shapes import (
    Align,
    Field,
    FormPaper,
    Grid,
    PageBreak,
    Part,
    Prose,
    Shape,
    Signatures,
    Table,
    TableColumn,
)
from zhibu.meeting.life import ballots_of, life_of
from zhibu.meeting.models import AppraisalBallots, Gathering, ItemKind, LifeYear, Stage, Talk
from zhibu.meeting.queries import in_year, planned_versions, talk_for, talks_in, visible_to
from zhibu.member.models import Category, Condition, ConditionKind, PostKind
from zhibu.member.queries import posts_of, roster, standing_as
from zhibu.org.queries import branch_for

GRADES = ("优秀", "合格", "基本合格", "不合格")
GRADE_NAMES = ("excellent", "qualified", "basically_qualified", "unqualified")
NAME = TableColumn("姓名", 8, Align.CENTER)
CENTRED = Align.CENTER


def find(asked: Asked) -> Found:
    branch = branch_for(asked.actor, asked.record)
    return Found(branch, branch)


def last_day(asked: Asked) -> date:
    """The day as of which a year's paper is drawn: its last one, or today while the year runs."""
    return min(asked.today, date(asked.year, 12, 31))


PLAN = (
    TableColumn("序号", 4, CENTRED),
    TableColumn("事项", 14),
    TableColumn("类型", 9),
    TableColumn("依据和原因", 13),
    TableColumn("时间", 9, CENTRED),
    TableColumn("负责人", 6, CENTRED),
    TableColumn("完成标志", 8),
    TableColumn("完成情况", 11),
)


def plan(found: Found, asked: Asked) -> Shape:
    """What the year held and holds, in order of day: planned beside done."""
    rows = in_year(visible_to(asked.actor).filter(branch=found.branch), asked.year)
    gatherings = list(rows.select_related("group").prefetch_related("items").order_by("happened_on", "starts", "id"))
    plans = planned_versions(gatherings)
    lines = [_plan_row(number, row, plans.get(row.thread, row)) for number, row in enumerate(gatherings, start=1)]
    return _plan(found.branch.name, asked.year, lines, numerals.day(last_day(asked)))


def _plan_row(number: int, gathering: Gathering, planned: Gathering) -> Sequence[str]:
    """The day of the plan beside the day it was held; what had no plan stands with its own day."""
    held, day = (f"{row.happened_on.month}月{row.happened_on.day}日" for row in (gathering, planned))
    done = f"{held}已开" if gathering.stage == Stage.HELD else ""
    kinds, why = kinds_of(gathering), planned.plan_reason
    return (str(number), gathering.title, kinds, why, day, gathering.host, "有会议记录", done)


def _plan(branch: str, year: int | None, rows: Sequence[Sequence[str]], made: str) -> FormPaper:
    return FormPaper(
        f"{branch}{year or '　　'}年度工作计划",
        [Table(PLAN, rows, blank_rows=0 if rows else 14, lines=1, name="计划")],
        under=[branch, f"制表：{made}" if made else ""],
        landscape=True,
    )


def blank_plan(branch: str) -> Shape:
    return _plan(branch, None, [], "")


def _names(asked: Asked, found: Found, *, probationary: bool = True) -> list[str]:
    """Members by pinyin; probationary ones are heard in an appraisal and not graded."""
    on = last_day(asked)
    members = roster(found.branch, on)
    return [member.name for member in members if probationary or standing_as(member, on) != Category.PROBATIONARY]


def appraisal_ballot(found: Found, asked: Asked) -> Shape:
    """测评票: every full member once, four grades; nobody signs it."""
    return _ballot(found.branch.name, asked.year, _names(asked, found, probationary=False))


def _ballot(branch: str, year: int | None, names: Sequence[str]) -> FormPaper:
    columns = [TableColumn("序号", 4, CENTRED), NAME, *(TableColumn(grade, 7, CENTRED) for grade in GRADES)]
    rows = [(str(number), name, "", "", "", "") for number, name in enumerate(names, start=1)]
    return FormPaper(
        f"{branch}\n{year or '　　'}年度民主评议党员测评票",
        [
            Table(columns, rows, blank_rows=0 if names else 14, name="党员"),
            Prose(["在每人后面选一格画“√”，一人只画一格；多画的，这一人的票无效。不署名。"]),
        ],
        under=["（盖章）", "　　年　月　日"],
    )


def appraisal_count(found: Found, asked: Asked) -> Shape:
    """票决统计表: the counts of the year's appraisal where they were recorded, names to be filled in by hand."""
    found_rows = in_year(Gathering.objects.filter(branch=found.branch, stage=Stage.HELD), asked.year)
    held = found_rows.filter(items__kind=ItemKind.DEMOCRATIC_APPRAISAL).prefetch_related("items__grades").distinct()
    last = held.order_by("-happened_on").first()
    grades = next(
        (item.grades for item in (last.items.all() if last else ()) if hasattr(item, "grades")),
        None,
    )
    counts = [grades.excellent, grades.qualified, grades.basically_qualified, grades.unqualified] if grades else []
    names = _names(asked, found, probationary=False)
    held_on = numerals.day(last.happened_on) if last else ""
    kept = ballots_of(found.branch, asked.year) if asked.actor.may(Right.KEEP_APPRAISALS) else {}
    if kept and last:
        members = [member for member in roster(found.branch, last_day(asked)) if member.pk in kept]
        rows = [(member.name, _counted(kept[member.pk]), kept[member.pk].result) for member in members]
        record = life_of(found.branch, asked.year) or LifeYear()
        sums = {name: getattr(record, name) for name in ("ballots_out", "ballots_back", "ballots_valid")}
        return count_sheet(found.branch.name, asked.year, rows, sums, last.happened_on)
    return _count(found.branch.name, asked.year, names, counts, held_on, _ballots(life_of(found.branch, asked.year)))


def _counted(row: AppraisalBallots) -> list[int | None]:
    return [getattr(row, name) for name in GRADE_NAMES]


def _ballots(record: LifeYear | None) -> dict[str, int | None]:
    """As they were counted in the year's appraisal."""
    if record is None:
        return {}
    back, valid = record.ballots_back, record.ballots_valid
    void = back - valid if back is not None and valid is not None else None
    return {"发出票": record.ballots_out, "收回票": back, "有效票": valid, "无效票": void}


def count_sheet(
    branch: str,
    year: int,
    rows: Sequence[tuple[str, Sequence[int | None], str]],
    ballots: Mapping[str, int | None],
    held_on: date,
) -> FormPaper:
    """票决统计表 as it was typed: name, the four counts and the grade given of each."""
    grades = dict(zip(GRADE_NAMES, GRADES, strict=True))
    totals = [sum(grade == name for _name, _counts, grade in rows) for name in GRADE_NAMES]
    counted = _ballots(LifeYear(**ballots))
    lines = [
        (name, *("" if count is None else str(count) for count in counts), grades.get(grade, ""), "")
        for name, counts, grade in rows
    ]
    return _count(branch, year, [], totals if any(totals) else [], numerals.day(held_on), counted, lines)


def _count(
    branch: str,
    year: int | None,
    names: Sequence[str],
    counts: Sequence[int],
    held: str,
    ballots: Mapping[str, int | None] | None = None,
    lines: Sequence[Sequence[str]] = (),
) -> FormPaper:
    columns = [
        NAME,
        *(TableColumn(f"{grade}票", 6, CENTRED) for grade in GRADES),
        TableColumn("支部评定意见", 12),
        TableColumn("反馈本人日期", 10, CENTRED),
    ]
    totals = "，".join(f"{grade} {count} 人" for grade, count in zip(GRADES, counts, strict=True)) if counts else ""
    return FormPaper(
        f"{branch}\n{year or '　　'}年度民主评议党员票决统计表",
        [
            Grid(
                [
                    Field(label, "" if (value := (ballots or {}).get(label)) is None else str(value))
                    for label in ("发出票", "收回票", "有效票", "无效票")
                ]
            ),
            Grid([Field("评定结果", totals, wide=True)]),
            Table(
                columns,
                lines or [(name, *[""] * 6) for name in names],
                blank_rows=0 if names or lines else 14,
                name="党员",
            ),
            Signatures(["监票人签名", "计票人签名", "书记签名"]),
        ],
        under=[branch, held or "　　年　月　日"],
    )


def appraisal_opinions(found: Found, asked: Asked) -> Shape:
    """评定意见表: one sheet a member, the words left to the branch."""
    sheets: list[Part] = []
    for number, name in enumerate(_names(asked, found)):
        sheets += [PageBreak()] if number else []
        sheets += _opinion(name)
    return FormPaper(f"{found.branch.name}\n{asked.year}年度民主评议党员评定意见表", sheets or _opinion(""))


def _opinion(name: str) -> list[Part]:
    return [
        Grid(
            [
                Field("姓名", name),
                Field("党内职务"),
                Field("本人自评（本人写）", wide=True, lines=8),
                Field("党员互评、群众评议的主要意见", wide=True, lines=6),
                Field("支部评定意见", wide=True, lines=5),
                Field("评定等次"),
                Field("反馈本人日期"),
            ]
        ),
        Signatures(["本人签名", "书记签名", "日期"]),
    ]


def find_talk(asked: Asked) -> Found:
    """A talk of the own branch; what was said is on no paper that the program draws."""
    talk = talk_for(asked.actor, asked.record)
    return Found(talk, talk.branch)


def talk_record(found: Found, asked: Asked) -> Shape:
    talk: Talk = found.record
    return _talk(found.branch.name, talk.talker.name, talk.partner.name, numerals.day(talk.happened_on))


def _talk(branch: str, talker: str, partner: str, day: str) -> FormPaper:
    return FormPaper(
        f"{branch}谈心谈话记录",
        [
            Grid(
                [
                    Field("谈话人", talker),
                    Field("谈话对象", partner),
                    Field("时间", day),
                    Field("地点"),
                    Field("事由", wide=True, lines=2),
                    Field("约定要办的事", wide=True, lines=8),
                ]
            ),
            Signatures(["谈话人签名", "谈话对象签名", "日期"]),
        ],
        note="只写事由和约定要办的事，不记原话。双方看过再签名，由支部保管。",
    )


def blank_talk(branch: str) -> Shape:
    return _talk(branch, "", "", "")


def talks_done(found: Found, asked: Asked) -> Shape:
    """谈心谈话完成情况: who with whom on which day."""
    talks = talks_in(found.branch, asked.year).select_related("talker", "partner").order_by("happened_on")
    rows = [
        (str(number), numerals.day(talk.happened_on), talk.talker.name, talk.partner.name)
        for number, talk in enumerate(talks, start=1)
    ]
    columns = [TableColumn("序号", 4, CENTRED), TableColumn("日期", 12, CENTRED), TableColumn("谈话人", 10, CENTRED),
               TableColumn("谈话对象", 10, CENTRED)]  # fmt: skip
    return FormPaper(
        f"{found.branch.name}{asked.year}年谈心谈话完成情况",
        [Table(columns, rows, name="谈话")],
        under=[f"共 {len(rows)} 次", numerals.day(last_day(asked))],
    )


def division(found: Found, asked: Asked) -> Shape:
    """班子分工: who holds which post; what each answers for is the branch's to write."""
    on = last_day(asked)
    holders: dict[str, list[str]] = {}
    for row in posts_of(found.branch, on):
        holders.setdefault(row.member.name, []).append(str(PostKind(row.post).label))
    return _division(found.branch.name, [(name, "、".join(posts)) for name, posts in holders.items()], numerals.day(on))


def _division(branch: str, rows: Sequence[tuple[str, str]], day: str) -> FormPaper:
    columns = [NAME, TableColumn("职务", 12), TableColumn("分工", 28)]
    return FormPaper(
        f"{branch}委员会成员分工",
        [Table(columns, [(*row, "") for row in rows], blank_rows=0 if rows else 7, lines=2, name="分工")],
        under=[branch, day],
    )


def mobile(found: Found, asked: Asked) -> Shape:
    """流动党员登记: who is away and since when; where to, and how to reach them, by hand."""
    spells = Condition.objects.within(date(asked.year, 1, 1), date(asked.year, 12, 31)).filter(
        kind=ConditionKind.MOBILE, member__branch=found.branch
    )
    rows = [
        (row.member.name, numerals.day(row.since), numerals.day(row.last_day))
        for row in spells.select_related("member").order_by("member__sort_key")
    ]
    return _mobile(found.branch.name, asked.year, rows)


def _mobile(branch: str, year: int | None, rows: Sequence[tuple[str, str, str]]) -> FormPaper:
    days = [TableColumn(label, 10, CENTRED) for label in ("流出日期", "返回日期")]
    lines = [(*row, "", "", "") for row in rows]
    by_hand = [TableColumn("流入地、单位", 16), TableColumn("联系人", 8), TableColumn("参加活动的组织", 14)]
    return FormPaper(
        f"{branch}{year or '　　'}年流动党员登记表",
        [
            Table(
                [NAME, *days, *by_hand],
                lines,
                blank_rows=3 if rows else 12,
                name="流动党员",
            )
        ],
        under=[branch, "　　年　月　日"],
        landscape=True,
    )


def rewards(branch: str) -> Shape:
    columns = [NAME, TableColumn("日期", 10, CENTRED), TableColumn("奖励或处分", 14), TableColumn("原因", 16),
               TableColumn("批准机关、文号", 14)]  # fmt: skip
    return FormPaper(
        f"{branch}党员奖惩登记表", [Table(columns, blank_rows=14, name="奖惩")], under=[branch, "　　年　月　日"]
    )


def introduction(branch: str) -> Shape:
    """组织关系介绍信存根: the stub that stays; the letter itself is the official form."""
    person = ("编号", "姓名", "性别", "民族", "出生年月", "正式或预备")
    fields = (*person, "原支部", "转往", "党费交到", "开出日期", "有效期")
    return FormPaper(
        f"{branch}组织关系介绍信存根",
        [
            Grid([*(Field(label) for label in fields), Field("回执收到日期"), Field("备注", wide=True, lines=2)]),
            Signatures(["经办人签名", "日期"]),
        ],
        note="介绍信用上级统一印制的式样，这一页是支部留的存根。",
    )


def _by_year(
    key: str,
    title: Text,
    says: Text,
    draw: Callable[[Found, Asked], Shape],
    blank: Callable[[str], Shape],
    rights: frozenset[Right] = KEEPERS,
) -> Paper:
    return Paper(key, title, says, _("支部的记录"), find, draw, rights, by_year=True, blank=blank)


PAPERS = (
    _by_year("plan", _("年度工作计划"), _("一年的会和活动：计划与完成"), plan, blank_plan),
    _by_year(
        "appraisal-ballot",
        _("民主评议测评票"),
        _("在册正式党员，四档画票"),
        appraisal_ballot,
        lambda branch: _ballot(branch, None, []),
    ),
    _by_year(
        "appraisal-count",
        _("民主评议票决统计表"),
        _("票数、评定意见、反馈日期"),
        appraisal_count,
        lambda branch: _count(branch, None, [], [], ""),
    ),
    _by_year(
        "appraisal-opinions",
        _("民主评议评定意见表"),
        _("每人一页，意见由支部写"),
        appraisal_opinions,
        lambda branch: FormPaper(f"{branch}\n民主评议党员评定意见表", _opinion("")),
        RECORDERS,
    ),
    Paper(
        "talk",
        _("谈心谈话记录"),
        _("谁和谁、哪一天；内容手写，不记原话"),
        _("一次谈话的记录"),
        find_talk,
        talk_record,
        OF_TALKS,
        blank=blank_talk,
    ),
    Paper(
        "talks-done",
        _("谈心谈话完成情况"),
        _("一年里谁和谁谈过、哪一天"),
        _("谈话的记录"),
        find,
        talks_done,
        OF_TALKS,
        by_year=True,
    ),
    _by_year(
        "division", _("班子分工"), _("现任班子；分工由支部写"), division, lambda branch: _division(branch, [], "")
    ),
    _by_year("mobile", _("流动党员登记表"), _("外出、返回的日期"), mobile, lambda branch: _mobile(branch, None, [])),
    Paper("rewards", _("党员奖惩登记表"), _("空白表"), "", None, None, KEEPERS, blank=rewards),
    Paper("introduction", _("组织关系介绍信存根"), _("空白表"), "", None, None, KEEPERS, blank=introduction),
)
