from importlib.metadata import version
import asyncio
import os

import asyncpg


async def main():
    connection = await asyncpg.connect(os.environ["URL"])
    await connection.fetchval("select 1")
    print("connected", version("asyncpg"))


asyncio.run(main())
