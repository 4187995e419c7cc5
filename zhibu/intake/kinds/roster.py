"""花名册: one row, one member."""

from __future__ import annotations

import datetime
import re
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from zhibu.intake.kinds.kind import Draft, Field, by_name
from zhibu.intake.result import Raw
from zhibu.intake.values.dates import Dated, read_date
from zhibu.intake.values.identity import IdentityNumber, read_identity_number
from zhibu.intake.values.marks import read_mark
from zhibu.intake.values.outcome import Outcome, is_nothing, look, note, refused
from zhibu.intake.values.people import name_remark, read_ethnicity, read_name, read_phone, read_sex
from zhibu.intake.wording import squeezed, text_of
from zhibu.rules.said import said

AGE_OF_ADMISSION = 18  # constitution, art. 1
# Between the constitutions of the 9th and the 11th congress there was no probation: joining and full on the same day.
NO_PROBATION_FROM, NO_PROBATION_UNTIL = datetime.date(1969, 4, 14), datetime.date(1977, 8, 18)
_STANDING = r"^(?:(?:党员|人员)?(?:类[别型]|性质)|政治面貌|党籍|党员情况)"

FIELDS = (
    Field(
        "name", "姓名", ("姓名", "名字", "党员姓名", "人员姓名", "党员名单", "党员", "名单"), (r"^(?:党员)?姓名",), True
    ),
    Field("sex", "性别", ("性别", "性别/民族", "性别、民族", "性别民族"), (r"^性别.{0,2}民族$",)),
    Field("ethnicity", "民族", ("民族", "族别")),
    Field(
        "birth_on",
        "出生日期",
        ("出生日期", "出生年月", "出生年月日", "出生时间", "生日", "出生", "生年月日"),
        (r"出生(?!地)",),
    ),
    Field(
        "education", "学历", ("学历", "文化程度", "最高学历", "文化水平", "全日制学历"), (r"学历|文化程度",), longest=40
    ),
    Field(
        "joined_on",
        "入党日期",
        ("入党日期", "入党时间", "入党年月", "入党年月日", "加入党组织日期", "加入党组织时间", "加入中共时间", "入党"),
        (
            r"(?<!申请)(?<!递交)入党.{0,4}(?:时间|日期|年月)",
            r"加入.{0,8}(?:时间|日期)",
            r"(?:成为|接收|转为)?.{0,2}预备党员.{0,2}(?:时间|日期)",
        ),
    ),
    Field(
        "full_on",
        "转正日期",
        ("转正日期", "转正时间", "转正年月", "转正年月日", "转正", "成为正式党员日期", "转为正式党员时间"),
        (r"(?<!申请)转正.{0,2}(?:时间|日期|年月)", r"正式党员.{0,2}(?:时间|日期)"),
    ),
    Field(
        "moved_in_on",
        "转入日期",
        (
            "转入日期",
            "转入时间",
            "转入本支部日期",
            "转入本支部时间",
            "组织关系转入日期",
            "组织关系转入时间",
            "转入年月",
        ),
        (r"转入.{0,6}(?:时间|日期|年月)",),
    ),
    Field(
        "branch",
        "所在支部",
        (
            "所在支部",
            "党支部",
            "支部",
            "支部名称",
            "所属支部",
            "所在党支部",
            "所属党支部",
            "党支部名称",
            "所在党组织",
            "所属党组织",
            "党组织名称",
            "党组织",
        ),
        (r"(?:所在|所属|隶属).{0,4}(?:支部|党组织)",),
        longest=60,
    ),
    Field("group", "党小组", ("党小组", "所在党小组", "所属党小组", "小组", "组别", "党小组名称"), longest=60),
    Field(
        "post",
        "党内职务",
        ("党内职务", "党内任职", "支部职务", "党务职务", "党内职务名称", "支部任职"),
        (r"党内.{0,2}职",),
        longest=60,
    ),
    Field(
        "job",
        "工作岗位",
        (
            "工作岗位",
            "岗位",
            "职务",
            "行政职务",
            "现任职务",
            "职务职称",
            "职业",
            "工种",
            "工作单位及职务",
            "单位及职务",
            "部门及职务",
        ),
        (r"岗位|职务",),
        longest=60,
    ),
    Field(
        "affiliation",
        "正式或预备",
        ("党员类别", "人员类别", "类别", "党员类型", "政治面貌", "正式或预备", "正式/预备", "党员性质", "是否预备党员"),
        (r"正式.*预备",),
    ),
    Field(
        "phone",
        "电话（只留后四位）",
        ("手机", "手机号", "手机号码", "联系电话", "电话", "联系方式", "移动电话", "电话号码", "联系手机"),
        (r"手机|电话",),
        secret=True,
    ),
    Field(
        "identity_number",
        "身份证号",
        ("身份证号", "身份证号码", "公民身份号码", "身份证", "证件号码", "居民身份证号", "居民身份证号码", "证件号"),
        (r"身份证|公民身份",),
        secret=True,
    ),
    Field("address", "住址", longest=120),
    Field("remark", "备注", ("备注", "说明", "备考", "其他说明"), longest=200),
    Field("mark_male", "打勾：男", (), (r"^性别男性?$",)),
    Field("mark_female", "打勾：女", (), (r"^性别女性?$",)),
    Field("mark_full", "打勾：正式", (), (_STANDING + r"正式(?:党员)?$",)),
    Field("mark_probationary", "打勾：预备", (), (_STANDING + r"预备(?:党员)?$",)),
)

