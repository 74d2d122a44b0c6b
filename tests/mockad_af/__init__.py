"""A mocked Arbetsförmedlingen: the fictitious contract of ``openapi/arbetsformedlingen.yaml``, in memory.

As a process: ``python -m tests.mockad_af --port 8486``. In unit tests: ``respx_rutter(router, bas_url)``.
As an application: ``skapa_mock()``. Faults, counters and answers are steered by ``MockadAf`` or over HTTP
at ``/_styr``. Imports nothing from the service.
"""

from tests.mockad_af.app import skapa_mock
from tests.mockad_af.handelser import Handelsetyp, Ordning
from tests.mockad_af.karna import Automatik, MockadAf, Val
from tests.mockad_af.respx_rutter import respx_rutter
from tests.mockad_af.storningar import Nerslag, Storning, Storningsslag

__all__ = [
    "Automatik",
    "Handelsetyp",
    "MockadAf",
    "Nerslag",
    "Ordning",
    "Storning",
    "Storningsslag",
    "Val",
    "respx_rutter",
    "skapa_mock",
]
