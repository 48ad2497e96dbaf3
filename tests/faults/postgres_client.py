"""A client of the embedded server for the tests: says what it did, and lives until its input ends."""

import os
import sys

import psycopg

from hub.kernel import embedded_postgres

folder = sys.argv[1]
with psycopg.connect(embedded_postgres.ensure(folder, fsync="off"), autocommit=True) as connection:
    connection.execute("SELECT pg_advisory_lock(1)")
    connection.execute("CREATE TABLE IF NOT EXISTS met (pid int)")
    connection.execute("INSERT INTO met VALUES (%s)", [os.getpid()])
    connection.execute("SELECT pg_advisory_unlock(1)")
print("ready", flush=True)
sys.stdin.read()
