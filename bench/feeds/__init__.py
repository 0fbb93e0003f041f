"""What feeds and queues cost, as plans and as ratios between a small and a large site."""
