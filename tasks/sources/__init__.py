"""Raw file → article: what can't be read goes to quarantine with its reason and its mend."""

from tasks.sources.articles import parse
from tasks.sources.files import list_inputs
from tasks.sources.reading import read

__all__ = ["list_inputs", "parse", "read"]
