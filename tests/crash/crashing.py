"""Running the crashers, which are programs of their own, side by side."""

import json
import os
import subprocess
import sys


def crashes(program, calls):
    """Run a crasher once for each folder with its arguments, all at the same time; return what every attempt came to."""
    root = program.parents[2]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(map(str, (root, root / "tests")))}
    running = []
    for folder, *arguments in calls:
        folder.mkdir()
        command = [sys.executable, str(program), str(folder), *arguments]
        pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
        running.append(subprocess.Popen(command, env=environment, **pipes))
    results = []
    for process in running:
        out, err = process.communicate()
        assert process.returncode == 0, err[-3000:]
        results += [json.loads(line) for line in out.splitlines()]
    return results
