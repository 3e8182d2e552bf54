"""How fast a shop's search is and how long a new customer takes, each engine beside its reference in the same run.

python tests/bench/search.py [CUSTOMERS [FOLDER]]

Makes a shop of CUSTOMERS (1,000,000 unless said) on SQLite in FOLDER, or takes the one that is there, and one on a
PostgreSQL server of its own. Prints milliseconds (median and 99th percentile) for every kind of query drawn from the
data, the part of them that found a customer as sought, and the same for adding one; all beside the lookup of one row by
its number. Each query is asked three times: the first figures are those of the first time, the others those of the
best, which other programs on the machine disturb least.
"""

from __future__ import annotations

import dataclasses
import random
import shutil
import subprocess
import sys
import tempfile
import time
from contextlib import closing, contextmanager
from itertools import islice
from pathlib import Path
from string import ascii_lowercase, digits
from typing import TYPE_CHECKING, NamedTuple, TypeVar

import psycopg
from people import fill, people

from intake.search import parse_query
from storage.engine import make_engine
from storage.secret import Secret
from storage.setup import create_or_upgrade
from storage.store import open_store
from storage.url import parse_place

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from intake.customer import Customer
    from intake.search import Found, Query
    from storage.store import SqlStore

T = TypeVar("T")
EACH = 400
"""Queries of a kind."""
ADDED = 300
SECRET = Secret(b"p" * 32, b"h" * 32)
_SERVER = Path(__file__).parent.parent / "storage/serve_postgres.py"
_AS_INSTALLED = ("fsync=on", "full_page_writes=on", "shared_buffers=128MB")
_HOSTILE = [
    "100%", "a%b@", "___", "%_%", "NEAR(a b", '"quoted"', "o'neil", "x-99", "(a+)+$", "a AND b", "--", "Jose\u0301",
]  # fmt: skip


class Sort(NamedTuple):
    """A kind of query: how it is typed for a customer, and whether somebody found is as sought."""

    name: str
    typed: Callable[[Customer, random.Random], str]
    sought: Callable[[Customer, Customer], bool]


def slip(word: str, dice: random.Random, alphabet: str = ascii_lowercase) -> str:
    """Return ``word`` with one character wrong, missing, extra, or swapped with its neighbour."""
    place, other = dice.randrange(len(word)), dice.choice(alphabet)
    cut = min(place, len(word) - 2)
    return dice.choice((
        word[:place] + other + word[place + 1 :],
        word[:place] + word[place + 1 :],
        word[:place] + other + word[place:],
        word[:cut] + word[cut + 1] + word[cut] + word[cut + 2 :],
    ))  # fmt: skip


def letters_for_digits(text: str, dice: random.Random) -> str:
    """Return ``text`` with a letter wherever one of the digits stands that look like letters."""
    digit, letter = dice.choice([each for each in zip("01258", "OIZSB", strict=True) if each[0] in text] or ["  "])
    return text.replace(digit, letter)


def domain_slip(email: str, dice: random.Random) -> str:
    """Return ``email`` with a slip behind the @."""
    local, at, domain = email.partition("@")
    return local + at + slip(domain, dice)


def born(person: Customer, form: str) -> str:
    return person.date_of_birth.strftime(form) if person.date_of_birth else ""


def medical(person: Customer) -> str:
    return person.medical_id or person.license_number or ""


def piece(value: str, length: int, dice: random.Random) -> str:
    """Return ``length`` characters of ``value`` from somewhere in it."""
    start = dice.randint(0, len(value) - length)
    return value[start : start + length]


def first(person: Customer) -> str:
    return (person.first_name or "").lower()


def last(person: Customer) -> str:
    return (person.last_name or "").lower().partition("-")[0]


def same_names(sought: Customer, found: Customer) -> bool:
    return (first(sought), last(sought)) == (first(found), last(found))


def same(sought: Customer, found: Customer) -> bool:
    return sought.number == found.number


def same_phone(sought: Customer, found: Customer) -> bool:
    return sought.phone == found.phone


def same_birth(sought: Customer, found: Customer) -> bool:
    return sought.date_of_birth == found.date_of_birth


def anybody(_sought: Customer, _found: Customer) -> bool:
    return True


def has_last(sought: Customer, found: Customer) -> bool:
    return last(found).startswith(last(sought)[:3]) or last(sought)[:3] in (found.last_name or "").lower()


