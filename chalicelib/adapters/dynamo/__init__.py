"""The single table. Rows never leave this folder: what goes in and out are values of the domain."""
