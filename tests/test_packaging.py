"""What people install: locks, wheel, sdist, Makefile, CI and container agree with each other."""

import ast
import importlib.metadata
import importlib.util
import json
import os
import re
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
LOCKS = ("requirements.txt", "requirements-dev.txt")
SHARED_FOLDERS = ("mappings", "templates", "examples")


def pin_lines(lock: str) -> list[str]:
    text = (ROOT / lock).read_text(encoding="utf-8").replace("\\\n", " ")
    return [line for line in text.splitlines() if line.strip() and not line.lstrip().startswith("#")]


def requirements(lock: str) -> list[Requirement]:
    return [Requirement(line.split("--hash=")[0]) for line in pin_lines(lock)]


def asked_by(name: str) -> list[str]:
    """Return what an installed package asks for; nothing where this machine needs no such package."""
    try:
        return importlib.metadata.requires(name) or []
    except importlib.metadata.PackageNotFoundError:
        return []


def pins(lock: str) -> dict[tuple[str, str], list[str]]:
    """Read a lock: (name, marker) -> the version and then the hashes."""
    found: dict[tuple[str, str], list[str]] = {}
    for line in pin_lines(lock):
        words, *hashes = line.split("--hash=")
        pinned = Requirement(words)
        assert len(pinned.specifier) == 1, line
        name = canonicalize_name(pinned.name)
        found[name, str(pinned.marker or "")] = [str(pinned.specifier), *(each.strip() for each in hashes)]
    return found


def wanted(*groups: str) -> set[str]:
    """Return the names that pyproject asks for: dependencies, the postgres extra, and these groups."""
    asked = [*PROJECT["project"]["dependencies"], *PROJECT["project"]["optional-dependencies"]["postgres"]]
    for group in groups:
        asked += [each for each in PROJECT["dependency-groups"][group] if isinstance(each, str)]
    return {canonicalize_name(Requirement(each).name) for each in asked}


@pytest.mark.parametrize("lock", LOCKS)
def test_every_pin_is_exact_and_has_hashes(lock: str) -> None:
    for (name, _), (version, *hashes) in pins(lock).items():
        assert version.startswith("=="), name
        assert hashes, name
        assert all(re.fullmatch(r"sha256:[0-9a-f]{64}", each) for each in hashes), name


@pytest.mark.parametrize("lock", LOCKS)
def test_what_the_pinned_packages_ask_for_with_an_extra_is_pinned_with_it(lock: str) -> None:
    """A pin without the extra lets pip look at newer versions first, and refuse them for want of a hash."""
    pinned = {canonicalize_name(pin.name): pin for pin in requirements(lock)}
    for name in pinned:
        for text in asked_by(name):
            asked = Requirement(text)
            known = pinned.get(canonicalize_name(asked.name))
            if known is not None and (asked.marker is None or asked.marker.evaluate({"extra": ""})):
                assert asked.extras <= known.extras, f"{name} asks for {text}"


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_holds_no_address_and_no_path(lock: str) -> None:
    text = (ROOT / lock).read_text(encoding="utf-8")
    assert "://" not in text
    assert "--index-url" not in text
    assert "--find-links" not in text
    assert not re.search(r"(^|\s)/\w", text)


def test_the_npm_lock_of_the_tests_pins_by_hashes_and_holds_no_address() -> None:
    folder = ROOT / "tests" / "fakes" / "npm"
    text = (folder / "package-lock.json").read_text(encoding="utf-8")
    assert "://" not in text
    packages = json.loads(text)["packages"]
    itself = packages.pop("")
    asked = json.loads((folder / "package.json").read_text(encoding="utf-8"))["dependencies"]
    assert itself["dependencies"] == asked
    assert {name: packages[f"node_modules/{name}"]["version"] for name in asked} == asked
    assert all(re.fullmatch(r"sha512-[A-Za-z0-9+/]{86}==", each["integrity"]) for each in packages.values())