SORTS = (
    Sort("customer number", lambda p, _: p.number, same),
    Sort("license number", lambda p, _: p.license_number or "", same),
    Sort("medical number", lambda p, _: medical(p), same),
    Sort("birth date", lambda p, _: f"{p.date_of_birth}", same_birth),
    Sort("last name", lambda p, _: last(p), has_last),
    Sort("first last", lambda p, _: f"{first(p)} {last(p)}", same_names),
    Sort("last first middle", lambda p, _: f"{last(p)} {first(p)} {p.middle_name or ''}", same_names),
    Sort("three letters of both", lambda p, _: f"{first(p)[:3]} {last(p)[:3]}", has_last),
    Sort("two letters of both", lambda p, _: f"{first(p)[:2]} {last(p)[:2]}", anybody),
    Sort("nickname last", lambda p, _: f"{p.nickname or first(p)} {last(p)}", anybody),
    Sort("phone", lambda p, _: p.phone or "", same_phone),
    Sort("phone, last four", lambda p, _: (p.phone or "")[-4:], anybody),
    Sort("phone, four inside", lambda p, d: piece(p.phone or "", 4, d), anybody),
    Sort("phone, six inside", lambda p, d: piece(p.phone or "", 6, d), anybody),
    Sort("email", lambda p, _: p.email or "", same),
    Sort("email, four inside", lambda p, d: "email:" + piece(p.email or "", 4, d), anybody),
    Sort("email, seven inside", lambda p, d: piece(p.email or "", 7, d), anybody),
    Sort("email, domain", lambda p, _: (p.email or "").partition("@")[2], anybody),
    Sort("license, last five", lambda p, _: (p.license_number or "")[-5:], anybody),
    Sort("license, five inside", lambda p, d: piece(p.license_number or "", 5, d), anybody),
    Sort("error in the last name", lambda p, d: f"{first(p)} {slip(last(p), d)}", same_names),
    Sort("error in the first name", lambda p, d: f"{slip(first(p), d)} {last(p)}", same_names),
    Sort("errors in both", lambda p, d: f"{slip(first(p), d)} {slip(last(p), d)}", same_names),
    Sort("error, and a beginning", lambda p, d: f"{first(p)[:2]} {slip(last(p), d)}", lambda p, f: last(p) == last(f)),
    Sort("error, three names", lambda p, d: f"{first(p)} {p.middle_name or ''} {slip(last(p), d)}", same_names),
    Sort("error in a last name alone", lambda p, d: slip(last(p), d), anybody),
    Sort("error in a phone", lambda p, d: slip(p.phone or "", d, digits), same_phone),
    Sort("letters in a phone", lambda p, d: letters_for_digits(p.phone or "", d), same_phone),
    Sort("error in a license", lambda p, d: slip(p.license_number or "", d, digits), same),
    Sort("letters in a license", lambda p, d: letters_for_digits(p.license_number or "", d), same),
    Sort("error in a medical number", lambda p, d: slip(medical(p), d, digits), same),
    Sort("letters in a medical number", lambda p, d: letters_for_digits(medical(p), d), same),
    Sort("error in an email", lambda p, d: slip(p.email or "", d), same),
    Sort("error in an email's domain", lambda p, d: domain_slip(p.email or "", d), same),
    Sort("birth date, day first", lambda p, _: born(p, "%d/%m/%Y"), same_birth),
    Sort("last name, birth date", lambda p, _: f"{last(p)} {born(p, '%m/%d/%Y')}", same),
    Sort("name, birth date day first", lambda p, _: f"{last(p)} {born(p, '%d/%m/%Y')}", same),
    Sort("name, error in the birth date", lambda p, d: f"{last(p)} {slip(born(p, '%m/%d/%Y'), d, digits)}", same),
    Sort("error in the name, birth date", lambda p, d: f"{slip(last(p), d)} {born(p, '%m/%d/%Y')}", same),
    Sort("hostile text", lambda _, d: d.choice(_HOSTILE) + d.choice(ascii_lowercase), lambda _p, _f: True),
    Sort("nobody's name", lambda p, _: f"{first(p)}xq {last(p)}qx", anybody),
)


