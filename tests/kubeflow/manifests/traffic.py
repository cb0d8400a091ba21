"""Who may talk to whom under a set of network policies, by the rules of Kubernetes."""

from collections.abc import Iterable, Mapping
from typing import Any

Labels = Mapping[str, str]


def may_talk(policies: Iterable[Any], source: Labels, target: Labels, port: int) -> bool:
    """Whether a pod may open a TCP connection to another pod of the namespace: both sides must allow it."""
    policies = list(policies)
    return _allowed(policies, source, target, port, "Egress", "to") and _allowed(
        policies, target, source, port, "Ingress", "from"
    )


def may_leave(policies: Iterable[Any], source: Labels, address: str, port: int) -> bool:
    """Whether a pod may open a TCP connection to this network, named as a policy names it."""
    return any(
        any(peer.get("ipBlock", {}).get("cidr") == address for peer in rule.get("to", ()))
        and _ports(rule, port)
        for policy in policies
        if selects(policy["spec"]["podSelector"], source)
        for rule in policy["spec"].get("egress", ())
    )


def selects(selector: Mapping[str, Any], labels: Labels) -> bool:
    """Whether a label selector selects these labels."""
    wanted = selector.get("matchLabels", {}).items()
    listed = selector.get("matchExpressions", ())
    return wanted <= labels.items() and all(labels.get(one["key"]) in one["values"] for one in listed)


def _allowed(policies: list[Any], own: Labels, other: Labels, port: int, kind: str, side: str) -> bool:
    specs = (policy["spec"] for policy in policies)
    mine = [one for one in specs if kind in one["policyTypes"] and selects(one["podSelector"], own)]
    return not mine or any(
        _peers(rule.get(side), other) and _ports(rule, port)
        for spec in mine
        for rule in spec.get(kind.lower(), ())
    )


def _peers(peers: Any, other: Labels) -> bool:
    """No peers are all peers; those of other namespaces are not this pod."""
    inside = (one for one in peers or () if "podSelector" in one and "namespaceSelector" not in one)
    return peers is None or any(selects(one["podSelector"], other) for one in inside)


def _ports(rule: Mapping[str, Any], port: int) -> bool:
    listed = rule.get("ports")
    return listed is None or any(one["port"] == port and one["protocol"] == "TCP" for one in listed)
