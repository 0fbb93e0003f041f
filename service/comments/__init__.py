"""What readers do: post, edit, withdraw, vote, flag."""
