"""The curated schema as a node: like TFX's ImportSchemaGen, but an edited schema file runs again.

TFX's own keeps the path of the file in its cache key and not what stands in it.
"""

from tfx.dsl.component.experimental.annotations import OutputArtifact, Parameter
from tfx.dsl.component.experimental.decorators import component
from tfx.types import standard_artifacts

from components.files import write_text
from components.showers.schema import SCHEMA_FILE


@component
def ImportSchemaGen(  # noqa: N802
    schema: OutputArtifact[standard_artifacts.Schema],  # type: ignore[valid-type]
    content: Parameter[str],  # type: ignore[valid-type]
) -> None:
    """Publishes a schema.

    Args:
        schema: gets `schema.pbtxt`.
        content: the text of the schema file.
    """
    write_text(f"{schema.uri}/{SCHEMA_FILE}", content)
