"""Rules as readable text in both languages, as of a date."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from haina.rules import (
    BOOL,
    DATE,
    INT,
    MONEY,
    RULE,
    TEXT,
    DatedValue,
    Duration,
    Enum,
    EnumValue,
    FactDeclaration,
    Field,
    History,
    ItemSource,
    List,
    Program,
    RowSource,
    RuleSource,
    StandardDeclaration,
    TableSource,
    Text,
)
from haina.rules.wording import rule_text
from haina.rules.wording_values import (
    date_text,
    duration_text,
    grouped,
    listed,
    money_text,
    number_text,
    value_text,
)

ON = date(2016, 9, 26)
YUAN = ("CNY", Text("元", "yuan"))
DEGREES = Enum(
    "degree",
    (
        EnumValue("none", Text("无学位", "none")),
        EnumValue("bachelor", Text("本科", "bachelor")),
        EnumValue("master", Text("硕士", "master")),
    ),
    True,
)
KINDS = Enum("kind", (EnumValue("work", Text("工作类", "work")), EnumValue("study", Text("学习类", "study"))))
PERMITS = History(
    (Field("kind", KINDS, Text("类别", "Kind")), Field("pay", MONEY, Text("月薪", "Monthly pay")))
)
CNY_A_YEAR = Text("元/年", "CNY a year")


def fact(name: str, kind: object, zh: str, en: str, **more: object) -> FactDeclaration:
    return FactDeclaration(name, kind, Text(zh, en), **more)  # type: ignore[arg-type]


FACTS = (
    fact("home", BOOL, "有稳定住所", "Has a stable home"),
    fact("recommended", BOOL, "有单位推荐", "Is recommended by the employer"),
    fact("salary", MONEY, "工资性年收入", "Annual salary", unit=CNY_A_YEAR),
    fact("tax", MONEY, "年缴个人所得税", "Income tax a year", unit=CNY_A_YEAR),
    fact("team", INT, "团队人数", "Team members", unit=Text("人", "persons")),
    fact("degree", DEGREES, "最高学位", "Highest degree"),
    fact("birth", DATE, "出生日期", "Date of birth"),
    fact("hired", DATE, "聘用日期", "Day of hire"),
    fact("city", TEXT, "城市", "City"),
    fact("fields", List(KINDS), "居留种类", "Kinds of stay"),
    fact("work", History(), "在沪工作经历", "Work in Shanghai"),
    fact("permits", PERMITS, "居留许可", "Residence permits"),
)


def standard(
    name: str, kind: object, zh: str, en: str, unit: Text | None, value: object
) -> StandardDeclaration:
    values = () if value is None else (DatedValue(value, date(2016, 1, 1), date(2016, 12, 31)),)
    return StandardDeclaration(name, kind, Text(zh, en), unit, values)  # type: ignore[arg-type]


STANDARDS = (
    standard("least_salary", MONEY, "收入标准", "Salary standard", CNY_A_YEAR, Decimal(600_000)),
    standard(
        "wage", MONEY, "月平均工资", "Average monthly wage", Text("元/月", "CNY a month"), Decimal(5_939)
    ),
    standard("years_needed", INT, "工作年限", "Years of work", Text("年", "years"), 4),
    standard("months_open", INT, "居住月数", "Months of stay", Text("个月", "months"), None),
    standard("switch", BOOL, "宽限", "Period of grace", None, True),
    standard("conditions", RULE, "一定条件", "Certain conditions", None, None),
)
TABLE = TableSource(
    "score",
    Text("居住证积分", "Residence points"),
    (
        ItemSource(
            "degree",
            Text("学历", "Education"),
            (RowSource("degree == 'master'", "100"), RowSource("degree == 'bachelor'", "60")),
        ),
        ItemSource("team", Text("团队", "Team"), (RowSource("team >= 2", "min(20, 5 + team)"),)),
    ),
)


def lines(text: str, on: date | None = ON, **definitions: str) -> tuple[list[str], list[str]]:
    sources = [
        RuleSource(name, part, kind="definition", label=Text("为合格人员", "Is a qualified person"))
        for name, part in definitions.items()
    ]
    program = Program.compile(FACTS, STANDARDS, [*sources, RuleSource("rule", text)], (TABLE,))
    found = rule_text(program, "rule", on)
    return found.in_("zh").split("\n"), found.in_("en").split("\n")


def test_a_right_reads_as_a_notice() -> None:
    zh, en = lines(
        "qualified and held(work, years=years_needed) and salary >= least_salary"
        " and (recommended or not home) and not (degree == 'none' or team < 3)",
        qualified="degree in ['bachelor', 'master'] and 18 <= age(birth) < 60",
    )
    assert zh == [
        "同时符合下列各项：",
        "  为合格人员：",
        "    同时符合下列各项：",
        "      最高学位为本科或硕士",
        "      同时符合下列各项：",
        "        年满18周岁（按出生日期计算）",
        "        未满60周岁（按出生日期计算）",
        "  在沪工作经历：至当日已连续满4年",
        "  工资性年收入不低于600,000元/年",
        "  符合下列任一项：",
        "    有单位推荐",
        "    有稳定住所：否",
        "  下列各项均不成立：",
        "    最高学位为无学位",
        "    团队人数少于3人",
    ]
    assert en == [
        "All of these:",
        "  Is a qualified person:",
        "    All of these:",
        "      Highest degree: bachelor or master",
        "      All of these:",
        "        Age (by Date of birth): at least 18 years",
        "        Age (by Date of birth): under 60 years",
        "  Work in Shanghai: at least 4 years without a break up to the day",
        "  Annual salary: at least 600,000 CNY a year",
        "  Any of these:",
        "    Is recommended by the employer",
        "    Has a stable home: no",
        "  None of these:",
        "    Highest degree: none",
        "    Team members: less than 3 persons",
    ]


@pytest.mark.parametrize(
    ("text", "zh", "en"),
    [
        (
            "salary > least_salary",
            "工资性年收入高于600,000元/年",
            "Annual salary: more than 600,000 CNY a year",
        ),
        (
            "salary >= 3 * wage",
            "工资性年收入不低于17,817元（即3 × “月平均工资”）",
            "Annual salary: at least 17,817 CNY (that is 3 × “Average monthly wage”)",
        ),
        (
            "tax >= salary * 0.2",
            "年缴个人所得税不低于工资性年收入 × 0.2",
            "Income tax a year: at least Annual salary × 0.2",
        ),
        ("degree >= 'bachelor'", "最高学位为本科及以上", "Highest degree: bachelor or above"),
        ("degree != 'none'", "最高学位不是无学位", "Highest degree: other than none"),
        (
            "degree not in ['none', 'bachelor']",
            "最高学位不是无学位或本科",
            "Highest degree: neither none nor bachelor",
        ),
        ("team == 3", "团队人数为3人", "Team members: 3 persons"),
        ("5 > team", "团队人数少于5人", "Team members: less than 5 persons"),
        ("city == 'Lyon'", "城市为Lyon", "City: Lyon"),
        (
            "hired >= date('2016-01-01')",
            "聘用日期不早于2016年1月1日",
            "Day of hire: on or after 1 January 2016",
        ),
        (
            "today <= hired + months(6)",
            "自聘用日期起满6个月之日不早于当日",
            "The day 6 months after Day of hire: on or after today",
        ),
        ("today - hired >= years(1)", "自聘用日期至当日满1年", "From Day of hire to today: at least 1 year"),
        ("years_since(hired) < 3", "自聘用日期起未满3年", "Day of hire: less than 3 years ago"),
        ("months_since(hired) >= 6", "自聘用日期起已满6个月", "Day of hire: at least 6 months ago"),
        (
            "max(salary, tax) >= money(9)",
            "工资性年收入与年缴个人所得税中的较大者不低于9元",
            "The higher of Annual salary and Income tax a year: at least 9 CNY",
        ),
        ("'work' in fields", "居留种类包括工作类", "Kinds of stay: includes work"),
        ("size(fields) >= 2", "居留种类的项数不少于2", "Number of items in Kinds of stay: at least 2"),
        ("holds(permits)", "当日有居留许可", "Residence permits: one in effect on the day"),
        (
            "holds(permits, where=kind == 'work' and pay >= wage)",
            "当日有居留许可（限类别为工作类、月薪不低于5,939元/月）",
            "Residence permits (Kind: work; Monthly pay: at least 5,939 CNY a month): one in "
            "effect on the day",
        ),
        (
            "holds(permits, where=as_of_spell(pay >= wage))",
            "当日有居留许可（限月薪不低于“月平均工资”（按当时标准））",
            "Residence permits (Monthly pay: at least “Average monthly wage” as it stood "
            "then): one in effect on the day",
        ),
        (
            "holds(permits, where=not as_of_spell(pay >= wage))",
            "当日有居留许可（限月薪低于“月平均工资”（按当时标准））",
            "Residence permits (Monthly pay: less than “Average monthly wage” as it stood "
            "then): one in effect on the day",
        ),
        (
            "holds(permits, where=pay >= as_of_spell(wage))",
            "当日有居留许可（限月薪不低于“月平均工资”（按当时标准））",
            "Residence permits (Monthly pay: at least “Average monthly wage” as it stood "
            "then): one in effect on the day",
        ),
        (
            "held(work, months=18, gap=days(30))",
            "在沪工作经历：至当日已连续满18个月（间断不超过30天的视为连续）",
            "Work in Shanghai: at least 18 months without a break up to the day (breaks of "
            "up to 30 days do not count)",
        ),
        (
            "ever_held(work, years=1)",
            "在沪工作经历：曾连续满1年",
            "Work in Shanghai: at some time at least 1 year without a break",
        ),
        (
            "not ever_held(work, years=1)",
            "在沪工作经历：从未连续满1年",
            "Work in Shanghai: never as long as 1 year without a break",
        ),
        (
            "unbroken(work) >= years(3)",
            "在沪工作经历：至当日连续时间不少于3年",
            "Work in Shanghai: at least 3 years without a break up to the day",
        ),
        (
            "total(work, last=years(5)) >= days(900)",
            "在沪工作经历：最近5年内累计不少于900天",
            "Work in Shanghai: at least 900 days in total within the last 5 years",
        ),
        (
            "each_year(work, last=4) >= months(6)",
            "在沪工作经历：最近4年中每年累计不少于6个月",
            "Work in Shanghai: at least 6 months in total in each of the last 4 years",
        ),
        (
            "each_year(work, last=years_needed) >= months(months_open)",
            "在沪工作经历：最近4年中每年累计不少于“居住月数”（尚未规定）个月",
            "Work in Shanghai: at least “Months of stay” (not set) months in total in each "
            "of the last 4 years",
        ),
        (
            "count(permits, where=kind != 'study', last=years(2)) >= 2",
            "居留许可（限类别不是学习类）：最近2年内不少于2次",
            "Residence permits (Kind: other than study): at least 2 spells within the last 2 years",
        ),
        (
            "consecutive(permits, 2, each=years(1))",
            "居留许可：连续2次，每次不少于1年",
            "Residence permits: 2 in a row, each for at least 1 year",
        ),
        (
            "throughout(work, last=2)",
            "在沪工作经历：最近2年（完整的日历年）全程覆盖",
            "Work in Shanghai: throughout the last 2 years, counted as full calendar years",
        ),
        (
            "months_covered(work, last=12) >= 8",
            "在沪工作经历：最近12个月（完整的日历月）中不少于8个月",
            "Work in Shanghai: at least 8 months of the last 12 months, counted as full calendar months",
        ),
        (
            "latest(permits).kind == 'work'",
            "最近一段居留许可的类别为工作类",
            "Kind, by the latest of Residence permits: work",
        ),
        (
            "whole_years(unbroken(work)) >= 2",
            "在沪工作经历：至当日连续时间不少于2年",
            "Work in Shanghai: at least 2 years without a break up to the day",
        ),
        (
            "satisfies(team >= 5, conditions)",
            "团队人数不少于5人，并符合“一定条件”（尚未规定）",
            "Team members: at least 5 persons, as judged by “Certain conditions” (not set)",
        ),
        ("switch", "适用“宽限”", "“Period of grace” applies"),
        ("not switch", "不适用“宽限”", "“Period of grace” does not apply"),
        (
            "home == recommended",
            "有稳定住所与有单位推荐一致",
            "Has a stable home and Is recommended by the employer: both or neither",
        ),
        (
            "not (salary >= least_salary)",
            "工资性年收入低于600,000元/年",
            "Annual salary: less than 600,000 CNY a year",
        ),
        (
            "abs(salary - tax) <= money(5)",
            "工资性年收入 − 年缴个人所得税的绝对值不超过5元",
            "The absolute value of Annual salary − Income tax a year: at most 5 CNY",
        ),
    ],
)
def test_every_kind_of_condition_reads_well(text: str, zh: str, en: str) -> None:
    assert lines(text) == ([zh], [en])


def test_a_points_table_is_opened() -> None:
    assert lines("points(score) >= 120") == (
        [
            "“居住证积分”总分不低于120分",
            "  “居住证积分”总分：",
            "    “学历”得分：",
            "      最高学位为硕士：100分",
            "      最高学位为本科：60分",
            "    “团队”得分：",
            "      团队人数不少于2人：20分与5 + 团队人数中的较小者",
        ],
        [
            "Points of “Residence points”: at least 120 points",
            "  Points of “Residence points”:",
            "    Points for “Education”:",
            "      Highest degree: master: 100 points",
            "      Highest degree: bachelor: 60 points",
            "    Points for “Team”:",
            "      Team members: at least 2 persons: the lower of 20 points and 5 + Team members",
        ],
    )


def test_cases_are_told_apart_unless_a_standard_has_decided() -> None:
    assert lines("home if degree == 'master' else recommended") == (
        ["按下列情形确定：", "  如果最高学位为硕士：", "    有稳定住所", "  其他情形：", "    有单位推荐"],
        [
            "Depending on the case:",
            "  If Highest degree: master:",
            "    Has a stable home",
            "  Otherwise:",
            "    Is recommended by the employer",
        ],
    )
    assert lines("home if switch else recommended") == (["有稳定住所"], ["Has a stable home"])


def test_standards_show_the_value_of_the_day_or_that_nobody_has_set_them() -> None:
    assert lines("salary >= least_salary", date(2017, 5, 1)) == (
        ["工资性年收入不低于“收入标准”（尚未规定）"],
        ["Annual salary: at least “Salary standard” (not set)"],
    )
    assert lines("salary >= least_salary", None) == (
        ["工资性年收入不低于“收入标准”"],
        ["Annual salary: at least “Salary standard”"],
    )


def test_values_in_words() -> None:
    assert money_text(Decimal("1234567.5"), *YUAN) == Text("1,234,567.50元", "1,234,567.50 CNY")
    assert money_text(600_000, *YUAN) == Text("600,000元", "600,000 CNY")
    assert number_text(Decimal("12.500"), Text("%", "%")) == Text("12.5%", "12.5%")
    assert grouped(Decimal(-1000)) == "-1,000"
    assert duration_text(Duration(1, 6)) == Text("1年6个月", "1 year 6 months")
    assert duration_text(Duration()) == Text("0天", "0 days")
    assert date_text(ON) == Text("2016年9月26日", "26 September 2016")
    assert listed([Text("甲", "a"), Text("乙", "b"), Text("丙", "c")]) == Text("甲、乙、丙", "a, b and c")
    assert value_text(BOOL, True, YUAN) == Text("是", "yes")
    assert value_text(MONEY, None, YUAN) == Text("未填写", "not given")
    assert value_text(DEGREES, "master", YUAN) == Text("硕士", "master")
    assert value_text(List(KINDS), ("work", "study"), YUAN) == Text("工作类、学习类", "work and study")
    assert value_text(List(KINDS), (), YUAN) == Text("无", "none")


def test_a_history_in_words() -> None:
    program = Program.compile(FACTS, STANDARDS, [RuleSource("rule", "home")])

    def shown(*spells: tuple[str, str | None]) -> Text:
        rows = [{"from": start} | ({"to": end} if end else {}) for start, end in spells]
        value = program.read_facts({"work": rows}).value("work", ON)
        return value_text(History(), value, YUAN, on=ON)

    assert shown() == Text("无", "none")
    assert shown(("2014-03-01", None)) == Text("2014年3月1日起至今", "since 1 March 2014")
    assert shown(("2010-01-01", "2011-12-31"), ("2014-03-01", None)) == Text(
        "2010年1月1日至2011年12月31日；2014年3月1日起至今",
        "1 January 2010 to 31 December 2011; since 1 March 2014",
    )
    many = [(f"{year}-01-01", f"{year}-06-30") for year in range(2008, 2016)]
    assert shown(*many) == Text(
        "共8段，最近一段2015年1月1日至2015年6月30日", "8 spells, the last one 1 January 2015 to 30 June 2015"
    )
