"""Development targets (2026 text): each norm by its days."""

from zhibu.rules.admission_clocks import Count, Notice, Order, Wait, judged

year = judged(Wait("admission-one-year-training-2026", "activist", "target"))
target = judged(
    Order("admission-target-decided-2026", ("opinions", "target_discussed", "consented", "notice_posted"), "target")
)
introducers = judged(Count("admission-two-introducers-2026", "introducers", "introducers", "入党介绍人"))
political = judged(Order("admission-political-review-2026", ("political_review",), "admission_meeting"))
pre_review = judged(
    Order("admission-pre-review-2026", ("examined", "pre_reviewed", "form_filled"), "admission_meeting")
)
notice = judged(Notice("admission-public-notice-five-workdays-2026"))
