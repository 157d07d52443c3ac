"""What the law says, as dated data with its sources, and how a claim follows from it."""
