"""Files and functions stay small. An excuse goes as soon as it is no longer needed; none is added lightly."""

from tests.architecture.sources import functions, name, none_of, python_files

PRODUCT = ("hub", "adapters", "schemas", "tools")
FILE_LINES, TEST_FILE_LINES, FUNCTION_LINES = 400, 500, 50

EXCUSED: dict[str, str] = {}


def test_no_file_is_too_long():
    lengths = {name(path): len(path.read_text().splitlines()) for path in python_files(*PRODUCT)}
    none_of(f"{file}: {n} lines" for file, n in lengths.items() if n > FILE_LINES and file not in EXCUSED)
    tests = {name(path): len(path.read_text().splitlines()) for path in python_files("tests")}
    none_of(f"{file}: {n} lines" for file, n in tests.items() if n > TEST_FILE_LINES and file not in EXCUSED)


def test_no_function_is_too_long():
    lengths = {f: n for path in python_files(*PRODUCT) for f, n in functions(path)}
    none_of(
        f"{function}: {n} lines" for function, n in lengths.items() if n > FUNCTION_LINES and function not in EXCUSED
    )


def test_no_excuse_is_left_over():
    files = {name(path): len(path.read_text().splitlines()) for path in python_files(*PRODUCT, "tests")}
    long = {file for file, n in files.items() if n > FILE_LINES}
    long |= {f for path in python_files(*PRODUCT) for f, n in functions(path) if n > FUNCTION_LINES}
    none_of(f"{excused} needs no excuse any more" for excused in EXCUSED if excused not in long)


def test_every_module_begins_with_a_sentence():
    import ast

    files = python_files(*PRODUCT)
    none_of(
        name(path) for path in files if path.read_text().strip() and not ast.get_docstring(ast.parse(path.read_text()))
    )
