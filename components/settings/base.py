"""What all sections of the settings have in common."""

from typing import Annotated

import pydantic
from pydantic import Field

Positive = Annotated[int, Field(gt=0)]


class Section(pydantic.BaseModel):
    """A part of the settings: unknown names are refused, nothing changes after reading."""

    model_config = pydantic.ConfigDict(extra="forbid", frozen=True)
