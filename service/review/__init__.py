"""What moderators do: claim, decide, take back, escalate, sanction, answer appeals and notices."""
