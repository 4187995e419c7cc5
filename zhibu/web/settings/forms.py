from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from zhibu.account.models import RoleName, User
from zhibu.account.queries import SAMPLE_NAMES
from zhibu.base.own_words import TERMS
from zhibu.checkup.unit_settings import OpenFigure, allowed_words
from zhibu.org.models import Organisation
from zhibu.questions.layering import PROVINCES
from zhibu.web.days import Near
from zhibu.web.forms import DayField, FilterForm, Form, NumberField
from zhibu.web.wording import unit_word, worded

PLEASE = ("", _("请选"))
GIVEN_BY_THE_KEEPER = [
    (value, label)
    for value, label in RoleName.choices
    if value not in {RoleName.CONCERN_HANDLER, RoleName.INDEPENDENT_HANDLER}
]
"""Who sits at a desk for concerns is decided by the unit on its own page, never by whoever keeps the accounts."""


class FiguresForm(Form):
    """The figures of one norm, each under its own key, and the document they stand in."""

    source_document = forms.CharField(label=_("出自哪份文件"), max_length=200, help_text=_("比如“公司党委〔2026〕5号”"))
    since = DayField(label=_("从哪天起"), near=Near.FUTURE)

    def __init__(self, *args: Any, figures: Sequence[OpenFigure], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.figures = figures
        for row in figures:
            label = _("%(label)s（%(unit)s）") % {"label": worded(row.label_zh), "unit": unit_word(row.unit_zh)}
            field = NumberField(
                label=label, min_value=0, max_value=9999, initial=row.figure, help_text=worded(allowed_words(row))
            )
            field.error_messages["required"] = _("“%(label)s”还没填。") % {"label": worded(row.label_zh)}
            self.fields[row.key] = field
        self.order_fields([*(row.key for row in figures), "source_document", "since"])

    def values(self) -> dict[str, int]:
        return {row.key: self.cleaned_data[row.key] for row in self.figures}


class ProvinceForm(Form):
    """In which province the unit is, as far as the texts of provinces are here."""

    province = forms.ChoiceField(
        label=_("在哪个省"),
        choices=[("", _("只看全国的规定")), *PROVINCES.items()],
        widget=forms.RadioSelect,
        required=False,
        help_text=_("选了，这里和下面的支部就加上省里更严的要求。别的省的规定没有收，不选。"),
    )
    since = DayField(label=_("从哪天起"), latest_today=True)


class IdentityForm(Form):
    """By which document identity numbers are kept."""

    source_document = forms.CharField(
        label=_("出自哪份文件"), max_length=200, help_text=_("哪份文件要求收身份证号，比如“公司党委〔2026〕5号”")
    )


class DocumentForm(Form):
    """By which document of the unit it is so."""

    source_document = forms.CharField(
        label=_("出自哪份文件"), max_length=200, help_text=_("比如“公司党委〔2026〕5号”，或“2026年3月5日会议议定”")
    )


class WordsForm(Form):
    """How the unit calls things: one field a term; left empty, it is called as usual."""

    since = DayField(label=_("从哪天起"), near=Near.FUTURE)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for term in TERMS:
            # The term itself is said as the program calls it, so it goes past the catalogue.
            self.fields[term.key] = forms.CharField(
                label=_("“%(word)s”叫什么") % {"word": term.usual}, max_length=8, required=False,
                help_text=_("比如 %(examples)s") % {"examples": term.examples},
            )  # fmt: skip
        self.order_fields([*(term.key for term in TERMS), "since"])

    def words(self) -> dict[str, str]:
        """Only what was filled in."""
        return {term.key: word for term in TERMS if (word := self.cleaned_data[term.key].strip())}


class UserFilter(FilterForm):
    q = forms.CharField(label=_("姓名或登录名"), max_length=30)


class PlaceFilter(FilterForm):
    """To find an organisation where there are too many for one list."""

    find = forms.CharField(label=_("组织名称里有"), max_length=30)


class RoleForm(Form):
    """A role at an organisation. 代办 names the secretary."""

    is_private = True

    organisation = forms.ChoiceField(label=_("在哪个党组织"))
    role = forms.ChoiceField(label=_("角色"), choices=[PLEASE, *GIVEN_BY_THE_KEEPER])
    for_user = forms.ChoiceField(label=_("替哪位书记办"), required=False, help_text=_("只有“代办”要选"))
    since = DayField(label=_("从哪天起"), latest_today=True)

    def __init__(
        self, *args: Any, organisations: Iterable[Organisation], secretaries: Iterable[User], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.secretaries = {str(user.pk): user for user in secretaries}
        places = [(str(organisation.pk), organisation.name) for organisation in organisations]
        self.fields["organisation"].choices = [PLEASE, *places]  # type: ignore[attr-defined]
        self.fields["for_user"].choices = [  # type: ignore[attr-defined]
            ("", _("不是代办")), *((key, user.display_name) for key, user in self.secretaries.items()),
        ]  # fmt: skip

    def secretary(self) -> User | None:
        return self.secretaries.get(self.cleaned_data["for_user"])


class AccountForm(RoleForm):
    """A new log-in with its first role."""

    display_name = forms.CharField(label=_("姓名"), max_length=30)
    username = forms.CharField(
        label=_("登录名"), max_length=40, help_text=_("字母和数字，比如姓名拼音 wangfang"),
    )  # fmt: skip

    field_order = ["display_name", "username", "organisation", "role", "for_user", "since"]

    def clean_username(self) -> str:
        return plain_log_in_name(self.cleaned_data["username"])


def plain_log_in_name(text: str) -> str:
    """As it is kept: small letters, digits and a few marks. Names of the invented organisation are not given out."""
    name = text.strip().lower()
    if not name.replace("-", "").replace(".", "").replace("_", "").isalnum() or not name.isascii():
        raise forms.ValidationError(_("登录名只用字母、数字、点和横线，比如 wangfang。"))
    if name.startswith(SAMPLE_NAMES) and not settings.SAMPLE:
        raise forms.ValidationError(_("“demo-”开头的登录名留给示例单位，换一个。"))
    return name


class PasswordForm(Form):
    """The own password: the present one, and the new one twice."""

    is_private = True

    old = forms.CharField(label=_("现在的密码"), widget=forms.PasswordInput, strip=False, max_length=200)
    new = forms.CharField(
        label=_("新密码"),
        widget=forms.PasswordInput,
        strip=False,
        max_length=200,
        help_text=_("至少 8 个字符，不要太常见"),
    )
    again = forms.CharField(label=_("新密码再写一遍"), widget=forms.PasswordInput, strip=False, max_length=200)

    def __init__(self, *args: Any, is_given: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if is_given:
            self.fields["old"].label = _("条子上的一次性密码")
        self.fields["old"].widget.attrs["autocomplete"] = "current-password"
        for name in ("new", "again"):
            self.fields[name].widget.attrs["autocomplete"] = "new-password"

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("new") and given.get("again") and given["new"] != given["again"]:
            self.add_error("again", _("两遍写的不一样。"))
        return given
