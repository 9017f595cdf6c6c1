"""The calculator against worked examples whose every step is written out in ``worked_examples.md``."""

import ast
import operator
import re
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest

from internetfiliale.contributions import Branch, Employment, Parent, contributions
from tests.internetfiliale.contributions.figures import LAW_2026, rates

_FILE = Path(__file__).parent / "worked_examples.md"
_EXAMPLES = re.split(r"^## ", _FILE.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]
_STEP = re.compile(r"^- (?P<name>[a-z0-9 ]+): (?P<sum>.+) = (?P<result>[\d.]+)$", re.MULTILINE)
_DOES: dict[type[ast.operator], Callable[[Fraction, Fraction], Fraction]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
}


def _exactly(written: str) -> Fraction:
    """Return what a sum comes to, without rounding; "%" divides the whole sum, which is one product."""
    body = written.removesuffix(" %").replace("×", "*").replace("−", "-")

    def value(node: ast.expr) -> Fraction:
        if isinstance(node, ast.BinOp):
            return _DOES[type(node.op)](value(node.left), value(node.right))
        text = ast.get_source_segment(body, node)
        assert text is not None
        return Fraction(text)

    return value(ast.parse(body, mode="eval").body) / (100 if written.endswith(" %") else 1)


def _steps(example: str) -> dict[str, Decimal]:
    return {step["name"]: Decimal(step["result"]) for step in _STEP.finditer(example)}


def _employment(example: str) -> tuple[Employment, dict[str, str | None]]:
    line = example.split("\n\n")[1]
    given: dict[str, str] = dict(part.partition(" ")[::2] for part in line.split(", "))
    job = Employment(
        pay=Decimal(given["pay"]),
        parent=Parent[given["parent"]],
        is_in_saxony="saxony" in given,
        is_training="training" in given,
    )
    return job, {"supplement": given["supplement"], "u1": given.get("u1")}


def test_there_are_enough_examples():
    assert len(_EXAMPLES) == 26


@pytest.mark.parametrize("example", _EXAMPLES, ids=lambda text: text.partition("\n")[0])
def test_every_step_comes_to_what_is_written(example: str):
    steps = list(_STEP.finditer(example))
    assert len(steps) == example.count("\n- ")
    for step in steps:
        cents = _exactly(step["sum"]) * 100
        half_up = int(cents + Fraction(1, 2))  # no step is below nothing
        assert (step["name"], Decimal(half_up) / 100) == (step["name"], Decimal(step["result"]))


@pytest.mark.parametrize("example", _EXAMPLES, ids=lambda text: text.partition("\n")[0])
def test_calculator_agrees(example: str):
    job, charged = _employment(example)
    result = contributions(job, rates(**charged), LAW_2026)

    calculated = {f"{line.branch} employer": line.employer for line in result.lines}
    calculated |= {f"{line.branch} employee": line.employee for line in result.branches}
    if result.bases:
        calculated |= {"base whole": result.bases.whole, "base own": result.bases.own}
    written = {name: value for name, value in _steps(example).items() if name in calculated}
    assert calculated == written
    assert {line.branch for line in result.lines} == set(Branch) - (set() if charged["u1"] else {Branch.U1})
