"""Migrations of the shop's database, run by ``storage.setup`` alone."""
