"""Where the published shower table is here; it carries no licence and is no part of the project."""

import pathlib

PUBLISHED = pathlib.Path(__file__).resolve().parents[3] / "shared" / "data" / "entropy2020"
GROUND = ("--dataset", "ground", "--data", str(PUBLISHED))
