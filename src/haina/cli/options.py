"""Options that several commands have."""

from __future__ import annotations

from haina.rules.text import Text

from .arguments import Option

#: The file with the facts of one person or organisation.
FACTS_FILE = Option(
    ("file",),
    Text(
        zh="事实文件，YAML 或 JSON；- 表示标准输入",
        en="file with the facts, YAML or JSON; - reads standard input",
    ),
    metavar=Text(zh="文件", en="FILE"),
)
#: The day to answer for.
ON = Option(
    ("--on",),
    Text(
        zh="按哪一天作答，形如 2016-09-26；默认今天",
        en="answer as of this day, as 2016-09-26; default: today",
    ),
    {"type": "day"},
    Text(zh="日期", en="DATE"),
)
#: Text for people, JSON for programs.
FORMAT = Option(
    ("--format",),
    Text(zh="text 供人阅读，json 供程序读取", en="text for people, json for programs"),
    {"choices": ("text", "json"), "default": "text"},
)
#: One right among all.
RIGHT = Option(
    ("--right",),
    Text(zh="只答这一项权利；可重复", en="only this right; may be repeated"),
    {"action": "append", "default": None},
    Text(zh="标识", en="ID"),
)
#: What is asked for.
OF = Option(
    ("--of",),
    Text(
        zh="答什么：权利（默认）、协议、职责或全部",
        en="what is answered: rights (default), agreements, duties, or all of them",
    ),
    {"choices": ("rights", "agreements", "duties", "all"), "default": "rights"},
)
#: The pack, as an option.
PACK = Option(
    ("--policy",),
    Text(
        zh="政策包目录；默认取 HAINA_POLICY 或 policies/ 下唯一的包",
        en="directory of the policy pack; default: HAINA_POLICY, or the only pack in policies/",
    ),
    metavar=Text(zh="目录", en="DIR"),
)
#: The pack, as the first word.
DIRECTORY = Option(
    ("directory",),
    Text(
        zh="政策包目录；默认取 HAINA_POLICY 或 policies/ 下唯一的包",
        en="directory of the pack; default: HAINA_POLICY, or the only pack in policies/",
    ),
    {"nargs": "?"},
    Text(zh="目录", en="DIR"),
)
#: Everything in full.
FULL = Option(
    ("--full",),
    Text(zh="写出每一个理由、标准和来源", en="write out every reason, standard and source"),
    {"action": "store_true"},
)
