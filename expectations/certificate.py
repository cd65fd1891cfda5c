"""The certificate: the real Great Expectations suites over what will be published."""

from __future__ import annotations

import gc
import importlib
import importlib.util
import json
import logging
import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from functools import cache
from types import ModuleType
from typing import Any

import polars as pl

from expectations.datadocs import offline
from expectations.judgement import Judged, Judgement
from expectations.rule import Rule, Where
from expectations.suites import rules
from expectations.verdict import Verdict
from tasks.errors import RefusedError
from tasks.schema import TABLES


@dataclass(frozen=True)
class Certificate:
    """What Great Expectations says.

    Args:
        results: rows of the table validation_results.
        validations: table → GX's own result object (`ExpectationSuiteValidationResult`).
    """

    results: pl.DataFrame
    validations: dict[str, Any]

    def pages(self) -> dict[str, str]:
        """Table → the body of GX's own page, free of remote references."""
        return {name: offline(validation) for name, validation in self.validations.items()}


def certify(
    judgement: Judgement, day: date, verdict: Verdict | None = None, *, run_id: str = ""
) -> Certificate:
    """Run a suite per table over the witnesses of what will be published.

    The masks have counted over all rows how many break each rule; GX is asked the same of the rows that would show
    it (see `expectations.judgement`), and must give the same answer. So every expectation is evaluated, and the cost
    is that of a few hundred rows whatever the size of the release: 239 expectations 1.2 s, nearly all of it GX's own.

    Args:
        judgement: of all that will be published.
        day: the day of the run.
        verdict: of the gate; gives the rows checked and quarantined by rule.
        run_id: for the rows of the result.

    Raises:
        RefusedError: an expectation wasn't evaluated, couldn't be, or says other than the masks.
    """
    suites = {name: rs for name, rs in rules(day).items() if name in judgement}
    _whole_frames()  # imports GX
    with _no_collection(), _configured_once(), _named_quickly():
        validations = {name: run_suite(name, judgement[name].witnesses, rs) for name, rs in suites.items()}
    for name, suite in suites.items():
        _agree(name, suite, judgement[name], validations[name])
    lines: list[tuple[object, ...]] = []
    for name, rs in suites.items():
        lines += _lines(rs, validations[name], judgement[name], verdict, run_id)
        lines += _withdrawals(name, verdict, run_id) if verdict else []
    schema = TABLES["validation_results"].polars
    return Certificate(pl.DataFrame(lines, schema=schema, orient="row"), validations)


def _agree(table: str, suite: Iterable[Rule], judged: Judged, validation: Any) -> None:  # noqa: ANN401
    """Make sure that GX finds a breach in the witnesses exactly where the masks have counted one in all rows.

    Raises:
        RefusedError: it doesn't.
    """
    by_gx = {r.expectation_config.meta["rule"]: bool(r.success) for r in validation.results}
    other = [r.name for r in suite if by_gx[r.name] != (judged.broken[r.name] == 0)]
    if other:
        raise RefusedError(
            f"{table}: Great Expectations and the masks don't agree on {', '.join(other)}",
            "a rule says one thing as a mask and another as an expectation: see expectations/checks.py",
        )


def run_suite(table: str, frame: pl.DataFrame, suite: Iterable[Rule]) -> Any:  # noqa: ANN401
    """Evaluate one table's rules in GX and make sure that none was left out.

    Args:
        table: its name, for the suite.
        frame: rows of the table's view.
        suite: its rules.

    Raises:
        RefusedError: GX evaluated fewer expectations than there are rules, or failed to compute one.
    """
    import great_expectations as gx  # noqa: PLC0415 — 2 s and 264 MB: only where it runs

    expected = tuple(suite)
    expectations = [_expectation(r) for r in expected]
    batch = _whole_frames().get_batch({"dataframe": frame.to_pandas()})
    result = batch.validate(
        gx.ExpectationSuite(table, expectations=expectations),
        result_format={"result_format": "BASIC", "partial_unexpected_count": 5},
    )
    check_complete(table, expected, result)
    return result


def check_complete(table: str, suite: Iterable[Rule], result: Any) -> None:  # noqa: ANN401
    """Make sure that every rule was evaluated: GX drops what it doesn't know, and calls the rest a success.

    Raises:
        RefusedError: rules without a result, or with an exception in place of one.
    """
    expected = {r.name for r in suite}
    evaluated = [r.expectation_config.meta["rule"] for r in result.results]
    missing = sorted(expected - set(evaluated))
    if missing or len(evaluated) != len(expected):
        raise RefusedError(
            f"{table}: {len(evaluated)} of {len(expected)} expectations were evaluated; without a result: "
            f"{', '.join(missing) or 'none, but some count twice'}",
            "the suite isn't what the rules say: check expectations/certificate.py against the GX version",
        )
    failed = {
        r.expectation_config.meta["rule"]: r.exception_info
        for r in result.results
        if "unexpected_count" not in r.result
    }
    if failed:
        raise RefusedError(
            f"{table}: GX couldn't evaluate {', '.join(sorted(failed))}: {next(iter(failed.values()))}"[:600],
            "check that the rule's columns exist in the table's view (expectations/views.py)",
        )


@contextmanager
def _no_collection() -> Iterator[None]:
    # GX makes ~40,000 short-lived objects an expectation; scanning them costs a tenth of the time
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


