import subprocess
import sys

PROGRAM = """
import pathlib, resource, sys
from components.showers.simulator.settings import Simulation
from components.showers.simulator.write import write_simulation
for events in (3_000, 15_000):
    write_simulation(Simulation(events=events), pathlib.Path(sys.argv[1]), workers=2)
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)
"""


def test_memory_does_not_grow_with_the_number_of_events(tmp_path):
    path = tmp_path / "events.parquet"
    done = subprocess.run([sys.executable, "-c", PROGRAM, path], capture_output=True, text=True, check=True)
    few, many = map(int, done.stdout.split())
    # The traces of the further 12 000 events alone are 100 MB.
    assert path.stat().st_size > 20 << 20
    assert many - few < 50
