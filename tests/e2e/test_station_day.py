"""A receptionist's day at the installed station, on a real terminal: what she does, sees, and what is stored of it."""

from __future__ import annotations

from intake.errors import ExitStatus
from tests.e2e.reception import ANN, BEN, JUNO, PATIENCE, PIN, Desk, Shop, both_engines, card_of

pytestmark = both_engines
TESSA = card_of("TESSA", "MARLOWE", "D7042011")
BRUNO = card_of("BRUNO", "MARSH", "D7042102")


def test_a_station_that_nobody_touches_writes_nothing(rita: Desk) -> None:
    rita.settle(0.5)
    written = len(rita.output)
    rita.rest(2.0)
    assert len(rita.output) == written


# -- cards


def test_a_card_never_seen_before_is_signed_up_and_checked_in(rita: Desk, shop: Shop) -> None:
    rita.scan(TESSA)
    rita.look_up("New customer", "D7042011")
    rita.wait_for(lambda form: form.count("▪ card") >= 12, PATIENCE)
    rita.press("Ctrl+S")
    rita.see("TESSA MARLOWE  #7", "Enter checks in")
    rita.press("Enter")
    rita.see("Last check-ins", "TESSA MARLOWE is checked in.", "3 in the building")
    assert shop.waiting() == [ANN, BEN, "TESSA MARLOWE"]
    assert shop.act("customer", "show", "7")["license_number"] == "D7042011"
    assert shop.events("7") == [("Rita", "front desk", "signed_up"), ("Rita", "front desk", "checked_in")]


def test_a_known_card_is_checked_in_by_one_key(rita: Desk, shop: Shop) -> None:
    rita.scan(JUNO)
    rita.look_up("JUNO VALE  #1", "Enter checks in")
    rita.press("Enter")
    rita.see("Last check-ins", "JUNO VALE is checked in.")
    assert shop.waiting()[-1] == "JUNO VALE"


def test_a_phone_is_edited(rita: Desk, shop: Shop) -> None:
    rita.scan(JUNO)
    rita.look_up("JUNO VALE  #1")
    rita.press("e")
    rita.see("Edit JUNO VALE #1")
    rita.press("PageDown")
    rita.tab_to("Phone")
    rita.type("(555) 014-2333")
    rita.see("▏(555) 014-2333", "1 unsaved")
    rita.press("Ctrl+S")
    rita.see_no_more("Edit JUNO VALE")
    rita.see("Phone           555-014-2333")
    assert shop.act("customer", "show", "1")["phone"] == "5550142333"
    assert shop.events("1")[-1] == ("Rita", "front desk", "edited")


def test_a_name_is_found_in_any_order_opened_and_checked_in(rita: Desk, shop: Shop) -> None:
    number = shop.sign_up(first_name="Wilma", last_name="Oakley-Frost", date_of_birth="1990-05-01")
    rita.search_for("frost wil")
    rita.see("1 found", "Wilma Oakley-Frost")
    rita.press("Enter")
    rita.see(f"Wilma Oakley-Frost  #{number}", "Enter checks in")
    rita.press("c")
    rita.see("Wilma Oakley-Frost is checked in.")
    assert shop.waiting()[-1] == "Wilma Oakley-Frost"


# -- refusals


def test_a_banned_customer_is_refused_with_the_reason(rita: Desk, shop: Shop) -> None:
    rita.scan(BRUNO)
    rita.look_up("Bruno Marsh  #2", "May not be checked in", "threw a chair")
    rita.press("Enter")
    rita.see("Not checked in", "• This customer is banned.", "Enter or Esc: close")
    rita.press("Enter")
    rita.see_no_more("Not checked in")
    assert "Bruno Marsh" not in shop.waiting()
    assert shop.events("2")[-1][2] == "refused"


def test_somebody_under_age_is_refused_with_the_rule(rita: Desk, shop: Shop) -> None:
    rita.search("young")
    rita.see("Minna Young", "UNDER AGE")
    rita.press("c")
    rita.see("Not checked in", "Under 21", "rule: ca adult_use age_floor = 21 years")
    rita.press("Esc")
    rita.see_no_more("Not checked in")
    assert "Minna Young" not in shop.waiting()


def test_a_manager_lets_somebody_in_whose_id_has_expired(rita: Desk, shop: Shop) -> None:
    rita.search("late")
    rita.press("c")
    tiles = rita.see("The ID has expired.", "A manager may let them in.", "PIN of the manager")
    assert "Rita" not in tiles.replace("front desk · Rita", "")
    rita.type("known for years")
    rita.step("Enter", "Down", "Enter")
    rita.type("000000")
    rita.press("Enter")
    rita.see("The PIN is wrong.")
    rita.type(PIN)
    rita.press("Enter")
    rita.see("Otto Late is checked in.")
    entry = next(entry for entry in shop.act("queue", "list")["waiting"] if entry["name"] == "Otto Late")
    assert "override" in entry["badges"]
    allowed = next(event for event in shop.act("customer", "history", "4") if event["kind"] == "checked_in")
    assert (allowed["by"], allowed["detail"]["by"]) == ("Rita", "Max")
    assert allowed["detail"]["reason"] == "known for years"


