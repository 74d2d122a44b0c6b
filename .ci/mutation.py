"""Mutation testing of authorisation, isolation, tokens, keys and limits (S15).

    .venv/bin/python .ci/mutation.py                        what has not been tried since it was changed
    .venv/bin/python .ci/mutation.py 'app.core.crypto.*'    some of it, tried or not

mutmut changes the code; what is changed, and by which tests it should be noticed, stands under [tool.mutmut] in
pyproject.toml. The tests are collected, and run on unchanged code, once. Then each mutant has a process of its own,
forked from there, that runs the tests which reach the changed function until one fails: first the one that caught the
function's last mutant, then the fast. What a process does once, while the program is imported or the first statement is
run, cannot be tried so; such a mutant that survives is tried again from the beginning.

The outcome goes to bench/resultat/mutation.json with every mutant that survived. ``.venv/bin/mutmut show <name>`` shows
one.
"""

import fnmatch
import functools
import gc
import json
import os
import re
import signal
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import redirect_stdout, suppress
from dataclasses import dataclass, field
from io import StringIO
from itertools import accumulate
from pathlib import Path
from typing import Any

import pytest
from mutmut.__main__ import create_mutants
from mutmut.configuration import config
from mutmut.mutation.data import SourceFileMutationData
from mutmut.mutation.trampoline import set_mutant_under_test
from mutmut.state import state
from mutmut.utils.file_utils import copy_also_copy_files, copy_src_dir, setup_source_paths, walk_mutatable_files

ROOT = Path(__file__).parents[1]
MUTANTS, RESULT = ROOT / "mutants", ROOT / "bench" / "resultat" / "mutation.json"
PROCESSES = 2
CACHE = type(functools.cache(len))
# How much longer than the tests took on unchanged code a mutant may take, in times and in seconds.
TIMES, SECONDS = 4.0, 10.0
# As many of the fastest tests as take so many seconds together are run for a mutant; each walks through the
# whole service, so that without a limit who survives takes a minute. So few are always run, however slow.
BUDGET, FEWEST = 4.0, 3
# Modules whose criteria SQLAlchemy makes SQL of once in a process, so that what is forked has the unchanged ones.
KEPT = ("app.core.tenancy.", "app.core.namings.")
# The tests of those, and of what is made when the program is imported.
OF_WHAT_IS_IMPORTED = [
    "tests/core/test_tenancy.py",
    "tests/core/test_unit_of_work.py",
    "tests/core/test_permissions.py",
    "tests/flode/test_namngivna.py",
    "tests/flode/test_svar_igen.py",
]
KILLED, SURVIVED, NO_TEST, TIMEOUT = 1, 0, 33, -24
OUTCOMES = {KILLED: "killed", SURVIVED: "survived", NO_TEST: "no test", TIMEOUT: "killed", None: "not run"}


def name_of(mutant: str) -> str:
    """``app.core.crypto.Krypto.oppna 14``."""
    function, _, number = mutant.partition("__mutmut_")
    return re.sub(r"\.x(?:ǁ|_)", ".", function).replace("ǁ", ".") + f" {number}"


def function_of(mutant: str) -> str:
    """The name by which mutmut notes that a function was called."""
    return mutant.partition("__mutmut_")[0]


def files() -> Iterator[SourceFileMutationData]:
    """What is known of the mutants of every file."""
    for path in sorted(walk_mutatable_files()):
        data = SourceFileMutationData(path=path)
        data.meta_path = data.meta_path.absolute()
        data.load()
        yield data


def count() -> dict[str, object]:
    """Every mutant by file, and the share that was noticed of those that were run."""
    by_file, survivors, total = {}, [], Counter[str]()
    for data in files():
        outcomes = Counter(OUTCOMES[code] for code in data.exit_code_by_key.values())
        by_file[str(data.path)] = dict(sorted(outcomes.items()))
        total += outcomes
        survivors += [
            f"{name_of(m)}: {OUTCOMES[c]}" for m, c in data.exit_code_by_key.items() if c in {SURVIVED, NO_TEST}
        ]
    tried = sum(total.values()) - total["not run"]
    share = round(total["killed"] / tried, 3) if tried else None
    return {"killed_share": share, "total": dict(total), "files": by_file, "survivors": sorted(survivors)}


