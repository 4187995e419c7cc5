"""A pasted notice becomes a proposal: its matter, the day beside 前 or 报送, the names of what is attached."""

from datetime import date

import pytest

from zhibu.intake.notice import read_notice

TODAY = date(2026, 11, 23)


def test_matter_day_and_attachments() -> None:
    found = read_notice(
        "关于开展冬季安全生产大检查的通知\n各党支部：\n根据11月25日会议精神，请于12月5日前报送自查情况，12月10日抽查。\n"
        "附件：1.冬季安全自查表\n附件2：责任分工表",
        TODAY,
    )
    assert found.matter == "开展冬季安全生产大检查"
    assert found.due_on == date(2026, 12, 5)
    assert "12月5日前" in found.why_day
    assert found.attachments == ("冬季安全自查表", "责任分工表")


@pytest.mark.parametrize(
    ("text", "due_on"),
    [
        ("请各支部本月底前报送名单。", date(2026, 11, 30)),
        ("请于2027年1月8日前完成。", date(2027, 1, 8)),
        ("请于1月8日前完成。", date(2027, 1, 8)),
        ("请于11月22日前完成。", None),
        ("请于11月23日前完成。", date(2026, 11, 23)),
        ("请于2月30日前上报。", None),
        ("大家辛苦了。", None),
        ("", None),
    ],
)
def test_days(text: str, due_on: date | None) -> None:
    assert read_notice(text, TODAY).due_on == due_on


def test_without_a_title_the_order_is_the_matter() -> None:
    assert read_notice("请各支部报送先锋岗名单，不用盖章。", TODAY).matter == "报送先锋岗名单"
    assert read_notice("先锋岗名单", TODAY).matter == "先锋岗名单"
