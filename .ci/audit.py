"""Known vulnerabilities of the locked runtime packages, by pip-audit.

pip-audit calls a package clean that its data source does not know. Here that is "not run": a package counts as
looked up only with an answer. A vulnerability fails, a missing data source does not.
"""

import json
import subprocess
import sys
import tempfile
from pathlib import Path

LONGEST_S = 90


def answers(lock: str) -> list[dict[str, object]]:
    """What pip-audit says of each package; nothing if it did not get through."""
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "audit.json"
        options = ["-r", lock, "--require-hashes", "--disable-pip", "--progress-spinner=off", "--timeout=10"]
        command = [sys.executable, "-m", "pip_audit", *options, "-f", "json", "-o", str(out)]
        try:
            subprocess.run(command, capture_output=True, check=False, timeout=LONGEST_S)
            return json.loads(out.read_text("utf-8"))["dependencies"]
        except (subprocess.TimeoutExpired, FileNotFoundError, ValueError):
            return []


def verdict(packages: list[dict[str, object]]) -> tuple[str, int]:
    """One line and an exit code."""
    known = [p for p in packages if "skip_reason" not in p]
    hits = [f"{p['name']} {p['version']}: {vuln['id']}" for p in known for vuln in p["vulns"]]
    if hits:
        return f"FAILED  pip-audit: {'; '.join(hits)}", 1
    if not known or len(known) < len(packages):
        return f"not run pip-audit (its data source answered for {len(known)} of {len(packages)} packages)", 0
    return f"ok      pip-audit ({len(known)} packages)", 0


if __name__ == "__main__":
    line, code = verdict(answers("requirements.lock"))
    print(line)
    sys.exit(code)
