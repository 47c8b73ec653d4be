"""Models of messages, templates, gateway reports, call tasks and preferences."""

from app.notifications.models.calls_and_preferences import (
    CallOutcome,
    CallTask,
    DigestBy,
    NoticePreference,
)
from app.notifications.models.gateway import (
    ChannelHealth,
    DeliveryReport,
    Heard,
    InboundMessage,
    OptOut,
)
from app.notifications.models.message_templates import TemplateVersion, Variant
from app.notifications.models.outbox import (
    FAILED,
    WAITING,
    Channel,
    Delivery,
    Message,
    MessageState,
    SandboxMessage,
)

__all__ = [
    "FAILED",
    "WAITING",
    "CallOutcome",
    "CallTask",
    "Channel",
    "ChannelHealth",
    "Delivery",
    "DeliveryReport",
    "DigestBy",
    "Heard",
    "InboundMessage",
    "Message",
    "MessageState",
    "NoticePreference",
    "OptOut",
    "SandboxMessage",
    "TemplateVersion",
    "Variant",
]
