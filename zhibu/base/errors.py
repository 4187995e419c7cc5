"""The few errors that pages turn into plain sentences. Anything else is a defect and is not swallowed."""

from zhibu.rules.said import said


class Foreseen(Exception):
    """Base of what the program expects to happen and can explain."""


class NotAllowed(Foreseen):
    """The actor's role does not include this. `ask` names who can."""

    def __init__(self, reason: str = "这件事要由有权限的人来办。", ask: str = "") -> None:
        super().__init__(reason)
        self.reason, self.ask = reason, ask


class NotFound(Foreseen):
    """No such thing for this actor. Another branch's object is “not found”, never “forbidden”."""


class Refused(Foreseen):
    """A request that cannot be carried out as it stands.

    reason: one Chinese sentence saying what, where and what would be right; next_step: what the user can do;
    field: name of the form field that it concerns, "" for the whole.
    """

    def __init__(self, reason: str, next_step: str = "", field: str = "") -> None:
        super().__init__(reason)
        self.reason, self.next_step, self.field = reason, next_step, field


class Overtaken(Refused):
    """Somebody else changed the record after this form was opened; `theirs` is the standing version's key."""

    def __init__(self, reason: str, theirs: object) -> None:
        super().__init__(reason, next_step="看看差别，再决定留哪一份。")
        self.theirs = theirs


class Invalid(Refused):
    """Several fields are wrong at once: `problems` maps field to sentence, in the order of the form."""

    def __init__(self, problems: dict[str, str]) -> None:
        super().__init__(said("有 {number} 处要改。", number=len(problems)))
        self.problems = problems
