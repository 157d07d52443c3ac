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
# What reaches the network, and the files that may name it, each for the one thing it needs of it. The commands speak to
# Relance's own API and to the emulator: they are a client like any other.
REACHES = {
    *("boto3", "botocore.session", "urllib.request", "urllib.error", "http.client", "urllib3", "requests", "httpx"),
    *("aiohttp", "asyncio", "socket", "ftplib", "smtplib", "subprocess"),
    # As such, they would give what is above without naming it.
    *("urllib", "http", "botocore"),
}
PARTS = {"urllib", "http", "botocore"}
MAY_NAME = {
    "world.py": {"boto3"},  # The clients, `boto3.client` alone.
    # The file behind a signed address, through the door.
    "adapters/ses_look_up.py": {"urllib3"},
    # The daemon of X-Ray beside the function: a datagram that nothing waits for.
    "adapters/tracing.py": {"socket"},
    # A subclass that opens nothing, so that a letter fetches nothing; and no certificates are read for that.
    "adapters/pdf/workshop.py": {"urllib.request"},
    "adapters/pdf/quick_start.py": {"http.client"},
    "entrypoints/cli/api.py": {"urllib.request", "urllib.error", "http.client"},
    "entrypoints/cli/session.py": {"urllib.error"},
    "entrypoints/cli/local.py": {"urllib.request"},
}
# What a class of the adapters was given to ask by.
GIVEN = ("self._client", "self._pool")
CLIENTS = (*GIVEN, "client")
# What takes a method by a word of its name.
BY_NAME = {"getattr", "methodcaller", "attrgetter", "__getattribute__", "vars"}
# What of a client makes no request.
ASKS_NOTHING = {"meta", "exceptions"}


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
    return would_ask(call.func)


def would_ask(part: ast.Attribute) -> bool:
    """Whether it is what a client, or the table, does."""
    of = ast.unparse(part.value)
    return (of in CLIENTS and part.attr not in ASKS_NOTHING) or (is_of_the_table(of) and part.attr in ASKS)


def is_of_the_table(name: str) -> bool:
    return "Row" in name or name in ("row", "connection", "row_class") or name.endswith("_index")


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
        "def __init__(self, client):\n    client.list_buckets()",
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


def named(tree: ast.Module) -> set[str]:
    """What reaches the network of all that a module imports, under whatever name, on whatever line."""
    imported: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            imported |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            imported |= {*({node.module} - PARTS), *(f"{node.module}.{alias.name}" for alias in node.names)}
        elif isinstance(node, ast.Call) and ast.unparse(node.func).endswith(("import_module", "__import__")):
            imported |= {str(part.value) for part in node.args if isinstance(part, ast.Constant)}
    return {
        reach
        for reach in REACHES
        for name in imported
        if (name == reach if reach in PARTS else f"{name}.".startswith(f"{reach}."))
    }


def under_another_name(tree: ast.Module) -> list[str]:
    """Where a client is taken out of the one place at which its requests are seen."""
    its_own = {
        id(node.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and ast.unparse(node.value) in (*GIVEN, "boto3")
    }
    return [
        f"{node.lineno}: {ast.unparse(node)}"
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute | ast.Name)
        and isinstance(node.ctx, ast.Load)
        and ast.unparse(node) in (*GIVEN, "boto3")
        and id(node) not in its_own
    ]


def taken_for_later(tree: ast.Module) -> list[str]:
    """Where what a client or the table does is neither asked at once nor handed to the door, but named otherwise."""
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    used = {id(call.func) for call in calls}
    used |= {id(argument) for call in calls if is_of_the_door(call) for argument in call.args}
    # As what a function is given.
    used |= {id(node.annotation) for node in ast.walk(tree) if isinstance(node, ast.arg)}
    return [
        f"{node.lineno}: {ast.unparse(node)}"
        for node in ast.walk(tree)
        if (isinstance(node, ast.Attribute) and would_ask(node) and id(node) not in used)
        or (isinstance(node, ast.Name) and node.id == "TransactWrite" and id(node) not in used)
        or (isinstance(node, ast.Call) and takes_by_name(node))
    ]


