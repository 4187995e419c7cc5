"""Development targets (2014 text): each norm by its days."""

from zhibu.rules.admission_clocks import Count, Order, Wait, judged

year = judged(Wait("admission-one-year-training", "activist", "target"))
target = judged(Order("admission-target-decided", ("opinions", "target_discussed", "target_filed"), "target"))
introducers = judged(Count("admission-two-introducers", "introducers", "introducers", "入党介绍人"))
political = judged(Order("admission-political-review", ("political_review",), "admission_meeting"))
pre_review = judged(Order("admission-pre-review", ("examined", "pre_reviewed", "form_filled"), "admission_meeting"))
