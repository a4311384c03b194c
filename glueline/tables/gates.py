"""Running a Great Expectations suite on one table: what each expectation found, and the rows that offend."""

import gc
from collections.abc import Iterable, Iterator
from copy import copy
from hashlib import blake2b
from itertools import chain, islice
from typing import Any

import great_expectations as gx
import great_expectations.expectations as gxe
import numpy as np
import pandas as pd
import pyarrow as pa
from great_expectations.core.batch_definition import BatchDefinition
from great_expectations.data_context import EphemeralDataContext
from great_expectations.data_context.types.base import DataContextConfig, InMemoryStoreBackendDefaults
from great_expectations.execution_engine import pandas_execution_engine
from great_expectations.expectations.expectation import Expectation

from glueline.tables.outcome import FIRST, Outcome, merged

WHOLE = (  # what can only be said of all rows; the others are judged piece by piece
    gxe.ExpectColumnValuesToBeUnique, gxe.ExpectCompoundColumnsToBeUnique, gxe.ExpectTableRowCountToEqual,
    gxe.ExpectTableRowCountToBeBetween,
)  # fmt: skip


def quiet_context() -> EphemeralDataContext:
    """A context in memory that sends no analytics, prints no progress bars and takes no fingerprints of tables."""
    pandas_execution_engine.HASH_THRESHOLD = 0  # a fingerprint that nobody reads takes six times the table's memory
    config = DataContextConfig(store_backend_defaults=InMemoryStoreBackendDefaults(), analytics_enabled=False,
                               progress_bars={"globally": False},  # type: ignore[arg-type]  # it is read as a mapping
                               data_docs_sites={})
    return gx.get_context(mode="ephemeral", project_config=config)


def run_suite(
    context: EphemeralDataContext, name: str, pieces: Iterable[pd.DataFrame], suite: list[Expectation]
) -> list[Outcome]:
    """Validate a table that comes in pieces against `suite`, whose order the outcomes keep; `context` keeps the results under
    `name`, and those of a table of several pieces under `name`, `name-2`, ... and `name-whole`. Of all pieces together no more
    than their `digests` are held."""
    pieces = iter(pieces)
    begun = [*islice(pieces, 2)]
    if len(begun) == 1:
        outcomes = zip(suite, _validate(context, name, begun[0], suite), strict=True)
        return [one if isinstance(expectation, WHOLE) else merged([one], [len(begun[0])]) for expectation, one in outcomes]

    whole: list[Expectation] = [expectation for expectation in suite if isinstance(expectation, WHOLE)]
    by_piece = [expectation for expectation in suite if not isinstance(expectation, WHOLE)]
    held, rows, found = [], [], []
    for number, piece in enumerate(chain(_handed_out(begun), pieces), 1):
        held.append(digests(piece))
        rows.append(len(piece))
        title = name if number == 1 else f"{name}-{number}"
        found.append(_validate(context, title, piece, [copy(expectation) for expectation in by_piece]))
        del piece
        gc.collect()  # a frame that was validated hangs in cycles
        pa.default_memory_pool().release_unused()  # and Arrow keeps what its pieces took: 9 MiB of SST-2

    joined = {column: np.concatenate([each.pop(column) for each in held]) for column in list(held[0])}
    of_whole = iter(_validate(context, f"{name}-whole", pd.DataFrame(joined, copy=False), whole))
    of_pieces = (merged(outcomes, rows) for outcomes in zip(*found, strict=True))
    return [next(of_whole if isinstance(expectation, WHOLE) else of_pieces) for expectation in suite]


def _handed_out(frames: list[pd.DataFrame]) -> Iterator[pd.DataFrame]:
    while frames:  # and not held on to
        yield frames.pop(0)


def digests(frame: pd.DataFrame) -> dict[str, np.ndarray]:
    """The columns, with 8 bytes of a hash in place of each text: they repeat where the texts do, and take a tenth of what
    looking for repeats among strings takes."""
    def digest(text: object) -> int:
        return int.from_bytes(blake2b(str(text).encode(), digest_size=8).digest(), "big", signed=True)

    return {name: np.array(pd.to_numeric(frame[name], downcast="integer")) if pd.api.types.is_numeric_dtype(frame[name].dtype)
            else np.fromiter(map(digest, frame[name]), np.int64, len(frame)) for name in frame}


def _validate(context: EphemeralDataContext, name: str, frame: pd.DataFrame, suite: list[Expectation]) -> list[Outcome]:
    # The data source is dropped afterwards, since Great Expectations would hold on to every table it has seen.
    whole = context.data_sources.add_pandas(name).add_dataframe_asset(name).add_batch_definition_whole_dataframe(name)
    kept = context.suites.add(gx.ExpectationSuite(name=name, expectations=suite))
    definition = context.validation_definitions.add(gx.ValidationDefinition(name=name, data=whole, suite=kept))
    try:
        results = definition.run(batch_parameters={"dataframe": frame}, result_format="SUMMARY").results
        # they come grouped by column
        by_id = {config.id: result for result in results if (config := result.expectation_config) is not None}
        return [_outcome(whole, frame, expectation, by_id[expectation.id]) for expectation in kept.expectations]
    finally:
        context.data_sources.delete(name)


def _outcome(whole: BatchDefinition, frame: pd.DataFrame, expectation: Expectation, result: Any) -> Outcome:
    config = result.to_json_dict()["expectation_config"]
    kwargs = {key: value for key, value in config["kwargs"].items() if key not in ("batch_id", "column")}
    found = result.result
    return Outcome(
        expectation=config["type"], column=_column(config["kwargs"]), says=expectation.description or "", kwargs=kwargs,
        success=bool(result.success), observed=found.get("observed_value"), unexpected=found.get("unexpected_count"),
        rows=found.get("element_count"), first=_idx(frame, found.get("partial_unexpected_index_list") or []),
        error=_error(result.exception_info), positions=_positions(whole, frame, expectation, result))


def _positions(whole: BatchDefinition, frame: pd.DataFrame, expectation: Expectation, result: Any) -> list[int]:
    # Asked for only where there are any: a complete result repeats the text of every offending row.
    if not result.result.get("unexpected_count"):
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
        return [*first]
    return [None if pd.isna(idx) else int(idx) for idx in frame["idx"].iloc[first]]
