"""What Alembic runs: the migrations, inside the transaction of the connection that ``storage.setup`` hands over."""

from __future__ import annotations

from alembic import context

from storage.tables import complete_metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=complete_metadata())
context.run_migrations()
