"""What people said of texts, as labels: gathered, exported, and turned into calibrations."""
