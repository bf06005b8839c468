"""Which database: the URL that is given, the one for containers in a container, else one made of its parts."""

import os
from urllib.parse import quote


def database_url(key: str = "DATABASE_URL", driver: str = "postgresql+psycopg2") -> str:
    in_docker = os.environ.get("RUNNING_IN_DOCKER", "").lower() in ("1", "true", "yes")
    url = os.environ.get(f"{key}_IN_DOCKER") if in_docker else None
    url = url or os.environ.get(key)
    if url:
        return url
    user, password, database = (
        quote(os.environ[name], safe="") for name in ("POSTGRES_USER", "POSTGRES_PASSWORD", "POSTGRES_DB")
    )
    host = os.environ.get("POSTGRES_HOST", "test-db" if in_docker else "localhost")
    port = os.environ.get("POSTGRES_PORT", "5432" if in_docker else "5433")
    tls = "ssl" if driver.endswith("asyncpg") else "sslmode"
    return f"{driver}://{user}:{password}@{host}:{port}/{database}?{tls}=require"
