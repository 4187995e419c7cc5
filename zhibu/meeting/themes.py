"""Writes around the monthly theme: noted by a superior or a branch, entered into a planned theme day, taken back."""

from dataclasses import replace
from datetime import date, datetime

from zhibu.base.actor import Actor
from zhibu.base.errors import Refused
from zhibu.base.records import revoke, stamp
from zhibu.base.touched import Done
from zhibu.meeting import queries
from zhibu.meeting.actions import NewGathering, NewItem, as_entered, record_gathering
from zhibu.meeting.models import ItemKind, MonthTheme, Stage
from zhibu.org.models import Organisation


def note_theme(
    actor: Actor, *, organisation: Organisation, month: date, theme: str, notice: str, now: datetime
) -> Done:
    """The theme that an organisation sets for a month, for itself and everything below."""
    found = MonthTheme(
        root=organisation.root,
        organisation=organisation,
        month=month.replace(day=1),
        theme=theme.strip(),
        notice=notice.strip(),
        **stamp(actor, now),
    )
    found.save(force_insert=True)
    return Done(found, set(), organisation)


def withdraw_theme(actor: Actor, *, theme: MonthTheme, now: datetime) -> Done:
    revoke(theme, actor, now)
    return Done(theme, set(), theme.organisation)


def enter_theme(
    actor: Actor, *, branch: Organisation, theme: MonthTheme, otherwise_on: date | None, today: date, now: datetime
) -> Done:
    """The theme becomes title and topic of the month's planned theme day; without one, it is planned on that day."""
    planned = queries.planned_theme_day(branch, theme.month, today)
    if planned:
        new = as_entered(planned)
        new.title = theme.theme
        new.items = [
            replace(item, topic=theme.theme) if item.kind == ItemKind.THEME_DAY else item for item in new.items
        ]
    elif otherwise_on:
        items = [NewItem(ItemKind.THEME_DAY, theme.theme)]
        new = NewGathering(branch, otherwise_on, items, title=theme.theme)
    else:
        raise Refused("这个月已经没有排得进的日子。", "自己“定时间”，再放进去。")
    return record_gathering(actor, new=new, today=today, now=now, stage=Stage.PLANNED, standing=planned)
