# SPDX-License-Identifier: BSL-1.0
"""The parts of bench/programs/figures."""
