"""What a revision after the first may do to a database on which the version before it goes on working."""

import ast
import re
from collections.abc import Iterator

TAKES_AWAY = {"drop_table", "drop_column", "rename_table", "drop_constraint"}
TAKES_AWAY_SQL = re.compile(r"\b(DROP\s+(TABLE|COLUMN|TYPE)|RENAME\s+(TO|COLUMN)|TRUNCATE|SET\s+NOT\s+NULL)\b", re.I)


def faults_of(source: str) -> Iterator[str]:
    """A sentence for everything by which ``upgrade`` would stop version N−1; a contracting revision names itself.

    A revision that takes something away names in ``works_with`` the revision before it, whose version already does
    without, and says in ``CONTRACTS`` what it takes away and since when nobody uses it.
    """
    tree = ast.parse(source)
    assigned = [node for node in tree.body if isinstance(node, ast.Assign)]
    names = {target.id for node in assigned for target in node.targets if isinstance(target, ast.Name)}
    if "works_with" not in names:
        yield "it does not say in works_with which is the oldest version that works on its tables"
    may_take_away = "CONTRACTS" in names
    for call in (node for node in ast.walk(_upgrade(tree)) if isinstance(node, ast.Call)):
        name = call.func.attr if isinstance(call.func, ast.Attribute) else ""
        given = {keyword.arg: keyword.value for keyword in call.keywords}
        if name in TAKES_AWAY and not may_take_away:
            yield f"{name} takes away what version N−1 uses"
        if name == "alter_column" and not may_take_away:
            yield from (f"alter_column({key}=…) changes what version N−1 writes" for key in _narrowing(given))
        if name == "add_column":
            yield from _column_faults(call)
        if name == "execute" and not may_take_away and TAKES_AWAY_SQL.search(ast.unparse(call)):
            yield "execute takes away what version N−1 uses"


def _upgrade(tree: ast.Module) -> ast.AST:
    return next(n for n in tree.body if isinstance(n, ast.FunctionDef) and n.name == "upgrade")


def _narrowing(given: dict[str | None, ast.expr]) -> list[str]:
    found = [key for key in ("new_column_name", "type_") if key in given]
    nullable = given.get("nullable")
    return found + (["nullable"] if isinstance(nullable, ast.Constant) and nullable.value is False else [])


def _column_faults(call: ast.Call) -> Iterator[str]:
    for column in (n for n in call.args if isinstance(n, ast.Call)):
        given = {keyword.arg: keyword.value for keyword in column.keywords}
        nullable = given.get("nullable")
        needs = isinstance(nullable, ast.Constant) and nullable.value is False
        if needs and "server_default" not in given:
            yield f"{ast.unparse(column.args[0])} is NOT NULL without a default: version N−1 does not write it"
