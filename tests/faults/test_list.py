"""The list of faults is whole, its tests exist, and every mutant still finds the place that it changes."""

import ast
from functools import cache

from tests.faults.listing import ROOT, read_faults

FAULTS = read_faults()


@cache
def names_in(file: str) -> frozenset[str]:
    tree = ast.parse((ROOT / file).read_text())
    return frozenset(node.name for node in tree.body if isinstance(node, ast.FunctionDef))


def test_all_thirty_five_are_listed_with_tests_and_mutants() -> None:
    assert [fault.no for fault in FAULTS] == list(range(1, 36))
    assert [fault.no for fault in FAULTS if not fault.tests or not fault.mutants] == []


def test_every_test_that_is_named_exists() -> None:
    named = [test for fault in FAULTS for test in (*fault.tests, *(mutant.killed_by for mutant in fault.mutants))]
    assert [test for test in named if test.partition("::")[2] not in names_in(test.partition("::")[0])] == []


def test_every_mutant_changes_exactly_one_place_and_can_be_read() -> None:
    for fault in FAULTS:
        for mutant in fault.mutants:
            source = (ROOT / mutant.file).read_text()
            for change in mutant.changes:
                assert source.count(change["find"]) == 1, (fault.no, mutant.what, change["find"])
                source = source.replace(change["find"], change["plant"])
            ast.parse(source)
