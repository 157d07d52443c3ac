"""The wiring, read from the sources alone: every route guarded or meant to be open, every Lambda in the switchboard."""

import ast
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SWITCHBOARD = ast.parse((ROOT / "app.py").read_text(encoding="utf-8"))
ENTRYPOINTS = ROOT / "chalicelib" / "entrypoints"
# On a Blueprint these would run without app.py and its middleware, though Chalice's test client hides it.
EVENT_DECORATORS = {"authorizer", "lambda_function", "schedule"}


@dataclass(frozen=True)
class Route:
    module: str
    function: str
    path: str
    options: frozenset[str]


def _decorators(tree: ast.AST) -> Iterator[tuple[ast.FunctionDef, ast.Call, str]]:
    for function in ast.walk(tree):
        if isinstance(function, ast.FunctionDef):
            for call in function.decorator_list:
                if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute):
                    yield function, call, call.func.attr


def _parsed(folder: Path) -> dict[str, ast.Module]:
    return {path.stem: ast.parse(path.read_text(encoding="utf-8")) for path in sorted(folder.glob("*.py"))}


def _routes() -> list[Route]:
    return [
        Route(module, function.name, ast.literal_eval(call.args[0]), frozenset(str(k.arg) for k in call.keywords))
        for module, tree in _parsed(ENTRYPOINTS / "http").items()
        for function, call, name in _decorators(tree)
        if name == "route"
    ]


def _event_lambdas() -> dict[str, ast.FunctionDef]:
    return {
        function.name: function
        for function, _, name in _decorators(SWITCHBOARD)
        if name in EVENT_DECORATORS or name.startswith("on_")
    }


ROUTES = _routes()
EVENT_LAMBDAS = _event_lambdas()


def test_there_are_routes_for_creditors_and_for_debtors() -> None:
    assert {route.path.split("/")[1] for route in ROUTES} == {"v1", "portal"}


def test_the_switchboard_guards_every_creditor_route_and_opens_every_other() -> None:
    """One rule by path in app.py, so that no route can be left open by forgetting a word."""
    rules = [ast.unparse(node) for node in ast.walk(SWITCHBOARD) if isinstance(node, ast.Assign)]

    assert "route.authorizer = authorize if path.startswith('/v1/') else None" in rules


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: f"{route.module}.{route.function}")
def test_a_route_leaves_its_guard_to_the_switchboard(route: Route) -> None:
    assert "authorizer" not in route.options


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: f"{route.module}.{route.function}")
def test_no_other_site_may_call_a_route(route: Route) -> None:
    """`cors=True` on a route means every site in the world, whatever the application says."""
    assert "cors" not in route.options


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: f"{route.module}.{route.function}")
def test_no_secret_stands_in_a_path(route: Route) -> None:
    """Chalice writes the path of a failed request into the log."""
    assert not re.search(r"{\w*(token|secret|key|link|capability|session|password)\w*}", route.path)


def test_every_blueprint_is_registered() -> None:
    declared = {
        module
        for module, tree in _parsed(ENTRYPOINTS / "http").items()
        if any(isinstance(node, ast.Name) and node.id == "Blueprint" for node in ast.walk(tree))
    }
    registered = {
        ast.unparse(call.args[0])
        for call in ast.walk(SWITCHBOARD)
        if isinstance(call, ast.Call) and ast.unparse(call.func) == "app.register_blueprint"
    }

    assert registered == {f"{module}.blueprint" for module in declared}


def test_no_event_lambda_is_declared_outside_the_switchboard() -> None:
    strays = [
        f"{path.relative_to(ROOT)}: {function.name}"
        for path in (ROOT / "chalicelib").rglob("*.py")
        for function, _, name in _decorators(ast.parse(path.read_text(encoding="utf-8")))
        if name in EVENT_DECORATORS or name.startswith("on_")
    ]

    assert strays == []


@pytest.mark.parametrize("name", EVENT_LAMBDAS)
def test_an_event_lambda_calls_the_entrypoint_of_its_name(name: str) -> None:
    (body,) = EVENT_LAMBDAS[name].body
    entrypoints = _parsed(ENTRYPOINTS)["events"].body

    assert ast.unparse(body).startswith(f"return events.{name}(")
    assert name in {node.name for node in entrypoints if isinstance(node, ast.FunctionDef)}


def test_every_lambda_has_a_policy_of_its_own() -> None:
    config = json.loads((ROOT / ".chalice" / "config.json").read_text(encoding="utf-8"))
    policies = {name: entry["iam_policy_file"] for name, entry in config["lambda_functions"].items()}

    assert config["autogen_policy"] is False
    assert policies == {name: f"policy-{name}.json" for name in ("api_handler", *EVENT_LAMBDAS)}
    assert {path.name for path in (ROOT / ".chalice").glob("policy-*.json")} == set(policies.values())


def test_the_switchboard_does_not_show_its_errors() -> None:
    """With debug on, Chalice answers an error with its stack trace."""
    assert "debug" not in ast.unparse(SWITCHBOARD)


READS_THE_WORLD = re.compile(
    r"date\.today|datetime\.(?:now|utcnow|today)\(|time\.time\(|uuid\d\(|os\.environ|os\.getenv|random"
)
# A trace is told by the clock of its machine, and Lambda says in the environment of each run whether it is traced.
MAY_READ_IT = {"adapters/clock.py", "adapters/ids.py", "adapters/tracing.py", "settings.py"}


@pytest.mark.parametrize("path", sorted((ROOT / "chalicelib").rglob("*.py")), ids=lambda p: p.name)
def test_clock_chance_and_environment_are_read_in_their_own_places_alone(path: Path) -> None:
    inside = path.relative_to(ROOT / "chalicelib").as_posix()
    found = READS_THE_WORLD.findall(path.read_text(encoding="utf-8"))
    assert not found or inside in MAY_READ_IT, found
