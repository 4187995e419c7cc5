"""党费台账: one row, one member, a column for each month."""

from __future__ import annotations

import datetime
import re
from collections.abc import Sequence
from decimal import Decimal

from zhibu.intake.kinds.common import BRANCH, GROUP, NAME, REMARK, need_name
from zhibu.intake.kinds.kind import Draft, Field, by_name, words
from zhibu.intake.result import Raw
from zhibu.intake.values.amounts import read_amount, read_rate
from zhibu.intake.values.marks import read_mark
from zhibu.intake.values.outcome import Outcome, look, note
from zhibu.intake.wording import folded, text_of, with_digits
from zhibu.rules.said import said

MONTHS, QUARTERS = range(1, 13), range(1, 5)
CENT = Decimal("0.01")

_NUMERALS = dict(zip(MONTHS, words("一 二 三 四 五 六 七 八 九 十 十一 十二"), strict=True))
_TITLE = re.compile(r"党费")
_OTHER = re.compile(r"学时|课时|培训|签到|考勤|到会|出勤|三会一课|主题党日|积分")
_FREE = re.compile(r"免[交缴]|减免|不[交缴]|停[交缴]|^[减免停]$")
_OWED = re.compile(r"^(?:欠[交缴费]?|未[交缴]|没[交缴])$")  # 补交 says neither whether nor how much
_PAID = re.compile(r"^(?:已[交缴收]|[交缴]|代[交缴]|已?[交缴]清)$")
_HOW_PAID = re.compile(
    r"\s*\((?:微信|支付宝|现金|转账|银行|网银|代[交缴收]|扫码)[^()\d]{0,6}\)$|^(?:微信|支付宝|现金|转账)\s*(?=[\d¥￥])|/月$"
)
_ELSEWHERE = re.compile(r"转[入出]|调[入出]|去世|未转正|未入党|外出")


def _month(month: int, what: str) -> str:
    """1月, 一月份, 2026年1月, 2026.01 and what stands below it."""
    written = rf"(?:(?:\d{{4}}年)?(?:0?{month}|{_NUMERALS[month]})月份?|\d{{4}}[./-]0?{month})"
    return rf"^{written}{what}(?:金额|额|数)?$"


def _quarter(quarter: int) -> str:
    """一季度, 1-3月 and what stands below it."""
    first, last = quarter * 3 - 2, quarter * 3
    ordinal = words("一 二 三 四")[quarter - 1]
    written = rf"(?:第?(?:{ordinal}|{quarter})季度?|0?{first}月?(?:[-—–~～至到]|、0?{first + 1}月?、)0?{last}月份?)"
    return rf"^(?:\d{{4}}年)?{written}(?:实?[交缴收]纳?|已[交缴]|党费)?(?:金额|额|数|合计)?$"


FIELDS = (
    NAME,
    Field(
        "base",
        "计算基数",
        words("计算基数 党费基数 基数 月工资 工资 工资收入 月工资收入 交纳基数 缴费基数 党费计算基数"),
        (r"基数",),
    ),
    Field("rate", "比例", words("比例 交纳比例 缴纳比例 费率 党费比例 交费比例 标准比例"), (r"比例|费率",)),
    Field(
        "monthly",
        "月应交",
        words(
            "月应交 应交 应缴 月应缴 应交党费 应缴党费 月党费 每月应交 每月党费 月缴 月交 标准 月标准 "
            "交纳标准 应交金额 月应交党费 月应缴党费 缴纳标准 月缴金额 月缴额 月交额 月缴纳额 月党费额 月缴费额"
        ),
        (r"^月.{0,2}应?[交缴]纳?(?:费|额|数|金额)?$|^每月.{0,2}[交缴]",),
    ),
    *(
        Field(
            f"paid_{month}",
            said("{month}月实交", month=month),
            (),
            (_month(month, "(?:实[交缴收]|已[交缴]|[交缴]纳?|党费)?"),),
        )
        for month in MONTHS
    ),
    *(
        Field(f"due_{month}", said("{month}月应交", month=month), (), (_month(month, "应[交缴收]"),))
        for month in MONTHS
    ),
    *(
        Field(f"quarter_{quarter}", said("{quarter}季度实交", quarter=quarter), (), (_quarter(quarter),))
        for quarter in QUARTERS
    ),
    Field("month", "哪个月的", words("所属月份 缴费月份 交费月份 党费月份 交纳月份 缴纳月份 月份 所属期")),
    Field(
        "amount",
        "这一笔交了多少",
        words("金额 缴费金额 交费金额 交纳金额 缴纳金额 实交金额 实缴金额 收款金额 交纳数额 实收金额"),
    ),
    Field("paid_on", "哪天交的", words("日期 缴费日期 交费日期 交纳日期 缴纳日期 交费时间 缴费时间 交纳时间 收款日期")),
    Field(
        "total", "合计", words("合计 全年合计 累计 小计 总计 全年 实交合计 全年实交"), (r"(?:全年|累计).{0,4}[交缴计]",)
    ),
    BRANCH,
    GROUP,
    REMARK,
)


