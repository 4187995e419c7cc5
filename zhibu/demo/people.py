"""Invented people. Names are drawn at random from common characters; none is meant to be anybody."""

import random
from dataclasses import dataclass
from datetime import date, timedelta

SURNAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏吕丁任卢姚钟姜崔谭陆范汪廖石金贾夏付方邹熊白孟秦邱侯江尹薛段雷龙黎史陶贺毛郝顾龚邵万覃武钱戴严莫孔向汤"  # noqa: E501
GIVEN_MEN = "建国伟志强军勇海涛俊杰鹏飞晓明宏斌立新东升永刚国栋文博振华子轩浩然成林玉龙长青德山"
GIVEN_WOMEN = "秀英丽娟敏静雪梅婷玉兰晓燕海霞红艳春芳佳慧文君雅琴思怡桂花月华淑珍若兰欣然"
RARE = ["单雪莹", "曾淑琴", "查志远", "仇永刚", "阿依古丽·买买提", "欧阳建平", "刘祎", "赵璟琳", "周翀", "解文博"]
JOBS = ["施工员", "测量员", "安全员", "机械手", "材料员", "资料员", "班组长", "调度员", "预算员", "质检员"]
EDUCATION = ["高中", "中专", "大专", "大学本科", "大学本科", "硕士研究生"]


@dataclass(frozen=True)
class Person:
    name: str
    sex: str
    birth_on: date
    joined_on: date
    full_on: date | None
    education: str
    job: str
    phone: str


class Crowd:
    """Draws people without repeating a name."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)  # noqa: S311 - invented people, not secrets
        self._taken: set[str] = set()
        self._rare = list(RARE)

    def person(self, today: date, *, probationary: bool = False, retired: bool = False) -> Person:
        draw = self._random
        sex = draw.choice(["male", "male", "female"])
        age = draw.randint(60, 78) if retired else draw.randint(26, 57)
        birth_on = date(today.year - age, draw.randint(1, 12), draw.randint(1, 28))
        joined_on = self._joined(birth_on, today, probationary)
        full_on = None if probationary else _a_year_later(joined_on)
        return Person(
            name=self._name(sex),
            sex=sex,
            birth_on=birth_on,
            joined_on=joined_on,
            full_on=full_on,
            education=draw.choice(EDUCATION),
            job="退休" if retired else draw.choice(JOBS),
            phone=f"{draw.choice(['138', '139', '150', '186'])}****{draw.randint(0, 9999):04d}",
        )

    def _joined(self, birth_on: date, today: date, probationary: bool) -> date:
        if probationary:
            return today - timedelta(days=self._random.randint(60, 300))
        year = self._random.randint(birth_on.year + 20, min(today.year - 3, birth_on.year + 45))
        return date(year, self._random.choice([6, 6, 7, 11, 12]), self._random.randint(1, 28))

    def _name(self, sex: str) -> str:
        if self._rare and self._random.random() < 0.12:
            return self._rare.pop()
        given = GIVEN_MEN if sex == "male" else GIVEN_WOMEN
        while True:
            length = self._random.choice([1, 2, 2, 2])
            name = self._random.choice(SURNAMES) + "".join(self._random.choice(given) for _ in range(length))
            if name not in self._taken:
                self._taken.add(name)
                return name


def _a_year_later(day: date) -> date:
    return day.replace(year=day.year + 1)  # days are drawn up to the 28th, so that every year has them
