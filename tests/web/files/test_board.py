"""公开栏 and 签过字的纸 as pages."""

from io import BytesIO

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from tests.personas import TODAY
from tests.web.workshop import Workshop
from zhibu.meeting.actions import NewItem
from zhibu.meeting.models import Disclosure, Item, ItemKind, SignedPage

BOARD, CHOOSE, NOTICE = reverse("files_board"), reverse("files_board_choose"), reverse("files_board_notice")


def test_ticked_decisions_are_read_by_every_member(workshop: Workshop) -> None:
    items = [NewItem(ItemKind.GENERAL_MEETING, topic="夜班就餐", decision="23 点供热餐")]
    workshop.held(TODAY, items=items, title="大会")
    secretary, member = workshop.browser("secretary"), workshop.browser("member")
    assert "公开栏还是空的。" in member.get(BOARD).content.decode()
    item = Item.objects.get(topic="夜班就餐").thread
    assert "夜班就餐：23 点供热餐" in secretary.get(CHOOSE).content.decode()
    assert secretary.post(CHOOSE, {"items": [str(item)]}).status_code == 302
    page = member.get(BOARD).content.decode()
    assert "23 点供热餐" in page
    assert "撤下" not in page
    paper = reverse("files_paper", args=["board", workshop.branch.pk])
    assert "23 点供热餐" in member.get(paper).content.decode()
    assert workshop.browser("outsider").get(paper).status_code == 404
    assert "checked" in secretary.get(CHOOSE).content.decode()


def test_a_notice_is_put_up_and_taken_down(workshop: Workshop) -> None:
    browser = workshop.browser("secretary")
    assert browser.post(NOTICE, {"title": "", "text": "x"}).status_code == 422
    browser.post(NOTICE, {"title": "停电通知", "text": "周六停电"})
    assert "停电通知" in browser.get(BOARD).content.decode()
    down = reverse("files_board_down", args=[Disclosure.objects.get().pk])
    assert workshop.browser("outsider").post(down).status_code == 404
    assert workshop.browser("member").post(down).status_code == 403
    browser.post(down)
    assert "停电通知" not in browser.get(BOARD).content.decode()


def test_nothing_to_tick_says_how_it_fills(workshop: Workshop) -> None:
    assert "这一年还没有决定。" in workshop.browser("secretary").get(CHOOSE).content.decode()
    assert workshop.browser("member").get(CHOOSE).status_code == 403


def picture() -> SimpleUploadedFile:
    file = BytesIO()
    Image.new("RGB", (40, 50), "white").save(file, "PNG")
    return SimpleUploadedFile("IMG_20261123_私人.png", file.getvalue())


def test_signed_pages_are_put_beside_their_meeting(workshop: Workshop) -> None:
    meeting = workshop.held(TODAY, ItemKind.GENERAL_MEETING, title="大会")
    address = reverse("files_signed", args=[meeting.pk])
    browser = workshop.browser("secretary")
    assert "不需要照片也算完整。" in browser.get(address).content.decode()
    pdf = SimpleUploadedFile("签名.pdf", b"%PDF-1.4 signed")
    assert browser.post(address, {"scans": [picture(), pdf]}).status_code == 302
    assert SignedPage.objects.count() == 2
    for page in SignedPage.objects.all():
        one = reverse("files_signed_page", args=[page.pk])
        answer = browser.get(one)
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert "私人" not in answer["Content-Disposition"]
        for who, status in (("organiser", 200), ("outsider", 404), ("leader", 404), ("member", 403), ("keeper", 403)):
            assert workshop.browser(who).get(one).status_code == status
    down = reverse("files_signed_down", args=[SignedPage.objects.filter(is_pdf=True).get().pk])
    assert workshop.browser("organiser").post(down).status_code == 403
    browser.post(down)
    assert SignedPage.objects.count() == 1


def test_what_is_no_picture_is_said_at_the_field(workshop: Workshop) -> None:
    meeting = workshop.held(TODAY, ItemKind.GENERAL_MEETING, title="大会")
    answer = workshop.browser("secretary").post(
        reverse("files_signed", args=[meeting.pk]), {"scans": SimpleUploadedFile("a.jpg", b"x")}
    )
    assert answer.status_code == 422
    assert "只收图片（JPG、PNG）和 PDF。" in answer.content.decode()


def test_the_list_of_papers_leads_to_each(workshop: Workshop) -> None:
    browser = workshop.browser("secretary")
    page = browser.get(reverse("files_papers")).content.decode()
    for title in ("年度工作计划", "民主评议测评票", "谈心谈话记录", "党员奖惩登记表", "会议记录"):
        assert title in page
    superior = workshop.browser("organiser").get(reverse("files_papers") + f"?branch={workshop.branch.pk}")
    assert "谈心谈话记录" not in superior.content.decode()
