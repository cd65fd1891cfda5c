"""→ report: what a person looks at: the data dictionary, the picture of a result."""

from __future__ import annotations

from tasks.report.dictionary import contents, dictionary
from tasks.report.picture import picture

__all__ = ["contents", "dictionary", "picture"]
