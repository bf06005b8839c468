"""The tables as the migrations make them (schema/); their indexes and checks are the schema's own."""

from sqlalchemy import BigInteger, Column, DateTime, ForeignKey, Identity, Integer, String, Text, func
from sqlalchemy.dialects.postgresql import DOUBLE_PRECISION, JSONB

from app.database import Base


class AgentSession(Base):
    __tablename__ = "agent_sessions"

    id = Column(BigInteger, Identity(always=True), primary_key=True)
    agent_name = Column(String(100), nullable=False)
    user_id = Column(String(255), nullable=True)
    goal = Column(Text, nullable=False)
    status = Column(String(20), server_default="active", nullable=False)
    settings = Column(JSONB, server_default="{}", nullable=False)
    started_at = Column(DateTime(timezone=True), server_default=func.now(), nullable=False)
    last_active_at = Column(DateTime(timezone=True), server_default=func.now(), nullable=False)
    ended_at = Column(DateTime(timezone=True), nullable=True)


class MemoryItem(Base):
    __tablename__ = "memory_items"

    id = Column(BigInteger, Identity(always=True), primary_key=True)
    session_id = Column(BigInteger, ForeignKey("agent_sessions.id", ondelete="CASCADE"), nullable=False)
    agent_name = Column(String(100), nullable=False)
    kind = Column(String(20), nullable=False)
    content = Column(Text, nullable=False)
    importance = Column(DOUBLE_PRECISION, server_default="0.5", nullable=False)
    attributes = Column(JSONB, server_default="{}", nullable=False)
    created_at = Column(DateTime(timezone=True), server_default=func.now(), nullable=False)
    expires_at = Column(DateTime(timezone=True), nullable=True)


class StateItem(Base):
    __tablename__ = "state_items"

    session_id = Column(BigInteger, ForeignKey("agent_sessions.id", ondelete="CASCADE"), primary_key=True)
    key = Column(String(255), primary_key=True)
    value = Column(JSONB, nullable=False)
    version = Column(Integer, server_default="1", nullable=False)
    updated_at = Column(
        DateTime(timezone=True), server_default=func.now(), onupdate=func.now(), nullable=False
    )


class AgentCommunication(Base):
    __tablename__ = "agent_communications"

    id = Column(BigInteger, Identity(always=True), primary_key=True)
    session_id = Column(BigInteger, ForeignKey("agent_sessions.id", ondelete="CASCADE"), nullable=False)
    sender = Column(String(100), nullable=False)
    recipient = Column(String(100), nullable=False)
    kind = Column(String(20), nullable=False)
    reply_to_id = Column(
        BigInteger, ForeignKey("agent_communications.id", ondelete="SET NULL"), nullable=True
    )
    payload = Column(JSONB, nullable=False)
    created_at = Column(DateTime(timezone=True), server_default=func.now(), nullable=False)
    read_at = Column(DateTime(timezone=True), nullable=True)


class AgentMetrics(Base):
    __tablename__ = "agent_metrics"

    id = Column(BigInteger, Identity(always=True), primary_key=True)
    agent_name = Column(String(100), nullable=False)
    session_id = Column(BigInteger, ForeignKey("agent_sessions.id", ondelete="SET NULL"), nullable=True)
    name = Column(String(100), nullable=False)
    value = Column(DOUBLE_PRECISION, nullable=False)
    labels = Column(JSONB, server_default="{}", nullable=False)
    recorded_at = Column(DateTime(timezone=True), server_default=func.now(), primary_key=True)

    __table_args__ = {"postgresql_partition_by": "RANGE (recorded_at)"}


class KnowledgeBase(Base):
    __tablename__ = "knowledge_base"

    id = Column(BigInteger, Identity(always=True), primary_key=True)
    slug = Column(String(255), unique=True, nullable=False)
    title = Column(String(500), nullable=False)
    body = Column(Text, nullable=False)
    tags = Column(JSONB, server_default="[]", nullable=False)
    source_url = Column(String(2000), nullable=True)
    created_at = Column(DateTime(timezone=True), server_default=func.now(), nullable=False)
    updated_at = Column(
        DateTime(timezone=True), server_default=func.now(), onupdate=func.now(), nullable=False
    )
