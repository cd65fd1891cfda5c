"""Great Expectations' own Data Docs, without the ~14 remote assets that its pages link."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

# what fetches or runs something: scripts, styles, icons, the logo (its address carries the context's id)
_REMOTE = re.compile(
    r"<script\b.*?</script>|<style\b.*?</style>|<link\b[^>]*>|<img\b[^>]*>"
    r"|<nav class=\"navbar navbar-expand.*?</nav>\s*</div>\s*</nav>",
    re.S,
)
_BODY = re.compile(r"<body[^>]*>(.*)</body>", re.S)
_LINK = re.compile(r"<a\b[^>]*\bhref=[\"'](?!#)[^>]*>(.*?)</a>", re.S)
_NOTE = '<p class="lead">Here a warning counts as a failure; the page before weighs by severity.</p>'
_ADDRESS = re.compile(r"(?:https?:)?//[^\s\"'<>)]+")


def offline(validation: Any) -> str:  # noqa: ANN401
    """The body of GX's page on one suite's result, free of remote references.

    Args:
        validation: an `ExpectationSuiteValidationResult`.
    """
    from great_expectations.render import renderer  # noqa: PLC0415

    # the renderer wants to name the run; a result that wasn't stored has none
    validation.meta.setdefault("run_id", {"run_name": "esep", "run_time": "1970-01-01T00:00:00+00:00"})
    make: Any = renderer.ValidationResultsPageRenderer  # type: ignore[attr-defined]
    return _NOTE + strip(_view().render(make().render(validation)))


@cache
def _view() -> Any:  # noqa: ANN401
    """One for all pages: each would compile the templates anew, which takes longer than filling them."""
    from great_expectations.render import view  # noqa: PLC0415

    show: Any = view.DefaultJinjaPageView  # type: ignore[attr-defined]
    return show()


def strip(page: str) -> str:
    """A page's body without scripts, styles, images, links that leave it, and addresses of any kind."""
    found = _BODY.search(page)
    body = _REMOTE.sub("", found[1] if found else page)
    return _ADDRESS.sub("", _LINK.sub(r"\1", body))
