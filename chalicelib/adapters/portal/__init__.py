"""What a debtor sees in a browser: pages rendered by functions, and the static site in front of them."""
