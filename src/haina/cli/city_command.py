"""The words of ``haina city``, in both languages."""

from __future__ import annotations

from haina.rules.text import Text

from .arguments import Command, Option
from .options import PACK

_OUT = Option(
    ("--out",),
    Text(zh="写到这个目录", en="directory to write to"),
    {"required": True},
    Text(zh="目录", en="DIR"),
)

MAKE = Command(
    "make",
    Text(zh="造一座虚拟的城市：人、单位、经历", en="make a synthetic city: people, organisations, histories"),
    Text(
        zh=(
            "按政策包 city/ 里公布的数字抽取，写成 Parquet；种子和版本相同则字节相同，与进程数无关。\n"
            "内存不随人数增长；中断后用同样的命令继续。没有人是真实的。"
        ),
        en=(
            "Draws from the published figures in the pack's city/ folder and writes Parquet. The same seed\n"
            "and version give the same bytes, whatever the number of processes. Memory does not grow with\n"
            "the number of people; the same command goes on after an interruption. Nobody in it is real."
        ),
    ),
    (
        Option(
            ("--people",),
            Text(zh="多少人", en="how many people"),
            {"type": int, "required": True},
            Text(zh="人数", en="N"),
        ),
        Option(
            ("--seed",),
            Text(zh="种子，默认 1", en="seed, default 1"),
            {"type": int, "default": 1},
            Text(zh="种子", en="S"),
        ),
        _OUT,
        Option(
            ("--missing",),
            Text(
                zh="每项事实缺失的比例，0 为全部已知；不写则按政策包",
                en="share of every fact that is missing, 0: all known; default: as the pack says",
            ),
            {"type": float},
            Text(zh="比例", en="SHARE"),
        ),
        Option(
            ("--truth",),
            Text(
                zh="另存真相（缺失之前的全部值）",
                en="keep the truth beside it: all values before any is lost",
            ),
            {"action": "store_true"},
        ),
        Option(
            ("--processes",),
            Text(zh="进程数，默认每核一个", en="how many processes, default one a core"),
            {"type": int},
            Text(zh="个数", en="N"),
        ),
        PACK,
    ),
    (
        (
            "haina city make --people 100000 --seed 1 --out var/city",
            Text(zh="十万人的城市", en="a city of a hundred thousand"),
        ),
        (
            "haina city make --people 1000000 --missing 0.05 --truth --out var/city-5",
            Text(
                zh="一百万人，每项事实缺百分之五，另存真相",
                en="a million people, 5 % of all facts missing, with the truth",
            ),
        ),
    ),
    run="haina.cli.city:make",
)

MAP = Command(
    "map",
    Text(
        zh="把已有的表（CSV、Parquet）转成城市数据",
        en="bring a table (CSV, Parquet) into the layout of a city",
    ),
    Text(
        zh=(
            "对照文件写明哪一列是哪项事实、值怎么写、日期格式和单位（docs/city.md）。\n"
            "有不合的就逐项报告行、列和改法，什么也不写；退出状态为 2。"
        ),
        en=(
            "The mapping file says which column is which fact, how values and dates are written, and in\n"
            "which units (docs/city.md). If anything does not fit it says where and what to do, and writes\n"
            "nothing; exit status 2."
        ),
    ),
    (
        Option(
            ("mapping",),
            Text(zh="对照文件，YAML", en="mapping file, YAML"),
            {},
            Text(zh="对照文件", en="MAPPING"),
        ),
        Option(
            ("file",),
            Text(zh="表，CSV 或 Parquet", en="table, CSV or Parquet"),
            {},
            Text(zh="文件", en="FILE"),
        ),
        _OUT,
        PACK,
    ),
    (
        (
            "haina city map examples/city/mapping.yaml examples/city/people.csv --out var/mapped",
            Text(zh="例子里的一张表", en="the table among the examples"),
        ),
    ),
    run="haina.cli.city:map_table",
)

CITY = Command(
    "city",
    Text(zh="整座城市的人和单位，作为可运算的表", en="all people and organisations of a city, as tables"),
    commands=(MAKE, MAP),
)