def test_the_locks_hold_what_pyproject_asks_for() -> None:
    runtime = {name for name, _ in pins("requirements.txt")}
    dev = {name for name, _ in pins("requirements-dev.txt")}
    assert wanted("build") <= runtime
    assert wanted("build", "dev") <= dev


def test_the_dev_lock_holds_the_runtime_lock_in_the_same_versions() -> None:
    dev = pins("requirements-dev.txt")
    for pin, version_and_hashes in pins("requirements.txt").items():
        assert dev.get(pin) == version_and_hashes, pin


def test_the_locks_satisfy_the_bounds_of_pyproject() -> None:
    versions = {name: version.removeprefix("==") for (name, _), (version, *_) in pins("requirements-dev.txt").items()}
    asked = [
        *PROJECT["project"]["dependencies"],
        *(e for e in PROJECT["dependency-groups"]["dev"] if isinstance(e, str)),
    ]
    for each in map(Requirement, asked):
        assert each.specifier.contains(versions[canonicalize_name(each.name)], prereleases=True), each


def test_the_package_imports_only_what_it_asks_for() -> None:
    allowed = wanted()
    distributions = importlib.metadata.packages_distributions()
    for path in (ROOT / "connector").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            match node:
                case ast.Import(names=names):
                    modules = [each.name for each in names]
                case ast.ImportFrom(module=str(module), level=0):
                    modules = [module]
                case _:
                    continue
            tops = {module.partition(".")[0] for module in modules} - sys.stdlib_module_names - {"connector"}
            for top in tops:
                owners = {canonicalize_name(each) for each in distributions[top]}
                assert owners & allowed, f"{path.relative_to(ROOT)} imports {top}, which pyproject.toml does not name"


def build(what: str, into: Path) -> Path:
    """Build with the backend that is installed; nothing is downloaded."""
    command = (sys.executable, "-m", "hatchling", "build", "--target", what, "--directory", str(into))
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    (made,) = into.iterdir()
    return made


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build("wheel", tmp_path_factory.mktemp("wheel"))


def tracked(folder: str) -> set[str]:
    """Return the files of a folder that belong to the project, as paths from the root."""
    caches = ("__pycache__",)
    return {
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / folder).rglob("*")
        if path.is_file() and not any(part in caches for part in path.parts) and path.suffix != ".pyc"
    }


