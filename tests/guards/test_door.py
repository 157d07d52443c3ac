"""Nothing is asked of AWS beside the door, chalicelib/adapters/io.py: read from the sources alone.

tests/integration finds the same where a request is made; here it is found where it is written, also on a path that no
test takes.
"""

import ast
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from chalicelib.adapters.io import Site

CHALICELIB = Path(__file__).resolve().parents[2] / "chalicelib"
# What asks the table: of a row, of its class, of an index, of a connection.
ASKS = {"get", "query", "scan", "count", "batch_get", "batch_write", "save", "update", "delete", "refresh"}
MAY_MAKE_CLIENTS = {"world.py"}


def sources() -> dict[str, ast.Module]:
    return {p.relative_to(CHALICELIB).as_posix(): ast.parse(p.read_text("utf-8")) for p in CHALICELIB.rglob("*.py")}


SOURCES = sources()


def is_of_the_door(call: ast.Call) -> bool:
    return isinstance(call.func, ast.Attribute) and ast.unparse(call.func) in ("io.call", "io.each")


def asks(call: ast.Call) -> bool:
    """Whether it is a request to AWS, or would be: of a client, of a file behind an address, of the table, or a
    transaction.
    """
    if isinstance(call.func, ast.Name):
        return call.func.id == "TransactWrite"
    if not isinstance(call.func, ast.Attribute):
        return False
    of, name = ast.unparse(call.func.value), call.func.attr
    of_table = "Row" in of or of in ("row", "connection", "row_class") or of.endswith("_index")
    return of in ("self._client", "self._pool") or (of_table and name in ASKS and of != "transaction")


def handed_over(tree: ast.Module) -> set[str]:
    """The functions of a module that the door calls: what they ask is asked through it."""
    given = (
        argument
        for call in ast.walk(tree)
        if isinstance(call, ast.Call) and is_of_the_door(call)
        for argument in call.args
    )
    return {ast.unparse(argument).removeprefix("self.") for argument in given}


def beside_the_door(tree: ast.Module) -> Iterator[str]:
    inside = handed_over(tree)

    def look(node: ast.AST, *, is_inside: bool) -> Iterator[str]:
        if isinstance(node, ast.FunctionDef):
            is_inside = is_inside or node.name in inside
        if isinstance(node, ast.Call):
            if asks(node) and not is_inside:
                yield f"{node.lineno}: {ast.unparse(node)[:80]}"
            is_inside = is_inside or is_of_the_door(node)
        for child in ast.iter_child_nodes(node):
            yield from look(child, is_inside=is_inside)

    yield from look(tree, is_inside=False)


@pytest.mark.parametrize("path", sorted(p for p in SOURCES if p.startswith("adapters/")))
def test_no_adapter_asks_beside_the_door(path: str) -> None:
    assert list(beside_the_door(SOURCES[path])) == []


@pytest.mark.parametrize(
    "source",
    [
        "self._client.send_email(To=1)",
        "self._pool.request('GET', 'https://a.example')",
        "CreditorRow.get('a', 'b')",
        "for row in HeadRow.due_index.query('a'): pass",
        "row.save()",
        "with TransactWrite(connection=1) as t: t.save(1)",
        "io.call(Site.A, print)\nself._client.send_email()",
        "def save(row): row.save()\nsave(1)",
    ],
)
def test_a_request_beside_the_door_would_be_seen(source: str) -> None:
    assert list(beside_the_door(ast.parse(source)))


@pytest.mark.parametrize(
    "source",
    [
        "io.call(Site.A, self._client.send_email, To=1)",
        "io.each(Site.A, HeadRow.due_index.query('a'))",
        "io.call(Site.A, _write, 1)\ndef _write(row): row.save()",
        "self._read.get('a')",
    ],
)
def test_a_request_through_the_door_is_let_pass(source: str) -> None:
    assert not list(beside_the_door(ast.parse(source)))


def test_clients_are_made_where_ports_are_joined_to_adapters_alone() -> None:
    makers = {path for path, tree in SOURCES.items() if "boto3.client(" in ast.unparse(tree)}
    assert makers == MAY_MAKE_CLIENTS


def test_each_site_is_one_place_of_the_adapters() -> None:
    named = Counter(
        node.attr
        for path, tree in SOURCES.items()
        if path.startswith("adapters/") and path != "adapters/io.py"
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "Site"
    )
    assert named == Counter(site.name for site in Site)
