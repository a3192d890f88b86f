"""Who may do what with plans, calls and awards: role × verb, printed into docs/permissions.md.

Nothing else decides about access to public money. Whoever receives an award holds no office in it; who
accepted a milestone does not pay it (`verbs.pay`).
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from django.db.models import Q

from haina.cases.models import Case
from haina.cases.policies import current_policy, policy_of
from haina.cases.refusals import Forbidden
from haina.money.models import Award, Plan
from haina.people.actors import Actor
from haina.people.permissions import PERMISSIONS, Role
from haina.policy import Policy
from haina.policy.procedures import Procedure


class MoneyRole(StrEnum):
    """What someone is towards a plan, a call or an award."""

    #: Who receives it, or files for who does.
    BENEFICIARY = "beneficiary"
    #: An officer of the department that runs it.
    RUNNER = "runner"
    #: An officer of the department that keeps the budget.
    KEEPER = "keeper"
    #: A supervisor of one of the two.
    HEAD = "head"


class MoneyVerb(StrEnum):
    """What can be done."""

    READ = "read"
    DRAW_UP_PLAN = "draw_up_plan"
    FILE_PLAN = "file_plan"
    APPROPRIATE = "appropriate"
    FUND_PLAN = "fund_plan"
    OPEN_CALL = "open_call"
    CLOSE_CALL = "close_call"
    LAY_DOWN_TERMS = "lay_down_terms"
    SET_ASIDE = "set_aside"
    READ_FILE = "read_file"
    AGREE = "agree"
    CLAIM_MILESTONE = "claim_milestone"
    ACCEPT_MILESTONE = "accept_milestone"
    RETURN_MILESTONE = "return_milestone"
    PAY = "pay"
    REPORT = "report"
    EVALUATE = "evaluate"
    CLAW_BACK = "claw_back"
    RECORD_RETURN = "record_return"
    END_AWARD = "end_award"


MONEY_TABLE: Mapping[MoneyRole, frozenset[MoneyVerb]] = {
    MoneyRole.BENEFICIARY: frozenset(
        {
            MoneyVerb.READ,
            MoneyVerb.READ_FILE,
            MoneyVerb.AGREE,
            MoneyVerb.CLAIM_MILESTONE,
            MoneyVerb.REPORT,
        }
    ),
    MoneyRole.RUNNER: frozenset(
        {
            MoneyVerb.READ,
            MoneyVerb.DRAW_UP_PLAN,
            MoneyVerb.OPEN_CALL,
            MoneyVerb.CLOSE_CALL,
            MoneyVerb.LAY_DOWN_TERMS,
            MoneyVerb.SET_ASIDE,
            MoneyVerb.READ_FILE,
            MoneyVerb.ACCEPT_MILESTONE,
            MoneyVerb.RETURN_MILESTONE,
            MoneyVerb.EVALUATE,
            MoneyVerb.CLAW_BACK,
            MoneyVerb.END_AWARD,
        }
    ),
    MoneyRole.KEEPER: frozenset(
        {
            MoneyVerb.READ,
            MoneyVerb.FILE_PLAN,
            MoneyVerb.APPROPRIATE,
            MoneyVerb.FUND_PLAN,
            MoneyVerb.READ_FILE,
            MoneyVerb.PAY,
            MoneyVerb.RECORD_RETURN,
        }
    ),
    MoneyRole.HEAD: frozenset({MoneyVerb.READ, MoneyVerb.CLOSE_CALL, MoneyVerb.END_AWARD}),
}

#: Roles towards a case that make somebody the beneficiary of its award.
_PARTIES = frozenset({Role.APPLICANT, Role.AGENT, Role.REPRESENTATIVE, Role.CONCERNED, Role.FOLLOWER})
_FILERS = frozenset({Role.APPLICANT, Role.AGENT, Role.REPRESENTATIVE})


def keeper_of(budget: str) -> str:
    """The department that keeps a budget, in the policy in use; empty where it is not known."""
    known = current_policy().budgets.get(budget)
    return "" if known is None else known.department


def office_roles(actor: Actor, department: str, budget: str) -> frozenset[MoneyRole]:
    """What an actor is by office towards what a department runs out of a budget."""
    keeper = keeper_of(budget)
    offices = {
        MoneyRole.RUNNER: department in actor.departments,
        MoneyRole.KEEPER: keeper in actor.departments,
        MoneyRole.HEAD: actor.supervises_any(frozenset({department, keeper})),
    }
    return frozenset(role for role, held in offices.items() if held)


def plan_roles(actor: Actor, plan: Plan) -> frozenset[MoneyRole]:
    """What an actor is towards a plan and its calls."""
    return office_roles(actor, plan.department, plan.budget)


def award_roles(actor: Actor, award: Award) -> frozenset[MoneyRole]:
    """What an actor is towards an award. Nobody holds an office in an award of their own."""
    parties = PERMISSIONS.roles(actor, award.case) & _PARTIES
    if parties:
        return frozenset({MoneyRole.BENEFICIARY})
    return office_roles(actor, award.department, award.budget)


def case_roles(actor: Actor, case: Case) -> frozenset[MoneyRole]:
    """What an actor is towards an award that a case may bring: an officer of a step runs it."""
    roles = PERMISSIONS.roles(actor, case)
    return frozenset({MoneyRole.RUNNER}) if Role.OFFICER in roles else frozenset()


def verbs_of(roles: frozenset[MoneyRole]) -> frozenset[MoneyVerb]:
    """Everything that the roles may do."""
    return frozenset[MoneyVerb]().union(*(MONEY_TABLE[role] for role in roles))


def award_verbs(actor: Actor, award: Award) -> frozenset[MoneyVerb]:
    """Everything that the actor may do to an award; of its parties, only who files says something."""
    allowed = verbs_of(award_roles(actor, award))
    if MoneyVerb.REPORT in allowed and not PERMISSIONS.roles(actor, award.case) & _FILERS:
        return frozenset({MoneyVerb.READ})
    return allowed


def require_plan(actor: Actor, verb: MoneyVerb, plan: Plan) -> None:
    """Raise Forbidden unless the actor may do this to the plan or to a call under it."""
    if verb not in verbs_of(plan_roles(actor, plan)):
        raise Forbidden(verb.value, plan.code)


def require_award(actor: Actor, verb: MoneyVerb, award: Award) -> None:
    """Raise Forbidden unless the actor may do this to the award."""
    if verb not in award_verbs(actor, award):
        raise Forbidden(verb.value, award.state)


def plans_seen(actor: Actor) -> Q:
    """The condition on stored plans that the actor may read them."""
    return _seen(actor)


def calls_seen(actor: Actor) -> Q:
    """The condition on stored calls that the actor may read their inside."""
    if "" in actor.supervises:
        return _ALL
    departments, budgets = _offices(actor)
    return Q(plan__department__in=departments) | Q(plan__budget__in=budgets)


def awards_seen(actor: Actor) -> Q:
    """The condition on stored awards that the actor may read them by office."""
    return _seen(actor)


def _seen(actor: Actor) -> Q:
    if "" in actor.supervises:
        return _ALL
    departments, budgets = _offices(actor)
    return Q(department__in=departments) | Q(budget__in=budgets)


def _offices(actor: Actor) -> tuple[list[str], list[str]]:
    """The departments that the actor is of or supervises, and the budgets that these keep."""
    departments = actor.departments | actor.supervises
    budgets = [id for id, budget in current_policy().budgets.items() if budget.department in departments]
    return sorted(departments), budgets


def runs(actor: Actor) -> tuple[str, ...]:
    """The departments for which the actor may draw up plans."""
    return tuple(sorted(actor.departments))


def programmes_of(case: Case) -> tuple[str, ...]:
    """The programmes of which a grant in the case makes awards."""
    policy = policy_of(case.policy_version_id)
    return awarded_by(policy, policy.procedures[case.procedure])


def awarded_by(policy: Policy, procedure: Procedure) -> tuple[str, ...]:
    """The programmes of a procedure: a grant of each gives an award."""
    return tuple(id for id in procedure.rights if id in policy.programmes)


#: A condition that every row meets.
_ALL = ~Q(pk__in=[])

_HEAD = """
## Plans, calls and awards

What may be done with public money. A runner is an officer of the department that runs a plan, a call or an
award, a keeper one of the department that keeps the budget, a head a supervisor of either, a beneficiary who
receives the award or files for who does. Nobody holds an office in an award of their own; who accepted a
milestone does not pay it. Who may only read a case may only read its award.

"""


def table_page() -> str:
    """The table as Markdown: verbs down, roles across."""
    rows = ["| verb | " + " | ".join(role.value for role in MoneyRole) + " |\n", "|---|" + ":-:|" * 4 + "\n"]
    for verb in MoneyVerb:
        cells = ("●" if verb in MONEY_TABLE[role] else "" for role in MoneyRole)
        rows.append(f"| {verb.value.replace('_', ' ')} | " + " | ".join(cells) + " |\n")
    return _HEAD + "".join(rows)
