"""The shop's database: SQLModel tables on SQLite or PostgreSQL."""
