"""发展党员台账: one row, one person; the stages lie side by side in up to twenty columns."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from zhibu.intake.kinds.common import BRANCH, NAME, REMARK, grouped, need_name, tell_future, tell_order
from zhibu.intake.kinds.kind import Draft, Field, by_name, day_said, words
from zhibu.intake.kinds.roster import AGE_OF_ADMISSION, add_years
from zhibu.intake.result import Raw
from zhibu.intake.values.dates import Dated
from zhibu.intake.values.identity import read_identity_number
from zhibu.intake.values.outcome import Outcome, is_nothing, look
from zhibu.intake.values.people import read_ethnicity, read_name, read_phone, read_sex
from zhibu.intake.wording import plain, text_of
from zhibu.rules.said import said

_DAY = r"(?:的)?(?:时间|日期|年月日?)?$"

STEPS = (
    Field(
        "applied_on",
        "递交入党申请书",
        words("入党申请时间 申请入党时间 申请时间 递交申请书时间 递交入党申请书时间 入党申请书时间 申请日期 递交申请"),
        (r"(?:递交|提交|提出)?(?:入党申请(?!人)|申请入党)(?:书)?(?!.*(?:谈话|转正))" + _DAY,),
    ),
    Field(
        "talked_on",
        "派人谈话",
        words("谈话时间 派人谈话 派人谈话时间 谈话日期 与申请人谈话时间"),
        (r"(?:派人|申请).{0,5}谈话",),
    ),
    Field(
        "activist_on",
        "确定为积极分子",
        words(
            "确定积极分子时间 积极分子时间 确定为积极分子 确定为积极分子时间 列为积极分子时间 入党积极分子 "
            "积极分子 确定入党积极分子时间 确定积极分子"
        ),
        (
            r"积极分子(?:阶段)?(?:确定)?(?!.*(?:备案|培训|培养|联系|考察))" + _DAY,
            r"积极分子.{0,4}(?:研究|讨论|通过|确定|支委会|支部大会)(?!.*备案)",
        ),
    ),
    Field("activist_filed_on", "积极分子备案", words("积极分子备案 积极分子备案时间 备案时间"), (r"积极分子.*备案",)),
    Field(
        "candidate_on",
        "确定为发展对象",
        words("确定发展对象时间 发展对象时间 确定为发展对象 确定为发展对象时间 列为发展对象时间 发展对象 确定发展对象"),
        (
            r"发展对象(?:阶段)?(?:确定)?(?!.*(?:备案|培训|公示|政审|审查))" + _DAY,
            r"发展对象.{0,4}(?:研究|讨论|通过|确定|支委会|支部大会)(?!.*(?:备案|公示))",
        ),
    ),
    Field("candidate_filed_on", "发展对象备案", ("发展对象备案", "发展对象备案时间"), (r"发展对象.*备案",)),
    Field(
        "vetted_on", "政治审查", words("政审时间 政治审查 政治审查时间 政审 政审日期 政审完成时间"), (r"政审|政治审查",)
    ),
    Field(
        "trained_on",
        "短期集中培训",
        words("培训时间 集中培训时间 短期集中培训 发展对象培训时间 短期培训时间 培训班时间"),
        (r"(?:集中|短期|发展对象).*培训",),
    ),
    Field(
        "announced_on",
        "公示",
        words("公示时间 公示 发展对象公示 公示日期 拟接收公示 公示起止时间"),
        (r"(?<!转正)公示(?!.*转正)" + _DAY,),
    ),
    Field("pre_reviewed_on", "上级预审", words("预审时间 上级预审 党委预审时间 预审 党委预审"), (r"预审",)),
    Field(
        "accepted_on",
        "支部大会接收",
        words(
            "接收预备党员时间 支部大会时间 接收时间 接收为预备党员时间 支部大会接收时间 入党时间 "
            "支部大会通过时间 成为预备党员时间 预备党员 预备党员时间 接收预备党员 入党日期"
        ),
        (
            r"(?:接收|吸收|成为|确定).{0,2}预备党员(?!.*(?:审批|谈话))",
            rf"^(?!.*(?:转正|预备期|正式党员|积极分子|发展对象)).*支部大会.{{0,4}}(?:通过|接收|讨论|表决)?{_DAY}",
        ),
    ),
    Field(
        "interviewed_on",
        "上级派人谈话",
        words("组织员谈话 上级派人谈话 组织员谈话时间 党委谈话时间 上级谈话时间"),
        (r"(?:上级|组织员|党委).{0,4}谈话",),
    ),
    Field(
        "approved_on",
        "上级审批",
        words("审批时间 党委审批时间 上级审批 批准时间 党委审批 上级批准时间 审批日期"),
        (rf"^(?!.*(?:转正|预备期|正式党员)).*(?:审批|批准){_DAY}",),
    ),
    Field("oath_on", "入党宣誓", words("宣誓时间 入党宣誓 宣誓 入党宣誓时间 宣誓日期"), (r"宣誓",)),
    Field(
        "full_applied_on",
        "转正申请",
        words("转正申请时间 递交转正申请时间 转正申请 提出转正申请"),
        (r"转正申请|申请转正",),
    ),
    Field(
        "full_on",
        "转正",
        words("转正时间 转正日期 转正 转为正式党员时间 按期转正时间 支部大会转正时间 转正大会时间 正式党员"),
        (
            r"(?<!申请)转正(?!申请)(?!.*(?:审批|批准|公示|谈话)).{0,6}(?:时间|日期|大会)?$",
            r"转为正式党员",
            r"(?:转正|预备期|正式党员).*支部大会",
        ),
    ),
    Field(
        "full_approved_on",
        "转正审批",
        ("转正审批时间", "转正批准时间", "转正审批"),
        (r"(?:转正|预备期|正式党员).*(?:审批|批准)",),
    ),
)
FIELDS = (
    NAME,
    Field("sex", "性别", ("性别",)),
    Field("ethnicity", "民族", ("民族", "族别")),
    Field("birth_on", "出生日期", words("出生日期 出生年月 出生年月日 出生时间 生日"), (r"出生(?!地)",)),
    Field("education", "学历", ("学历", "文化程度", "最高学历"), (r"学历|文化程度",), longest=40),
    Field("job", "工作岗位", words("工作岗位 岗位 职务 单位及职务 工作单位及职务 部门"), (r"岗位|职务",), longest=60),
    Field(
        "phone",
        "电话（只留后四位）",
        words("手机 手机号 手机号码 联系电话 电话 联系方式"),
        (r"手机|电话",),
        secret=True,
    ),
    Field(
        "identity_number",
        "身份证号",
        words("身份证号 身份证号码 公民身份号码 身份证 证件号码"),
        (r"身份证|公民身份",),
        secret=True,
    ),
    *STEPS,
    Field("contacts", "培养联系人", ("培养联系人", "联系人", "培养人"), (r"培养联系人|(?<!紧急)联系人",), longest=60),
    Field("introducers", "入党介绍人", ("入党介绍人", "介绍人"), (r"介绍人",), longest=60),
    Field(
        "stage",
        "现在哪一步",
        words("现阶段 目前阶段 所处阶段 当前阶段 进展 状态 人员类别 类别"),
        (r"(?:目前|现|当前|所处).{0,2}阶段",),
        longest=40,
    ),
    BRANCH,
    REMARK,
)
_STEP_NAMES = tuple(step.name for step in STEPS)
# 备案, 谈话 and the like follow their own step; only these lie strictly one after the other.
_IN_ORDER = ("applied_on", "activist_on", "candidate_on", "accepted_on", "full_on")
_BEFORE = (
    ("applied_on", "talked_on"),
    ("activist_on", "activist_filed_on"),
    ("candidate_on", "candidate_filed_on"),
    ("pre_reviewed_on", "accepted_on"),
    ("accepted_on", "approved_on"),
    ("full_applied_on", "full_on"),
    ("full_on", "full_approved_on"),
)
# Work that belongs before the branch accepts: a date after it is asked, for it may be a slip of the pen.
_READY_BY_THEN = ("vetted_on", "trained_on", "announced_on")
_TITLE = re.compile(r"发展党员|发展对象|积极分子|入党申请|纪实|党员发展")


class Admissions:
    """The kind “admissions”."""

    name = "admissions"
    label = "发展党员台账"
    key = "name"
    fields = by_name(FIELDS)

    def weigh(self, found: frozenset[str], headers: Sequence[str], title: str) -> float:
        steps = len(found & set(_STEP_NAMES)) + len(found & {"contacts", "introducers"})
        early = bool(found & {"applied_on", "activist_on", "candidate_on"})
        titled = bool(_TITLE.search(title))
        if "name" not in found or not early or steps < (2 if titled else 3):
            return 0.0
        return 0.5 + 0.1 * steps + 0.25 * titled

    def read(self, draft: Draft) -> None:
        values = draft.values
        need_name(draft)
        values["sex"] = draft.take("sex", read_sex)
        values["ethnicity"] = draft.take("ethnicity", read_ethnicity) or ""
        values["phone_last_four"] = draft.take("phone", read_phone) or ""
        identity = draft.take("identity_number", read_identity_number)
        draft.private["identity_number"] = identity.number if identity else None
        dated: dict[str, Dated | None] = {"birth_on": draft.take_date("birth_on", month_is_enough=True)}
        for name in _STEP_NAMES:
            dated[name] = _take_step(draft, name)
        for name in ("education", "job", "stage", "branch", "remark"):
            values[name] = draft.text(name)
        for name in ("contacts", "introducers"):
            values[name] = _take_people(draft, name)
        _compare(draft, dated)

    def compare(self, drafts: Sequence[Draft]) -> None:
        for namesakes in grouped(drafts, "name").values():
            first = namesakes[0]
            for draft in namesakes[1:]:
                births = {one.values["birth_on"] for one in (first, draft)} - {None}
                if len(births) < 2:
                    sentence = said("姓名和第 {number} 行一样。", number=first.number)
                    draft.tell(look("duplicate.person", sentence, "同一个人只留一行；同名的两个人照原样导入。"), "name")


def _take_step(draft: Draft, name: str) -> Dated | None:
    """The day of a step. Several days of a notice or a course count from the first; 已完成 alone is no day."""
    entry = draft.entries.get(name)
    if entry and isinstance(entry.value, str) and is_nothing(plain(entry.value)):
        return None
    dated, until = draft.take_span(name, year=None)
    draft.values[name.replace("_on", "_until")] = until
    del draft.values["until_on"]
    return dated


def _take_people(draft: Draft, name: str) -> list[str]:
    """One or two names in a cell."""

    def reader(value: Raw) -> Outcome[list[str]]:
        parts = [part for part in re.split(r"[、,，;；/\n]|\s{2,}", plain(text_of(value))) if part.strip()]
        parts = parts[0].split() if len(parts) == 1 and all(len(word) > 1 for word in parts[0].split()) else parts
        read = [read_name(re.sub(r"[（(].*?[)）]", "", part)) for part in parts if not is_nothing(part.strip())]
        names = [one.value for one in read if one.value]
        if len(names) < len(read):
            return Outcome(names, look("names.unread", "有的不像姓名，没有收。", "姓名之间用顿号隔开。"))
        return Outcome(names)

    return draft.take(name, reader) or []


def _compare(draft: Draft, dated: dict[str, Dated | None]) -> None:
    born, applied = dated["birth_on"], dated["applied_on"]
    if born and applied and applied.last < add_years(born.on, AGE_OF_ADMISSION):
        sentence = said(
            "申请入党 {applied} 时不满 18 岁（出生 {born}）。", applied=day_said(applied), born=day_said(born)
        )
        draft.tell(look("applied.under_age", sentence, "核对两个日期；都没错就照原样导入。"), "applied_on")
    known = [name for name in _IN_ORDER if dated[name]]
    for first, later in [*pairwise(known), *_BEFORE]:
        tell_order(draft, first, later, dated)
    for name in _READY_BY_THEN:
        done, accepted = dated[name], dated["accepted_on"]
        if done and accepted and done.on > accepted.last:
            sentence = said(
                "{fields} {done} 在支部大会接收 {accepted} 之后。",
                fields=draft.fields[name].label,
                done=day_said(done),
                accepted=day_said(accepted),
            )
            draft.tell(look("order.unusual", sentence, "核对是不是写错了日期。"), name)
    for first, later, what in (
        ("activist_on", "candidate_on", said("培养考察")),
        ("accepted_on", "full_on", said("预备期")),
    ):
        _tell_less_than_a_year(draft, first, later, what, dated)
    for name in _STEP_NAMES:
        tell_future(draft, name, dated[name])


def _tell_less_than_a_year(draft: Draft, first: str, later: str, what: str, dated: dict[str, Dated | None]) -> None:
    one, other = dated[first], dated[later]
    if one and other and one.on <= other.on and other.last < add_years(one.on, 1):
        sentence = said("{what}从 {one} 到 {other}，不满一年。", what=what, one=day_said(one), other=day_said(other))
        draft.tell(look("stage.too_short", sentence, "核对两个日期；都没错就照原样导入。"), later)
