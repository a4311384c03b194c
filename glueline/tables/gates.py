"""Running a Great Expectations suite on one table: what each expectation found, and the rows that offend."""

import math
from dataclasses import dataclass
from typing import Any

import great_expectations as gx
import pandas as pd
from great_expectations.core.batch_definition import BatchDefinition
from great_expectations.data_context import EphemeralDataContext
from great_expectations.data_context.types.base import DataContextConfig, InMemoryStoreBackendDefaults
from great_expectations.expectations.expectation import Expectation

FIRST = 5  # offending rows that are named


@dataclass(frozen=True)
class Outcome:
    """What one expectation found in one table.

    `observed`: of a gate on the whole table; `unexpected` of `rows`: of a gate on rows (else None); `first`: the idx of the
    first offending rows, tolerated ones too; `positions`: of every offending row where the gate failed; `error`: what kept
    the expectation from being judged, which is a failure.
    """

    expectation: str
    column: str | None
    says: str
    kwargs: dict[str, Any]
    success: bool
    observed: Any
    unexpected: int | None
    rows: int | None
    first: list[int | None]
    error: str | None
    positions: list[int]

    def verdict(self) -> dict[str, Any]:
        """The byte-stable part: no ids, no times; floats to six digits."""
        found = {"observed": self.observed} if self.unexpected is None else {
            "unexpected": self.unexpected, "share": self.unexpected / max(self.rows or 0, 1), "first": self.first}
        return _rounded({"expectation": self.expectation, "column": self.column, "says": self.says, "kwargs": self.kwargs,
                         "success": self.success, "error": self.error, **found})

    def found(self) -> str:
        """What it found, in words: `3 of 71 rows (idx 2, 5, 7)`, or the observed value, or the error."""
        if self.error is not None:
            return f"could not be judged ({self.error})"
        if self.unexpected is None:
            return f"found {self.observed}"
        more = ", ..." if self.unexpected > len(self.first) else ""
        return f"{self.unexpected} of {self.rows} rows (idx {', '.join(map(str, self.first))}{more})"


def quiet_context() -> EphemeralDataContext:
    """A context in memory that sends no analytics and prints no progress bars."""
    config = DataContextConfig(store_backend_defaults=InMemoryStoreBackendDefaults(), analytics_enabled=False,
                               progress_bars={"globally": False}, data_docs_sites={})
    return gx.get_context(mode="ephemeral", project_config=config)


def run_suite(context: EphemeralDataContext, name: str, frame: pd.DataFrame, suite: list[Expectation]) -> list[Outcome]:
    """Validate `frame` (index 0, 1, ...) against `suite`, whose order the outcomes keep; `context` keeps the results.

    The data source is dropped afterwards, since Great Expectations would hold on to every table it has seen.
    """
    whole = context.data_sources.add_pandas(name).add_dataframe_asset(name).add_batch_definition_whole_dataframe(name)
    kept = context.suites.add(gx.ExpectationSuite(name=name, expectations=suite))
    definition = context.validation_definitions.add(gx.ValidationDefinition(name=name, data=whole, suite=kept))
    try:
        results = definition.run(batch_parameters={"dataframe": frame}, result_format="SUMMARY").results
        by_id = {result.expectation_config.id: result for result in results}  # they come grouped by column
        return [_outcome(whole, frame, expectation, by_id[expectation.id]) for expectation in kept.expectations]
    finally:
        context.data_sources.delete(name)


def _outcome(whole: BatchDefinition, frame: pd.DataFrame, expectation: Expectation, result: Any) -> Outcome:
    config = result.to_json_dict()["expectation_config"]
    kwargs = {key: value for key, value in config["kwargs"].items() if key not in ("batch_id", "column")}
    found = result.result
    return Outcome(
        expectation=config["type"], column=_column(config["kwargs"]), says=expectation.description, kwargs=kwargs,
        success=bool(result.success), observed=found.get("observed_value"), unexpected=found.get("unexpected_count"),
        rows=found.get("element_count"), first=_idx(frame, found.get("partial_unexpected_index_list") or []),
        error=_error(result.exception_info), positions=_positions(whole, frame, expectation, result))


def _positions(whole: BatchDefinition, frame: pd.DataFrame, expectation: Expectation, result: Any) -> list[int]:
    # Asked for only where a gate fails: a complete result repeats the text of every offending row.
    if result.success or not result.result.get("unexpected_count"):
        return []
    complete = whole.get_batch({"dataframe": frame}).validate(expectation, result_format="COMPLETE")
    return sorted(complete.result["unexpected_index_list"])


def _column(kwargs: dict[str, Any]) -> str | None:
    if "row_condition" in kwargs:
        return kwargs["row_condition"]["column"]["name"]
    return kwargs.get("column") or ", ".join(kwargs.get("column_list", [])) or None


def _error(info: dict[str, Any]) -> str | None:
    # Either one report, or one for each metric that failed.
    reports = [info] if "raised_exception" in info else list(info.values())
    messages = {" ".join(str(report["exception_message"]).split()) for report in reports if report["raised_exception"]}
    return "; ".join(sorted(messages)) or None


def _idx(frame: pd.DataFrame, positions: list[int]) -> list[int | None]:
    first = sorted(positions)[:FIRST]
    if "idx" not in frame:
        return first
    return [None if pd.isna(idx) else int(idx) for idx in frame["idx"].iloc[first]]


def _rounded(value: Any) -> Any:
    if isinstance(value, float):
        return round(value, 6) if math.isfinite(value) else str(value)
    if isinstance(value, dict):
        return {key: _rounded(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_rounded(item) for item in value]
    return value
