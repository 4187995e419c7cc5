"""Probation (2026 text): each norm by its days."""

from zhibu.rules.admission_clocks import AfterProbation, Limit, Order, Wait, judged

OURS = "（条文只写“及时”，这是本系统的提醒）"

year = judged(Wait("admission-probation-one-year-2026", "admission_meeting", "conversion_meeting", "extended_to_on"))
on_time = judged(
    AfterProbation(
        "admission-conversion-on-time-2026",
        ("admission_meeting",),
        "conversion_meeting",
        stops="transferred_in",
        note_zh=OURS,
    )
)
sequence = judged(
    Order(
        "admission-conversion-sequence-2026",
        ("conversion_applied", "conversion_opinions", "conversion_examined"),
        "conversion_meeting",
    )
)
approval = judged(
    Limit(
        "admission-conversion-approval-three-months-2026",
        ("conversion_reported", "conversion_meeting"),
        "conversion_approved",
        falls_back=True,
    )
)
archive = judged(Limit("admission-archive-2026", ("conversion_approved",), "archived", note_zh=OURS))
oath = judged(Limit("admission-oath-one-month-2026", ("approved",), "oath", stops="conversion_meeting"))
