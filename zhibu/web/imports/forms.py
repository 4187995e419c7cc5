"""Forms of the way in: the file, its columns, the last questions before it is written."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from zhibu import intake
from zhibu.base.errors import Invalid
from zhibu.flows.imports import mapping
from zhibu.flows.imports.homes import FOUNDING
from zhibu.intake.reading import LARGEST_FILE
from zhibu.org.models import Organisation
from zhibu.web.forms import Form, NumberField
from zhibu.web.wording import worded

LEAVE = "leave"
LEAVE_OUT = ("", _("不导入"))
PASTED_NAME = "粘贴的表格.txt"
RELAY = re.compile(r"接龙|^1\s*[.、．]\s*\S.*\n+\s*2\s*[.、．]", re.MULTILINE)


class UploadForm(Form):
    """A file, or a table pasted from Excel or WPS. Names of others: nothing stays on the device."""

    is_private = True

    file = forms.FileField(
        label=_("选一个文件"),
        error_messages={"required": _("先选一个文件，或者粘贴一张表格。")},
        allow_empty_file=True,
        help_text=_("Excel 表格（.xlsx、.xls）或 .csv，最多 20 MB。表头不用改，是什么表会自己认。"),
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.xls,.xlsm,.csv,.txt,.et"}),
    )
    pasted = forms.CharField(
        label=_("或者把表格粘贴到这里"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4, "data-private": ""}),
        help_text=_("在 Excel 或 WPS 里选中表格（连表头），复制，粘贴。"),
    )

    knows = forms.BooleanField(
        label=_("我知道这里是示例单位，读进来的只是试一试"),
        error_messages={"required": _("先点一下：这里是示例单位。自己单位的表，读到自己的那一份里。")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not settings.SAMPLE:
            del self.fields["knows"]

    def clean_file(self) -> Any:
        """Before it is read: a file of 100 MB never comes into the memory."""
        file = self.cleaned_data.get("file")
        if file and file.size > LARGEST_FILE:
            words = {"name": file.name, "size": file.size // 1024 // 1024, "most": LARGEST_FILE // 1024 // 1024}
            said = _("“%(name)s”有 %(size)d MB，最多读 %(most)d MB。删掉图片和空行，或者分成几个文件。")
            raise forms.ValidationError(said % words)
        return file

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        pasted = cleaned.get("pasted", "").strip()
        if pasted and not self.files:
            self.errors.pop("file", None)
            if "\t" not in pasted and RELAY.search(pasted):
                said = _("这像群里的接龙。到那次会的页面上点“粘贴接龙”，或到“党费”里贴，名字会自己对上。")
                self.add_error("pasted", said)
        return cleaned

    def content(self) -> tuple[bytes, str]:
        """The bytes and the name of what was handed over; a file wins over pasted text."""
        file = self.cleaned_data.get("file")
        if file:
            return file.read(), file.name
        return self.cleaned_data["pasted"].encode(), PASTED_NAME


class ColumnsForm(Form):
    """One block of fields for each sheet: kind, year, branch, and what each column is."""

    is_private = True

    def __init__(
        self,
        *args: Any,
        sheets: list[mapping.Sheet],
        branches: Iterable[Organisation],
        offered: Mapping[str, str],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.sheets = sheets
        self.kinds = ((LEAVE, _("不导入")), *((kind, worded(label)) for kind, label in offered.items()))
        self.branches = list(branches)
        for number, sheet in enumerate(sheets):
            self._add_sheet(number, sheet)

    def _add_sheet(self, number: int, sheet: mapping.Sheet) -> None:
        self.fields[f"kind-{number}"] = forms.ChoiceField(
            label=_("这张表是什么"), choices=self.kinds, initial=sheet["kind"] or LEAVE
        )
        if not sheet["kind"]:
            return
        if sheet["kind"] not in ("roster", FOUNDING):
            self.fields[f"year-{number}"] = NumberField(
                label=_("没写年份的，按哪一年"),
                required=False,
                initial=sheet["year"],
                help_text=_("表里都写了年份就不用填。"),
            )
        if len(self.branches) > 1 and sheet["kind"] != FOUNDING:
            self.fields[f"branch-{number}"] = forms.ChoiceField(
                label=_("没有“支部”一列的，是哪个支部"),
                required=False,
                initial=sheet["branch"],
                choices=[("", _("看表里的“支部”一列")), *((str(branch.pk), branch.name) for branch in self.branches)],
            )
        choices = [LEAVE_OUT, *((info.name, worded(info.label)) for info in intake.fields(sheet["kind"]))]
        for column in sheet["columns"]:
            if not column["is_refused"]:
                self.fields[f"column-{number}-{column['letter']}"] = forms.ChoiceField(
                    label=_("%(letter)s 列“%(header)s”")
                    % {"letter": column["letter"], "header": column["header"] or _("没有列名")},
                    choices=choices,
                    required=False,
                    initial=column["field"],
                )

    def _kind(self, number: int) -> str:
        chosen: str = self.cleaned_data[f"kind-{number}"]
        return "" if chosen == LEAVE else chosen

    def kind_changed(self) -> bool:
        return any(self._kind(number) != sheet["kind"] for number, sheet in enumerate(self.sheets))

    def with_kinds(self, book: intake.Book) -> list[mapping.Sheet]:
        """The sheets as the chosen kinds; the columns of a sheet whose kind changed are guessed anew."""
        return [
            sheet if self._kind(number) == sheet["kind"] else mapping.as_kind(book, sheet, self._kind(number))
            for number, sheet in enumerate(self.sheets)
        ]

    def chosen(self) -> list[mapping.Sheet] | None:
        """The sheets with their columns as chosen; None after putting every contradiction beside its field."""
        chosen = []
        for number, sheet in enumerate(self.sheets):
            fields = {
                column["letter"]: self.cleaned_data.get(f"column-{number}-{column['letter']}", "")
                for column in sheet["columns"]
                if not column["is_refused"]
            }
            year = self.cleaned_data.get(f"year-{number}")
            try:
                chosen.append(mapping.with_fields(sheet, fields, year, self.cleaned_data.get(f"branch-{number}", "")))
            except Invalid as error:
                for name, sentence in error.problems.items():
                    field = f"year-{number}" if name == "year" else f"column-{number}-{name}"
                    self.add_error(field if field in self.fields else None, sentence)
        if not self.errors and not any(sheet["kind"] for sheet in chosen):
            self.add_error(None, _("没有选要导入的表。至少把一张表选成一种。"))
        return None if self.errors else chosen


class CommitForm(Form):
    """The last questions. Both are asked only where there is something to decide."""

    make_groups = forms.BooleanField(required=False, initial=True)
    start_earlier = forms.BooleanField(required=False)