def test_the_wheel_holds_every_file_that_admins_edit(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    for folder in SHARED_FOLDERS:
        files = tracked(folder)
        assert files, f"{folder} is empty"
        assert {f"connector/share/{each}" for each in files} <= names
    assert "connector/share/config.example.toml" in names


def test_the_wheel_holds_the_whole_package_and_nothing_else(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    code = {each for each in names if not each.startswith(("connector/share/", "connector-"))}
    assert code == tracked("connector")
    assert "connector/py.typed" in code
    assert any(re.fullmatch(r"connector/ledger/migrations/versions/\w+\.py", each) for each in code)
    assert any(each.endswith("/licenses/LICENSE") for each in names)


def test_the_wheel_names_the_console_script_and_the_python_it_needs(wheel: Path) -> None:
    archive = zipfile.ZipFile(wheel)
    (scripts,) = (name for name in archive.namelist() if name.endswith("entry_points.txt"))
    (metadata,) = (name for name in archive.namelist() if name.endswith("METADATA"))
    assert "connector = connector.cli:main" in archive.read(scripts).decode()
    assert "Requires-Python: >=3.11" in archive.read(metadata).decode()


def test_the_sdist_builds_and_holds_what_the_wheel_is_built_from(tmp_path: Path) -> None:
    with tarfile.open(build("sdist", tmp_path)) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    for folder in ("connector", *SHARED_FOLDERS):
        assert tracked(folder) <= names
    assert {"pyproject.toml", "config.example.toml", "LICENSE", "README.md"} <= names


def test_an_installed_wheel_runs_in_any_folder_and_finds_its_examples(wheel: Path, tmp_path: Path) -> None:
    site = tmp_path / "site"
    zipfile.ZipFile(wheel).extractall(site)
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    # Only this interpreter's libraries and the unpacked wheel: the checkout is not on the path.
    script = (
        "import sys, pathlib, connector; sys.argv[0] = 'connector';"
        "assert pathlib.Path(connector.__file__).is_relative_to(sys.argv[1]), connector.__file__;"
        "from connector.cli import main; main(['--help'])"
    )
    env = {**os.environ, "PYTHONPATH": str(site), "PYTHONSAFEPATH": "1"}
    command = (sys.executable, "-W", "error", "-c", script, str(site))
    done = subprocess.run(command, cwd=elsewhere, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "demo" in done.stdout
    assert not list(elsewhere.iterdir())


def test_the_console_script_exists_in_the_package() -> None:
    module, _, function = PROJECT["project"]["scripts"]["connector"].partition(":")
    assert importlib.util.find_spec(module)
    assert callable(getattr(importlib.import_module(module), function))


# --- the Makefile and CI --------------------------------------------------------------------------------------------


def make(*arguments: str, cwd: Path = ROOT) -> subprocess.CompletedProcess[str]:
    env = {key: value for key, value in os.environ.items() if key not in ("MAKEFLAGS", "MAKELEVEL", "MFLAGS")}
    return subprocess.run(("make", *arguments), cwd=cwd, env=env, capture_output=True, text=True, check=False)


def test_make_help_lists_every_target() -> None:
    shown = make("help").stdout
    phony = re.search(r"^\.PHONY: (.+)$", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    assert phony
    for target in phony[1].split():
        assert re.search(rf"^  make {target} +\S", shown, re.MULTILINE), target


def test_an_old_python_is_refused_with_words_before_anything_is_made(tmp_path: Path) -> None:
    for name in ("Makefile", "pyproject.toml", *LOCKS):
        (tmp_path / name).write_bytes((ROOT / name).read_bytes())
    old = tmp_path / "python3.9"
    old.write_text(
        f"#!{sys.executable}\nimport sys\nsys.version_info = (3, 9, 18)\nassert sys.argv[1] == '-c'\nexec(sys.argv[2])\n",
        encoding="utf-8",
    )
    old.chmod(0o755)
    done = make("setup", f"PYTHON={old}", cwd=tmp_path)
    assert done.returncode != 0
    assert "needs Python 3.11 or newer" in done.stderr
    assert "is 3.9" in done.stderr
    assert not (tmp_path / ".venv").exists()


def test_setup_does_nothing_when_nothing_changed(tmp_path: Path) -> None:
    for name in ("Makefile", "pyproject.toml", *LOCKS):
        (tmp_path / name).write_bytes((ROOT / name).read_bytes())
        os.utime(tmp_path / name, (1, 1))
    for made in ("bin/python", ".runtime", ".dev"):
        (tmp_path / ".venv" / made).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / ".venv" / made).touch()
    assert "install" not in make("--dry-run", "setup", cwd=tmp_path).stdout
    os.utime(tmp_path / ".venv/.dev", (0, 0))
    assert "--require-hashes --requirement requirements-dev.txt" in make("--dry-run", "setup", cwd=tmp_path).stdout


def test_the_demo_needs_the_runtime_lock_only(tmp_path: Path) -> None:
    for name in ("Makefile", "pyproject.toml", *LOCKS):
        (tmp_path / name).write_bytes((ROOT / name).read_bytes())
    steps = make("--dry-run", "demo", cwd=tmp_path).stdout
    assert "--require-hashes --requirement requirements.txt" in steps
    assert "requirements-dev.txt" not in steps
    assert steps.rstrip().endswith("connector demo --dir demo")


def test_ci_runs_the_same_targets_as_people() -> None:
    script = ROOT / ".ci" / "run"
    assert os.access(script, os.X_OK)
    lines = [line for line in script.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    assert lines[0] == "set -euo pipefail"
    assert [line for line in lines if line.startswith("make")] == ["make lint", "make test"]


# --- the container ---------------------------------------------------------------------------------------------------


def dockerfile() -> list[tuple[str, str]]:
    text = (ROOT / "Dockerfile").read_text(encoding="utf-8").replace("\\\n", " ")
    lines = (line.strip() for line in text.splitlines())
    return [
        (word, rest) for line in lines if line and not line.startswith("#") for word, _, rest in [line.partition(" ")]
    ]


def instructions(word: str) -> list[str]:
    return [rest for each, rest in dockerfile() if each == word]


def test_the_container_installs_by_the_same_steps_as_the_makefile(tmp_path: Path) -> None:
    for name in ("Makefile", "pyproject.toml", *LOCKS):
        (tmp_path / name).write_bytes((ROOT / name).read_bytes())
    steps = make("--dry-run", "demo", cwd=tmp_path).stdout.splitlines()
    locked, itself = (line for line in steps if " -m pip " in line)
    installs = [rest for rest in instructions("RUN") if "pip" in rest]
    # The image installs a copy where a checkout is installed in place; nothing else differs.
    assert installs == [locked, itself.replace("--editable .", ".")]


def test_the_container_copies_what_the_build_needs() -> None:
    ignore = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    forced = PROJECT["tool"]["hatch"]["build"]["targets"]["wheel"]["force-include"]
    assert ignore[0] == "*"
    for needed in ("connector", *forced, "pyproject.toml", "requirements.txt", "README.md", "LICENSE"):
        assert f"!{needed}" in ignore, needed


def test_the_container_is_multi_stage_and_runs_without_root() -> None:
    assert len(instructions("FROM")) == 2
    (user,) = instructions("USER")
    assert user.isdigit()
    assert int(user) > 0
    words = [word for word, _ in dockerfile()]
    assert words.index("USER") > max(index for index, word in enumerate(words) if word == "RUN")


def test_the_containers_commands_exist_in_the_command_line() -> None:
    from connector.cli.main import COMMANDS

    script = next(iter(PROJECT["project"]["scripts"]))
    assert instructions("ENTRYPOINT") == [f'["{script}"]']
    (run,) = instructions("CMD")
    assert json.loads(run) == ["run"]
    called = re.findall(rf"\b{script} (\w+)", instructions("HEALTHCHECK")[0])
    assert len(called) == 1
    assert {"run", *called} <= set(COMMANDS)


@pytest.mark.parametrize(("code", "healthy"), [(0, True), (1, True), (2, False), (4, False)])
def test_the_container_is_healthy_while_items_are_merely_held(tmp_path: Path, code: int, *, healthy: bool) -> None:
    fake = tmp_path / "connector"
    fake.write_text(f"#!/bin/sh\nexit {code}\n", encoding="utf-8")
    fake.chmod(0o755)
    (health,) = instructions("HEALTHCHECK")
    env = {**os.environ, "PATH": f"{tmp_path}{os.pathsep}{os.environ['PATH']}"}
    done = subprocess.run(("/bin/sh", "-c", health.partition("CMD ")[2]), env=env, check=False)
    assert (done.returncode == 0) is healthy


def test_the_container_writes_to_the_ledgers_volume_only() -> None:
    assert instructions("VOLUME") == ["/var/lib/connector"]
    assert instructions("WORKDIR")[-1] == "/var/lib/connector"


def test_the_container_runs_a_python_that_the_package_supports() -> None:
    (version,) = instructions("ARG")
    found = re.fullmatch(r"PYTHON=(\d+\.\d+)-slim", version)
    assert found
    assert f"Programming Language :: Python :: {found[1]}" in PROJECT["project"]["classifiers"]
