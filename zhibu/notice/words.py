"""What a notice says: how many things, and where to look. Nothing of what they are, and nobody's name.

Sent in Chinese whoever reads it: the language belongs to the device on which the page is opened.
"""

KEYWORD = "支部工作台"  # in every text, for groups whose robot asks for one


def to_person(count: int, address: str) -> str:
    return _with(f"有 {count} 件事要办，打开 支部工作台 看。", address)


def to_group(meetings: int, address: str) -> str:
    """Meetings of the coming days concern everybody in the group; everything else is each one's own."""
    return _with(f"支部这几天有 {meetings} 次会。时间、地点和各自的事，打开 支部工作台 看。", address)


def trial(address: str) -> str:
    return _with("试一条：以后有事要办，支部工作台 会在这里说一声，一天最多一条。", address)


def _with(sentence: str, address: str) -> str:
    return f"{sentence}\n{address}" if address else sentence
