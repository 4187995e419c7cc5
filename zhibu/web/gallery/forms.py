from django import forms

from zhibu.web.days import Near
from zhibu.web.forms import DayField, FilterForm, Form, NumberField


class SampleForm(Form):
    """Every kind of field once."""

    draft = "gallery"

    title = forms.CharField(label="会议名称", max_length=60)
    happened_on = DayField(label="哪一天开的", latest_today=True)
    next_on = DayField(label="下次哪一天", near=Near.FUTURE, required=False)
    present = NumberField(label="到会人数", min_value=0, max_value=200, help_text="只数有表决权的")
    kind = forms.ChoiceField(
        label="会议类型",
        widget=forms.RadioSelect,
        choices=[("general", "支部党员大会"), ("committee", "支委会"), ("group", "党小组会")],
    )
    place = forms.ChoiceField(
        label="地点", choices=[("", "请选"), ("1", "三楼会议室"), ("2", "项目部")], required=False
    )
    notes = forms.CharField(label="发言要点", widget=forms.Textarea, required=False, help_text="一人一行就够")
    paper = forms.BooleanField(label="据纸质原件录入", required=False)


class SampleFilter(FilterForm):
    kind = forms.ChoiceField(label="会议类型", choices=[("", "全部"), ("general", "支部党员大会"), ("lesson", "党课")])
    year = forms.ChoiceField(label="年份", choices=[("", "全部"), ("2026", "2026"), ("2025", "2025")])
