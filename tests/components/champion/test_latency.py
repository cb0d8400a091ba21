"""How fast exported models answer."""

import itertools

from components.champion import latency
from components.champion.latency import BATCH, Latency, measure_latency


def test_exported_models_are_served_single_showers_and_batches(trained):
    found = measure_latency({"one": str(trained.model), "other": str(trained.model)}, requests=20)
    assert set(found) == {"one", "other"}
    assert all(min(one.request, one.batch) > 0 for one in found.values())


def test_the_median_of_all_requests_counts_and_the_models_take_turns(trained, monkeypatch):
    sizes = []

    class Told:
        dataset = latency.load_scorer(str(trained.model)).dataset

        def predict(self, columns):
            sizes.append(len(next(iter(columns.values()))))

    def timed(call):
        call()
        return next(durations)

    durations = itertools.cycle([0.001, 0.002])
    monkeypatch.setattr(latency, "load_scorer", lambda path: Told())
    monkeypatch.setattr(latency, "_seconds", timed)
    found = measure_latency({"fast": str(trained.model), "slow": str(trained.model)}, requests=30)
    assert found == {"fast": Latency(1.0, 1.0), "slow": Latency(2.0, 2.0)}
    assert sizes.count(1) == 2 * (30 + latency.WARM_UP)
    assert sizes.count(BATCH) == 2 * (3 + latency.WARM_UP)