class Dues:
    """The kind “dues”."""

    name = "dues"
    label = "党费台账"
    key = "name"
    fields = by_name(FIELDS)

    def weigh(self, found: frozenset[str], headers: Sequence[str], title: str) -> float:
        months = sum(name.startswith(("paid_", "due_")) and name != "paid_on" for name in found)
        months += 3 * sum(name.startswith("quarter_") for name in found)
        titled = bool(_TITLE.search(title)) or any("党费" in header for header in headers)
        if "name" not in found or (_OTHER.search(title) and not titled):
            return 0.0
        if titled and "amount" in found and found & {"month", "paid_on"}:
            return 0.9
        if months < (1 if titled or "monthly" in found else 6):
            return 0.0
        return 0.5 + 0.05 * months + 0.25 * titled

    def read(self, draft: Draft) -> None:
        values = draft.values
        need_name(draft)
        values["base"], values["rate"] = draft.take("base", read_amount), draft.take("rate", read_rate)
        values["monthly"] = draft.take("monthly", read_amount)
        _read_months(draft)
        _read_quarters(draft)
        _read_one(draft)
        values["total"] = draft.take("total", read_amount)
        for name in ("branch", "group", "remark"):
            values[name] = draft.text(name)
        values["year"] = year = _year_of_months(draft) or values.get("year") or draft.year
        if year is None:
            draft.tell(look("dues.year", "不知道是哪一年的党费。", "在表头写上年份，或者导入时选好。"))
        _compare_rate(draft)
        _compare_total(draft)

    def compare(self, drafts: Sequence[Draft]) -> None:
        """The same member twice is usual where each row is a payment; the same month twice is not."""
        first: dict[tuple[str, str], int] = {}
        for draft in drafts:
            name = draft.values["name"]
            for month in draft.values["paid"]:
                if name and (name, month) in first:
                    sentence = said("{month} 月的和第 {first} 行重复。", month=month, first=first[name, month])
                    draft.tell(
                        look("duplicate.row", sentence, "一个人一个月只留一笔；同名的两个人照原样导入。"), "name"
                    )
                    break
            for month in draft.values["paid"]:
                first.setdefault((name, month), draft.number)


def _year_of_months(draft: Draft) -> int | None:
    """The year that stands in the head of the month columns: 2026年1月."""
    years = {match[1] for month in MONTHS if (match := re.match(r"(\d{4})[年./-]", draft.header(f"paid_{month}")))}
    return int(years.pop()) if len(years) == 1 else None


def _read_months(draft: Draft) -> None:
    """Amounts, ticks and days of payment become amounts; a free or foreign month stays a word."""
    values = draft.values
    values["paid"], values["due"], values["words"] = {}, {}, {}
    for month in MONTHS:
        due = draft.take(f"due_{month}", read_amount)
        if due is not None:
            values["due"][str(month)] = due
        told: list[str] = []
        paid = draft.take(f"paid_{month}", lambda value, due=due, told=told: _paid(draft, value, due, told))  # type: ignore[misc]
        if paid is not None:
            values["paid"][str(month)] = paid
        if told:
            values["words"][str(month)] = told[0]
        expected = due if due is not None else values["monthly"]
        if paid is not None and expected is not None and paid < expected:
            draft.tell(
                look(
                    "dues.less",
                    said("{month} 月实交 {paid}，比应交 {expected} 少。", month=month, paid=paid, expected=expected),
                    "核对金额。",
                ),
                f"paid_{month}",
            )


def _read_quarters(draft: Draft) -> None:
    """A sum for three months is a third for each; where it cannot be parted to the cent it is told."""
    for quarter in QUARTERS:
        if f"quarter_{quarter}" not in draft.entries:
            continue
        months = range(quarter * 3 - 2, quarter * 3 + 1)
        told: list[str] = []
        monthly = draft.values["monthly"]
        due = None if monthly is None else monthly * 3
        name = f"quarter_{quarter}"
        paid = draft.take(name, lambda value, due=due, told=told: _paid(draft, value, due, told))  # type: ignore[misc]
        _spread(draft, months, paid, name)


