"""What asks the table, or holds a client, has one name in the adapters: test_door, which reads names, sees it all."""

import ast
from collections.abc import Iterator

import pytest

from tests.guards.test_door import SOURCES, beside_the_door, would_ask

# What of the library asks nothing, beside the one transaction and the rows of models.py.
ASKS_NOTHING = ("attributes", "exceptions", "expressions.condition", "expressions.update", "indexes")
MAY_NAME = {"models.py": {"pynamodb.models.Model"}}
TRANSACTION = "pynamodb.transactions.TransactWrite"
# What a row does of which no other thing of these modules has a method.
OF_A_ROW = {"save", "delete", "refresh", "batch_get", "batch_write"}
# What a class of rows asks of its whole table; of a column, `exists` is a condition.
OF_A_CLASS = {"exists", "describe_table", "create_table", "delete_table", "update_ttl"}

ADAPTERS = sorted(p for p in SOURCES if p.startswith("adapters/"))
OF_THE_TABLE = sorted(p for p in ADAPTERS if p.startswith("adapters/dynamo/"))


def of_the_library(tree: ast.Module) -> Iterator[str]:
    """What is imported of pynamodb that could ask, with the other name that it is given."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name.partition(".")[0] == "pynamodb")
        elif isinstance(node, ast.ImportFrom) and (node.module or "").partition(".")[0] == "pynamodb":
            module = (node.module or "").partition(".")[2]
            if module not in ASKS_NOTHING:
                for alias in node.names:
                    yield f"{node.module}.{alias.name}" + (f" as {alias.asname}" if alias.asname else "")


def asked_of_another_name(tree: ast.Module) -> list[str]:
    """A row's method on what is not named as one, and what a connection does."""
    through = {
        id(argument)
        for call in ast.walk(tree)
        if isinstance(call, ast.Call) and ast.unparse(call.func) in ("io.call", "io.each")
        for argument in call.args
    }
    return [
        f"{node.lineno}: {ast.unparse(node)}"
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and id(node) not in through and asks_otherwise(node)
    ]


def asks_otherwise(node: ast.Attribute) -> bool:
    return is_a_rows(node) or is_a_classes(node) or is_a_connections(node)


def is_a_rows(node: ast.Attribute) -> bool:
    return node.attr in OF_A_ROW and ast.unparse(node.value) != "transaction" and not would_ask(node)


def is_a_classes(node: ast.Attribute) -> bool:
    return node.attr in OF_A_CLASS and ast.unparse(node.value).endswith("Row")


def is_a_connections(node: ast.Attribute) -> bool:
    return ast.unparse(node.value).endswith("_get_connection()") and node.attr != "connection"


def kept_otherwise(tree: ast.Module) -> list[str]:
    """Where the client that a class is given is kept under another name, or handed on."""
    its_own = {
        id(node.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute)
        or (isinstance(node, ast.Assign) and [ast.unparse(target) for target in node.targets] == ["self._client"])
    }
    return [
        f"{node.lineno}: client"
        for node in ast.walk(tree)
        if isinstance(node, ast.Name) and node.id == "client" and isinstance(node.ctx, ast.Load)
        if id(node) not in its_own
    ]


@pytest.mark.parametrize("path", ADAPTERS)
def test_of_the_library_of_the_table_the_one_transaction_is_named_and_nothing_else_that_asks(path: str) -> None:
    may = {TRANSACTION, *MAY_NAME.get(path.rpartition("/")[2], set())}
    assert set(of_the_library(SOURCES[path])) <= may


@pytest.mark.parametrize("path", OF_THE_TABLE)
def test_what_a_row_does_is_asked_of_what_is_named_as_one(path: str) -> None:
    assert asked_of_another_name(SOURCES[path]) == []


@pytest.mark.parametrize("path", ADAPTERS)
def test_a_client_that_is_given_is_kept_under_its_name(path: str) -> None:
    assert kept_otherwise(SOURCES[path]) == []


@pytest.mark.parametrize(
    "source",
    [
        "from pynamodb.transactions import TransactGet",
        "from pynamodb.transactions import TransactWrite as T",
        "from pynamodb.connection import Connection",
        "from pynamodb import connection",
        "import pynamodb.connection.table as t",
        "from pynamodb.models import Model",
    ],
)
def test_another_name_of_the_library_would_be_seen(source: str) -> None:
    assert not set(of_the_library(ast.parse(source))) <= {TRANSACTION}


@pytest.mark.parametrize(
    "source",
    [
        "gone = SessionRow('a', 'b')\ngone.delete()",
        "for kept in kind.batch_get(['a']): pass",
        "later = kept.save\nlater()",
        "HeadRow.exists()",
        "found = Row.describe_table\nfound()",
        "Row._get_connection().get_item('a')",
        "ask = HeadRow._get_connection().query",
    ],
)
def test_what_is_asked_of_another_name_would_be_seen(source: str) -> None:
    assert asked_of_another_name(ast.parse(source))


@pytest.mark.parametrize(
    "source",
    [
        "io.call(Site.A, kept.save)",
        "io.call(Site.A, kept.save, condition=Row.pk.exists())",
        "with TransactWrite(connection=Row._get_connection().connection) as transaction: transaction.save(1)",
    ],
)
def test_what_is_asked_through_the_door_is_let_pass(source: str) -> None:
    tree = ast.parse(source)
    assert asked_of_another_name(tree) == []
    assert [found for found in beside_the_door(tree) if "TransactWrite" not in found] == []


@pytest.mark.parametrize(
    "source",
    ["self._s3 = client", "self._client = self._other = client", "f(client)", "clients = [client]", "yield_(x=client)"],
)
def test_a_client_under_another_name_would_be_seen(source: str) -> None:
    assert kept_otherwise(ast.parse(source))
