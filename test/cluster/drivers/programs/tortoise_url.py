from importlib.metadata import version
import asyncio
import os

from tortoise import Tortoise, connections


async def main():
    await Tortoise.init(db_url=os.environ["URL"], modules={"models": ["__main__"]})
    await connections.get("default").execute_query("select 1")
    await Tortoise.close_connections()
    print("connected", version("tortoise-orm"))


asyncio.run(main())
