"""The desk: every action of a shop, the same for screens, commands and scripts."""

from __future__ import annotations

from intake.desk.customers import CustomerDesk
from intake.desk.drafts import DraftDesk
from intake.desk.employees import EmployeeDesk
from intake.desk.line import QueueDesk
from intake.desk.scans import ScanDesk
from intake.desk.shop import Shop

__all__ = ["Desk", "Shop"]


class Desk:
    """All that staff can do in one ``shop``, by subject."""

    def __init__(self, shop: Shop) -> None:
        self.shop = shop
        self.employees = EmployeeDesk(shop)
        self.customers = CustomerDesk(shop)
        self.scans = ScanDesk(shop)
        self.queue = QueueDesk(shop)
        self.drafts = DraftDesk(shop)

    def close(self) -> None:
        """Let go of the database."""
        self.shop.store.close()
