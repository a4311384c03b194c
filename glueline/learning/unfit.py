"""Settings of a training that make no sense, refused before it begins."""

from glueline.refusal import Refused


def refuse_unfit(section: str, *checked: tuple[str, object, bool, str]) -> None:
    """Raise Refused for the first of `checked` (key, value, whether it fits, what is wanted) that does not fit. `section`: of
    the keys, below a teacher's own; empty if there is none."""
    for key, value, fits, wanted in checked:
        if not fits:
            where = ": ".join(filter(None, ("params.yaml: teach", section, key)))
            raise Refused(f"{where}: {value}: must be {wanted}")
