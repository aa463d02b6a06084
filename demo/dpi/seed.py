"""Fill a fresh GNU Health database with the invented hospital; runs in the record's environment.

usage: python -m demo.dpi.seed CONFIG DATABASE DAY, the password on standard input; DAY (ISO) is the data's «today».
Some 130 patients, two years of results, about 30 s on two cores.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from datetime import date

from trytond.config import config


def main(path: str, database: str, day: date, password: str) -> None:
    """Raises SystemExit when the database is already seeded."""
    config.update_etc(path)
    from trytond.pool import Pool
    from trytond.transaction import Transaction

    from demo.dpi.seeding import documents, hospital, patients, tests, visits, world

    Pool.start()
    Pool(database).init()
    made = world.load(day)
    with Transaction().start(database, 1, context={"language": "fr"}) as transaction:
        if Pool().get("gnuhealth.patient").search([], limit=1):
            sys.exit("seed-twice: the database already holds patients; start from a fresh copy")
        company = hospital.company()
        with Transaction().set_context(company=company):
            hospital.hospital(made, company, password)
            steps: tuple[Callable[[world.World], None], ...] = (
                patients.identities, patients.conditions, patients.treatments, patients.history, visits.consultations,
                visits.stays, visits.appointments, tests.laboratory, tests.imaging, documents.documents,
            )  # fmt: skip
            for step in steps:
                print(f"making {step.__name__}", flush=True)
                step(made)
        transaction.commit()


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], date.fromisoformat(sys.argv[3]), sys.stdin.readline().strip())
