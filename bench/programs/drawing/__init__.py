# SPDX-License-Identifier: BSL-1.0
"""Draws what was measured as SVG; of the benchmarks that do so."""
