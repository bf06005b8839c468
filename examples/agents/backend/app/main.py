"""The API of the agents' memory: open a session, remember, recall, send a message, record a metric."""

from fastapi import Depends, FastAPI, HTTPException, Request
from fastapi.responses import JSONResponse
from sqlalchemy import func, literal_column, select
from sqlalchemy.exc import IntegrityError, OperationalError, ProgrammingError
from sqlalchemy.orm import Session

from app.database import Base, get_db
from app.models import AgentCommunication, AgentMetrics, AgentSession, MemoryItem
from app.schemas import Created, Memory, MemoryRequest, MessageRequest, MetricRequest, SessionRequest

# A constant in the statement and no parameter: the index is of exactly this expression.
SIMPLE = literal_column("'simple'")

app = FastAPI(title="Agents' memory")


@app.exception_handler(OperationalError)
def database_away(_request: Request, _error: OperationalError) -> JSONResponse:
    return JSONResponse({"detail": "the database does not answer"}, status_code=503)


@app.exception_handler(IntegrityError)
def no_such_row(_request: Request, _error: IntegrityError) -> JSONResponse:
    return JSONResponse({"detail": "there is no such session or message"}, status_code=404)


def keep(db: Session, row: Base) -> Created:
    db.add(row)
    db.commit()  # the client hears of it only once it is kept
    return Created(id=row.id)


@app.get("/health")
def health(db: Session = Depends(get_db)) -> dict[str, str]:
    try:
        db.execute(select(AgentSession.id).limit(1))
    except ProgrammingError as error:
        raise HTTPException(status_code=503, detail="the database has no tables yet") from error
    return {"status": "ok"}


@app.post("/sessions", status_code=201)
def open_session(request: SessionRequest, db: Session = Depends(get_db)) -> Created:
    return keep(db, AgentSession(**request.model_dump()))


@app.post("/sessions/{session_id}/memory", status_code=201)
def remember(session_id: int, request: MemoryRequest, db: Session = Depends(get_db)) -> Created:
    session = db.get(AgentSession, session_id)
    if session is None:
        raise HTTPException(status_code=404, detail="there is no such session")
    session.last_active_at = func.now()
    row = MemoryItem(session_id=session_id, agent_name=session.agent_name, **request.model_dump())
    return keep(db, row)


@app.get("/memory")
def recall(agent_name: str, words: str, db: Session = Depends(get_db)) -> list[Memory]:
    said = func.to_tsvector(SIMPLE, MemoryItem.content).op("@@")(func.plainto_tsquery(SIMPLE, words))
    found = (
        select(MemoryItem)
        .where(MemoryItem.agent_name == agent_name, said)
        .order_by(MemoryItem.importance.desc(), MemoryItem.id.desc())
        .limit(20)
    )
    return [Memory.model_validate(item) for item in db.scalars(found)]


@app.post("/sessions/{session_id}/messages", status_code=201)
def send(session_id: int, request: MessageRequest, db: Session = Depends(get_db)) -> Created:
    return keep(db, AgentCommunication(session_id=session_id, **request.model_dump()))


@app.post("/metrics", status_code=201)
def record(request: MetricRequest, db: Session = Depends(get_db)) -> Created:
    return keep(db, AgentMetrics(**request.model_dump()))
