"""The components as template tags: `{% load show %}`. All but the mark have a template in `templates/components/`."""

import uuid
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django import forms, template
from django.core.exceptions import NON_FIELD_ERRORS
from django.core.paginator import Page
from django.middleware.csrf import get_token
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from zhibu.base.records import Deed
from zhibu.web import components, days, notices
from zhibu.web.components import TONES, WORDS, Action, Button, Cite, Finding, Mark, Month, Step, Tab, Table, Text, Tone
from zhibu.web.forms import FilterForm, Form
from zhibu.web.wording import capital, is_english, worded

register = template.Library()
MARK = (
    '<span class="mark {}"><svg class="shape" viewBox="0 0 12 12" aria-hidden="true" focusable="false">{}</svg>'
    "{}</span>"
)
SHAPES = {
    Mark.OVERDUE: SafeString('<path d="M1.5 1.5h9v9h-9z"/>'),
    Mark.SOON: SafeString('<path d="M6 1l5.2 9.6H.8z"/>'),
    Mark.DONE: SafeString('<path class="line" d="M1.8 6.4l2.9 3L10.3 3"/>'),
    Mark.CONTRARY: SafeString('<path class="line" d="M2.2 2.2l7.6 7.6M9.8 2.2L2.2 9.8"/>'),
    Mark.NOT_ASKED: SafeString('<path class="line" d="M2 6h8"/>'),
}
NO_RECORD = SafeString('<circle class="line" cx="6" cy="6" r="4.2"/>')


@register.simple_tag
def mark(kind: Mark | str, word: Text = "", tone: Tone | str | None = None) -> SafeString:
    """■逾期 ▲快到期 ✓已办 ○没有记录 ✕对不上规定. `tone` weakens the colour where the norm's wording asks for it.

    A year of months has a hundred of them: the only component without a template of its own.
    """
    kind = Mark(kind)
    return format_html(
        MARK, Tone(tone or TONES[kind]).value, SHAPES.get(kind, NO_RECORD), capital(str(word or WORDS[kind]))
    )


@register.inclusion_tag("components/page_head.html")
def page_head(
    title: Text,
    lead: Text = "",
    aside: Text = "",
    url: str = "",
    label: Text = "",
    back: str = "",
    back_label: Text = "",
) -> dict[str, Any]:
    """The one h1, a line below it, a remark at the right, at most one primary button (link), and the way up."""
    return {
        "title": title,
        "lead": lead,
        "aside": aside,
        "url": url,
        "label": label,
        "back": back,
        "back_label": capital(str(back_label)) or _("返回"),
    }


@register.inclusion_tag("components/button.html", takes_context=True)
def button(context: template.Context, item: Button, name: Text = "") -> dict[str, Any]:
    """A Button value. `name` is added for people who hear the page (“办：确定党员大会日期”)."""
    return {
        "item": item,
        "name": name,
        "csrf": get_token(context["request"]) if item.post else "",
        "key": uuid.uuid4() if item.post else "",
    }


@register.inclusion_tag("components/button.html", takes_context=True)
def post_button(
    context: template.Context, label: Text, url: str, primary: bool = False, **fields: Any
) -> dict[str, Any]:
    """One button that sends by POST: `{% post_button _("撤销") url gathering=item.id %}`."""
    values = {name: str(value) for name, value in fields.items()}
    return button(context, Button(label, url, post=True, fields=values, primary=primary))


@register.inclusion_tag("components/action_row.html", takes_context=True)
def action_row(context: template.Context, action: Action) -> dict[str, Any]:
    return {"action": action, "request": context["request"]}


@register.inclusion_tag("components/finding.html", takes_context=True)
def finding(context: template.Context, item: Finding, is_open: bool = False) -> dict[str, Any]:
    """`is_open`: what it was reckoned from is unfolded."""
    return {"finding": item, "is_open": is_open, "request": context["request"]}


@register.inclusion_tag("components/cite.html")
def cite(item: Cite) -> dict[str, Any]:
    return {"cite": item}


@register.inclusion_tag("components/tabs.html")
def tabs(items: Sequence[Tab], label: Text) -> dict[str, Any]:
    return {"tabs": items, "label": label}


@register.inclusion_tag("components/steps.html")
def steps(items: Sequence[Step], label: Text) -> dict[str, Any]:
    return {"steps": items, "label": label}


@register.inclusion_tag("components/facts.html")
def facts(items: Sequence[components.Fact]) -> dict[str, Any]:
    return {"facts": items}


@register.inclusion_tag("components/months.html")
def months(items: Sequence[Month], label: Text) -> dict[str, Any]:
    """The month strip: a list that reads “3月：已办”."""
    return {"months": items, "label": label}


@register.inclusion_tag("components/table.html", takes_context=True)
def table(context: template.Context, item: Table) -> dict[str, Any]:
    return {"table": item, "lines": item.lines(), "request": context["request"]}


@register.inclusion_tag("components/empty.html")
def empty(text: Text, hint: Text = "", url: str = "", label: Text = "") -> dict[str, Any]:
    return {"text": text, "hint": hint, "url": url, "label": label}


