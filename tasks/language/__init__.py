"""Language and script, normal form, look-alikes, stems."""

from tasks.language.identify import identify
from tasks.language.inflection import Entry, endings_pattern, match, parts, spelled
from tasks.language.normal import alphabets, fold, folded, normal_forms

__all__ = [
    "Entry",
    "alphabets",
    "endings_pattern",
    "fold",
    "folded",
    "identify",
    "match",
    "normal_forms",
    "parts",
    "spelled",
]
