"""Drafts: what somebody has begun and not saved, safe from crashes and dropped lines (F13, F92)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from intake.desk.shop import Shop  # noqa: TC001 - a field of a dataclass
from intake.employee import Permission
from intake.errors import NotFound, Refused

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from intake.draft import Draft
    from intake.employee import Actor
    from intake.ports import View, Work


@dataclass(frozen=True, slots=True)
class DraftDesk:
    """Everything under way, at all stations."""

    shop: Shop

    def everyone(self) -> Sequence[Draft]:
        """Return all drafts, oldest first; what is in them is for their authors only."""
        return self.shop.store.look(lambda view: view.drafts())

    def open(self, actor: Actor, draft_id: str) -> Draft:
        """Return a draft to its author; raises ``Refused`` for anybody else, ``NotFound`` when it is gone.

        What a disabled employee has left behind becomes the draft of the manager or admin who opens it.
        """
        draft = self.find(actor, draft_id)
        if draft.author == actor.name:
            return draft
        return self.shop.store.act(lambda work: _taken_over(work, actor, draft_id))

    def find(self, actor: Actor, draft_id: str) -> Draft:
        """Return a draft that ``actor`` may open or discard, and leave it whose it is; raises as ``open`` does."""
        return self.shop.store.look(lambda view: _openable(view, actor, draft_id))

    def save(self, draft: Draft, since: Mapping[str, str] | None = None) -> Draft:
        """Keep a draft and return it as it is kept.

        ``since`` are the texts that the station knew to be kept before; what its author has typed at another station
        meanwhile stays, and of a field that was typed at both the newest text.
        """

        def work(work: Work) -> Draft:
            kept = _kept(work, draft.id) if since is not None else None
            newest = draft if kept is None or since is None else draft.over(kept, since)
            work.save_draft(newest)
            return newest

        return self.shop.store.act(work)

    def discard(self, actor: Actor, draft_id: str) -> None:
        """Throw one's own draft away, or one that a disabled employee has left behind; raises as ``open`` does."""

        def work(work: Work) -> None:
            work.end_draft(_openable(work, actor, draft_id).id)

        self.shop.store.act(work)


def _kept(view: View, draft_id: str) -> Draft | None:
    return next((draft for draft in view.drafts() if draft.id == draft_id), None)


def _existing(view: View, draft_id: str) -> Draft:
    draft = _kept(view, draft_id)
    if draft is None:
        raise NotFound("no_draft", "This draft is gone: it was saved or discarded.")
    return draft


def _own(view: View, actor: Actor, draft_id: str) -> Draft:
    draft = _existing(view, draft_id)
    if draft.author != actor.name:
        raise Refused("not_yours", f"This is a draft of {draft.author}, who alone can go on with it.")
    return draft


def _openable(view: View, actor: Actor, draft_id: str) -> Draft:
    """Return a draft that is one's own, or one left behind that a manager or admin may go on with."""
    draft = _existing(view, draft_id)
    author, opener = view.employee(draft.author), view.employee(actor.name)
    if draft.author == actor.name or (author and author.enabled):
        return _own(view, actor, draft_id)
    if opener and opener.may(Permission.DELETE):
        return draft
    words = f"This is a draft of {draft.author}, who is disabled: a manager or admin can go on with it."
    raise Refused("not_yours", words)


def _taken_over(work: Work, actor: Actor, draft_id: str) -> Draft:
    draft = replace(_openable(work, actor, draft_id), author=actor.name)
    work.save_draft(draft)
    return draft
