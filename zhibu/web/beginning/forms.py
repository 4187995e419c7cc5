"""Forms of the first hour: the unit with its two log-ins, and a list of branches as it is pasted."""

import re
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from zhibu.org.models import Domain
from zhibu.web.forms import Form
from zhibu.web.settings.forms import plain_log_in_name

FIELDS = ("name", "secretary", "kind")
KINDS = ("联合", "临时", "流动")
HAS_HEADER = re.compile(r"名称|全称|书记姓名|(^|\t)\s*(党?支部|书记)\s*(\t|$)")
PARTS = re.compile(r"\t|[,，、;；|]|\s{1,}")


class UnitForm(Form):
    """What the first page asks. The code proves that this person started the program."""

    is_private = True

    code = forms.CharField(
        label=_("终端里的一次性代码"), max_length=40, help_text=_("启动程序的那个窗口里写着，比如 abcd-efgh-jkmn")
    )
    name = forms.CharField(label=_("单位党组织的名称"), max_length=80, help_text=_("比如 某某公司党委"))
    domain = forms.ChoiceField(label=_("单位类型"), choices=Domain.choices, initial=Domain.STATE_OWNED_ENTERPRISE)
    display_name = forms.CharField(
        label=_("你的姓名"), max_length=30, help_text=_("你是组织员：建支部、发条子、看各支部")
    )
    username = forms.CharField(label=_("你的登录名"), max_length=40, help_text=_("字母和数字，比如姓名拼音 wangfang"))
    password = forms.CharField(
        label=_("你的密码"),
        widget=forms.PasswordInput,
        strip=False,
        max_length=200,
        help_text=_("至少 8 个字符，不要太常见"),
    )
    again = forms.CharField(label=_("密码再写一遍"), widget=forms.PasswordInput, strip=False, max_length=200)
    admin = forms.CharField(
        label=_("管理员的登录名"), max_length=40, initial="guanli",
        help_text=_("管账号的另一个人，看不到内容。下一页给一个一次性密码，交给他。"),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("password", "again"):
            self.fields[name].widget.attrs["autocomplete"] = "new-password"
        self.fields["code"].widget.attrs.update(autocomplete="off", autocapitalize="none", spellcheck="false")

    def clean_username(self) -> str:
        return plain_log_in_name(self.cleaned_data["username"])

    def clean_admin(self) -> str:
        return plain_log_in_name(self.cleaned_data["admin"])

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("password") and given.get("again") and given["password"] != given["again"]:
            self.add_error("again", _("两遍写的不一样。"))
        if given.get("username") and given.get("username") == given.get("admin"):
            self.add_error("admin", _("管理员和你要用不同的登录名。管理员只管账号，看不到内容。"))
        return given


class BranchListForm(Form):
    """One branch a line, with or without its secretary; or a table with its header, as it comes from Excel."""

    is_private = True

    pasted = forms.CharField(
        label=_("支部名单"),
        widget=forms.Textarea(attrs={"rows": 10, "data-private": ""}),
        strip=False,  # lines above count, so that a line is told by the number at which it stands
        error_messages={"required": _("还没有贴。一行一个支部，后面写书记的姓名。")},
        help_text=_(
            "一行一个支部，空一格写书记的姓名，比如“一车间党支部 王芳”。有现成的 Excel 表，连表头一起复制粘贴也行。"
        ),
    )

    def clean_pasted(self) -> str:
        pasted: str = self.cleaned_data["pasted"]
        if not pasted.strip():
            raise forms.ValidationError(self.fields["pasted"].error_messages["required"])
        return pasted

    def table(self) -> tuple[str, tuple[str, ...]]:
        """Tab-separated, line by line as it was pasted; and what the columns are, where no header says it."""
        lines = [line.rstrip() for line in self.cleaned_data["pasted"].splitlines()]
        first = next(line for line in lines if line)
        if "\t" in first and HAS_HEADER.search(first):
            return "\n".join(lines), ()
        return "\n".join(self._row(line.strip()) if line else "" for line in lines), FIELDS

    @staticmethod
    def _row(line: str) -> str:
        name, secretary = [*PARTS.split(line, maxsplit=2), "", ""][:2]
        return "\t".join((name, secretary, next((kind for kind in KINDS if kind in name), "一般")))
