"""Names: how they are written, ordered by pinyin and found by initials."""

import re
import unicodedata

from pypinyin import Style, lazy_pinyin

# Surnames that a general reading table gets wrong (they have another reading as ordinary words).
SURNAMES = {
    "单": "shan", "曾": "zeng", "查": "zha", "仇": "qiu", "解": "xie", "区": "ou", "朴": "piao", "任": "ren",
    "华": "hua", "尉": "wei", "盖": "ge", "翟": "zhai", "覃": "qin", "种": "chong", "员": "yun", "乐": "yue",
    "缪": "miao", "宓": "mi", "洗": "xian", "冼": "xian", "逄": "pang", "祭": "zhai", "折": "she", "黑": "he",
    "秘": "bi", "繁": "po", "召": "shao", "尹": "yin", "燕": "yan", "纪": "ji", "宁": "ning", "葛": "ge", "柏": "bai",
    "石": "shi", "郗": "xi", "隗": "wei", "车": "che", "都": "du", "那": "na", "卜": "bu",
}  # fmt: skip
DOUBLE_SURNAMES = {
    "尉迟": ("yu", "chi"), "万俟": ("mo", "qi"), "长孙": ("zhang", "sun"), "单于": ("chan", "yu"),
    "澹台": ("tan", "tai"), "令狐": ("ling", "hu"),
}  # fmt: skip
MIDDLE_DOTS = str.maketrans({"•": "·", "・": "·", "‧": "·", "∙": "·", "●": "·", ".": "·", "．": "·"})


def tidy_name(text: str) -> str:
    """One way of writing a name: width folded, no spaces inside Chinese names, one kind of middle dot."""
    folded = unicodedata.normalize("NFKC", text).strip().translate(MIDDLE_DOTS)
    return re.sub(r"\s+", " " if folded.isascii() else "", folded)


def syllables(name: str) -> list[str]:
    for surname, reading in DOUBLE_SURNAMES.items():
        if name.startswith(surname):
            return [*reading, *_plain(name[len(surname) :])]
    if name[:1] in SURNAMES:
        return [SURNAMES[name[0]], *_plain(name[1:])]
    return _plain(name)


def _plain(text: str) -> list[str]:
    return [part.lower() for part in lazy_pinyin(text, style=Style.NORMAL, errors="default") if part.strip("· ")]


def sort_key(name: str) -> str:
    """Pinyin with the name itself behind it, so that equal readings keep a steady order. At most 120 characters."""
    return (" ".join(syllables(name)) + " " + name)[:120]


def initials(name: str) -> str:
    return "".join(part[0] for part in syllables(name))[:30]
