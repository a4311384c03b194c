"""How far a stage is, read off the lines it prints of its progress, as a Prefect progress artifact that moves."""

from uuid import UUID

from prefect.artifacts import create_progress_artifact, update_progress_artifact

from flows.artifacts import artifact_key, shown
from glueline.progress import LINE


def bar_of(line: str) -> tuple[float, str] | None:
    """Percent and words of a line of progress, as in `teach@one: 45 %, 9/20 steps, 0:12 left`; None of any other line."""
    found = LINE.match(line)
    return (min(float(found["percent"]), 100.0), f"{found['what']}: {found['said']}") if found else None


class Progress:
    """The artifact `progress-<stage>`: made at the stage's first line of progress, moved by each; a stage too short for one
    has none."""

    def __init__(self, key: str) -> None:
        self.key = key
        self.artifact: UUID | None = None

    def see(self, line: str) -> None:
        """Look at one line of the stage's output."""
        bar = bar_of(line)
        if bar and self.artifact is None:
            self.artifact = shown(create_progress_artifact, bar[0], artifact_key("progress", self.key), f"{self.key}: {bar[1]}")
        elif bar and self.artifact:
            shown(update_progress_artifact, self.artifact, bar[0], f"{self.key}: {bar[1]}")

    def done(self) -> None:
        """The stage ended well: its last line of progress may have come before its end."""
        if self.artifact:
            shown(update_progress_artifact, self.artifact, 100.0, f"{self.key}: done")
