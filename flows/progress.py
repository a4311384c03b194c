"""How far a stage is, read off the bars it prints (tqdm), as a Prefect progress artifact that moves."""

import re
from uuid import UUID

from prefect.artifacts import create_progress_artifact, update_progress_artifact

from flows.artifacts import artifact_key, shown

BAR = re.compile(r"^(?P<what>[^|]*?):?\s*(?P<percent>\d{1,3})%\|[^|]*\|\s*(?P<count>.*)$")


def bar_of(line: str) -> tuple[float, str] | None:
    """Percent and words of a bar, as in `teach@one:  45%|####5     | 9/20 [00:10<00:12]`; None of any other line."""
    bar = BAR.match(line)
    return (min(float(bar["percent"]), 100.0), f"{bar['what'].strip()} {bar['count'].strip()}".strip()) if bar else None


class Progress:
    """The artifact `progress-<stage>`: made at the stage's first bar, moved by each line of it; a stage too short for a bar
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
        """The stage ended well: a bar's last line may have come before its end."""
        if self.artifact:
            shown(update_progress_artifact, self.artifact, 100.0, f"{self.key}: done")
