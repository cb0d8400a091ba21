"""Finds what new data is compared with: the last span that passed before it came, and its profile.

As for models (`strategy.py`), "before" makes a repeated run find the same one, so that it comes from the
cache. The same files under another split are no other data: their own profile is passed over.
"""

from tfx.dsl.components.common.resolver import ResolverStrategy
from tfx.types import Artifact

from components.properties import INPUT_FINGERPRINT, PROFILE_EXAMPLES, PROFILE_FINGERPRINT

Inputs = dict[str, list[Artifact]]


class LatestProfileBefore(ResolverStrategy):
    """Resolves `profile` to the latest one of other data that is older than `examples`, or to nothing."""

    def resolve_artifacts(self, store: object, input_dict: Inputs) -> Inputs:
        """Picks one profile.

        Args:
            store: not needed; everything stands in the artifacts.
            input_dict: artifacts under `profile` and `examples`.

        Returns:
            The same keys; one profile or none, `examples` is always empty.
        """
        ids = [examples.id for examples in input_dict["examples"]]
        own = {one.get_string_custom_property(INPUT_FINGERPRINT) for one in input_dict["examples"]}
        older = [
            profile
            for profile in input_dict["profile"]
            if ids
            and profile.id < min(ids)
            and profile.get_string_custom_property(PROFILE_FINGERPRINT) not in own
        ]
        return {"profile": sorted(older, key=lambda profile: int(profile.id))[-1:], "examples": []}


class ExamplesOfProfile(ResolverStrategy):
    """Resolves `examples` to those that `profile` is of, or to nothing.

    Examples of earlier runs and of this one cannot be inputs of one resolver: TFX gives it all of both.
    """

    def resolve_artifacts(self, store: object, input_dict: Inputs) -> Inputs:
        """Picks them by their place, which the profile keeps."""
        places = [profile.get_string_custom_property(PROFILE_EXAMPLES) for profile in input_dict["profile"]]
        found = [examples for examples in input_dict["examples"] if examples.uri in places]
        return {"examples": found[:1], "profile": []}
