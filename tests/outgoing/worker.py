"""A worker that delivers what is due, to be killed while it does."""

import asyncio

from creditshop.jobs import Registry, Runner
from creditshop.outgoing import register_jobs

if __name__ == "__main__":
    kinds = Registry()
    register_jobs(kinds)
    asyncio.run(Runner(kinds).drain())
