from importlib.metadata import version
import asyncio
import os

from sqlalchemy import create_engine, text
from sqlalchemy.ext.asyncio import create_async_engine

url = os.environ["URL"]


async def asynchronous():
    async with create_async_engine(url).connect() as connection:
        await connection.execute(text("select 1"))


if "+asyncpg" in url:
    asyncio.run(asynchronous())
else:
    with create_engine(url).connect() as connection:
        connection.execute(text("select 1"))
print("connected", version("sqlalchemy"))