def make_mutants() -> None:
    """Under mutants/, a copy of the program with every mutant of every function in it, and of the tests."""
    MUTANTS.mkdir(exist_ok=True)
    with redirect_stdout(StringIO()):
        copy_src_dir()
        copy_also_copy_files()
        create_mutants(PROCESSES)
    sys.path.remove(str(ROOT / ".ci"))  # there is a migrations.py of another kind
    setup_source_paths()
    os.environ["PYTHONPATH"] = str(MUTANTS)


def _reached() -> set[str]:
    """The functions that have been called since it was emptied."""
    return state()._stats  # noqa: SLF001 - mutmut has no other place for it


@dataclass
class Running:
    """A mutant that is being tried."""

    data: SourceFileMutationData
    mutant: str
    caught_by: int
    until: float


@dataclass(eq=False)
class Trial:
    """A plugin of pytest that runs the tests once as they are, and then each mutant against those that concern it."""

    wanted: list[str]
    files: list[SourceFileMutationData]
    at_import: set[str] = field(default_factory=set)
    tests_of: dict[str, list[pytest.Item]] = field(default_factory=lambda: defaultdict(list))
    took: dict[str, float] = field(default_factory=lambda: defaultdict(float))
    last_catch: dict[str, str] = field(default_factory=dict)
    running: dict[int, Running] = field(default_factory=dict)
    caches: list[Any] = field(default_factory=list)
    tell: int = 0

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """In place of pytest's own loop."""
        self._run_unchanged(session)
        gc.unfreeze()
        self.caches = [o for o in gc.get_objects() if isinstance(o, CACHE)]
        self.caches = [c for c in self.caches if (c.__module__ or "").startswith("app.core")]
        gc.freeze()
        wanted = self._wanted()
        self._try_all(wanted)
        self._try_all(
            [
                (data, mutant)
                for data, mutant in wanted
                if data.exit_code_by_key[mutant] in {SURVIVED, NO_TEST}
                and (function_of(mutant) in self.at_import or mutant.startswith(KEPT))
            ],
            anew=True,
        )
        return True

    def _wanted(self) -> list[tuple[SourceFileMutationData, str]]:
        """Those that the arguments name, in the order of the arguments; without any, those not tried."""
        every = {mutant: data for data in self.files for mutant in data.exit_code_by_key}
        if not self.wanted:
            return [(data, mutant) for mutant, data in every.items() if data.exit_code_by_key[mutant] is None]
        named = [m for w in self.wanted for m in ([w] if w in every else fnmatch.filter(every, w))]
        return [(every[mutant], mutant) for mutant in dict.fromkeys(named)]

    def _try_all(self, queue: list[tuple[SourceFileMutationData, str]], *, anew: bool = False) -> None:
        begun = time.monotonic()
        for number, (data, mutant) in enumerate(queue):
            while len(self.running) >= PROCESSES:
                self._await_one()
            self._start(data, mutant, anew=anew)
            if number % 20 == 0:
                print(f"{number} of {len(queue)} in {time.monotonic() - begun:.0f} s, at {name_of(mutant)}", flush=True)
        while self.running:
            self._await_one()

    def _run_unchanged(self, session: pytest.Session) -> None:
        """Learn which tests reach which functions; what the tests share, such as a database, is made by that too."""
        self.at_import = set(_reached())
        for test, after in zip(session.items, [*session.items[1:], session.items[0]], strict=True):
            _reached().clear()
            begun = time.monotonic()
            test.config.hook.pytest_runtest_protocol(item=test, nextitem=after)
            self.took[test.nodeid] = time.monotonic() - begun
            for function in _reached():
                self.tests_of[function].append(test)
            if session.testsfailed:
                pytest.exit(f"{test.nodeid} fails on unchanged code", returncode=1)
        set_mutant_under_test("")

    def _start(self, data: SourceFileMutationData, mutant: str, *, anew: bool) -> None:
        function = function_of(mutant)
        first = self.last_catch.get(function)
        tests = self._within_budget(
            sorted(self.tests_of.get(function, []), key=lambda t: (t.nodeid != first, self.took[t.nodeid]))
        )
        if not tests and not anew:
            return self._note(data, mutant, NO_TEST)
        read, write = os.pipe()
        process = os.fork()
        if process == 0:
            os.setsid()
            os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
            os.dup2(1, 2)
            os._exit(self._try(mutant, [] if anew else tests, write, anew=anew))
        os.close(write)
        allowed = (3 * SECONDS if anew else SECONDS) + TIMES * sum(self.took[t.nodeid] for t in tests)
        self.running[process] = Running(data, mutant, read, time.monotonic() + allowed)
        return None

    def _within_budget(self, tests: list[pytest.Item]) -> list[pytest.Item]:
        sums = accumulate(self.took[t.nodeid] for t in tests)
        return [t for n, (t, so_far) in enumerate(zip(tests, sums, strict=True)) if n < FEWEST or so_far <= BUDGET]

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_makereport(self, item: pytest.Item, call: pytest.CallInfo[None]) -> None:
        """In the forked process the first failure ends it; to describe it would take longer than most tests."""
        if self.tell and call.excinfo and not call.excinfo.errisinstance(pytest.skip.Exception):
            os.write(self.tell, item.nodeid.encode())
            os._exit(KILLED)

    def _try(self, mutant: str, tests: list[pytest.Item], caught_by: int, *, anew: bool) -> int:
        """In the forked process."""
        try:
            for cache in self.caches:
                cache.cache_clear()
            set_mutant_under_test(mutant)
            self.tell = caught_by
            for test, after in zip(tests, [*tests[1:], *tests[:1]], strict=True):
                test.config.hook.pytest_runtest_protocol(item=test, nextitem=after)
            if anew:
                _from_the_beginning()
        except BaseException:  # noqa: BLE001 - whatever it did, it was noticed
            return KILLED
        return SURVIVED

    def _await_one(self) -> None:
        """Wait until a mutant is done, or has had its time."""
        while True:
            process, status = os.waitpid(-1, os.WNOHANG)
            if process in self.running:
                break
            late = [p for p, r in self.running.items() if r.until < time.monotonic()]
            for p in late:
                with suppress(ProcessLookupError):
                    os.killpg(p, signal.SIGKILL)
            time.sleep(0.01)
        done = self.running.pop(process)
        with suppress(ProcessLookupError):
            os.killpg(process, signal.SIGKILL)  # what its tests had started
        test = os.read(done.caught_by, 65536).decode()
        os.close(done.caught_by)
        if test:
            self.last_catch[function_of(done.mutant)] = test
        code = os.waitstatus_to_exitcode(status)
        code = code if code in {KILLED, SURVIVED} else TIMEOUT
        self._note(done.data, done.mutant, code)

    def _note(self, data: SourceFileMutationData, mutant: str, code: int) -> None:
        data.exit_code_by_key[mutant] = code
        data.save()


def _arguments() -> list[str]:
    return ["-q", "--capture=sys", "--rootdir=.", *config().pytest_add_cli_args]


def _from_the_beginning() -> None:
    """In place of this process one where the mutant is there when the program is imported."""
    command = [sys.executable, "-m", "pytest", "-x", "--tb=no", *_arguments(), *OF_WHAT_IS_IMPORTED]
    os.execv(sys.executable, command)  # noqa: S606 - no shell is what is wanted


def main() -> int:
    """Run and tell; anything but 0 is that the tests could not be run."""
    os.chdir(ROOT)
    config()
    make_mutants()
    set_mutant_under_test("stats")
    trial = Trial(sys.argv[1:], list(files()))
    os.chdir(MUTANTS)
    code = pytest.main([*_arguments(), *config().pytest_add_cli_args_test_selection], plugins=[trial])
    os.chdir(ROOT)
    counted = count()
    RESULT.write_text(json.dumps(counted, indent=2, ensure_ascii=False) + "\n", "utf-8")
    print(f"\nkilled: {counted['killed_share']} of {counted['total']}")
    return int(code)


if __name__ == "__main__":
    sys.exit(main())