_CORE = frozenset(
    [
        "sex",
        "ethnicity",
        "birth_on",
        "joined_on",
        "full_on",
        "identity_number",
        "affiliation",
        "education",
        "phone",
        "post",
    ]
)
_TITLE = re.compile(r"花名册|名册|党员信息|党员名单|党员基本情况|党员登记")
_ADMISSION = re.compile(r"申请入党|入党申请|积极分子|发展对象|政审|政治审查|培养联系|预审")
_MONTH = re.compile(r"^(?:\d{1,2}|[一二三四五六七八九十]{1,2})月份?")
_POSTS = (
    ("deputy_secretary", r"副书记"),
    ("secretary", r"(?<!副)书记"),
    ("organisation_member", r"组织(?:统战|宣传)?委员"),
    ("publicity_member", r"(?:宣传|组织宣传|宣教)委员"),
    ("discipline_member", r"纪检(?:监察)?委员|纪律检查委员"),
    ("group_leader", r"小组组?长"),
)
_BRANCH_POST = re.compile(
    r"^(?:(?:党?支部)?(?:副?书记|(?:组织|宣传|纪检|统战|青年|群工|生活|保密)委员|委员)|党小组组?长)(?:[、,，兼/](?:组织|宣传|纪检|统战|青年|群工)委员)*$"
)
_NOT_MEMBERS = re.compile(r"积极分子|发展对象|申请人|群众|团员|民主党派|无党派|非党员")
_GONE = re.compile(r"转出|调出|转走|调离|去世|死亡|病故|逝世|已故|退党|出党|除名|开除|自行脱党|停止党籍|失联")
_NOT_GONE = re.compile(
    r"(?:未|没有?|不|拟|待|准备|尚未)(?:转出|调出|转走|调离)|(?:父|母|妻|夫|配偶|爱人|家人|亲).{0,4}(?:去世|病故|逝世)"
)
_DAY_IN_REMARK = re.compile(r"(?:19|20)\d\d[年./-]\d\d?(?:[月./-]\d\d?)?(?!\d)")
_CAME = re.compile(r"转入|调入|转来|调来")
_PROBATIONARY = re.compile(r"^预备(?:党员|期)?$")
_MEMBER_REMARKS = {"女": ("sex", "female"), "男": ("sex", "male"), "预备": ("affiliation", "probationary_member")}
_MEMBER_REMARKS["预备党员"] = _MEMBER_REMARKS["预备"]


