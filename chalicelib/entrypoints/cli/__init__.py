"""The `relance` command. Not shipped to Lambda."""
