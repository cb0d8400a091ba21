"""The `cascada` command with `file://` places for artifacts, as it would be with `gs://` ones.

TensorFlow's file layer reaches both, and both are remote to all code of the project. Users have no need of
`file://`, so the settings refuse it, and Beam, which reads `gs://` by itself, does not know it.
"""

import sys
from collections.abc import Sequence

from apache_beam.io.filesystem import MatchResult
from apache_beam.io.localfilesystem import LocalFileSystem

from pipeline.cli import main
from pipeline.settings import reachable

SCHEME = "file://"


class FileAddresses(LocalFileSystem):
    """Finds the files of such places for Beam; what it finds is on this disk."""

    @classmethod
    def scheme(cls) -> str:
        """Without the slashes."""
        return SCHEME.partition(":")[0]

    def match(
        self, patterns: Sequence[str], limits: Sequence[int | None] | None = None
    ) -> Sequence[MatchResult]:
        """As Beam asks for it."""
        found: Sequence[MatchResult] = super().match([one.removeprefix(SCHEME) for one in patterns], limits)
        return found


if __name__ == "__main__":
    reachable.SCHEMES = (SCHEME,)
    sys.exit(main())
