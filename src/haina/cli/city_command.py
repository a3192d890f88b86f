"""The words of ``haina city``, in both languages."""

from __future__ import annotations

from haina.rules.text import Text

from .arguments import Command, Option
from .options import ON, PACK

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

_CITY = Option(
    ("city",),
    Text(zh="haina city make 或 map 写出的目录", en="directory that haina city make or map wrote"),
    {},
    Text(zh="城市", en="CITY"),
)
_BY = Option(
    ("--by",),
    Text(
        zh="按表里的列分组，可多次；age:10 为十岁一组，organisation.COLUMN 为单位的列",
        en="group by a column, repeatable; age:10: bands of ten, organisation.COLUMN: of units",
    ),
    {"action": "append"},
    Text(zh="列", en="COLUMN"),
)
_OF = Option(
    ("--of",),
    Text(zh="只问这些权利或项目，可多次；默认全部", en="ask only this right or programme; default: all"),
    {"action": "append"},
    Text(zh="事项", en="ELEMENT"),
)
_AHEAD = (
    Option(
        ("--ahead",),
        Text(
            zh="另看今后这么久：经历照旧延续，谁何时开始得到（5y、18m、90d）",
            en="look on so long too: as open spells go on, who begins to get what, when (5y, 18m, 90d)",
        ),
        {},
        Text(zh="多久", en="LENGTH"),
    ),
    Option(
        ("--until",),
        Text(zh="同 --ahead，写明看到哪一天", en="as --ahead, naming the last day"),
        {"type": "day"},
        Text(zh="日期", en="DATE"),
    ),
    Option(
        ("--every",),
        Text(
            zh="每月末、季末（默认）或年末看一次",
            en="look at the end of each month, quarter (default) or year",
        ),
        {"choices": ("month", "quarter", "year"), "default": "quarter"},
    ),
    Option(
        ("--exactly",),
        Text(
            zh="逐人看时间线：两个日子之间得而复失的也计入 days（慢得多）",
            en="look at everybody's timeline: what turns there and back counts in days too (slower)",
        ),
        {"action": "store_true"},
    ),
)
_ENGINE = Option(
    ("--engine",),
    Text(
        zh="在 Spark 集群上运算：spark://主机:端口（docs/running-at-scale.md）",
        en="run on a Spark cluster: spark://HOST:PORT (docs/running-at-scale.md)",
    ),
    {},
    Text(zh="地址", en="ADDRESS"),
)
_PROCESSES = Option(
    ("--processes",),
    Text(
        zh="本机的进程数，默认每核一个；结果的字节不变",
        en="how many processes on this machine, default one a core; the result is the same bytes",
    ),
    {"type": int},
    Text(zh="进程数", en="N"),
)

RUN = Command(
    "run",
    Text(zh="全城每人每单位，每项权利和项目", en="ask every right and programme for everybody in a city"),
    Text(
        zh=(
            "写出 answers（各答案的人数和金额）、missing（缺得最多的事实）、\n"
            "near（只差一个条件的人，差多少），Parquet 和 CSV 各一份；--ahead 另写 begins（谁何时开始）。\n"
            "中断后用同样的命令继续。"
        ),
        en=(
            "Writes answers (yes, no, unknown, not in force; money with its bounds), missing (the facts\n"
            "that are missing most and what knowing them would settle) and near (who misses by one\n"
            "condition, and by how much) as Parquet and CSV; with --ahead also begins (who begins when).\n"
            "The same command goes on where it stopped."
        ),
    ),
    (_CITY, _OUT, ON, _BY, _OF, *_AHEAD, _ENGINE, _PROCESSES, PACK),
    (
        (
            "haina city run var/city --by sex --by age:10 --out var/run",
            Text(zh="按性别和十岁一组", en="by sex and in bands of ten years"),
        ),
        (
            "haina city run var/city --ahead 5y --out var/later",
            Text(zh="今后五年谁何时开始得到", en="who begins to get what in the next five years"),
        ),
    ),
    run="haina.cli.city_runs:run",
)

COMPARE = Command(
    "compare",
    Text(zh="改一个数，全城谁得谁失", en="who gains and who loses by a change"),
    Text(
        zh=(
            "同一座城市问两遍：另一个政策包、另一天，或换了数值的标准；--sweep 依次试几个数值。\n"
            "写出 answers（每种情形）和 changes（谁从哪个答案变到哪个）；--ahead 另写 begins（何时见效）。"
        ),
        en=(
            "Asks a city the same twice: of another pack, on another day, with other values of standards;\n"
            "--sweep tries several values in turn. Writes answers (of each variant) and changes (who goes\n"
            "from which answer to which); with --ahead also begins (when it bites)."
        ),
    ),
    (
        _CITY,
        _OUT,
        ON,
        Option(
            ("--to",),
            Text(zh="与这一天比", en="compare with this day"),
            {"type": "day", "dest": "to_day"},
            Text(zh="日期", en="DATE"),
        ),
        Option(
            ("--with",),
            Text(zh="与这个政策包比", en="compare with this pack"),
            {"dest": "with_pack"},
            Text(zh="目录", en="DIR"),
        ),
        Option(
            ("--set",),
            Text(zh="与标准取此数值时比，可多次", en="compare with this value of a standard, more than once"),
            {"action": "append"},
            Text(zh="标准=数值", en="STANDARD=VALUE"),
        ),
        Option(
            ("--sweep",),
            Text(
                zh="依次试一个标准的几个数值；写两次则试两个标准的每种组合",
                en="try several values of a standard in turn; given twice: all pairs of two standards",
            ),
            {"action": "append"},
            Text(zh="标准=数值,数值", en="STANDARD=VALUE,VALUE"),
        ),
        _BY,
        _OF,
        *_AHEAD,
        _ENGINE,
        _PROCESSES,
        PACK,
    ),
    (
        (
            "haina city compare var/city --set share_of_fund=0.3 --out var/compared",
            Text(zh="一个标准换个数值", en="another value of a standard"),
        ),
    ),
    run="haina.cli.city_runs:compare",
)

REPORT = Command(
    "report",
    Text(zh="把一次运算或比较写成一个网页文件", en="write a run or a comparison as one HTML file"),
    Text(
        zh="图旁有表；文件自成一体，离线可看。语言用 --lang 选。",
        en="Pictures with their tables; it loads nothing and works offline. --lang chooses the language.",
    ),
    (
        Option(
            ("result",),
            Text(zh="city run 或 compare 写出的目录", en="directory that city run or compare wrote"),
            {},
            Text(zh="目录", en="DIR"),
        ),
        Option(
            ("--out",),
            Text(zh="写到这个文件", en="file to write"),
            {"required": True},
            Text(zh="文件", en="FILE"),
        ),
        PACK,
    ),
    (
        (
            "haina city report var/run --out var/run.html",
            Text(zh="一次运算的报告", en="the report of a run"),
        ),
    ),
    run="haina.cli.city_runs:report",
)

CITY = Command(
    "city",
    Text(zh="整座城市的人和单位，作为可运算的表", en="all people and organisations of a city, as tables"),
    commands=(MAKE, MAP, RUN, COMPARE, REPORT),
)