class Roster:
    """The kind “roster”."""

    name = "roster"
    label = "花名册"
    key = "name"
    fields = by_name(FIELDS)

    def weigh(self, found: frozenset[str], headers: Sequence[str], title: str) -> float:
        core = len(found & _CORE)
        admission = sum(bool(_ADMISSION.search(header)) for header in headers)
        months = sum(bool(_MONTH.match(header)) for header in headers)
        if "name" not in found or months >= 6 or (admission >= 2 and "joined_on" not in found):
            return 0.0
        titled = bool(_TITLE.search(title))
        if core < 2 and not ("joined_on" in found or (titled and core)):
            return 0.0
        return 0.4 + 0.1 * core + 0.2 * titled

    def read(self, draft: Draft) -> None:
        """Fields first, then what does not fit between them."""
        _part_pairs(draft)
        values = draft.values
        values["name"] = draft.take("name", read_name)
        values["sex"] = draft.take("sex", read_sex) or _ticked(draft, "sex", _SEX_MARKS)
        values["ethnicity"] = draft.take("ethnicity", read_ethnicity) or ""
        born = draft.take_date("birth_on", month_is_enough=True)
        joined, full = draft.take_date("joined_on"), draft.take_date("full_on")
        moved_in = draft.take_date("moved_in_on", month_is_enough=True)
        identity = draft.take("identity_number", read_identity_number)
        draft.private["identity_number"] = identity.number if identity else None
        values["phone_last_four"] = draft.take("phone", read_phone) or ""
        for name in ("education", "branch", "group", "job", "address", "remark"):
            values[name] = draft.text(name)
        values["education"] = re.sub(r"^\d{1,2}[.\-、]?(?=\D)", "", values["education"])
        values["post_text"], values["posts"] = _posts(draft)
        values["affiliation"] = draft.take("affiliation", _affiliation_reader(draft))
        values["affiliation"] = values["affiliation"] or _ticked(draft, "affiliation", _AFFILIATION_MARKS)
        _use_name_remark(draft)
        moved_in = _use_remark(draft) or moved_in
        _require_name(draft)
        _compare_with_identity(draft, born, identity)
        _compare_dates(draft, draft_dated(draft, born), joined, full)
        _compare_affiliation(draft, full)
        _refuse_future(draft, {"birth_on": born, "joined_on": joined, "full_on": full, "moved_in_on": moved_in})

    def compare(self, drafts: Sequence[Draft]) -> None:
        """Same identity number, or same name and birth: told on both rows, never merged."""
        _tell_same_numbers(drafts)
        by_person: dict[str, list[Draft]] = defaultdict(list)
        for draft in drafts:
            if draft.values.get("name"):
                by_person[draft.values["name"]].append(draft)
        for namesakes in by_person.values():
            if len(namesakes) > 1:
                _tell_namesakes(namesakes)


_SEX_MARKS = {"mark_male": "male", "mark_female": "female"}
_AFFILIATION_MARKS = {"mark_full": "full_member", "mark_probationary": "probationary_member"}


def _ticked(draft: Draft, name: str, marks: Mapping[str, str]) -> str | None:
    """What is ticked where each answer has a column of its own."""
    ticked = [mark for mark in marks if draft.take(mark, read_mark)]
    if len(ticked) > 1:
        draft.tell(look(f"{name}.both", "两格都打了勾。", "只留一个。"), ticked[1])
    return marks[ticked[0]] if len(ticked) == 1 else None


_PAIRS = (("sex", "ethnicity", "民族"), ("joined_on", "full_on", "转正"))


def _part_pairs(draft: Draft) -> None:
    """Two things in one cell below a header that names both: 男/汉, 2005.7.1/2006.7.1. An age beside a birth goes."""
    entries = dict(draft.entries)
    for first, second, sign in _PAIRS:
        entry = entries.get(first)
        if entry is None or second in entries or sign not in squeezed(entry.header) or not isinstance(entry.value, str):
            continue
        parts = [part.strip() for part in re.split(r"[/／、;；\n]", entry.value) if part.strip()]
        if len(parts) == 2:
            entries[first], entries[second] = replace(entry, value=parts[0]), replace(entry, value=parts[1])
    born = entries.get("birth_on")
    if born is not None and isinstance(born.value, str):
        entries["birth_on"] = replace(born, value=re.sub(r"[（(]\d{1,3}[周]?岁?[)）]\s*$", "", born.value))
    draft.entries = entries


def draft_dated(draft: Draft, born: Dated | None) -> Dated | None:
    """The birth date as it stands after the identity number was looked at."""
    on = draft.values["birth_on"]
    return Dated(on, draft.values["birth_precision"]) if on else born


def _affiliation_reader(draft: Draft) -> Callable[[Raw], Outcome[str]]:
    """Under 是否预备党员 the cells only say 是 or 否."""
    entry = draft.entries.get("affiliation")
    header = squeezed(entry.header) if entry else ""
    if "是否" not in header:
        return _read_affiliation
    yes, no = ("full_member", "probationary_member") if "正式" in header else ("probationary_member", "full_member")

    def reader(value: Raw) -> Outcome[str]:
        mark = read_mark(value)
        return _read_affiliation(value) if mark.value is None else Outcome(yes if mark.value else no)

    return reader


