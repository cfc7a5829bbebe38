"""What a review would otherwise have to say again: the shape of the tree, and what no file may contain."""

import json
import re
import tomllib

import pytest

from tests.tree import ROOT, below, files, relative

TOP_LEVEL = {
    *("app.py", "gnbv", "instance", "tests", "pyproject.toml", "README.md", "CHANGELOG.md"),
    *("Makefile", "docs", "benchmarks", ".ci", ".gitignore", ".gitattributes"),
}
# Put together from halves, so that this file does not contain what it looks for.
MACHINE_PATHS = re.compile(rb"(?<![\w.~<)-])/(?:" + rb"work|tmp|root|home" + rb")/[\w.]")
# Told by what such addresses have in common: nothing that installs may say from where.
REGISTRIES = re.compile(
    rb"https?://(?:registry|files|cdn|packages)\.|https?://[\w.-]+/simple\b"
    rb"|\"resolved\"\s*:"
)
LOCKS = sorted((ROOT / ".ci").glob("*.lock"))


def locked(name: str) -> dict[str, str]:
    text = (ROOT / ".ci" / name).read_text("utf-8")
    return dict(re.findall(r"^([a-z0-9][\w.-]*)==([^\s;\\]+)", text, flags=re.MULTILINE))


def test_it_keeps_the_top_level_as_it_was_agreed():
    assert {relative(path).split("/")[0] for path in files()} - TOP_LEVEL == set()


@pytest.mark.parametrize("pattern", [MACHINE_PATHS, REGISTRIES], ids=["paths", "registries"])
def test_it_names_no_machine_and_no_registry(pattern):
    found = [
        f"{relative(path)}: {match[0].decode()}"
        for path in files()
        for match in [pattern.search(path.read_bytes())]
        if match and path.suffix not in {".png", ".jpg", ".xlsx"}
    ]
    assert found == []


def test_it_finds_a_path_and_a_host_when_there_is_one():
    assert MACHINE_PATHS.search(b'open("/' + b'tmp/x")')
    assert REGISTRIES.search(b"https://packages" + b".example/simple")
    assert REGISTRIES.search(b'"resolved"' + b': "x"')
    assert not MACHINE_PATHS.search(b"surveys/" + b"work/list and https://example.org/home/a")


def test_it_keeps_installed_packages_and_private_data_out_of_git():
    private = [relative(path) for path in below("instance") if path.name != "README.md"]
    rest = [relative(path) for path in files() if {"node_modules", ".venv", "__pycache__"} & set(path.parts)]
    assert private + rest == []


def test_it_locks_every_package_with_a_hash_and_no_address():
    assert len(LOCKS) == 3
    for lock in LOCKS:
        text = lock.read_text("utf-8")
        packages = re.split(r"^(?=[a-z0-9])", text, flags=re.MULTILINE)[1:]
        assert [package.split()[0] for package in packages if "--hash=sha256:" not in package] == []
        assert (
            re.findall(r"^\s*(?:-i|--index-url|--extra-index-url|--find-links).*", text, re.MULTILINE) == []
        )


def test_it_runs_in_a_commune_what_was_tested():
    tested = locked("requirements-dev.lock")
    for name in ("requirements.lock", "requirements-postgresql.lock"):
        assert locked(name).items() <= tested.items()


def test_it_locks_every_dependency_that_the_project_names():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    extras = project["optional-dependencies"]
    for name, wanted in {
        "requirements.lock": project["dependencies"],
        "requirements-postgresql.lock": project["dependencies"] + extras["postgresql"],
        "requirements-dev.lock": project["dependencies"] + extras["dev"] + extras["postgresql"],
    }.items():
        names = {re.match(r"[\w-]+", requirement)[0] for requirement in wanted}
        assert names - locked(name).keys() == set()


def test_it_locks_the_node_packages_by_integrity_without_addresses():
    packages = json.loads((ROOT / "tests/package-lock.json").read_text("utf-8"))["packages"]
    wanted = json.loads((ROOT / "tests/package.json").read_text("utf-8"))["devDependencies"]
    assert packages[""]["devDependencies"] == wanted
    for name, package in packages.items():
        assert "resolved" not in package
        assert name == "" or package["integrity"].startswith("sha512-")


def test_it_gives_two_set_up_commands_in_the_readme():
    readme = (ROOT / "README.md").read_text("utf-8")
    section = re.search(r"^## Set up$(.*?)^## ", readme, flags=re.MULTILINE | re.DOTALL)[1]
    assert re.findall(r"^ {4}(\S.*?)(?: {2,}#.*)?$", section, flags=re.MULTILINE) == [
        "make demo",
        "make test",
    ]


def test_it_lists_every_folder_of_the_program_in_the_readme():
    readme = (ROOT / "README.md").read_text("utf-8")
    folders = {
        relative(path).split("/")[1] for path in below("gnbv") if len(path.relative_to(ROOT).parts) > 2
    }
    assert [folder for folder in sorted(folders) if f"{folder}/" not in readme] == []


def test_it_guards_the_main_branch_with_the_test_command_of_the_readme():
    run = ROOT / ".ci/run"
    assert run.stat().st_mode & 0o111
    assert re.search(r"^exec make .*\btest\b", run.read_text("utf-8"), flags=re.MULTILINE)
    makefile = (ROOT / "Makefile").read_text("utf-8")
    for command in ("demo", "test", "check", "soak", "setup", "vendor"):
        assert re.search(rf"^{command}:", makefile, flags=re.MULTILINE)
