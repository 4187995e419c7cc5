"""Admission (2014 text): each norm by its days."""

from zhibu.rules.admission_clocks import Limit, judged

approval = judged(
    Limit("admission-approval-three-months", ("reported", "admission_meeting"), "approved", falls_back=True)
)
