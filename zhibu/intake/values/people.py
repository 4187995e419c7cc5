"""What a roster says of a person: name, sex, ethnicity, phone, education."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from zhibu.intake.result import Raw
from zhibu.intake.values.outcome import Outcome, is_nothing, look, refused
from zhibu.intake.wording import folded, plain, squeezed, text_of
from zhibu.rules.said import said

LONGEST_NAME = 30

_DOTS = str.maketrans(dict.fromkeys("•・‧∙⋅･●。．.▪", "·"))
_NOTE = re.compile(r"[（(\[【]([^（()）\[\]【】]*)[)）\]】]")
_AROUND = " *※#:★☆▲△●◆■、,，。."
_NUMBERED = re.compile(r"^\d{1,3}\s*[.、．]\s*")
LONGEST_SUFFIX = 3  # letters of the shortest name with 同志 behind it, less one
_SEVERAL = re.compile(r"[、,，;；/]|\n")
_LOST = frozenset("?？□\ufffd")
_NAME_HOW = "只写一个人的姓名，例如 王小明、买买提·吐尔逊。"

_IN_CODE_ORDER = (
    "汉 蒙古 回 藏 维吾尔 苗 彝 壮 布依 朝鲜 满 侗 瑶 白 土家 哈尼 哈萨克 傣 黎 傈僳 "
    "佤 畲 高山 拉祜 水 东乡 纳西 景颇 柯尔克孜 土 达斡尔 仫佬 羌 布朗 撒拉 毛南 仡佬 锡伯 阿昌 普米 "
    "塔吉克 怒 乌孜别克 俄罗斯 鄂温克 德昂 保安 裕固 京 塔塔尔 独龙 鄂伦春 赫哲 门巴 珞巴 基诺"
)
_ETHNIC_NAMES = _IN_CODE_ORDER.split()
ETHNICITIES = tuple(f"{name}族" for name in _ETHNIC_NAMES)  # in the order of the national codes 01 to 56
_BY_NAME = {**dict(zip(_ETHNIC_NAMES, ETHNICITIES, strict=True)), **{name: name for name in ETHNICITIES}}
_BY_NAME |= {"穿青人": "穿青人", "穿青": "穿青人", "其他": "其他", "外国血统": "外国血统中国籍人士"}

_SEXES = {"男": "male", "女": "female", "男性": "male", "女性": "female", "m": "male", "f": "female", "1": "male"}
_SEXES |= {"2": "female", "male": "male", "female": "female", "1男": "male", "2女": "female", "男士": "male"}
_SEXES |= {"女士": "female", "1男性": "male", "2女性": "female", "1.男": "male", "2.女": "female", "1-男": "male"}
_SEXES |= {"2-女": "female"}


@lru_cache(maxsize=4096)
def _name(raw: str) -> tuple[str, str, Outcome[str]]:
    """The bare name, the remark in brackets, and the outcome."""
    text = plain(raw)
    remark = "，".join(match.strip() for match in _NOTE.findall(text))
    bare = _NUMBERED.sub("", _NOTE.sub("", text).strip(_AROUND))
    bare = bare.removesuffix("同志") if len(bare) > LONGEST_SUFFIX else bare
    if any(len(line.strip()) < 2 for line in bare.split("\n")):
        bare = bare.replace("\n", " ")  # a name broken over two lines; two whole names would be two people
    if bare and not re.search(r"[A-Za-z]", bare):
        bare = "".join(bare.split()) if not _SEVERAL.search(bare) else bare
    bare = re.sub(r"\s+", " ", bare)
    bare = re.sub(r"·+", "·", bare.translate(_DOTS)).strip("·")
    return bare, remark, _judged(bare)


def _judged(bare: str) -> Outcome[str]:
    if is_nothing(bare):
        return Outcome(None)
    if _SEVERAL.search(bare):
        return Outcome(
            None, refused("name.several", said("一格里有几个名字：“{bare}”。", bare=bare[:20]), "一人一行。")
        )
    if any(letter in _LOST for letter in bare):
        return Outcome(
            None, refused("name.lost_letter", said("“{bare}”里有字丢了。", bare=bare[:20]), "按证件补上这个字。")
        )
    if any(unicodedata.category(letter)[0] in "NPSC" and letter not in "·'-〇" for letter in bare if letter != " "):
        return _odd_letters(bare)
    if len(bare) > LONGEST_NAME:
        return Outcome(
            None, refused("name.too_long", said("写了 {count} 个字，不像姓名。", count=len(bare)), _NAME_HOW)
        )
    if len(bare) == 1:
        return Outcome(bare, look("name.short", "只有一个字。", "核对姓名是否写全。"))
    return Outcome(bare)


def _odd_letters(bare: str) -> Outcome[str]:
    private = [letter for letter in bare if unicodedata.category(letter) == "Co"]
    rest = [letter for letter in bare if unicodedata.category(letter)[0] in "NPSC" and letter not in "·'-〇"]
    if private and len(private) == len(rest) and len(bare) <= LONGEST_NAME:
        sentence = "有一个自造字，换一台电脑会显示不出来。"
        return Outcome(bare, look("name.private_letter", sentence, "用输入法的生僻字重新打一遍。"))
    return Outcome(None, refused("name.unreadable", said("“{bare}”不像姓名。", bare=bare[:20]), _NAME_HOW))


def read_name(value: Raw) -> Outcome[str]:
    """A person's name: spaces inside dropped, the dots of long names made alike, remarks in brackets left out."""
    return _name(text_of(value))[2]


