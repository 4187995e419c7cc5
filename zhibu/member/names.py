"""Names: how they are written, ordered by pinyin and found by initials."""

import re
import unicodedata

from pypinyin import Style, lazy_pinyin

# Surnames that pypinyin reads as the ordinary word; it has no mode for surnames.
SURNAMES = {
    "单": "shan", "單": "shan", "曾": "zeng", "查": "zha", "仇": "qiu", "解": "xie", "区": "ou", "區": "ou",
    "朴": "piao", "盖": "ge", "翟": "zhai", "覃": "qin", "种": "chong", "员": "yun", "乐": "yue", "樂": "yue",
    "缪": "miao", "洗": "xian", "祭": "zhai", "折": "she", "黑": "he", "秘": "bi", "繁": "po", "召": "shao",
    "隗": "wei", "都": "du", "卜": "bu", "句": "gou", "阚": "kan", "么": "yao", "能": "nai", "佴": "nai",
    "乜": "nie", "炅": "gui", "郇": "xun", "藏": "zang", "重": "chong", "乐正": "yue zheng",
}  # fmt: skip
COMPOUND_SURNAMES = {
    "尉迟", "万俟", "长孙", "单于", "澹台", "令狐", "亓官", "鲜于", "宰父", "毌丘", "欧阳", "司马", "上官", "诸葛",
    "东方", "皇甫", "公孙", "慕容", "司徒", "夏侯", "宇文", "呼延", "南宫", "端木", "百里", "东郭", "西门", "轩辕",
    "濮阳", "淳于", "太史", "申屠", "赫连", "钟离", "闻人", "司空", "拓跋", "独孤", "完颜", "纳兰", "第五", "巫马",
    "公羊", "谷梁", "乐正", "公冶", "壤驷", "东里", "梁丘", "左丘", "南门", "仲孙", "羊舌", "漆雕",
}  # fmt: skip
# Names of other peoples that begin like a surname and are none.
BEGINNINGS = {
    "单增": "dan zeng",
    "单真": "dan zhen",
    "单珠": "dan zhu",
    "单巴": "dan ba",
    "查干": "cha gan",
    "查苏": "cha su",
}
# Characters in given names whose usual reading there is not the one of ordinary words.
GIVEN = {"晟": "sheng", "炅": "jiong"}
MIDDLE_DOTS = str.maketrans({"•": "·", "・": "·", "‧": "·", "∙": "·", "●": "·", ".": "·", "．": "·"})


def tidy_name(text: str) -> str:
    """One way of writing a name: width folded, no spaces inside Chinese names, one kind of middle dot."""
    folded = unicodedata.normalize("NFKC", text).strip().translate(MIDDLE_DOTS)
    return re.sub(r"\s+", " " if folded.isascii() else "", folded)


def surname(name: str) -> str:
    """The surname as written: two characters where a name of three or more begins with a known compound one."""
    return name[:2] if len(name) > 2 and name[:2] in COMPOUND_SURNAMES else name[:1]


def syllables(name: str) -> list[str]:
    for beginning, reading in BEGINNINGS.items():
        if name.startswith(beginning):
            return [*reading.split(), *_plain(name[len(beginning) :])]
    if "·" in name:
        return _plain(name)
    family = surname(name)
    known = SURNAMES.get(family)
    return [*(known.split() if known else _plain(family)), *_given(name[len(family) :])]


def _given(text: str) -> list[str]:
    found = _plain(text)
    if len(found) != len(text):
        return found
    return [GIVEN.get(letter, reading) for letter, reading in zip(text, found, strict=True)]


def _plain(text: str) -> list[str]:
    return [part.lower() for part in lazy_pinyin(text, style=Style.NORMAL, errors="default") if part.strip("· ")]


def sort_key(name: str) -> str:
    """Pinyin with the name itself behind it, so that equal readings keep a steady order. At most 120 characters."""
    return (" ".join(syllables(name)) + " " + name)[:120]


def initials(name: str) -> str:
    return "".join(part[0] for part in syllables(name))[:30]