def takes_by_name(call: ast.Call) -> bool:
    """`operator.methodcaller("save")` names nobody, `getattr(row, "save")` its row."""
    name = ast.unparse(call.func).rpartition(".")[2]
    of = [ast.unparse(argument) for argument in call.args[:1]]
    return name in BY_NAME and (
        name.endswith("caller") or name == "attrgetter" or any(n in CLIENTS or is_of_the_table(n) for n in of)
    )


@pytest.mark.parametrize("path", sorted(p for p in SOURCES if p.startswith("adapters/")))
def test_what_a_client_does_is_not_taken_for_later(path: str) -> None:
    assert taken_for_later(SOURCES[path]) == []


@pytest.mark.parametrize(
    "source",
    [
        "ask = self._client.get_account\nask()",
        "io.each(Site.A, later(self._client.list_queues))",
        "f(self._pool.request)",
        "getters = [client.get_object]",
        "ask = row.save\nask()",
        "find = HeadRow.due_index.query\nfind('a')",
        "load = CreditorRow.get\nload('a', 'b')",
        "T = TransactWrite\nwith T(connection=1) as t: t.save(1)",
        "getattr(row, 'save')()",
        "getattr(self._client, 'send_email')()",
        "vars(CreditorRow)['get']('a')",
        "map(operator.methodcaller('save'), rows)",
        "map(attrgetter('save'), rows)",
    ],
)
def test_what_is_taken_for_later_would_be_seen(source: str) -> None:
    assert taken_for_later(ast.parse(source))


@pytest.mark.parametrize(
    "source",
    [
        "io.call(Site.A, CreditorRow.get, 'a', 'b')",
        "io.call(Site.A, row.save)",
        "except_(self._client.exceptions.ClientError)",
        "getattr(step, 'state')",
        "CreditorRow.pk.does_not_exist()",
        "with TransactWrite(connection=1) as t: t.save(1)",
    ],
)
def test_what_is_asked_at_once_or_handed_over_is_not_taken_for_later(source: str) -> None:
    assert not taken_for_later(ast.parse(source))


@pytest.mark.parametrize("path", sorted(SOURCES))
def test_nothing_else_that_reaches_the_network_is_named(path: str) -> None:
    assert named(SOURCES[path]) == MAY_NAME.get(path, set())


@pytest.mark.parametrize("path", sorted(SOURCES))
def test_a_client_has_one_name(path: str) -> None:
    assert under_another_name(SOURCES[path]) == []


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("import boto3", {"boto3"}),
        ("import boto3.session as b", {"boto3"}),
        ("def f():\n    from boto3 import resource", {"boto3"}),
        ("from urllib import request", {"urllib.request"}),
        ("import http.client", {"http.client"}),
        ("import urllib", {"urllib"}),
        ("from botocore import session", {"botocore.session"}),
        ("import subprocess", {"subprocess"}),
        ("import importlib\nimportlib.import_module('requests')", {"requests"}),
        ("__import__('socket')", {"socket"}),
        ("from urllib.parse import quote\nfrom http import HTTPStatus\nimport botocore.config", set()),
    ],
)
def test_what_reaches_the_network_would_be_seen(source: str, found: set[str]) -> None:
    assert named(ast.parse(source)) == found


@pytest.mark.parametrize("source", ["c = self._client", "f(self._pool)", "b = boto3", "[self._client][0].send_email()"])
def test_another_name_of_a_client_would_be_seen(source: str) -> None:
    assert under_another_name(ast.parse(source))


def test_clients_are_made_where_ports_are_joined_to_adapters_alone() -> None:
    """Each with a word of its own for what it may do: `boto3.Session` and `boto3.resource` would have none."""
    used = {
        ast.unparse(node)
        for node in ast.walk(SOURCES["world.py"])
        if isinstance(node, ast.Attribute) and ast.unparse(node.value) == "boto3"
    }
    assert used == {"boto3.client"}


def test_each_site_is_one_place_of_the_adapters() -> None:
    named = Counter(
        node.attr
        for path, tree in SOURCES.items()
        if path.startswith("adapters/") and path != "adapters/io.py"
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "Site"
    )
    assert named == Counter(site.name for site in Site)
