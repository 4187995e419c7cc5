"""Admission (2026 text): each norm by its days."""

from zhibu.rules.admission_clocks import Limit, judged

approval = judged(
    Limit("admission-approval-three-months-2026", ("reported", "admission_meeting"), "approved", falls_back=True)
)
meeting = judged(Limit("admission-meeting-one-month-2026", ("pre_reviewed",), "admission_meeting"))
