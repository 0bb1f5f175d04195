"""Says, before `make test-services` begins, which of the two servers it needs does not answer."""

import os
import sys

import psycopg
import redis
from psycopg.conninfo import make_conninfo


def postgres_fault(url: str) -> str | None:
    """Returns why the PostgreSQL server cannot be used, None if it can.

    The tests make their own database beside the one the address names, so that one need not exist.
    """
    try:
        with psycopg.connect(make_conninfo(url, dbname="postgres", connect_timeout=5)) as connection:
            row = connection.execute("SELECT rolcreatedb OR rolsuper FROM pg_roles WHERE rolname = current_user")
            return None if row.fetchone() == (True,) else "its user may not create a database"
    except psycopg.Error as error:
        return str(error).strip().splitlines()[0]


def redis_fault(url: str) -> str | None:
    """Returns why the Redis server cannot be used, None if it can."""
    try:
        redis.Redis.from_url(url, socket_connect_timeout=5).ping()
    except redis.RedisError as error:
        return str(error)
    return None


def main() -> int:
    """Returns the exit status: 0 if both servers answer."""
    faults = {
        "PostgreSQL (DATABASE_URL)": postgres_fault(os.environ["DATABASE_URL"]),
        "Redis (REDIS_URL)": redis_fault(os.environ["REDIS_URL"]),
    }
    for server, fault in faults.items():
        if fault:
            sys.stderr.write(f"{server} is needed for these tests and does not answer: {fault}\n")
    return 1 if any(faults.values()) else 0


if __name__ == "__main__":
    sys.exit(main())