def measure(store: SqlStore, crowd: Sequence[Customer]) -> None:
    """Print how long every kind of query takes."""
    print(f"{'':<28} first: 50 %  99 %    best: 50 %  99 %    found")
    tell("one row by its number", [thrice(lambda person=person: by_number(store, person))[0] for person in crowd])  # type: ignore[misc]
    for sort in SORTS:
        dice = random.Random(sort.name)
        asked = [(person, parse_query(sort.typed(person, dice))) for person in crowd]
        answers = [(person, *thrice(lambda query=query: look_for(store, query))) for person, query in asked]  # type: ignore[misc]
        hits = sum(any(sort.sought(person, each.customer) for each in found) for person, _, found in answers)
        tell(sort.name, [took for _, took, _ in answers], f"{hits / len(crowd):8.1%}")


def tell(name: str, taken: Sequence[Sequence[float]], more: str = "") -> None:
    """Print a line of milliseconds: of the first times, and of the best ones."""
    figures = []
    for times in (sorted(each[0] for each in taken), sorted(min(each) for each in taken)):
        figures += [times[len(times) // 2], times[int(len(times) * 0.99)]]
    print("{:<28} {:10.2f} {:6.2f} {:13.2f} {:6.2f}".format(name, *figures), more, flush=True)


def thrice(work: Callable[[], T]) -> tuple[list[float], T]:
    """Return how many milliseconds ``work`` took each of three times, and its result."""
    times, results = zip(*(timed(work) for _ in range(3)), strict=True)
    return list(times), results[0]


def timed(work: Callable[[], T]) -> tuple[float, T]:
    """Return how many milliseconds ``work`` took, and its result."""
    started = time.perf_counter()
    result = work()
    return (time.perf_counter() - started) * 1000, result


def look_for(store: SqlStore, query: Query) -> Sequence[Found]:
    return store.look(lambda view: view.search(query, 50))


def by_number(store: SqlStore, person: Customer) -> Customer | None:
    return store.look(lambda view: view.customer(person.number))


def add_some(store: SqlStore, count: int) -> None:
    """Print how long adding a customer takes, of people who are not there yet."""
    new = islice(people(count + ADDED), count, None)
    unnumbered = [dataclasses.replace(person, number="") for person in new]
    tell("adding one", [[timed(lambda one=one: add(store, one))[0]] for one in unnumbered])  # type: ignore[misc]


def add(store: SqlStore, person: Customer) -> Customer:
    return store.act(lambda work: work.add_customer(person))


def make_shop(url: str, count: int) -> None:
    """Make a shop of ``count`` customers and print how long that took."""
    started = time.perf_counter()
    create_or_upgrade(url, SECRET, "ca")
    engine = make_engine(parse_place(url))
    with engine.connect() as connection:
        if connection.dialect.name == "sqlite":
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        fill(connection, count)
        connection.commit()
    engine.dispose()
    print(f"made in {time.perf_counter() - started:.0f} s")


def bench(url: str, count: int) -> None:
    """Measure one shop: every kind of query, adding customers, and queries with the new ones among them."""
    crowd = random.Random(count).sample(list(people(count)), min(EACH, count))
    with closing(open_store(url, SECRET)) as store:
        measure(store, crowd)
        add_some(store, count)


@contextmanager
def postgres() -> Iterator[str]:
    """Run a server that lives as long as this program and yield the URL of an empty database."""
    with subprocess.Popen(
        [sys.executable, _SERVER, *_AS_INSTALLED], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as server:
        assert server.stdin is not None
        assert server.stdout is not None
        folder = server.stdout.readline().strip()
        with psycopg.connect(host=folder, user="app", dbname="postgres", autocommit=True) as connection:
            connection.execute("CREATE DATABASE bench TEMPLATE template0")
        yield f"postgresql://app@/bench?host={folder}"
        server.stdin.close()


def main(count: int, folder: Path) -> None:
    """Measure both engines."""
    file = folder / f"search-{count}.db"
    print(f"a shop of {count:,} customers on SQLite")
    if not file.exists():
        make_shop(f"sqlite:///{file}", count)
    with tempfile.TemporaryDirectory(dir=folder) as place:
        copy = Path(shutil.copy(file, place))
        print(f"{copy.stat().st_size / 1e6:.0f} MB")
        bench(f"sqlite:///{copy}", count)
    print(f"\na shop of {count:,} customers on PostgreSQL")
    with postgres() as url:
        make_shop(url, count)
        bench(url, count)


if __name__ == "__main__":
    main(
        int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000,
        Path(sys.argv[2] if len(sys.argv) > 2 else tempfile.gettempdir()),
    )
