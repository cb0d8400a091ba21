"""The audit of a model: what people fear, what would show it, and who signed that it is held in check.

A library below the nodes: the Report shows it, the Pusher asks for the signatures.
"""

from components.audit.approvals import Approval
from components.audit.checklist import Checklist, load_checklist
from components.audit.core import Standing, status
from components.audit.evidence import Evidence, Item, Known
from components.audit.reading import Reading

__all__ = [
    "Approval",
    "Checklist",
    "Evidence",
    "Item",
    "Known",
    "Reading",
    "Standing",
    "load_checklist",
    "status",
]
