"""What goes over the wire."""

from datetime import datetime

from pydantic import BaseModel, Field


class ChatRequest(BaseModel):
    session_id: str = Field(min_length=1, max_length=255)
    question: str = Field(min_length=1)
    user_id: str | None = Field(default=None, max_length=255)
    context_used: str | None = None
    chat_type: str = Field(default="general", max_length=50)


class ChatMessage(BaseModel):
    id: int
    question: str
    answer: str
    context_used: str | None
    chat_type: str
    timestamp: datetime
