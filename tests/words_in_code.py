"""Words that the code itself holds, which should be data of tasks/lexicon."""

from __future__ import annotations

import ast
import re

_TEXT = re.compile(
    r"\b(?:form|surface|word)s?(?:_|-?\d|\b)|_(?:form|word)\b"
)  # columns and names that hold words
_NO_TEXT = re.compile("code|language")  # … and what is asked of a frame of words, but not of a word
_LETTERLESS = re.compile(r"\\p\{\w+\}|\\\w|\[[^\]]*\]|\(\?\w*:|\{[\d,]*\}|https\?://|www")
_CYRILLIC = re.compile(r"[\u0400-\u052f]")
_ASKED = [
    "eq",
    "ne",
    "is_in",
    "contains",
    "starts_with",
    "ends_with",
    "replace",
    "replace_all",
    "extract",
    "extract_all",
    "one_of",
]
_LISTS = ast.List | ast.Tuple | ast.Set


def words_in_code(source: str) -> list[str]:
    """'line: word' of each: any in Cyrillic letters but in docstrings, and those that a form is compared with."""
    tree = ast.parse(source)
    docs = {n.value for n in ast.walk(tree) if isinstance(n, ast.Expr)}
    constants = [n for n in ast.walk(tree) if isinstance(n, ast.Constant) and isinstance(n.value, str)]
    named = {
        t.id: n.value
        for n in tree.body
        if isinstance(n, ast.Assign)
        for t in n.targets
        if isinstance(t, ast.Name)
    }
    found = {n for n in constants if n not in docs and _CYRILLIC.search(n.value)}
    for node in ast.walk(tree):
        for asked, values in _compared(node):
            if _TEXT.search(asked) and not _NO_TEXT.search(asked):
                given = [named.get(v.id, v) if isinstance(v, ast.Name) else v for v in values]
                each = [x for v in given for x in _parts(v)]
                found |= {x for x in each if x in constants and _has_word(x.value)}
    return sorted(f"{n.lineno}: {n.value}" for n in found)


def _parts(value: ast.expr) -> list[ast.expr]:
    """The items of a list and the fixed parts of an f-string."""
    if isinstance(value, _LISTS):
        return [x for v in value.elts for x in _parts(v)]
    return value.values if isinstance(value, ast.JoinedStr) else [value]


def _compared(node: ast.AST) -> list[tuple[str, list[ast.expr]]]:
    """What a comparison asks, as written, and of which values; either side may be the one that is asked."""
    if isinstance(node, ast.Compare):
        sides = [node.left, *node.comparators]
        return [
            (ast.unparse(side), [s for s in sides if s is not side]) for side in sides if not _is_text(side)
        ]
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in _ASKED:
        return [(ast.unparse(node.func.value), node.args[:1])]
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in _ASKED:
        return [(ast.unparse(node.args[0]), node.args[1:])]
    return []


def _is_text(node: ast.expr) -> bool:
    """A string is what something is compared with, though it may be called 'form'."""
    return isinstance(node, ast.Constant | ast.JoinedStr)


def _has_word(value: str) -> bool:
    """Letters of a language, not classes of letters: 'of', 'дейін', '(?:ed|ing)$', but no '^\\p{Lu}'."""
    return re.search(r"[^\W\d_]", _LETTERLESS.sub("", value)) is not None