# -- the queue


def test_the_queue_is_moved_undone_and_removed_from(rita: Desk, shop: Shop) -> None:
    before = shop.waiting()
    assert before[:2] == [ANN, BEN]
    rita.press("F4")
    rita.see(f"  1  {ANN}", f"  2  {BEN}")
    rita.press("Down", "Shift+Up")
    rita.see(f"  1  {BEN}", f"  2  {ANN}")
    assert shop.waiting() == [BEN, ANN, *before[2:]]
    rita.press("u")
    rita.see(f"  1  {ANN}", f"  2  {BEN}", "Taken back: the move of")
    rita.press("x")
    rita.see(f"Take {BEN} out of the queue?", "Reason (may stay empty)")
    rita.type("went home")
    rita.press("Enter")
    rita.see_no_more(f"  2  {BEN}", "Take BEN")
    assert shop.waiting() == [name for name in before if name != BEN]
    assert shop.act("customer", "history", "6")[0]["detail"]["reason"] == "went home"
    rita.press("u")
    rita.see(f"  2  {BEN}", "Taken back: the removal of")
    assert shop.waiting() == before


def test_another_station_sees_the_queue_change_without_a_key_and_its_cursor_stays(
    rita: Desk, rob: Desk, shop: Shop
) -> None:
    rob.press("Down")
    rita.press("F4")
    rita.see(f"  1  {ANN}")
    rita.press("Up", "Up", "Shift+Down")
    rob.see(f"  1  {BEN}", f"  2  {ANN}")
    rita.press("u")
    rob.see(f"  1  {ANN}", f"  2  {BEN}")
    shop.act("scan", "-", "--sign-up", "--check-in", typed=card_of("FELIX", "NEWMAN", "D7042033"))
    rob.see("FELIX NEWMAN", "Nobody is shown.")
    rob.press("Enter")
    rob.see(f"{BEN}  #6")


# -- getting about


def test_every_pane_help_and_palette_is_one_key_away(rita: Desk) -> None:
    rita.scan(JUNO)
    rita.see("JUNO VALE  #1")
    rita.press("F2")
    rita.see("Search: ")
    rita.press("F3")
    rita.see("e Edit", "h History")
    rita.press("h")
    rita.see("▾ Event history", ": signed up")
    rita.press("h")
    rita.see("▸ Event history: h")
    rita.press("F1")
    rita.see("Help", "The profile of one customer.", "Show or hide the event history")
    rita.press("Esc")
    rita.see_no_more("Show or hide the event history")
    rita.press("Esc")
    rita.see("Last check-ins")
    rita.press("F4")
    rita.see("Queue: ", "Shift+↑↓ Move")
    rita.press("F2")
    rita.see("Last check-ins", "Enter Open")
    rita.search_for("juno", "Ctrl+F")
    rita.see("1 found")
    rita.press("Esc")
    rita.see("Search: ", "Last check-ins")
    rita.press("Ctrl+Q")
    rita.see("Close this station?")
    rita.press("Enter")
    rita.see_no_more("Close this station?")
    rita.press("Ctrl+P")
    rita.see("Search for commands")
    rita.type("queue")
    rita.see("Everyone in the building")
    rita.press("Down", "Enter")
    rita.see("Queue: ", "Shift+↑↓ Move")


def test_on_a_large_screen_all_panes_stand_side_by_side_and_f10_asks_before_anything_unsaved_is_left(
    rob: Desk, shop: Shop
) -> None:
    rob.press("F2")
    rob.see("Last check-ins", "Queue: ")
    rob.scan(card_of("GRETA", "LINDEN", "D7042044"))
    rob.look_up("New customer", "LINDEN", "Last check-ins", "Queue: ")
    rob.press("Ctrl+S")
    rob.see("GRETA LINDEN  #", "Enter checks in")
    rob.press("Enter")
    rob.see("GRETA LINDEN is checked in.", "in queue")
    assert shop.waiting()[-1] == "GRETA LINDEN"
    rob.press("F6")
    rob.see("New customer")
    rob.type("Paul")
    rob.press("F10")
    rob.see("Something is not saved.", "Close this station?")
    rob.press("Enter")
    rob.see_no_more("Close this station?")
    rob.see("Paul")
    rob.press("F10")
    rob.see("Close this station?")
    rob.press("Right", "Enter")
    assert rob.wait_for_end(PATIENCE) == ExitStatus.DONE


def test_the_history_of_the_day_holds(shop: Shop) -> None:
    assert shop.act("history", "verify")["ok"] is True
