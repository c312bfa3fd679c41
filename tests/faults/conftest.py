import subprocess
from pathlib import Path

import pytest
from cli.installation import Installation
from cycle.world import World


@pytest.fixture
def here(tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return Installation(tmp_path, capsys)


@pytest.fixture
def world(tmp_path):
    world = World(tmp_path / "world")
    yield world
    world.close()


class Disk:
    """A small disk of its own, which can be filled, enlarged, and made read-only."""

    def __init__(self, folder: Path):
        self.folder = folder

    def mount(self, options):
        subprocess.run(["mount", "-o", options, "-t", "tmpfs", "tmpfs", self.folder], check=True, capture_output=True)

    def remount(self, options):
        subprocess.run(["mount", "-o", f"remount,{options}", self.folder], check=True, capture_output=True)

    def fill(self):
        with (self.folder / ".filler").open("wb", buffering=0) as file:
            try:
                while file.write(b"x" * 4096):
                    pass
            except OSError:
                return

    def free(self):
        (self.folder / ".filler").unlink()


@pytest.fixture
def disk_at():
    """Put a small disk at a folder; only an administrator may."""
    mounted = []

    def disk_at(folder, size):
        folder.mkdir(exist_ok=True)
        disk = Disk(folder)
        try:
            disk.mount(f"size={size}")
        except (OSError, subprocess.CalledProcessError):
            pytest.skip("mounting a disk needs rights that this user does not have")
        mounted.append(folder)
        return disk

    yield disk_at
    for folder in mounted:
        subprocess.run(["umount", "-l", folder], check=True)
