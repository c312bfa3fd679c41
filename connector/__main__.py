"""`python -m connector`: the same as `connector`."""

from connector.cli import main

main()
