from __future__ import annotations

import pytest
from django.db import transaction

from annotator.services.transactions import callers_transaction, own_transactions


@callers_transaction
def part(*, of: str) -> str:
    return of


@pytest.mark.django_db(transaction=True)
def test_a_part_of_a_transaction_does_not_run_alone():
    with pytest.raises(RuntimeError, match=r"test_transactions\.part is called outside of a transaction"):
        part(of="nothing")
    with transaction.atomic():
        assert part(of="it") == "it"


def test_own_transactions_have_a_reason():
    with pytest.raises(ValueError, match="Say why"):
        own_transactions("")