def name_remark(value: Raw) -> str:
    """What stands in brackets after a name: 女, 预备, 书记."""
    return _name(text_of(value))[1]


@lru_cache(maxsize=256)
def read_sex(value: Raw) -> Outcome[str]:
    """ "male" or "female"."""
    text = squeezed(text_of(value)).lower()
    if is_nothing(text):
        return Outcome(None)
    if text in _SEXES:
        return Outcome(_SEXES[text])
    return Outcome(None, look("sex.unreadable", said("“{text}”看不出男女。", text=text[:10]), "写 男 或 女。"))


@lru_cache(maxsize=512)
def read_ethnicity(value: Raw) -> Outcome[str]:
    """One of the 56 with 族; codes (01, 01 汉族) are understood, unknown words are kept and shown."""
    text = squeezed(text_of(value))
    if is_nothing(text):
        return Outcome(None)
    match = re.fullmatch(r"(\d{1,2})?[.\-、]?(.*)", text)
    code, name = (match[1], match[2]) if match else (None, text)
    known = _BY_NAME.get(name) or (_of_code(code) if code and not name else None)
    if known and code and name and _of_code(code) not in (known, None):
        sentence = said("“{text}”的编号和名称对不上，按 {known} 读。", text=text[:15], known=known)
        return Outcome(known, look("ethnicity.code", sentence, "核对民族。"))
    if known:
        return Outcome(known)
    return Outcome(
        name[:20] or None,
        look("ethnicity.unknown", said("没见过“{text}”这个民族。", text=text[:10]), "写全称，例如 汉族、布依族。"),
    )


def _of_code(code: str) -> str | None:
    number = int(code)
    return ETHNICITIES[number - 1] if 1 <= number <= len(ETHNICITIES) else None


@lru_cache(maxsize=4096)
def read_phone(value: Raw) -> Outcome[str]:
    """The last four digits. The full number is not kept."""
    text = folded(text_of(value))
    if is_nothing(text):
        return Outcome(None)
    if re.search(r"[eE]\+?\d", text):
        return Outcome(None, look("phone.damaged", "号码被 Excel 改成了科学记数。", "把这一列设成文本，重新填。"))
    text = re.sub(r"(?<=\d{7})\([^()]*\)$", "", text)  # a short number in brackets
    parts = [part for part in re.split(r"[、,;/\n ]+", re.sub(r"(?<=\d)[\s-]+(?=\d)", "", text)) if part]
    digits = re.sub(r"^(?:\+|00)?86(?=1\d{10}$)", "", re.sub(r"[^\d+]", "", parts[0]) if parts else "")
    is_mobile = re.fullmatch(r"1[3-9]\d{9}", digits)
    is_fixed = re.fullmatch(r"(?:0\d{2,3})?[2-8]\d{6,7}", digits)
    if not is_mobile and not is_fixed:
        count = len(re.sub(r"\D", "", digits))
        return Outcome(
            None,
            look("phone.unreadable", said("电话有 {count} 位数字，不对。", count=count), "手机号是 11 位，1 开头。"),
        )
    if len(parts) > 1:
        return Outcome(digits[-4:], look("phone.several", "一格里有几个号码，只看第一个。", "留一个常用的。"))
    return Outcome(digits[-4:])


def without_long_numbers(text: str) -> str:
    """Runs of eleven and more digits masked: in any column they may be a phone or identity number."""
    return re.sub(r"\d{11,}[Xx]?", lambda match: masked(match[0]), text)


def masked(text: str) -> str:
    """Digits hidden except the last four, for showing a number in a message or an example."""
    digits = sum(letter.isdigit() for letter in text)
    hidden = max(digits - 4, 0)
    shown = []
    for letter in text:
        if letter.isdigit() and hidden > 0:
            hidden -= 1
            shown.append("*")
        else:
            shown.append(letter)
    return "".join(shown)