def _read_affiliation(value: Raw) -> Outcome[str]:
    text = re.sub(r"^\d+[.\-、]?", "", squeezed(text_of(value)))
    if is_nothing(text):
        return Outcome(None)
    if _NOT_MEMBERS.search(text):
        sentence = said("这一行写的是“{text}”，不是党员。", text=text[:10])
        return Outcome(None, refused("affiliation.no_member", sentence, "从花名册里拿掉这一行；发展党员另外记。"))
    if "预备" in text:
        return Outcome("probationary_member")
    if "正式" in text or text in ("党员", "中共党员", "中国共产党党员"):
        return Outcome("full_member")
    return Outcome(
        None,
        look(
            "affiliation.unreadable",
            said("“{text}”看不出是正式还是预备。", text=text[:10]),
            "写 正式党员 或 预备党员。",
        ),
    )


def _posts(draft: Draft) -> tuple[str, list[str]]:
    text = draft.text("post")
    if "post" not in draft.entries and _BRANCH_POST.match(squeezed(draft.values["job"])):
        text, draft.values["job"] = draft.values["job"], ""
        draft.tell(note("post.from_job", said("“{text}”收作党内职务。", text=text)), "job")
    bare = squeezed(text)
    posts = [post for post, pattern in _POSTS if re.search(pattern, bare)]
    if not posts and "委员" in bare:
        posts = ["committee_member"]
    return text, posts


def _use_remark(draft: Draft) -> Dated | None:
    """A remark says who is no longer there, who is on probation, and the day of coming."""
    remark = squeezed(draft.values["remark"])
    if _GONE.search(remark) and not _NOT_GONE.search(remark):
        sentence = said("备注写着“{remark}”，可能已经不在本支部。", remark=remark[:20])
        draft.tell(look("remark.gone", sentence, "不在了的就不导；还在的照原样导入。"), "remark")
    if _PROBATIONARY.match(remark) and draft.values["affiliation"] is None:
        draft.values["affiliation"] = "probationary_member"
    days = set(_DAY_IN_REMARK.findall(remark)) if _CAME.search(remark) and not _GONE.search(remark) else set()
    if draft.values["moved_in_on"] is not None or len(days) != 1:
        return None
    dated = read_date(days.pop()).value
    if dated:
        draft.values["moved_in_on"], draft.values["moved_in_precision"] = dated.on, dated.precision
        draft.tell(note("remark.moved_in", said("备注里的 {day} 收作转入日期。", day=_said(dated))), "remark")
    return dated


def _use_name_remark(draft: Draft) -> None:
    """张三（女）、李四（预备）: the remark fills a blank field; any other remark is told."""
    for remark in filter(None, name_remark(draft.raw("name")).split("，")):
        known = _MEMBER_REMARKS.get(remark)
        if known and draft.values.get(known[0]) in (None, known[1]):
            draft.values[known[0]] = known[1]
        elif known:
            draft.tell(
                look(
                    "name.remark",
                    said("姓名后面写着“{remark}”，和本行另一格对不上。", remark=remark),
                    "核对后只留一种。",
                ),
                "name",
            )
        else:
            draft.tell(note("name.remark", said("姓名后面的“{remark}”没有收。", remark=remark[:10])), "name")


def _require_name(draft: Draft) -> None:
    if not draft.values["name"]:
        draft.insist("name", refused("name.missing", "没有姓名。", "补上姓名，或删掉这一行。"))


def _compare_with_identity(draft: Draft, born: Dated | None, identity: IdentityNumber | None) -> None:
    """Birth and sex against the number; a blank or coarser birth is filled from it."""
    if identity is None:
        return
    if born and not born.on <= identity.birth_on <= born.last:
        sentence = said("身份证号里的出生日期是 {birth_on}，和出生日期一栏对不上。", birth_on=identity.birth_on)
        draft.tell(look("identity.birth_differs", sentence, "按证件核对，改错的那一格。"), "identity_number")
    elif born is None or born.precision != "day":
        draft.values["birth_on"], draft.values["birth_precision"] = identity.birth_on, "day"
    if draft.values["sex"] is None:
        draft.values["sex"] = identity.sex
    elif draft.values["sex"] != identity.sex:
        seen = "男" if identity.sex == "male" else "女"
        sentence = said("按身份证号应是{seen}性，和性别一栏对不上。", seen=seen)
        draft.tell(look("identity.sex_differs", sentence, "按证件核对，改错的那一格。"), "identity_number")


def _compare_dates(draft: Draft, born: Dated | None, joined: Dated | None, full: Dated | None) -> None:
    if born and joined:
        _compare_age(draft, born, joined)
    if joined and full:
        _compare_probation(draft, joined, full)
    if full and not joined:
        draft.tell(note("full.without_joined", "有转正日期，没有入党日期。", "补上入党日期。"), "full_on")


