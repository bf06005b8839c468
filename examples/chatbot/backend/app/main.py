"""The API of the chatbot: say something, read what was said, forget it."""

import os
import secrets

from fastapi import Depends, FastAPI, Header, HTTPException, Request
from fastapi.responses import JSONResponse
from sqlalchemy import func, select, text
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.orm import Session

from app.bot import reply
from app.database import create_tables, get_db
from app.models import Conversation, Message
from app.schemas import ChatMessage, ChatRequest

API_KEY = os.environ.get("API_KEY", "")

app = FastAPI(title="Chatbot", on_startup=[create_tables])


@app.exception_handler(OperationalError)
def database_away(_request: Request, _error: OperationalError) -> JSONResponse:
    return JSONResponse({"detail": "the database does not answer"}, status_code=503)


def find_conversation(db: Session, session_id: str) -> Conversation | None:
    return db.scalars(select(Conversation).where(Conversation.session_id == session_id)).first()


def open_conversation(db: Session, request: ChatRequest) -> Conversation:
    conversation = find_conversation(db, request.session_id)
    if conversation is not None:
        conversation.updated_at = func.now()
        return conversation
    conversation = Conversation(
        session_id=request.session_id, user_id=request.user_id, title=request.question[:500]
    )
    db.add(conversation)
    try:
        db.flush()
    except IntegrityError:  # two first messages at once: the other one has opened it
        db.rollback()
        return open_conversation(db, request)
    return conversation


def as_chat_message(message: Message) -> ChatMessage:
    return ChatMessage(
        id=message.id,
        question=message.question,
        answer=message.answer,
        context_used=message.context_used,
        chat_type=message.chat_type,
        timestamp=message.timestamp,
    )


@app.get("/health")
def health(db: Session = Depends(get_db)) -> dict[str, str]:
    db.execute(text("SELECT 1"))
    return {"status": "ok"}


@app.post("/chat", status_code=201)
def chat(request: ChatRequest, db: Session = Depends(get_db)) -> ChatMessage:
    message = Message(
        conversation=open_conversation(db, request),
        question=request.question,
        answer=reply(request.question),
        context_used=request.context_used,
        chat_type=request.chat_type,
    )
    db.add(message)
    db.commit()  # the client hears of it only once it is kept
    return as_chat_message(message)


@app.get("/history")
def history(session_id: str, db: Session = Depends(get_db)) -> list[ChatMessage]:
    conversation = find_conversation(db, session_id)
    return [as_chat_message(message) for message in conversation.messages] if conversation else []


@app.delete("/history", status_code=204)
def forget(session_id: str, x_api_key: str = Header(""), db: Session = Depends(get_db)) -> None:
    if not API_KEY or not secrets.compare_digest(x_api_key.encode(), API_KEY.encode()):
        raise HTTPException(status_code=403, detail="the API key is missing or wrong")
    conversation = find_conversation(db, session_id)
    if conversation is not None:
        db.delete(conversation)
        db.commit()