def _read_one(draft: Draft) -> None:
    """A row that is one payment: its month, or its months, and the sum."""
    if "amount" not in draft.entries:
        return
    paid = draft.take("amount", read_amount)
    day = draft.take_date("paid_on", month_is_enough=True, year=draft.year)
    months = _months_in(draft) or ([day.on.month] if day and paid is not None else [])
    if day and draft.values.get("year") is None:
        draft.values["year"] = day.on.year
    if paid is not None and not months:
        draft.tell(look("dues.month", "不知道是哪个月的。", "写上月份，例如 3月 或 1-3月。"), "amount")
    _spread(draft, months, paid, "amount")


def _months_in(draft: Draft) -> list[int]:
    value = draft.raw("month")
    if isinstance(value, datetime.date):
        return [value.month]
    text = re.sub(r"^20\d\d[年./-]", "", "".join(with_digits(folded(text_of(value)), "月季").split()))
    if quarter := re.fullmatch(r"第?([1-4])季度?", text):
        return list(range(int(quarter[1]) * 3 - 2, int(quarter[1]) * 3 + 1))
    if span := re.fullmatch(r"(\d\d?)月?(?:[-—–~至到])(\d\d?)月份?", text):
        return [month for month in range(int(span[1]), int(span[2]) + 1) if month in MONTHS]
    return [int(number) for number in re.findall(r"\d+", text) if int(number) in MONTHS]


def _spread(draft: Draft, months: Sequence[int], paid: Decimal | None, name: str) -> None:
    if paid is None or not months:
        return
    share = paid / len(months)
    if share != share.quantize(CENT):
        share = share.quantize(CENT)
        sentence = said("{paid} 元平摊到 {count} 个月除不尽，最后一个月多记零头。", paid=paid, count=len(months))
        draft.tell(look("dues.uneven", sentence, "知道每个月多少的，分月写。"), name)
    for month in months[:-1]:
        draft.values["paid"][str(month)] = share
    draft.values["paid"][str(months[-1])] = paid - share * (len(months) - 1)


def _paid(draft: Draft, value: Raw, due: Decimal | None, told: list[str]) -> Outcome[Decimal]:
    expected = due if due is not None else draft.values["monthly"]
    text = folded(text_of(value))
    if isinstance(value, str) and (_FREE.search(text) or _ELSEWHERE.search(text)):
        told.append(text[:20])
        return Outcome(None, note("dues.words", said("写的是“{text}”，没有金额。", text=text[:10])))
    if isinstance(value, str) and _OWED.search(text):
        return Outcome(None)
    is_day = isinstance(value, datetime.date) or bool(isinstance(value, str) and _PAID.match(text))
    ticked = True if is_day else read_mark(value).value if isinstance(value, str) else None
    if ticked is False:
        return Outcome(None)
    if ticked and expected is None:
        return Outcome(
            None, look("dues.no_amount", "打了勾，没有金额，也没有应交数。", "写上实交多少，或加一列“月应交”。")
        )
    return Outcome(expected) if ticked else read_amount(_HOW_PAID.sub("", text) if isinstance(value, str) else value)


def _compare_rate(draft: Draft) -> None:
    base, rate, monthly = (draft.values[name] for name in ("base", "rate", "monthly"))
    if base is None or rate is None or monthly is None:
        return
    reckoned = (base * rate).quantize(CENT)
    if abs(reckoned - monthly) >= Decimal("0.1"):
        sentence = said(
            "基数 {base} × 比例 {rate}% 是 {reckoned}，和应交 {monthly} 对不上。",
            base=base,
            rate=f"{rate * 100:f}",
            reckoned=reckoned,
            monthly=monthly,
        )
        draft.tell(look("dues.rate", sentence, "核对基数、比例和应交。"), "monthly")


def _compare_total(draft: Draft) -> None:
    total, paid = draft.values["total"], draft.values["paid"]
    reckoned = sum(paid.values(), Decimal(0))
    if total is not None and paid and reckoned != total:
        sentence = said("各月加起来是 {reckoned}，合计写的是 {total}。", reckoned=reckoned, total=total)
        draft.tell(look("dues.total", sentence, "核对各月和合计。"), "total")
