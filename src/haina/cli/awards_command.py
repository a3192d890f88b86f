"""The command ``haina awards`` with its options and examples, in both languages."""

from __future__ import annotations

from haina.rules.text import Text

from .arguments import Command, Option
from .options import FORMAT, PACK

_TABLE = Option(
    ("table",),
    Text(zh="CSV 文件，UTF-8 编码，第一行是表头", en="a CSV file in UTF-8, its first line the head"),
    metavar=Text(zh="表", en="FILE.csv"),
)
_MAPPING = Option(
    ("--mapping",),
    Text(zh="写明各列含义的映射文件", en="the mapping: what the columns mean"),
    {"required": True},
    Text(zh="映射", en="MAP.yaml"),
)
_DRY_RUN = Option(
    ("--dry-run",),
    Text(zh="只检查，不写入", en="only check, write nothing"),
    {"action": "store_true"},
)

AWARDS = Command(
    "awards",
    Text(zh="导入以往的资助，查看其中的冲突", en="take past awards over, and see what conflicts"),
    commands=(
        Command(
            "import",
            Text(zh="导入以往的资助", en="take over awards of the past"),
            Text(
                zh=(
                    "有一行出错就什么也不写入，并列出所有出错的地方和改法，退出状态为 2。\n"
                    "以往资助之间的冲突照原样保存并列出，由经办人处理；重复导入不产生变化。"
                ),
                en=(
                    "Where a line is wrong nothing is written; every such place is listed with what to do,\n"
                    "exit status 2. Conflicts among the past are kept as found and listed for an officer.\n"
                    "Importing the same again changes nothing."
                ),
            ),
            (_TABLE, _MAPPING, _DRY_RUN, FORMAT, PACK),
            (
                (
                    "haina awards import awards-2015.csv --mapping awards-2015.yaml --dry-run",
                    Text(zh="先检查一遍", en="check it first"),
                ),
            ),
            run="haina.cli.awards:take_over",
        ),
        Command(
            "conflicts",
            Text(zh="列出以往资助之间的冲突", en="list what conflicts among awards of the past"),
            Text(
                zh="每项写明规则、受益者和资助；有冲突时退出状态为 1。",
                en="Each with its rule, who receives, and the award; exit status 1 where there are any.",
            ),
            (FORMAT, PACK),
            (("haina awards conflicts --format json", Text(zh="供程序读取", en="for a program")),),
            run="haina.cli.awards:conflicts",
        ),
    ),
)
