"""A steady pace for what can only be done now and then, between slices of training for instance."""


class Pace:
    """`due`: the moment (perf_counter) from which on it may be done again.

    Counted from when it was due, not from when it was done: what comes a little late does not put off all that follows.
    After a long wait nothing is made up for, and two are never closer than half of what they should be apart.
    """

    def __init__(self) -> None:
        self.due = 0.0

    def done(self, started: float, apart: float) -> None:
        """It was begun at `started`; the next one is to come `apart` seconds after it was due."""
        self.due = min(max(self.due + apart, started + apart / 2), started + apart)
