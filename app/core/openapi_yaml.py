"""An API description as YAML, the same bytes each time.

PyYAML's own order, line folding and anchors differ with its settings; these do not.
"""

from typing import Any

import yaml


class _Skrivare(yaml.SafeDumper):
    """No anchors: two equal objects are written twice."""

    def ignore_aliases(self, data: Any) -> bool:  # noqa: ARG002 - PyYAML's signature
        return True


def _text(skrivare: yaml.SafeDumper, varde: str) -> yaml.ScalarNode:
    stil = "|" if "\n" in varde else None
    return skrivare.represent_scalar("tag:yaml.org,2002:str", varde, style=stil)


_Skrivare.add_representer(str, _text)


def som_yaml(dokument: dict[str, Any]) -> str:
    """The document with its members in their own order, long texts as blocks."""
    text: str = yaml.dump(dokument, Dumper=_Skrivare, sort_keys=False, allow_unicode=True, width=120)
    return text
