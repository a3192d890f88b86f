"""Chinese surnames: how they are read where the usual reading is another, and how they are spelled abroad."""

from __future__ import annotations

from collections.abc import Mapping

#: Surnames whose reading is not the character's usual one, and the rarer ones that dictionaries get wrong.
READINGS: Mapping[str, str] = {
    "曾": "zeng", "单": "shan", "單": "shan", "仇": "qiu", "解": "xie", "查": "zha", "乐": "yue",
    "樂": "yue", "任": "ren", "华": "hua", "華": "hua", "区": "ou", "區": "ou", "朴": "piao", "盖": "ge",
    "蓋": "ge", "覃": "qin", "翟": "zhai", "尉": "wei", "缪": "miao", "繆": "miao", "宓": "mi", "秘": "bi",
    "折": "she", "黑": "he", "逄": "pang", "逢": "pang", "种": "chong", "隗": "wei", "那": "na",
    "洗": "xian", "冼": "xian", "召": "shao", "重": "chong", "晟": "cheng", "员": "yun", "員": "yun",
    "贠": "yun", "繁": "po", "能": "nai", "应": "ying", "應": "ying", "牟": "mu", "祭": "zhai", "纪": "ji",
    "紀": "ji", "宁": "ning", "寧": "ning", "万": "wan", "萬": "wan", "车": "che", "車": "che",
    "沈": "shen", "石": "shi", "燕": "yan", "葛": "ge", "费": "fei", "費": "fei", "过": "guo", "過": "guo",
    "哈": "ha", "句": "gou", "阚": "kan", "闞": "kan", "令": "ling", "佴": "nai", "郇": "xun", "郗": "xi",
    "钭": "tou", "谌": "chen", "諶": "chen", "相": "xiang", "幺": "yao", "訾": "zi", "眭": "sui",
    "柏": "bai", "强": "qiang", "行": "xing", "曲": "qu", "尹": "yin", "吕": "lü", "呂": "lü",
    "尉迟": "yuchi", "尉遲": "yuchi", "万俟": "moqi", "萬俟": "moqi", "长孙": "zhangsun",
    "長孫": "zhangsun", "澹台": "tantai", "澹臺": "tantai", "令狐": "linghu", "单于": "chanyu",
    "單于": "chanyu",
}  # fmt: skip

#: Surnames of two characters.
COMPOUND = frozenset(
    """
    欧阳 歐陽 司马 司馬 上官 诸葛 諸葛 司徒 东方 東方 夏侯 皇甫 尉迟 尉遲 公孙 公孫 慕容
    令狐 长孙 長孫 宇文 司空 端木 独孤 獨孤 南宫 南宮 西门 西門 万俟 萬俟 闻人 聞人 赫连
    赫連 澹台 澹臺 淳于 单于 單于 太史 申屠 公羊 轩辕 軒轅 钟离 鍾離 鲜于 鮮于 呼延 东郭
    東郭 百里 第五 拓跋 完颜 完顏 纳兰 納蘭
    """.split()  # noqa: SIM905
)

#: Surnames in pinyin and how their bearers in Hong Kong, Macao, Taiwan, Singapore or Malaysia spell them.
#: Only what the rules of `cantonese` do not give; a spelling may belong to several surnames.
SPELLED_ABROAD: Mapping[str, tuple[str, ...]] = {
    "bai": ("pai",), "cai": ("tsai", "choy", "chua", "tsoi"), "cao": ("tsao", "cho", "chou"),
    "chen": ("chan", "tan", "chern", "chin"), "cheng": ("ching", "cherng"), "deng": ("tang", "teng"),
    "du": ("tu", "to"), "fang": ("fong", "hong"), "feng": ("fung", "fong"), "gao": ("ko", "kao", "kou"),
    "gu": ("ku", "koo"), "guan": ("kwan", "kuan"), "guo": ("kwok", "kuo", "quek", "kok"), "han": ("hon",),
    "he": ("ho", "hor"), "hong": ("hung", "ang"), "hou": ("hau",), "hu": ("wu", "woo", "oh"),
    "huang": ("wong", "hwang", "ng", "ooi", "vong"), "jian": ("kan", "gan"),
    "jiang": ("chiang", "kong", "keung"), "jin": ("chin", "kam"), "kong": ("hung", "kung"), "lei": ("lui",),
    "li": ("lee", "lei", "lai"), "liang": ("leung", "leong", "neo"), "liao": ("liu", "liew"),
    "lin": ("lam", "lim"), "ling": ("ning",), "liu": ("lau", "low", "lao", "liew"),
    "lu": ("lo", "luk", "loke", "loo"), "luo": ("law", "lo", "loh"), "ma": ("mah",), "mai": ("mak",),
    "mo": ("mok",), "ou": ("au",), "pan": ("poon", "pun", "phua"), "qian": ("chin", "chien"),
    "qin": ("chun", "tam"), "qiu": ("yau", "khoo", "chiu", "hew"), "qu": ("wat", "chu"),
    "ren": ("yam", "yum", "jen"), "shen": ("sum", "sham", "shum"), "shi": ("shek", "sze"),
    "situ": ("szeto",), "song": ("sung",), "su": ("so", "soh", "soo"), "sun": ("suen", "suan"),
    "tan": ("tam", "tham"), "tang": ("tong",), "tian": ("tin", "tien"), "wan": ("man",),
    "wang": ("wong", "ong", "heng"), "wei": ("wai", "ngai"), "wen": ("man", "wan"),
    "wu": ("ng", "mo", "goh", "woo", "mou"), "xia": ("ha", "hsia"), "xian": ("sin",),
    "xiao": ("siu", "hsiao", "siew"), "xie": ("tse", "hsieh", "chia"), "xiong": ("hung",),
    "xu": ("hui", "tsui", "hsu", "chui", "koh", "chee"), "xue": ("sit", "hsueh"),
    "yan": ("yim", "ngan", "yen"), "yang": ("yeung", "yeong", "yong"), "yao": ("yiu",),
    "ye": ("yip", "ip", "yap", "yeh"), "yin": ("wan", "yan"), "you": ("yau",), "yu": ("yue", "yee"),
    "yuan": ("yuen",), "yue": ("ngok",), "zeng": ("tsang", "tseng", "chan"), "zhan": ("chim",),
    "zhang": ("cheung", "cheong", "chang", "teo", "chong"), "zhao": ("chiu", "chao", "jiu", "teo"),
    "zheng": ("cheng", "tay", "chang"), "zhong": ("chung",), "zhou": ("chow", "chau", "chou", "chew"),
    "zhu": ("chu", "choo"), "zhuang": ("chong",), "zhuo": ("cheuk",), "zou": ("chow", "tsou", "chau"),
}  # fmt: skip

#: The way back: from a spelling to the surnames in pinyin.
IN_PINYIN: Mapping[str, frozenset[str]] = {
    spelling: frozenset(
        pinyin for pinyin, spellings in SPELLED_ABROAD.items() if spelling == pinyin or spelling in spellings
    )
    for spelling in {each for spellings in SPELLED_ABROAD.values() for each in spellings}
    | set(SPELLED_ABROAD)
}
