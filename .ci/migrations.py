"""The SQL that the migrations run on PostgreSQL, read by squawk: locks, rewrites, other dangers to a live base."""

import os
import re
import subprocess
import sys
from pathlib import Path

# Written without a connection: only the dialect of the URL counts.
URL = "postgresql+asyncpg://stegvis_agare@localhost/stegvis"
# Alembic's own table, made before the first migration.
VERSION_TABLE = re.compile(r"CREATE TABLE alembic_version \(.*?\);", re.DOTALL)


def main() -> int:
    """0 when every migration could be written as SQL and squawk finds nothing."""
    environment = {**os.environ, "STEGVIS_DATABASE_URL": URL, "STEGVIS_DATABASE_URL_AGARE": URL}
    alembic = [sys.executable, "-m", "alembic", "upgrade", "head", "--sql"]
    sql = subprocess.run(alembic, capture_output=True, text=True, check=False, env=environment)
    if sql.returncode or not sql.stdout.strip():
        sys.stderr.write(sql.stderr or "alembic wrote no SQL\n")
        return 1
    squawk = [str(Path(sys.executable).with_name("squawk")), "--stdin-filepath", "migrations.sql"]
    found = subprocess.run(squawk, input=VERSION_TABLE.sub("", sql.stdout), capture_output=True, text=True, check=False)
    if found.returncode:
        sys.stderr.write(found.stdout + found.stderr)
    return found.returncode


if __name__ == "__main__":
    sys.exit(main())
