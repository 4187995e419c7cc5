"""Who changes what is kept about a member: the branch itself, and the organiser above it."""

from zhibu.base.actor import Actor, Right

WRITERS = (Right.RECORD, Right.SET_UP)


def may_write(actor: Actor) -> bool:
    return any(actor.may(right) for right in WRITERS)


def may_correct(actor: Actor) -> bool:
    """What the roster says is the branch's own to correct."""
    return actor.may(Right.RECORD)


def writing_right(actor: Actor) -> Right:
    """The right in whose name this actor writes; `perform` checks it."""
    return Right.RECORD if actor.may(Right.RECORD) else Right.SET_UP
