"""What the benchmarks are made of. Not in benchmarks/ itself: `make bench` runs every file there."""
