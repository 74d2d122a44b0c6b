"""Row security on PostgreSQL: the same boundaries as ``tenancy``, drawn by the database itself.

Four roles: the owner (migrations), ``stegvis_app`` (the service: not owner, no BYPASSRLS, no right to delete),
``stegvis_gallrare`` (gallring alone: the one that deletes) and ``stegvis_granskare`` (reads the access log). FORCE
makes the owner subject too. An unset or empty
setting matches nothing. The migrations carry these statements frozen; a test compares them.
"""

from collections.abc import Iterator

from sqlalchemy import Table

from app.core.database import FAR_RADERAS
from app.core.tenancy import Isolering

APPROLL, GRANSKNINGSROLL, GALLRINGSROLL = "stegvis_app", "stegvis_granskare", "stegvis_gallrare"
_PART = "(SELECT current_setting('stegvis.part', true))"
_KOMMUN = "kommunkod = (SELECT current_setting('stegvis.kommunkod', true))"
_NAMND = "namnd_id::text = (SELECT current_setting('stegvis.namnd', true))"
_DELAD = "delad_med::text = (SELECT current_setting('stegvis.organisation', true))"
_HOS = "mottagare_id::text = (SELECT current_setting('stegvis.{}', true))"
_KLIENT = "klient_id = (SELECT current_setting('stegvis.klient', true))"
_SYSTEM = f"{_PART} = 'system'"

# CASE, not OR: the planner cannot estimate these conditions, multiplies them with the query's own of the same
# meaning, expects next to nothing and sorts where an index would do. Of a CASE it assumes one half, whatever is in it.
VILLKOR = {
    Isolering.NAMND: f"CASE {_PART} WHEN 'kommun' THEN {_KOMMUN} AND {_NAMND} WHEN 'system' THEN true ELSE false END",
    Isolering.DELAD: (
        f"CASE {_PART} WHEN 'kommun' THEN {_KOMMUN} AND {_NAMND} WHEN 'utforare' THEN {_KOMMUN} AND {_DELAD} "
        "WHEN 'system' THEN true ELSE false END"
    ),
    Isolering.MOTTAGARE: (
        f"CASE {_PART} WHEN 'kommun' THEN {_KOMMUN} AND {_HOS.format('namnd')} "
        f"WHEN 'utforare' THEN {_KOMMUN} AND {_HOS.format('organisation')} WHEN 'system' THEN true ELSE false END"
    ),
    Isolering.KLIENT: f"({_KOMMUN} AND {_KLIENT}) OR {_SYSTEM}",
}
# What an utförare reads of a catalogue beside its own rows, and cannot change.
PUBLIKT = f"CASE {_PART} WHEN 'utforare' THEN {_KOMMUN} AND publik ELSE false END"


def satser(tabell: Table, isolering: Isolering) -> Iterator[str]:
    """The statements that close one table: policies and what the app role may do."""
    namn = tabell.name
    if "kommunkod" in tabell.columns and "kommunkod" in tabell.primary_key.columns:
        yield f"ALTER TABLE {namn} ENABLE ROW LEVEL SECURITY"
        yield f"ALTER TABLE {namn} FORCE ROW LEVEL SECURITY"
        yield from _policyer(namn, isolering)
    yield f"GRANT {_ratter(tabell)} ON {namn} TO {APPROLL}"
    if andras := tabell.info.get("andras"):
        yield f"GRANT UPDATE ({', '.join(andras)}) ON {namn} TO {APPROLL}"


def _policyer(namn: str, isolering: Isolering) -> Iterator[str]:
    if isolering in VILLKOR:
        yield f"CREATE POLICY isolering ON {namn} USING ({VILLKOR[isolering]}) WITH CHECK ({VILLKOR[isolering]})"
    elif isolering is Isolering.KATALOG:
        delad = VILLKOR[Isolering.DELAD]
        yield f"CREATE POLICY isolering ON {namn} USING ({delad}) WITH CHECK ({delad})"
        yield f"CREATE POLICY lasning ON {namn} FOR SELECT USING ({PUBLIKT})"
    elif isolering is Isolering.LOGG:
        yield f"CREATE POLICY tillagg ON {namn} FOR INSERT WITH CHECK ({_KOMMUN} OR {_SYSTEM})"
        yield f"CREATE POLICY lasning ON {namn} FOR SELECT USING (({_KOMMUN} AND {_NAMND}) OR {_SYSTEM})"
        yield f"CREATE POLICY markering ON {namn} FOR UPDATE USING ({_SYSTEM})"
        yield f"CREATE POLICY gallring ON {namn} FOR DELETE USING ({_SYSTEM})"
    else:
        yield f"CREATE POLICY lasning ON {namn} FOR SELECT USING (true)"
        yield f"CREATE POLICY tillagg ON {namn} FOR INSERT WITH CHECK ({_KOMMUN} OR {_SYSTEM})"
        yield f"CREATE POLICY andring ON {namn} FOR UPDATE USING ({_KOMMUN} OR {_SYSTEM})"


def _ratter(tabell: Table) -> str:
    """Log and history are only ever added to; stored answers and used proofs are all that the service clears away.

    ``andras`` in the ``info`` of such a table names the columns that the service may change all the same.
    """
    if tabell.info.get("bara_tillagg"):
        return "SELECT, INSERT"
    return "SELECT, INSERT, UPDATE, DELETE" if tabell.name in FAR_RADERAS else "SELECT, INSERT, UPDATE"


def roller() -> tuple[str, ...]:
    """Make the group roles where they are missing; login roles are members of them."""
    return tuple(
        f"DO $$ BEGIN IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{roll}') "
        f"THEN CREATE ROLE {roll} NOLOGIN NOBYPASSRLS; END IF; END $$"
        for roll in (APPROLL, GRANSKNINGSROLL, GALLRINGSROLL)
    )
