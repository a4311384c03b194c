"""A published results table, examined: all checks, in the order in which a reader asks."""

from collections import Counter

from glueline.claims.averages import check_averages
from glueline.claims.differences import check_differences
from glueline.claims.findings import VERDICTS, Section
from glueline.claims.improvements import check_improvements
from glueline.claims.known import check_previous
from glueline.claims.missing import checklist
from glueline.claims.reachable import check_reachable
from glueline.claims.statements import check_statements
from glueline.claims.table import Table

CHECKS = (check_averages, check_improvements, check_statements, check_previous, check_differences, check_reachable)


def examine(table: Table) -> list[Section]:
    """Every check of the table, and last what is missing to reproduce it."""
    return [*(check(table) for check in CHECKS), checklist(table.given)]


def counts(sections: list[Section]) -> dict[str, int]:
    """How many findings have each verdict; the checklist's are none."""
    found = Counter(finding.verdict for section in sections for finding in section.findings)
    return {verdict: found[verdict] for verdict in VERDICTS}


def plain(table: Table, sections: list[Section]) -> dict:
    """The examination as JSON values."""
    return {
        "model": table.model,
        "source": {"title": table.source.title, "date": table.source.date, "url": table.source.url, "read": table.source.read},
        "counts": counts(sections),
        "checks": {section.name: section.plain() for section in sections},
    }
