"""All SQL: tables, queries and migrations.  Functions take a session and return plain values."""
