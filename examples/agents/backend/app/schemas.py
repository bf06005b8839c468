"""What goes over the wire."""

from datetime import datetime
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field


class SessionRequest(BaseModel):
    agent_name: str = Field(min_length=1, max_length=100)
    goal: str = Field(min_length=1)
    user_id: str | None = Field(default=None, max_length=255)


class MemoryRequest(BaseModel):
    kind: Literal["episode", "fact", "skill", "summary"]
    content: str = Field(min_length=1)
    importance: float = Field(default=0.5, ge=0, le=1)
    attributes: dict[str, Any] = {}
    expires_at: datetime | None = None


class MessageRequest(BaseModel):
    sender: str = Field(min_length=1, max_length=100)
    recipient: str = Field(min_length=1, max_length=100)
    kind: Literal["request", "answer", "notice", "error"]
    payload: dict[str, Any]
    reply_to_id: int | None = None


class MetricRequest(BaseModel):
    agent_name: str = Field(min_length=1, max_length=100)
    name: str = Field(min_length=1, max_length=100)
    value: float
    session_id: int | None = None
    labels: dict[str, Any] = {}


class Created(BaseModel):
    id: int


class Memory(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    id: int
    session_id: int
    kind: str
    content: str
    importance: float