@contextmanager
def _configured_once() -> Iterator[None]:
    # GX asks an expectation for its configuration a hundred times, and makes it anew each time: a quarter of the time
    from great_expectations.expectations.expectation import Expectation  # noqa: PLC0415

    made: dict[int, tuple[Any, Any]] = {}  # with the expectation itself, so that its number stays its own

    def once(self: Any) -> Any:  # noqa: ANN401
        if id(self) not in made:
            made[id(self)] = self, own.fget(self)
        return made[id(self)][1]

    own: Any = Expectation.configuration
    Expectation.configuration = property(once)  # type: ignore[assignment, method-assign]
    try:
        yield
    finally:
        Expectation.configuration = own  # type: ignore[method-assign]


@contextmanager
def _named_quickly() -> Iterator[None]:
    # GX names every metric by a hash of what it has walked through in Python; what it walked through names it as well
    from great_expectations import util  # noqa: PLC0415
    from great_expectations.core import id_dict  # noqa: PLC0415

    def name(self: Any, id_keys: Any = None, id_ignore_keys: Any = None) -> Any:  # noqa: ANN401
        left = self._id_ignore_keys if id_ignore_keys is None else id_ignore_keys
        keys = set(self if id_keys is None else id_keys) - set(left)
        if len(keys) < 2:
            return own(self, keys, ())
        return json.dumps({k: self[k] for k in keys}, sort_keys=True, default=plain)

    own, plain = id_dict.IDDict.to_id, util.convert_to_json_serializable
    id_dict.IDDict.to_id = name  # type: ignore[method-assign]
    try:
        yield
    finally:
        id_dict.IDDict.to_id = own  # type: ignore[method-assign]


@cache
def _whole_frames() -> Any:  # noqa: ANN401
    """One definition for all tables: GX writes out its whole configuration for each that it is given."""
    os.environ["GX_ANALYTICS_ENABLED"] = "false"  # read at import: nothing leaves the machine
    _put_off("scipy.stats")  # tests of distributions: a quarter of GX's import
    _put_off("altair")  # their charts: a tenth
    # for databases and stores, where they are installed: a tenth
    with _without("sqlalchemy", "boto3", "botocore"):
        import great_expectations as gx  # noqa: PLC0415

    logging.getLogger("great_expectations").setLevel(logging.ERROR)
    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = {"globally": False}  # type: ignore[assignment]
    asset = context.data_sources.pandas_default.add_dataframe_asset("table")
    return asset.add_batch_definition_whole_dataframe("published")


def _put_off(name: str) -> None:
    """Have a module loaded when it is first used, which it never may be.

    The standard library's LazyLoader would load it at `import name` itself.
    """
    if name in sys.modules or (spec := importlib.util.find_spec(name)) is None:
        return
    module = sys.modules[name] = ModuleType(name)
    module.__spec__ = spec

    def load(attribute: str) -> Any:  # noqa: ANN401
        if sys.modules.get(name) is module:
            del sys.modules[name]
        return getattr(importlib.import_module(name), attribute)

    vars(module)["__getattr__"] = load
    parent, _, own = name.rpartition(".")
    if parent:
        setattr(importlib.import_module(parent), own, module)


@contextmanager
def _without(*names: str) -> Iterator[None]:
    """Have modules that are optional to who is imported in the block not be there, unless they are loaded already."""
    hidden = [name for name in names if name not in sys.modules]
    absent: dict[str, Any] = dict.fromkeys(hidden)
    sys.modules.update(absent)
    try:
        yield
    finally:
        for name in hidden:
            del sys.modules[name]


def _expectation(rule: Rule) -> Any:  # noqa: ANN401
    import great_expectations.expectations as gxe  # noqa: PLC0415

    kwargs = dict(rule.check.kwargs)
    if rule.check.where is not None:
        kwargs["row_condition"] = _condition(rule.check.where)
    meta = {"rule": rule.name, "why": rule.why, "mend": rule.mend}
    return getattr(gxe, rule.check.expectation)(**kwargs, severity=rule.severity, meta=meta)


def _condition(where: Where) -> Any:  # noqa: ANN401
    from great_expectations.expectations.row_conditions import Column  # noqa: PLC0415

    column = Column(where.column)
    if not where.values:
        return column.is_null() if where.negate else column.is_not_null()
    values = list(where.values)
    return column.is_not_in(values) if where.negate else column.is_in(values)


def _lines(
    suite: Iterable[Rule],
    validation: Any,  # noqa: ANN401
    judged: Judged,
    verdict: Verdict | None,
    run_id: str,
) -> Iterable[tuple[object, ...]]:
    found = {r.expectation_config.meta["rule"]: r for r in validation.results}
    for rule in suite:
        r = found[rule.name]
        count = verdict.counts.get(rule.table) if verdict else None
        yield (
            run_id,
            rule.table,
            rule.name,
            r.expectation_config.type,
            rule.column.replace("__", "."),
            rule.severity,
            rule.why,
            bool(r.success),
            judged.n_rows + (count.n_quarantined if count else 0),
            verdict.failures.get((rule.table, rule.name), 0) if verdict else 0,
            judged.broken[rule.name],
        )


def _withdrawals(table: str, verdict: Verdict, run_id: str) -> list[tuple[object, ...]]:
    # a warning per column from which the gate took values back: it must be seen, it isn't GX's to find
    why = "the gate took the value back, because the row that it came from stands in quarantine"
    return [
        (run_id, table, f"{column}_withdrawn", "withdrawn_by_gate", column, "warning", why, False,
         verdict.counts[table].n_in, 0, n)
        for column, n in verdict.withdrawn.filter(pl.col("table") == table)
        .group_by("column", maintain_order=True).len().iter_rows()
    ]  # fmt: skip
