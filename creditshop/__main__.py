"""`python -m creditshop`: the command line."""

from creditshop.cli import main

if __name__ == "__main__":
    main()
