"""The pages of help from above: offered on the branch's page, answered on the own check-up and from 今天."""

from datetime import timedelta

from tests.personas import TODAY
from tests.web.sending import send, text_of
from tests.web.workshop import Workshop
from zhibu.work.models import Support

DUE = f"{TODAY + timedelta(days=7):%Y-%m-%d}"


def offered(workshop: Workshop) -> Support:
    address = f"/checkup/branches/{workshop.branch.pk}/help/"
    given = {"what": "一起写换届请示", "who": "林组织员", "due_on": DUE}
    assert send(workshop.browser("organiser"), address, **given).status_code == 302
    return Support.objects.get()


def test_offered_answered_and_ended(workshop: Workshop) -> None:
    support = offered(workshop)
    secretary, organiser = workshop.browser("secretary"), workshop.browser("organiser")
    assert "回上级的话：一起写换届请示" in text_of(secretary.get("/"))
    assert "已去帮：林组织员" in text_of(organiser.get("/checkup/"))
    assert "等支部回话" in text_of(organiser.get(f"/checkup/branches/{workshop.branch.pk}/"))
    assert "上级派来的帮助" in text_of(secretary.get("/checkup/"))
    send(secretary, f"/checkup/help/{support.thread}/answer/", answer="taken", words="欢迎")
    assert "支部接了，在帮" in text_of(organiser.get(f"/checkup/branches/{workshop.branch.pk}/"))
    assert "上级帮的事到日子了" in text_of(secretary.get("/"))
    send(secretary, f"/checkup/help/{support.thread}/end/", words="请示批下来了")
    ended = text_of(organiser.get(f"/checkup/branches/{workshop.branch.pk}/"))
    assert "请示批下来了" in ended
    assert "已去帮" not in text_of(organiser.get("/checkup/"))


def test_a_declined_help_comes_back_to_the_superiors_list(workshop: Workshop) -> None:
    support = offered(workshop)
    address = f"/checkup/help/{support.thread}/answer/"
    secretary = workshop.browser("secretary")
    wrong = send(secretary, address, answer="declined", words="")
    assert wrong.status_code == 422
    assert "写一句为什么先不用" in text_of(wrong)
    send(secretary, address, answer="declined", words="检修完再来")
    today = text_of(workshop.browser("organiser").get("/"))
    assert "一车间党支部先不用这次帮助，问问要什么" in today
    assert secretary.post(f"/checkup/help/{support.thread}/reopen/").status_code == 302
    assert "等支部回话" in text_of(secretary.get("/checkup/"))


def test_others_do_not_find_it(workshop: Workshop) -> None:
    support = offered(workshop)
    assert workshop.browser("outsider").get(f"/checkup/help/{support.thread}/answer/").status_code == 404
    assert workshop.browser("member").get(f"/checkup/help/{support.thread}/answer/").status_code == 403
    assert workshop.browser("secretary").get(f"/checkup/branches/{workshop.branch.pk}/help/").status_code == 403
    assert "一起写换届请示" not in text_of(workshop.browser("member").get("/"))
    assert "一起写换届请示" not in text_of(workshop.browser("outsider").get("/checkup/"))


def test_taken_back_by_the_sender(workshop: Workshop) -> None:
    support = offered(workshop)
    workshop.browser("organiser").post(f"/checkup/help/{support.pk}/withdraw/")
    assert "一起写换届请示" not in text_of(workshop.browser("secretary").get("/checkup/"))