@register.inclusion_tag("components/pages.html", takes_context=True)
def pages(context: template.Context, page: Page[Any], name: str = "page") -> dict[str, Any]:
    """上一页 · 第 2 页，共 7 页 · 下一页; the other parts of the address stay."""

    def address(number: int) -> str:
        query = context["request"].GET.copy()
        query[name] = str(number)
        return f"?{query.urlencode()}"

    return {
        "page": page,
        "before": address(page.previous_page_number()) if page.has_previous() else "",
        "after": address(page.next_page_number()) if page.has_next() else "",
    }


@register.inclusion_tag("components/notice.html", takes_context=True)
def notice(context: template.Context, message: Any) -> dict[str, Any]:
    undo = notices.undo_of(message)
    return {
        "text": str(message),
        "is_done": message.level_tag == "success",
        "undo": Button(_("撤销"), undo, post=True) if undo else None,
        "request": context["request"],
    }


@register.inclusion_tag("components/error_summary.html")
def error_summary(form: forms.Form) -> dict[str, Any]:
    """“有 2 处要改”, with links to the fields. Nothing when there is nothing to change."""
    problems = [
        (form[name].id_for_label or form[name].auto_id, form[name].label, sentence)
        for name, sentences in form.errors.items()
        if name != NON_FIELD_ERRORS
        for sentence in sentences
    ]
    whole = form.non_field_errors()
    return {"problems": problems, "whole": whole, "count": len(problems) + len(whole)}


@register.inclusion_tag("components/field.html")
def field(bound: forms.BoundField) -> dict[str, Any]:
    """Label above, hint, error, control. Groups of choices become a fieldset with a legend."""
    widget = bound.field.widget
    _say_choices(bound)
    return {
        "field": bound,
        "is_group": bool(widget.use_fieldset),
        "is_tick": isinstance(widget, forms.CheckboxInput),
        "is_optional": not bound.field.required and not isinstance(widget, forms.CheckboxInput),
    }


def _say_choices(bound: forms.BoundField) -> None:
    """Words of the law among the choices are Chinese data: said as this reader reads."""
    widget = bound.field.widget
    if is_english() and isinstance(widget, forms.widgets.ChoiceWidget):
        widget.choices = [_choice(value, label) for value, label in widget.choices]


def _choice(value: Any, label: Any) -> tuple[Any, Any]:
    if isinstance(label, list | tuple):
        return worded(value), [_choice(*part) for part in label]
    return value, worded(label)


@register.inclusion_tag("components/fields.html")
def fields(form: forms.Form) -> dict[str, Any]:
    """All fields of the form in their order, hidden ones first."""
    return {"hidden": form.hidden_fields(), "visible": form.visible_fields()}


@register.inclusion_tag("components/filters.html")
def filters(form: FilterForm, clear: str = "?") -> dict[str, Any]:
    """A bar of filters sent by GET; 清除 appears when something is chosen."""
    for bound in form.visible_fields():
        _say_choices(bound)
    return {"form": form, "in_use": bool(form.chosen()), "clear": clear}


@register.simple_tag
def form_attributes(form: forms.Form) -> SafeString:
    """`<form method="post" {% form_attributes form %}>`: what may be kept on the device; no browser bubbles."""
    draft = form.draft if isinstance(form, Form) and not form.is_private else ""
    kept = format_html('data-draft="{}"', draft) if draft else SafeString("data-private")
    return format_html('novalidate {} autocomplete="off"', kept)


@register.simple_tag
def key_field() -> SafeString:
    """The idempotency key for a form written by hand."""
    return format_html('<input type="hidden" name="key" value="{}">', uuid.uuid4())


@register.simple_tag
def gap() -> str:
    """Between two sentences that stand in one line: nothing in Chinese, a space elsewhere."""
    return " " if is_english() else ""


@register.filter
def words(text: Any) -> str:
    """As this reader reads it: a sentence that keeps its template, or a word of the law or of a table."""
    return worded(text)


@register.filter
def day(value: date | None) -> str:
    """2026年11月5日"""
    return days.write_day(value) if value else ""


@register.filter
def short_day(value: date | None, today: date) -> str:
    """11月5日, with the year when it is not this one."""
    return days.write_short_day(value, today) if value else ""


@register.filter
def weekday(value: date | None) -> str:
    return days.write_weekday(value) if value else ""


@register.filter
def moment(value: datetime | None) -> str:
    """2026年11月5日 14:05, in China."""
    if not value:
        return ""
    here = localtime(value)
    return f"{days.write_day(here.date())} {here:%H:%M}"


@register.filter
def left(due_on: date | None, today: date) -> str:
    """还有 3 天 / 超过 42 天: for what is to be done by a day."""
    return days.days_left(due_on, today) if due_on else ""


@register.filter
def when(value: date | None, today: date) -> str:
    """今天 / 3 天前 / 5 天后: for what happens or happened."""
    return days.days_away(value, today) if value else ""


@register.filter
def lateness(deed: Deed) -> str:
    """补记（晚21天） / 据纸质原件录入（…） / 导入; empty for what was written in the ordinary time."""
    return deed.how_written
