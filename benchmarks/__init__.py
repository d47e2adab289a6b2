"""Benchmarks: ours and a baseline in one run, as ratios. `make bench` runs them all."""
