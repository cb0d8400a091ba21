"""Every error that Cascada raises on purpose.

    CascadaError                     anything a user can mend; never shown with a stack trace
    |-- SettingsError                a setting, a flag or a settings file
    |-- DatasetError                 a dataset.yaml, evaluation.yaml or schema.pbtxt
    |-- DataError                    the data
    |   |-- BadFileError             a file: missing, empty, unreadable, of unknown format
    |   `-- BadRecordError           records: malformed, out of range, repeated, of unknown class
    |-- GateError                    a gate refused: anomalies, metrics, infrastructure
    |   `-- WaitingError             nothing is wrong, but people must sign first
    |-- ModelError                   a model: damaged, not there, not what was expected
    `-- MachineError                 this machine: platform, wheels, disk, memory

The first line of a message says what is wrong and where, the last what to do about it.
"""


class CascadaError(Exception):
    """Something is wrong that a person can mend.

    Args:
        what: what is wrong, with the value found and the value expected.
        where: the file, record, field, setting or node it was found in.
        fix: what to do about it.
    """

    def __init__(self, what: str, *, where: str = "", fix: str = "") -> None:
        self.what, self.where, self.fix = what, where, fix
        super().__init__(what, where, fix)

    def __reduce__(self) -> tuple[object, ...]:
        return (_rebuild, (type(self), self.what, self.where, self.fix))

    def __str__(self) -> str:
        head = f"{self.where}: {self.what}" if self.where else self.what
        return f"{head}\n  -> {self.fix}" if self.fix else head


def _rebuild(kind: type[CascadaError], what: str, where: str, fix: str) -> CascadaError:
    return kind(what, where=where, fix=fix)


class SettingsError(CascadaError):
    """A setting, a flag or a settings file is wrong."""


class DatasetError(CascadaError):
    """A file under schemas/<dataset>/ is wrong."""


class DataError(CascadaError):
    """The data is wrong."""


class BadFileError(DataError):
    """A data file is missing, empty, unreadable or of an unknown format."""


class BadRecordError(DataError):
    """Records are malformed, out of range, repeated or of an unknown class."""


class GateError(CascadaError):
    """A gate refused to let the run go on."""


class WaitingError(GateError):
    """Nothing is wrong, but the run goes on only when people have signed."""


class ModelError(CascadaError):
    """A model is damaged, absent or not what was expected."""


class MachineError(CascadaError):
    """This machine cannot do what was asked."""
