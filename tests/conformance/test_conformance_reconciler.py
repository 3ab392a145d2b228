"""The client ``reconciler`` of PyPI, which reconciles a column of a data frame."""

from __future__ import annotations

import pandas as pd
import pytest
import reconciler
from conformance_http import Server


@pytest.mark.filterwarnings("ignore:The inplace keyword")  # of pandas, to the client
def test_a_column_is_reconciled(real: Server) -> None:
    column = pd.Series(["吹田市", "府中市", "ｽｲﾀｼ"])
    prefectures = pd.Series(["大阪府", "東京都", "大阪府"])
    found = reconciler.reconcile(
        column,
        type_id="municipality",
        property_mapping={"prefecture": prefectures},
        reconciliation_endpoint=f"{real.base}/reconcile",
    )
    matched = dict(
        zip(found["input_value"], zip(found["id"], found["match"], strict=True), strict=True)
    )
    assert matched == {
        "吹田市": ("municipality/272051", True),
        "府中市": ("municipality/132063", True),
        "ｽｲﾀｼ": ("municipality/272051", True),
    }
