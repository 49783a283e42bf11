# SPDX-License-Identifier: BSL-1.0
"""Names in the scratch folders."""

INPUT = "data.gz"
OUTPUT = "data"
REFERENCE = "reference"  # what OUTPUT should be
DAMAGED = "damaged.gz"
