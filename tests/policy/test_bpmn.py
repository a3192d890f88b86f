"""Procedures as BPMN: every file is opened and walked by SpiffWorkflow, which is not ours."""

from __future__ import annotations

from datetime import date

import pytest
from lxml import etree
from SpiffWorkflow.bpmn import BpmnWorkflow
from SpiffWorkflow.bpmn.parser import BpmnParser, BpmnValidator
from SpiffWorkflow.bpmn.specs.defaults import UserTask
from SpiffWorkflow.util.task import TaskState

from haina.policy import Policy, default_directory, load
from haina.policy.bpmn import bpmn_of

ON = date(2017, 3, 1)
SHANGHAI = load(default_directory())
_DC = "{http://www.omg.org/spec/DD/20100524/DC}"
_DI = "{http://www.omg.org/spec/BPMN/20100524/DI}"
_BPMN = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"


def opened(policy: Policy, key: str, lang: str = "en") -> BpmnWorkflow:
    """The procedure as the other program reads it, checked against the schema of the standard."""
    text = bpmn_of(policy, policy.procedures[key], ON, lang)
    parser = BpmnParser(validator=BpmnValidator())
    parser.add_bpmn_xml(etree.fromstring(text.encode()), filename=f"{key}.bpmn")
    return BpmnWorkflow(parser.get_spec(key))


def waiting_tasks(workflow: BpmnWorkflow) -> list[str]:
    """The stages that somebody has to work on now."""
    return sorted(
        task.task_spec.bpmn_id
        for task in workflow.get_tasks(state=TaskState.READY)
        if isinstance(task.task_spec, UserTask)
    )


def finish(workflow: BpmnWorkflow, stage: str, **data: bool) -> None:
    """Finish a stage with what was answered, and let the other program go on."""
    (task,) = (task for task in workflow.get_tasks(state=TaskState.READY) if task.task_spec.bpmn_id == stage)
    task.data.update(data)
    task.run()
    workflow.do_engine_steps()


@pytest.mark.parametrize("key", SHANGHAI.procedures)
def test_another_program_opens_every_procedure(key: str) -> None:
    workflow = opened(SHANGHAI, key)
    known = {spec.bpmn_id for spec in workflow.spec.task_specs.values()}
    assert {stage.id for stage in SHANGHAI.procedures[key].stages} <= known


def test_it_runs_as_the_procedure_does() -> None:
    """Given the work permit, once the window accepts, both departments work, and both must be done."""
    workflow = opened(SHANGHAI, "foreigner_work_permit")
    workflow.do_engine_steps()
    assert waiting_tasks(workflow) == ["pre_check"]
    finish(workflow, "pre_check", accepted=True)
    assert waiting_tasks(workflow) == ["employment_review", "residence_review"]
    finish(workflow, "employment_review", granted=True)
    assert waiting_tasks(workflow) == ["residence_review"]
    finish(workflow, "residence_review", granted=True)
    ends = workflow.get_tasks(state=TaskState.COMPLETED)
    assert "granted" in {task.task_spec.bpmn_id for task in ends}


def test_a_file_that_is_not_accepted_ends_there() -> None:
    workflow = opened(SHANGHAI, "foreigner_work_permit")
    workflow.do_engine_steps()
    finish(workflow, "pre_check", accepted=False)
    assert waiting_tasks(workflow) == []


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_diagram_shows_every_node_once_inside_its_lane(lang: str, aurel: Policy) -> None:
    root = etree.fromstring(bpmn_of(aurel, aurel.procedures["stall_procedure"], ON, lang).encode())
    bounds = {}
    for shape in root.iter(f"{_DI}BPMNShape"):
        box = shape.find(f"{_DC}Bounds")
        assert box is not None
        bounds[shape.attrib["bpmnElement"]] = [
            float(box.attrib[side]) for side in ("x", "y", "width", "height")
        ]
    for number, lane in enumerate(root.iter(f"{_BPMN}lane")):
        left, top, width, height = bounds[f"lane_{number}"]
        for node in lane.iter(f"{_BPMN}flowNodeRef"):
            x, y, wide, high = bounds[str(node.text)]
            assert left <= x and x + wide <= left + width, node.text
            assert top <= y and y + high <= top + height, node.text
    spots = [tuple(box[:2]) for id, box in bounds.items() if not id.startswith(("lane", "pool"))]
    assert len(spots) == len(set(spots))
