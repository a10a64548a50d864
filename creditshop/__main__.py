"""`python -m creditshop`: the command line."""

import gc

if __name__ == "__main__":
    # Nearly all that is imported stays: to look through it for garbage as often as usual is a fifth of a start.
    gc.set_threshold(50_000, 20, 50)

    from creditshop.cli import main

    main()
