"""What a form holds: the texts typed so far, over the profile they change."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from uuid import uuid4

from intake.customer import FIELDS
from intake.draft import Draft
from intake.errors import IntakeError
from screens.labels import texts_of

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from datetime import datetime

    from intake.customer import Customer
    from intake.desk import Desk
    from intake.employee import Actor


@dataclass
class Form:
    """One sign-up, or one edit of the profile ``seen``.

    ``base`` holds the texts of the untouched form and ``texts`` those of now, by field. ``card`` holds what a
    card filled in, ``hints`` what that card should be looked at for, and ``others`` who else signs up somebody with it.
    ``request`` stays the same for every try to save, so that an unknown outcome is not doubled; a sign-up is saved once
    wherever its draft is open.
    """

    author: str
    base: Mapping[str, str]
    texts: dict[str, str]
    seen: Customer | None = None
    card: Mapping[str, str] = field(default_factory=dict)
    repairs: Sequence[str] = ()
    hints: Sequence[str] = ()
    others: Sequence[str] = ()
    draft_id: str = field(default_factory=lambda: uuid4().hex)
    request: str = field(default_factory=lambda: uuid4().hex)
    started_at: datetime | None = None

    @property
    def changed(self) -> dict[str, str]:
        """The texts that a person or a card has put in, in the order of the form."""
        return {name: self.texts[name] for name in FIELDS if self.texts[name] != self.base[name]}

    @property
    def scanned(self) -> tuple[str, ...]:
        """The fields that hold what the card filled in, whether a person has typed the same since or not."""
        return tuple(name for name, text in self.card.items() if self.texts[name] == text)

    def type(self, name: str, text: str) -> None:
        """Take what a person put into a field."""
        self.texts[name] = text

    def take_over(self, kept: Mapping[str, str], known: Mapping[str, str]) -> list[str]:
        """Take the texts that are ``kept`` of this draft, where nobody has typed here since they were ``known``.

        Returns the fields that are others now.
        """
        names = [name for name in FIELDS if kept.get(name) != known.get(name)]
        taken = [name for name in names if self.texts[name] == known.get(name, self.base[name])]
        for name in taken:
            self.type(name, kept.get(name, self.base[name]))
        return taken

    def errors(self) -> dict[str, IntakeError]:
        """Return what is wrong with each changed text by itself."""
        found: dict[str, IntakeError] = {}
        for name, text in self.changed.items():
            if error := error_in(name, text):
                found[name] = error
        return found

    def rebase(self, present: Customer, dropped: Collection[str] = ()) -> None:
        """Take ``present`` for the profile that is edited; own changes stay, the ``dropped`` ones aside."""
        mine = {name: text for name, text in self.changed.items() if name not in dropped}
        self.seen, self.base = present, texts_of(present)
        self.texts = {**self.base, **mine}

    def draft(self, station: str, now: datetime) -> Draft:
        """Return the form as a draft of this instant."""
        self.started_at = self.started_at or now
        return Draft(
            id=self.draft_id,
            author=self.author,
            station=station,
            texts=self.changed,
            started_at=self.started_at,
            saved_at=now,
            customer=self.seen.number if self.seen else None,
            seen_version=self.seen.version if self.seen else 0,
            scanned=self.scanned,
            repairs=tuple(self.repairs),
            hints=tuple(self.hints),
        )

    def save(self, desk: Desk, actor: Actor) -> Customer:
        """Store the profile and end the draft; raises what the desk raises.

        A second try may find that the first one was done after all: what was typed since is then stored on top.
        """
        given = self.changed
        if self.seen:
            saved = desk.customers.edit(actor, self.seen.number, given, self.seen, self.request, self.draft_id)
        else:
            how = "from a license" if self.scanned else "by hand"
            saved = desk.customers.add(actor, given, self.draft_id, self.draft_id, how)
        values = {name: FIELDS[name](name, text) for name, text in given.items()}
        rest = {name: given[name] for name, value in values.items() if getattr(saved, name) != value}
        return desk.customers.edit(actor, saved.number, rest) if rest else saved


def error_in(name: str, text: str) -> IntakeError | None:
    """Return what is wrong with one field's text by itself, if anything."""
    try:
        FIELDS[name](name, text)
    except IntakeError as error:
        return error
    return None


def blank_form(author: str, standard: Customer) -> Form:
    """Return the form of a new customer, on whom nothing is known but the ``standard`` switches."""
    base = texts_of(standard)
    return Form(author, base, dict(base))


def edit_form(author: str, customer: Customer) -> Form:
    """Return the form of a profile."""
    base = texts_of(customer)
    return Form(author, base, dict(base), customer)


def draft_form(draft: Draft, seen: Customer | None, standard: Customer) -> Form:
    """Return the form that a draft was made of; ``seen`` is the profile it changes, as it was then."""
    base = texts_of(seen or standard)
    typed = {name: text for name, text in draft.texts.items() if name in FIELDS}
    card = {name: typed[name] for name in draft.scanned if name in typed}
    form = Form(draft.author, base, {**base, **typed}, seen, card, draft.repairs, draft.hints)
    form.draft_id, form.started_at = draft.id, draft.started_at
    return form
