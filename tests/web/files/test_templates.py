"""模板: a unit's own Word template is used in its subtree; who may change it; what is refused at the field."""

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from docx import Document

from tests.personas import TODAY
from tests.web.workshop import Workshop
from zhibu.meeting.models import ItemKind
from zhibu.org.models import PaperTemplate

PAGE = reverse("files_template", args=["meeting-record"])


def template(text: str, name: str = "表样.docx") -> SimpleUploadedFile:
    document = Document()
    document.add_paragraph(text)
    file = BytesIO()
    document.save(file)
    return SimpleUploadedFile(name, file.getvalue())


def word_text(browser: Client, gathering: object) -> str:
    answer = browser.get(reverse("files_paper_word", args=["meeting-record", gathering.pk]))  # type: ignore[attr-defined]
    document = Document(BytesIO(answer.content))
    return "\n".join([line.text for line in document.paragraphs])


def test_the_committees_template_is_used_by_its_branches_until_they_have_their_own(workshop: Workshop) -> None:
    gathering = workshop.held(TODAY, ItemKind.GENERAL_MEETING, title="四季度大会")
    secretary, organiser = workshop.browser("secretary"), workshop.browser("organiser")
    assert organiser.post(PAGE, {"file": template("厂里的：{{ 会议名称 }}")}).status_code == 302
    assert word_text(secretary, gathering) == "厂里的：四季度大会"
    page = secretary.get(reverse("files_paper", args=["meeting-record", gathering.pk])).content.decode()
    assert "Word 用的是北山机械厂党委的模板。" in page
    secretary.post(PAGE, {"file": template("支部的：{{ 会议名称 }}")})
    assert word_text(secretary, gathering) == "支部的：四季度大会"
    assert "本单位的模板：表样.docx" in secretary.get(PAGE).content.decode()
    secretary.post(reverse("files_template_drop", args=["meeting-record"]))
    assert word_text(secretary, gathering) == "厂里的：四季度大会"
    assert secretary.post(reverse("files_template_drop", args=["meeting-record"])).status_code == 404


def test_a_changed_template_leaves_the_one_before_readable(workshop: Workshop) -> None:
    browser = workshop.browser("secretary")
    for text in ("一", "二"):
        browser.post(PAGE, {"file": template(text)})
    assert PaperTemplate.objects.count() == 1
    assert PaperTemplate.versions.count() == 2


@pytest.mark.parametrize(
    ("file", "sentence"),
    [
        (template("{{ 会议名 }}"), "这份文书没有 {{ 会议名 }} 这一项，是不是 {{ 会议名称 }}？"),
        (template("x", "表样.docm"), "模板里有宏，不能用。"),
        (SimpleUploadedFile("表样.docx", b"x"), "这不是 Word 的 .docx 文件。"),
        (None, "还没填"),
    ],
)
def test_what_does_not_fit_is_said_at_the_field(workshop: Workshop, file: object, sentence: str) -> None:
    answer = workshop.browser("secretary").post(PAGE, {"file": file} if file else {})
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert not PaperTemplate.objects.exists()


def test_the_page_lists_every_placeholder_and_gives_a_template_to_start_from(workshop: Workshop) -> None:
    browser = workshop.browser("secretary")
    page = browser.get(PAGE).content.decode()
    for name in ("{{ 会议名称 }}", "{{ 发言要点含不同意见 }}"):
        assert name in page or name.replace("发言", "行.发言") in page
    assert "{%tr for 行 in 各项议题 %}" in page
    start = browser.get(reverse("files_template_start", args=["meeting-record"])).content
    assert browser.post(PAGE, {"file": SimpleUploadedFile("a.docx", start)}).status_code == 302
    assert browser.get(reverse("files_template_start", args=["meeting-record"])).content == start


def test_who_may_change_templates(workshop: Workshop) -> None:
    for who, status in (("secretary", 200), ("organiser", 200), ("leader", 403), ("member", 403), ("clerk", 403)):
        assert workshop.browser(who).get(reverse("files_templates")).status_code == status
    assert workshop.browser("secretary").get(reverse("files_template", args=["no-such"])).status_code == 404


def test_another_units_template_changes_nothing_here(workshop: Workshop) -> None:
    gathering = workshop.held(TODAY, ItemKind.GENERAL_MEETING, title="四季度大会")
    workshop.browser("outsider").post(PAGE, {"file": template("别人的")})
    assert "别人的" not in word_text(workshop.browser("secretary"), gathering)


def test_the_blank_form_is_for_the_pen(workshop: Workshop) -> None:
    answer = workshop.browser("secretary").get(reverse("files_paper_blank", args=["meeting-record"]))
    assert "一车间党支部会议记录" in [line.text for line in Document(BytesIO(answer.content)).paragraphs]
