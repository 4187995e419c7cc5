"""Applicants (2026 text): each norm by its days."""

from zhibu.rules.admission_clocks import Limit, judged

talk = judged(Limit("admission-talk-one-month-2026", ("applied",), "talked"))
