"""The tables of work, by subject."""

from zhibu.work.models.tasks import (
    OPEN,
    Asked,
    DeedKind,
    FourRoles,
    Task,
    TaskDeed,
    TaskForm,
    TaskOwner,
    TaskSource,
    TaskState,
)
from zhibu.work.models.upward import Assignment, HigherForm, Reply, Submission, SubmissionKind, Verdict

__all__ = [
    "OPEN",
    "Asked",
    "Assignment",
    "DeedKind",
    "FourRoles",
    "HigherForm",
    "Reply",
    "Submission",
    "SubmissionKind",
    "Task",
    "TaskDeed",
    "TaskForm",
    "TaskOwner",
    "TaskSource",
    "TaskState",
    "Verdict",
]
