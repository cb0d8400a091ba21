"""The content of `choice.json`, as the Champion writes it."""


def choice_of(*names, winner, metric="accuracy"):
    """A choice among these candidates."""

    def row(name):
        latency = {"request_milliseconds": 1.25, "batch_milliseconds": 20.5, "batch": 1024}
        why = f"why {name} <won or lost>"
        return {"name": name, "value": 0.5, "interval": [0.4, 0.6], "latency": latency, "why": why}

    candidates = [row(name) for name in names]
    return {"winner": winner, "sentence": f"{winner} wins", "metric": metric, "candidates": candidates}
