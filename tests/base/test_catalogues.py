"""English out of the catalogue, filled in the ways of Python, of lazy texts and of templates."""

import pytest
from django.template import Context, Template
from django.utils.translation import gettext, gettext_lazy, override


@pytest.mark.parametrize(("count", "shown"), [(1, "1 row"), (2, "2 rows")])
def test_one_row_and_two_rows(count: int, shown: str) -> None:
    later = gettext_lazy("%(count)d 行")
    page = Template("{% load i18n %}{% blocktranslate %}还没定的 {{ count }} 行都按这样导入{% endblocktranslate %}")
    with override("en"):
        assert gettext("%(count)d 行") % {"count": count} == shown
        assert later % {"count": count} == shown
        assert page.render(Context({"count": count})) == f"Import the {count} unsettled {shown[2:]} so"


def test_chinese_has_one_form() -> None:
    assert gettext("%(count)d 行") % {"count": 1} == "1 行"
