"""The error of this package: a pipeline, a configuration or a task that a person has to mend."""


class KubeflowError(Exception):
    """Something is wrong that a person can mend.

    Args:
        what: is wrong.
        fix: what to do about it.
    """

    def __init__(self, what: str, fix: str = "") -> None:
        self.what, self.fix = what, fix
        super().__init__(f"{what}\n  -> {fix}" if fix else what)
