"""An examination as text for a terminal and as a Markdown page; both say the same."""

from glueline.claims.findings import VERDICTS, Section, counted
from glueline.claims.table import Table
from glueline.tables.markdown import capital
from glueline.tables.markdown import table as markdown_table

MARK = str.maketrans({"<": "&lt;", ">": "&gt;"} | {mark: f"\\{mark}" for mark in "|*_`[]#"})


def text(table: Table, sections: list[Section]) -> str:
    """The findings, indented below their check."""
    lines = [f"{table.model}: {table.source.title} ({table.source.date})", totals(sections)]
    for section in sections:
        lines += ["", f"{section.title}. {section.headline}".replace("?.", "?")]
        for finding in section.findings:
            lines.append(f"  - {finding.about}: {finding.verdict.upper()}. {finding.why}".rstrip())
            lines += [f"      {step}" for step in finding.steps]
    return "\n".join(lines)


def page(table: Table, sections: list[Section], command: str) -> str:
    """The Markdown page; `command` is what made it."""
    source = table.source
    link = (f" {_plain(source.url)}" if source.url else "") + (f" Read: {_sentence(source.read)}" if source.read else "")
    parts = [f"# Claims of {_plain(table.model)}, examined",
             f"Source: {_plain(source.title)}, {source.date}.{link}",
             f"Written by `{command}`; nothing on this page is written by hand but what the claims file quotes and notes.",
             f"## Summary\n\n{totals(sections)}",
             "\n".join(_summary(section) for section in sections)]
    if table.note:
        parts.append(_sentence(table.note))
    parts += [_section(section) for section in sections]
    return "\n\n".join(parts) + "\n"


def totals(sections: list[Section]) -> str:
    """One line of counts; the checklist is none of them."""
    findings = [finding for section in sections for finding in section.findings if finding.verdict in VERDICTS]
    return f"Of {len(findings)} things looked at {counted(findings)}."


def _summary(section: Section) -> str:
    stop = "" if section.title.endswith("?") else "."
    return "\n".join([f"- **{section.title}{stop}** {_plain(section.headline)}",
                      *(f"  - {_plain(capital(point))}" for point in section.points)])


def _section(section: Section) -> str:
    rows = [[_plain(one.about), f"**{one.verdict}**", "<br>".join(_plain(line) for line in (one.why, *one.steps) if line)]
            for one in section.findings]
    heads = ["needed", "", "note"] if section.name == "missing" else ["what", "verdict", "why, and the arithmetic"]
    listed = f"\n\n{markdown_table(heads, rows, 'lll')}" if rows else ""
    return f"## {section.title}\n\n{section.method}{listed}"


def _sentence(words: str) -> str:
    return f"{_plain(words.rstrip('.'))}." if words else ""


def _plain(words: str) -> str:
    """Text of the claims file, which may be anyone's, with nothing in it that Markdown or HTML would act on."""
    return words.replace("&", "&amp;").replace("\\", "\\\\").translate(MARK)
