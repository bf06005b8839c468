from importlib.metadata import version
import asyncio
import os

from databases import Database


async def main():
    async with Database(os.environ["URL"]) as database:
        assert await database.fetch_val("select ssl from pg_stat_ssl where pid = pg_backend_pid()")
        print("connected", version("databases"))


asyncio.run(main())
