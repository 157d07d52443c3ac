"""The same two papers by ours and by others: what each costs, side by side."""