def _refuse_future(draft: Draft, days: Mapping[str, Dated | None]) -> None:
    for name, dated in days.items():
        if draft.today and dated and dated.on > draft.today:
            sentence = said("{fields}在今天（{today}）之后。", fields=draft.fields[name].label, today=draft.today)
            draft.tell(refused("date.future", sentence, "核对年份。"), name)


def _compare_age(draft: Draft, born: Dated, joined: Dated) -> None:
    if joined.on <= born.on:
        sentence = said("入党日期 {joined} 不在出生日期 {born} 之后。", joined=_said(joined), born=_said(born))
        draft.tell(refused("joined.before_birth", sentence, "核对两个日期，改错的那一个。"), "joined_on")
    elif joined.last < add_years(born.on, AGE_OF_ADMISSION):
        age = joined.last.year - born.on.year - ((joined.last.month, joined.last.day) < (born.on.month, born.on.day))
        sentence = said(
            "入党时 {age} 岁，不满 18 岁（出生 {born}，入党 {joined}）。",
            age=age,
            born=_said(born),
            joined=_said(joined),
        )
        draft.tell(look("joined.under_age", sentence, "核对出生日期和入党日期；都没错就照原样导入。"), "joined_on")


def _compare_probation(draft: Draft, joined: Dated, full: Dated) -> None:
    if full.on < joined.on:
        sentence = said("转正日期 {full} 在入党日期 {joined} 之前。", full=_said(full), joined=_said(joined))
        draft.tell(refused("full.before_joined", sentence, "核对两个日期，是不是填反了。"), "full_on")
    elif NO_PROBATION_FROM <= joined.on <= NO_PROBATION_UNTIL:
        return
    elif full.on == joined.on and full.precision == joined.precision:
        sentence = said("转正日期和入党日期是同一天（{full}）。", full=_said(full))
        draft.tell(look("full.same_day", sentence, "预备期是一年，核对转正日期。"), "full_on")
    elif full.last < add_years(joined.on, 1):
        sentence = said("从入党 {joined} 到转正 {full} 不满一年。", joined=_said(joined), full=_said(full))
        draft.tell(look("full.too_early", sentence, "预备期是一年，核对两个日期。"), "full_on")


def add_years(day: datetime.date, years: int) -> datetime.date:
    """The same day years later; 29 February becomes 28 February."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


def _said(dated: Dated) -> str:
    return {"day": dated.on.isoformat(), "month": f"{dated.on:%Y-%m}", "year": f"{dated.on:%Y}"}[dated.precision]


def _compare_affiliation(draft: Draft, full: Dated | None) -> None:
    if draft.values["affiliation"] == "probationary_member" and full:
        sentence = said("写的是预备党员，却有转正日期 {full}。", full=_said(full))
        draft.tell(
            look("affiliation.converted", sentence, "已转正的改成正式党员；还没转正的删掉转正日期。"), "affiliation"
        )


def _tell_same_numbers(drafts: Sequence[Draft]) -> None:
    first: dict[str, int] = {}
    for draft in drafts:
        number = draft.private.get("identity_number")
        if number is None:
            continue
        if number in first:
            sentence = said("身份证号和第 {first} 行一样。", first=first[number])
            draft.tell(
                refused("duplicate.identity", sentence, "同一个人只留一行；不是同一个人的，按证件改号码。"),
                "identity_number",
            )
        first.setdefault(number, draft.number)


def _tell_namesakes(namesakes: Sequence[Draft]) -> None:
    """Each later row against the first one with the same birth, or with none, that it may be the same person as."""
    first: dict[datetime.date | None, Draft] = {}
    for draft in namesakes:
        birth = draft.values["birth_on"]
        nearest = [first.get(birth), first.get(None)] if birth else list(first.values())[:1]
        first.setdefault(birth, draft)
        other = next((earlier for earlier in nearest if earlier and _may_be_same(earlier, draft)), None)
        if other is None or any(problem.code == "duplicate.identity" for problem in draft.problems):
            continue
        what = said("姓名和出生日期") if birth is not None and birth == other.values["birth_on"] else "姓名"
        sentence = said("{what}和第 {number} 行一样。", what=what, number=other.number)
        draft.tell(look("duplicate.person", sentence, "同一个人只留一行；同名的两个人可以照原样导入。"), "name")


def _may_be_same(one: Draft, other: Draft) -> bool:
    numbers = one.private.get("identity_number"), other.private.get("identity_number")
    if all(numbers) and numbers[0] != numbers[1]:
        return False
    births = one.values["birth_on"], other.values["birth_on"]
    return births[0] is None or births[1] is None or births[0] == births[1]
