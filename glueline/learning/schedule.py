"""Learning rates over the steps of a training."""


def warmup_then_linear(peak: float, warmup: float, steps: int):
    """The rate at each step from 0: rising to `peak` over the share `warmup` of the steps, then falling, to reach 0 one
    step after the last.

    >>> rate = warmup_then_linear(1.0, 0.5, 4); [rate(step) for step in range(4)]
    [0.5, 1.0, 0.6666666666666666, 0.3333333333333333]
    """
    rising = max(1, round(warmup * steps))

    def rate(step: int) -> float:
        if step < rising:
            return peak * (step + 1) / rising
        return peak * (steps - step) / (steps - rising + 1)

    return rate
