"""Processes of one shop count together, and what a dead one has left goes when the next one starts."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
COUNTING = """
import sys
from pathlib import Path
from creditshop import metric_files
metric_files.share(Path(sys.argv[1]))
from creditshop import metrics
from creditshop.metrics import MAILS
{then}
"""
FORKING = "import os; MAILS.labels('sent').inc(2); os.fork() or (MAILS.labels('sent').inc(3), os._exit(0)); os.wait()"
WAITING = "MAILS.labels('sent').inc(10); print('counted', flush=True); sys.stdin.read()"
READING = """
from prometheus_client.multiprocess import MultiProcessCollector
found = MultiProcessCollector.merge([str(file) for file in metric_files.files()])
print(sum(one.value for family in found for one in family.samples if one.name == 'creditshop_mails_total'))
"""
WATCHED = """
import sys
from pathlib import Path
from creditshop import metric_files
sys.addaudithook(lambda event, args: event == 'open' and print(args[0]))
metric_files.share(Path(sys.argv[1]))
"""


def run(data: Path, then: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", COUNTING.format(then=then), str(data)],
        cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    return done.stdout.strip()


def test_forks_and_other_processes_add_up_and_the_dead_are_dropped(tmp_path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", COUNTING.format(then=WAITING), str(tmp_path)],
        cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
    ) as alive:  # fmt: skip
        assert alive.stdout and alive.stdout.readline() == b"counted\n"
        assert run(tmp_path, FORKING + READING) == "15.0"
        assert run(tmp_path, READING) == "10.0"


def test_every_process_has_its_room_on_the_disk_before_it_counts(tmp_path: Path) -> None:
    """A full disk must cost figures, not the shop: the system kills who writes into a hole of a mapped file."""
    run(tmp_path, "import os; os.fork() or os._exit(0); os.wait()")
    files = [file.stat() for file in tmp_path.glob("metrics/*/*.db")]
    assert len(files) == 4
    assert all(file.st_blocks * 512 >= file.st_size == 1 << 20 for file in files)


def test_a_file_has_its_name_only_when_it_is_whole(tmp_path: Path) -> None:
    """Another process may be reading all of them just then."""
    done = subprocess.run(
        [sys.executable, "-c", WATCHED, str(tmp_path)], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert {Path(name).suffix for name in done.stdout.split()} == {".new"}


def test_files_of_another_host_stay_until_nobody_has_written_them_for_a_week(tmp_path: Path) -> None:
    run(tmp_path, "MAILS.labels('sent').inc(4)")
    (mine,) = (tmp_path / "metrics").iterdir()
    mine.rename(mine.with_name("another-host"))
    assert run(tmp_path, READING) == "4.0"
    for file in (tmp_path / "metrics" / "another-host").iterdir():
        os.utime(file, (0, 0))
    assert run(tmp_path, READING) == "0"
