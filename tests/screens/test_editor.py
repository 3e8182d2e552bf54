"""The form at the station: sign-up, edit, drafts, errors at their field, and two people at one profile."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sitting import PIN, at_station, piloted
from textual.widgets import Input, OptionList

from intake.employee import Actor
from intake.errors import StorageFailed
from screens import beginning
from screens.form_fields import Choice
from screens.vouching import ManagerQuestion

if TYPE_CHECKING:
    from collections.abc import Callable

    import pytest
    from sitting import Sitting

    from intake.customer import Customer
    from intake.desk import Desk
    from intake.draft import Draft

MARKUP = "[@click=app.quit]x[/] [b]"


def focused_field(sitting: Sitting) -> str | None:
    return sitting.app.focused.id if sitting.app.focused else None


def kept(desk: Desk) -> list[dict[str, str]]:
    """Return what has been typed in each draft."""
    return [dict(draft.texts) for draft in desk.drafts.everyone()]


async def edit(sitting: Sitting, number: str) -> None:
    await sitting.open_profile(number)
    await sitting.press("e")
    await sitting.until("Edit ")


@piloted
async def test_an_unknown_card_is_signed_up_and_checked_in_with_two_keys(desk: Desk, payload: bytes) -> None:
    async with at_station(desk) as sitting:
        await sitting.scan(payload)
        await sitting.until("New customer")
        assert "▪ card" in sitting.line_with("MARLOWE")
        assert "▪ card" not in sitting.line_with("Nickname")
        await sitting.until(lambda: len(desk.drafts.everyone()) == 1)
        await sitting.press("ctrl+s")
        await sitting.until("Enter checks in")
        await sitting.press("enter")
        await sitting.until(lambda: bool(desk.queue.waiting()))
        tessa = desk.customers.show(desk.queue.waiting()[0].customer)
        assert (tessa.display_name, tessa.license_number, tessa.city) == ("TESSA MARLOWE", "D7042011", "EXAMPLETON")
        assert desk.drafts.everyone() == []


@piloted
async def test_the_form_tells_once_what_to_look_at_and_what_was_repaired(desk: Desk, payload: bytes) -> None:
    garbled = payload.replace(b"\x1e", b"").replace(b"03042029", b"03042023")
    assert b"03042023" in garbled
    async with at_station(desk) as sitting:
        await sitting.scan(garbled)
        await sitting.until("New customer")
        told = " ".join(sitting.shown().split())
        assert told.count("! Look at the card: ") == told.lower().count("look at the card") >= 1
        assert "~ Repaired: " in told
        await sitting.press("f6")
        await sitting.until(lambda: "Look at the card" not in sitting.shown())
        await sitting.station.profile.open_draft(desk.drafts.everyone()[0].id)
        await sitting.until("! Look at the card: ")
        assert " ".join(sitting.shown().split()).count("~ Repaired: ") == 1


@piloted
async def test_the_same_card_again_goes_on_with_the_same_sign_up(desk: Desk, payload: bytes) -> None:
    async with at_station(desk) as sitting:
        await sitting.scan(payload)
        await sitting.until("New customer")
        await sitting.press("tab", "z")
        await sitting.scan(payload)
        await sitting.until("QUINNz")
        assert len(desk.drafts.everyone()) == 1


@piloted
async def test_what_is_typed_is_kept_as_a_draft_and_opened_again(desk: Desk) -> None:
    async with at_station(desk) as sitting:
        await sitting.press("f6")
        await sitting.type("Juno")
        await sitting.until(lambda: kept(desk) == [{"first_name": "Juno"}])
        draft = desk.drafts.everyone()[0]
        assert draft.author == "Rita"
        await sitting.press("f6")
        await sitting.until(lambda: "Juno" not in sitting.shown())
        await sitting.station.profile.open_draft(draft.id)
        await sitting.until("Juno")
        await sitting.press("down", "down", *"Vale", "ctrl+s")
        await sitting.until("Juno Vale")
        assert desk.drafts.everyone() == []


@piloted
async def test_a_sign_up_that_was_saved_at_another_station_is_not_done_twice(
    desk: Desk, other_desk: Desk, payload: bytes
) -> None:
    async with at_station(desk) as sitting:
        await sitting.scan(payload)
        await sitting.until("New customer")
        await sitting.until(lambda: len(desk.drafts.everyone()) == 1)
        form, _, _ = beginning.draft(other_desk, Actor("Rita", "second desk"), desk.drafts.everyone()[0].id)
        form.save(other_desk, Actor("Rita", "second desk"))
        assert desk.drafts.everyone() == []
        await sitting.press("tab", "z")
        await sitting.until(lambda: len(desk.drafts.everyone()) == 1)
        await sitting.press("ctrl+s")
        await sitting.until("Enter checks in")
        found = [each.customer for each in desk.customers.find("marlowe")]
        assert [customer.middle_name for customer in found] == ["QUINNz"]
        assert desk.drafts.everyone() == []
        events = [event.summary for event in desk.customers.history(found[0].number)]
        assert "signed up from a license" in events


@piloted
async def test_the_draft_of_an_edit_is_named_as_the_customer(desk: Desk, signed_up: Callable[..., Customer]) -> None:
    ann = signed_up("Ann", "Vale")
    async with at_station(desk) as sitting:
        await edit(sitting, ann.number)
        await sitting.press("tab", "tab", "tab", "tab", "q")
        await sitting.until(lambda: bool(desk.drafts.everyone()))
        assert [each.display_name for each in desk.drafts.everyone()] == ["Ann Vale"]


@piloted
async def test_an_unfinished_draft_is_kept_at_once_when_another_customer_is_shown(
    desk: Desk, signed_up: Callable[..., Customer]
) -> None:
    ann = signed_up("Ann", "Vale")
    async with at_station(desk) as sitting:
        await sitting.press("f6")
        await sitting.type("Juno")
        dirty = [sitting.station.profile.dirty]
        await sitting.station.profile.show(ann.number)
        dirty.append(sitting.station.profile.dirty)
        assert dirty == [True, False]
        assert kept(desk) == [{"first_name": "Juno"}]


@piloted
async def test_leaving_asks_and_discards_only_on_request(desk: Desk) -> None:
    async with at_station(desk) as sitting:
        await sitting.press("f6", "J", "escape")
        await sitting.until("This form is not saved")
        await sitting.press("escape")
        assert "New customer" in sitting.shown()
        await sitting.press("escape", "enter")
        await sitting.until("Nobody is shown")
        assert len(desk.drafts.everyone()) == 1
        await sitting.station.profile.open_draft(desk.drafts.everyone()[0].id)
        sitting.station.show_pane("profile")
        await sitting.press("escape", "right", "enter")
        await sitting.until(lambda: desk.drafts.everyone() == [])


@piloted
async def test_an_untouched_form_is_left_without_a_question(desk: Desk, signed_up: Callable[..., Customer]) -> None:
    ann = signed_up("Ann", "Vale", nickname=MARKUP)
    async with at_station(desk) as sitting:
        await edit(sitting, ann.number)
        assert MARKUP in sitting.line_with("Nickname")
        await sitting.press("escape")
        await sitting.until("Enter checks in")
        assert desk.customers.show(ann.number).version == ann.version


@piloted
async def test_errors_stand_at_their_fields_and_the_cursor_goes_to_the_first(desk: Desk) -> None:
    async with at_station(desk) as sitting:
        await sitting.press("f6")
        await sitting.press(*(["down"] * 5), "1", "3", "ctrl+s")
        await sitting.until("Birth date: write a date")
        assert "Birth date" in sitting.line_with("! write a date")
        assert focused_field(sitting) == "date_of_birth"
        await sitting.press("ctrl+u", "ctrl+s")
        await sitting.until("a profile needs a first or a last name")
        assert focused_field(sitting) == "last_name"


@piloted
async def test_a_form_opens_at_its_first_field_however_far_down_the_last_one_was_left(desk: Desk) -> None:
    async with at_station(desk) as sitting:
        await sitting.press("f6", "pagedown", "pagedown", "pagedown")
        assert "First name" not in sitting.shown()
        await sitting.press("escape", "f6")
        await sitting.until("First name")
        assert focused_field(sitting) == "first_name"


@piloted
async def test_an_error_is_told_in_full_below_as_long_as_its_text_stands(desk: Desk) -> None:
    async with at_station(desk) as sitting:
        await sitting.press("f6")
        await sitting.press(*(["down"] * 5), "1", "3", "down")
        await sitting.until("! Birth date: write a date")
        assert focused_field(sitting) != "date_of_birth"
        await sitting.press("up", "ctrl+u")
        await sitting.until(lambda: "Birth date: write" not in sitting.shown())


@piloted
async def test_typing_goes_on_at_the_end_of_a_text_and_later_where_the_cursor_was_left(
    desk: Desk, signed_up: Callable[..., Customer]
) -> None:
    short, long = signed_up("Jo", "Vale"), signed_up("Bartholomew", "Marsh")
    async with at_station(desk) as sitting:
        await edit(sitting, short.number)
        await sitting.press("escape")
        await edit(sitting, long.number)
        await sitting.press("x", "left", "left", "tab", "tab", "y", "shift+tab", "shift+tab", "z", "ctrl+s")
        await sitting.until("Bartholomezwx Marshy")


@piloted
async def test_choices_are_made_by_arrows_letters_and_space(desk: Desk, signed_up: Callable[..., Customer]) -> None:
    ann = signed_up("Ann", "Vale")
    async with at_station(desk) as sitting:
        await edit(sitting, ann.number)
        gender = sitting.station.query_one("#gender", Choice)
        gender.focus()
        await sitting.press("n")
        assert gender.text == "non_binary"
        await sitting.press("left", "space", "right")
        assert gender.text == "unspecified"
        sitting.station.query_one("#warning_1", Choice).focus()
        await sitting.press("y", "ctrl+s")
        await sitting.until("Enter checks in")
        assert desk.customers.show(ann.number).warning_1


@piloted
async def test_only_touched_fields_are_saved_beside_what_others_changed(
    desk: Desk, other_desk: Desk, signed_up: Callable[..., Customer]
) -> None:
    ann = signed_up("Ann", "Vale", phone="5550100001")
    async with at_station(desk) as sitting:
        await edit(sitting, ann.number)
        other_desk.customers.edit(Actor("Max", "second desk"), ann.number, {"phone": "5550100002"})
        await sitting.until("Somebody else saved this profile meanwhile")
        await sitting.press("x", "ctrl+s")
        await sitting.until("Annx Vale")
        saved = desk.customers.show(ann.number)
        assert (saved.first_name, saved.phone) == ("Annx", "5550100002")


@piloted
async def test_a_field_that_two_people_changed_is_asked_with_both_values_and_who(
    desk: Desk, other_desk: Desk, signed_up: Callable[..., Customer]
) -> None:
    ann = signed_up("Ann", "Vale")
    async with at_station(desk) as sitting:
        await edit(sitting, ann.number)
        await sitting.press("x", "tab", "tab", "y")
        other_desk.customers.edit(
            Actor("Max", "second desk"), ann.number, {"first_name": "Anna", "last_name": "Valeta"}
        )
        await sitting.press("ctrl+s")
        await sitting.until("Somebody else changed")
        assert "save: ◂ theirs ▸" in sitting.line_with("First name")
        assert "▸ theirs: Anna  (Max, 11/21 10:00, second desk)" in sitting.shown()
        assert "  mine:   Annx" in sitting.shown()
        assert desk.customers.show(ann.number).display_name == "Anna Valeta"
        await sitting.press("m", "enter")
        assert "save: mine" in sitting.line_with("First name")
        assert "▸ mine:   Annx" in sitting.shown()
        assert "  theirs: Anna " in sitting.shown()
        assert "save: ◂ theirs ▸" in sitting.line_with("Last name")
        await sitting.press("space", "left", "enter", "enter")
        await sitting.until("Annx Valeta")
        assert desk.customers.show(ann.number).display_name == "Annx Valeta"


@piloted
async def test_a_draft_of_an_older_version_notices_what_others_changed_since(
    desk: Desk, other_desk: Desk, signed_up: Callable[..., Customer]
) -> None:
    ann = signed_up("Ann", "Vale")
    async with at_station(desk) as sitting:
        await edit(sitting, ann.number)
        await sitting.press("x")
        await sitting.station.profile.save_draft_now()
        await sitting.station.profile.clear()
        other_desk.customers.edit(Actor("Max", "second desk"), ann.number, {"first_name": "Anna"})
        await sitting.station.profile.open_draft(desk.drafts.everyone()[0].id)
        sitting.station.show_pane("profile")
        await sitting.press("ctrl+s")
        await sitting.until("theirs: Anna")


@piloted
async def test_a_draft_that_cannot_be_stored_is_told_and_stays_on_the_screen(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_desk: object, _draft: Draft, _since: object) -> None:
        raise StorageFailed("full", "The disk is full.")

    async with at_station(desk) as sitting:
        with monkeypatch.context() as patched:
            patched.setattr(type(desk.drafts), "save", full)
            await sitting.press("f6", "J")
            await sitting.until("The draft is not kept: The disk is full.")
        await sitting.press("u")
        await sitting.until(lambda: "not kept" not in sitting.shown())
        await sitting.until(lambda: kept(desk) == [{"first_name": "Ju"}])


@piloted
async def test_notes_of_several_lines_are_typed_and_saved(desk: Desk, signed_up: Callable[..., Customer]) -> None:
    ann = signed_up("Ann", "Vale")
    async with at_station(desk) as sitting:
        await edit(sitting, ann.number)
        sitting.station.query_one("#notes").focus()
        await sitting.press("a", "enter", *"[b]", "ctrl+s")
        await sitting.until("Enter checks in")
        assert desk.customers.show(ann.number).notes == "a\n[b]"


@piloted
async def test_a_manager_beside_lifts_a_ban_with_name_and_pin(desk: Desk, signed_up: Callable[..., Customer]) -> None:
    ann = signed_up("Ann", "Vale", banned="yes")
    async with at_station(desk) as sitting:
        await lift_ban(sitting, ann.number)
        names = sitting.app.screen.query_one(OptionList)
        assert [str(option.prompt) for option in names.options] == ["Ada", "Max"]
        await sitting.press("down", "enter", *"000000", "enter")
        await sitting.until("! Max: The PIN is wrong.")
        assert desk.customers.show(ann.number).banned
        assert PIN not in sitting.shown()
        await sitting.press(*PIN, "enter")
        await sitting.until("Enter checks in")
        assert not desk.customers.show(ann.number).banned
        lifted = desk.customers.history(ann.number)[0]
        assert (lifted.kind, lifted.by, (lifted.detail or {}).get("by")) == ("ban_lifted", "Rita", "Max")
        assert desk.drafts.everyone() == []
        await sitting.press("h")
        await sitting.until("a manager vouched: Max")


@piloted
async def test_esc_instead_of_a_manager_leaves_the_form_as_it_is(
    desk: Desk, signed_up: Callable[..., Customer]
) -> None:
    ann = signed_up("Ann", "Vale", banned="yes")
    async with at_station(desk) as sitting:
        await lift_ban(sitting, ann.number)
        await sitting.press("escape")
        await sitting.until("! Your role may not lift a ban")
        assert desk.customers.show(ann.number).banned
        assert sitting.station.profile.dirty
        assert sitting.station.query_one("#banned", Choice).text == "false"


@piloted
async def test_a_card_vouches_for_nobody(desk: Desk, signed_up: Callable[..., Customer], payload: bytes) -> None:
    ann = signed_up("Ann", "Vale", banned="yes")
    async with at_station(desk) as sitting:
        await lift_ban(sitting, ann.number)
        for keys in ((), ("enter",), tuple(PIN)):
            await sitting.press(*keys)
            await sitting.scan(payload)
            assert isinstance(sitting.app.screen, ManagerQuestion)
            assert "Checking" not in sitting.shown()
        assert set(sitting.told) == {"Answer this first: the scanned card opens then."}
        assert sitting.app.screen.query_one(Input).value == PIN
        assert desk.customers.show(ann.number).banned


@piloted
async def test_a_manager_lifts_a_ban_alone(desk: Desk, signed_up: Callable[..., Customer]) -> None:
    ann = signed_up("Ann", "Vale", banned="yes")
    async with at_station(desk, "Max") as sitting:
        await edit(sitting, ann.number)
        sitting.station.query_one("#banned", Choice).focus()
        await sitting.press("n", "ctrl+s")
        await sitting.until("Enter checks in")
        assert not desk.customers.show(ann.number).banned


async def lift_ban(sitting: Sitting, number: str) -> None:
    """Try to lift a ban without a manager."""
    await edit(sitting, number)
    sitting.station.query_one("#banned", Choice).focus()
    await sitting.press("n", "ctrl+s")
    await sitting.until("PIN of the manager")
    assert "Your role may not lift a ban" in sitting.shown()
