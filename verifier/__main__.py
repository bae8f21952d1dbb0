"""`python -m verifier` is the `verify` command."""

from verifier.cli import main

main()
