"""The command ``haina people`` with its options and examples, in both languages."""

from __future__ import annotations

from haina.rules.text import Text

from .arguments import Command, Option
from .options import FORMAT, ON

_MEMORY = Option(
    ("--memory",),
    Text(
        zh="比对最多占用多少内存，默认 2GB；不够时用磁盘",
        en="what the comparison may take, default 2GB; beyond it, the disk is used",
    ),
    {"default": "2GB"},
    Text(zh="大小", en="SIZE"),
)
_MOST = Option(
    ("--most",),
    Text(zh="最多列出多少对，默认 50", en="how many pairs at most, default 50"),
    {"type": int, "default": 50},
    Text(zh="数", en="N"),
)
_WORDS = Option(
    ("words",),
    Text(zh="姓名、名称或号码", en="a name or a number"),
    metavar=Text(zh="姓名或号码", en="WORDS"),
)

PEOPLE = Command(
    "people",
    Text(
        zh="身份认定：查找、夜间比对、存疑配对", en="who is who: find, compare in the night, pairs in doubt"
    ),
    commands=(
        Command(
            "find",
            Text(zh="按姓名（汉字或拼写）或号码查找", en="find by name, in either script, or by number"),
            Text(
                zh="列出身份编号、名称，以及由谁代表。没有找到时退出状态为 1。",
                en="Each with its number, name, and who stands for it. Exit status 1 where nobody is found.",
            ),
            (_WORDS, FORMAT),
            (
                (
                    'haina people find "Zeng Guoqiang"',
                    Text(zh="也能找到 曾国强", en="whatever the script in which the name is on record"),
                ),
            ),
            run="haina.cli.people:find",
        ),
        Command(
            "sweep",
            Text(zh="比对整个登记册", en="compare the whole register"),
            Text(
                zh="所有个人相互比对，所有单位相互比对；可能相同的配对等待经办人判断，机器不合并任何人。",
                en=(
                    "All people with each other, and all organisations; pairs that may be one wait for an\n"
                    "officer. Nobody is joined by the machine."
                ),
            ),
            (_MEMORY, ON, FORMAT),
            (("haina people sweep", Text(zh="每晚由定时器运行", en="a timer runs it once a night")),),
            run="haina.cli.people:sweep",
        ),
        Command(
            "pairs",
            Text(zh="列出存疑配对及其证据", en="list the pairs in doubt with their evidence"),
            Text(
                zh="最可能的在前；有待判断的配对时退出状态为 1。",
                en="The surest first; exit status 1 where any wait.",
            ),
            (_MOST, FORMAT),
            (("haina people pairs --format json", Text(zh="供程序读取", en="for a program")),),
            run="haina.cli.people:pairs",
        ),
    ),
)
