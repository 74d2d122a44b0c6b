"""Mutation testing of authorisation, isolation, tokens, keys and limits (S15): runs mutmut and counts.

    .venv/bin/python .ci/mutation.py                        all of it; the better part of an hour on two cores
    .venv/bin/python .ci/mutation.py 'app.core.crypto.*'    some of it

What is mutated, and by which tests it should be noticed, stands under [tool.mutmut] in pyproject.toml. The outcome goes
to bench/resultat/mutation.json with every mutant that survived; a rerun tries only what has changed.
``.venv/bin/mutmut show <name>`` shows one.
"""

import json
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).parents[1]
MUTANTS, RESULT = ROOT / "mutants", ROOT / "bench" / "resultat" / "mutation.json"
# What mutmut notes of a mutant: the exit code of pytest, of a timeout or of having no test.
KILLED, SURVIVED, NO_TEST, TIMEOUT = {1, 3}, {0}, {5, 33}, {-24, 24, 36, 152, 255}


def outcome(code: int | None) -> str:
    """In words."""
    if code is None:
        return "not run"
    named = {"killed": KILLED | TIMEOUT, "survived": SURVIVED, "no test": NO_TEST}
    return next((name for name, codes in named.items() if code in codes), "unclear")


def name_of(mutant: str) -> str:
    """``app.core.crypto.Krypto.oppna 14``."""
    function, _, number = mutant.partition("__mutmut_")
    return re.sub(r"\.x(?:ǁ|_)", ".", function).replace("ǁ", ".") + f" {number}"


def count() -> dict[str, object]:
    """Every mutant by file, and the share that was noticed of those that were run."""
    files, survivors, total = {}, [], Counter[str]()
    for meta in sorted(MUTANTS.rglob("*.meta")):
        codes = json.loads(meta.read_text("utf-8")).get("exit_code_by_key", {})
        if outcomes := Counter(outcome(code) for code in codes.values()):
            files[meta.relative_to(MUTANTS).as_posix().removesuffix(".meta")] = dict(outcomes)
            total += outcomes
            survivors += [
                f"{name_of(m)}: {outcome(c)}" for m, c in codes.items() if outcome(c) in {"survived", "no test"}
            ]
    tried = sum(total.values()) - total["not run"]
    share = round(total["killed"] / tried, 3) if tried else None
    return {"killed_share": share, "total": dict(total), "files": files, "survivors": sorted(survivors)}


def main() -> int:
    """Run and tell; the exit code is mutmut's."""
    run = subprocess.run([sys.executable, "-m", "mutmut", "run", *sys.argv[1:]], cwd=ROOT, check=False)
    counted = count()
    RESULT.write_text(json.dumps(counted, indent=2, ensure_ascii=False) + "\n", "utf-8")
    print(f"\nkilled: {counted['killed_share']} of {counted['total']}")
    return run.returncode


if __name__ == "__main__":
    sys.exit(main())
