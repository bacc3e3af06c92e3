"""``python -m corkboard`` is the command."""

from corkboard.cli.app import main

if __name__ == "__main__":
    main()
