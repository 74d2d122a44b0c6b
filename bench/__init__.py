"""Measures the service against the least program that does the same work, on the same machine and database.

    python -m bench                       100,000 orders
    python -m bench --rader 1000000

    last.py  ──HTTP──▶  server.py vart   (the service)                ──▶  PostgreSQL, seeded by fro.py
             ──HTTP──▶  server.py grans  (grans.py: the limit)        ──▶  the same tables, the same role

Rounds come in pairs, one against each, in alternating order. The figure is the processor time that the
operating system charged the server per request; of the pairs' ratios the median is kept.

    python -m bench.provning              1,500, 15,000 and 150,000 cases tried by the engine alone
"""
