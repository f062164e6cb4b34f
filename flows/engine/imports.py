"""Which modules a Python file imports, read from its text.

To parse a file takes fifty times as long as to look for its import statements, and every stage looks at all of its
code each time it starts. So a file whose import statements all stand alone on their lines, as they do in ours, is read
by a pattern; one that has a statement which may be written otherwise is parsed.
"""

import ast
import re
from functools import cache

_IMPORT = re.compile(rb"\bimport\b")

#: What stands before it on its line where it may be a statement, however that is written: nothing, or the end of
#: another one, or `from` and a name. Of a text it may be found too.
_BEFORE = re.compile(rb"(?:\A|[;:]|\bfrom\b[\s\\]*[^\s\\]+)[\s\\]*\Z")

#: The plain form: alone on its line, or with its names in parentheses; a comment may follow.
_PLAIN = re.compile(
    rb"(?m)(?<!\\\n)^[ \t]*"
    rb"(?:from[ \t]+(\w[\w.]*)[ \t]+import[ \t]+(?:\(([^()]*)\)|([\w.,* \t]+))|import[ \t]+([\w., \t]+))"
    rb"[ \t]*(?:#[^\n]*)?$",
    re.ASCII,
)

_COMMENT = re.compile(rb"#[^\n]*")


@cache
def of(code: bytes) -> frozenset[str]:
    """Return the names of the modules that Python code imports, whether at its top or inside a function.

    What a text between quotes would import if it were code may be among them: one name too many does no harm.

    Raises:
        SyntaxError: it is no Python.
    """
    plain = list(_PLAIN.finditer(code))
    if len(plain) != sum(_may_be_statement(code, found.start()) for found in _IMPORT.finditer(code)) or b"\r" in code:
        return parsed(code)
    names: set[str] = set()
    for module, enclosed, listed, alone in (found.groups() for found in plain):
        if alone is not None:
            names.update(_named(alone))
        else:
            names |= _from(module.decode(), _named(_COMMENT.sub(b"", enclosed) if enclosed is not None else listed))
    return frozenset(names)


def _may_be_statement(code: bytes, place: int) -> bool:
    start = code.rfind(b"\n", 0, place) + 1
    while code[start - 2 : start] == b"\\\n":  # the line goes on from the one before
        start = code.rfind(b"\n", 0, start - 1) + 1
    return _BEFORE.search(code[start:place]) is not None


def _named(text: bytes) -> list[str]:
    """Return the names of ``a, b as c``."""
    return [words[0] for words in map(str.split, text.decode().split(",")) if words]


def parsed(code: bytes) -> frozenset[str]:
    """Return the same from the parsed code, whatever form it has."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names |= _from(node.module, [alias.name for alias in node.names])
    return frozenset(names)


def _from(module: str, names: list[str]) -> set[str]:
    # `from stages import offsets` names a module in the alias, `from stages.offsets import compose` does not.
    return {f"{module}.{name}" for name in names} | {module}
