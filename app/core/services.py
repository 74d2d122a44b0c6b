"""What one process shares between requests: settings, clock, database, keys and register."""

from dataclasses import dataclass, field

from app.begrepp.tid import Klocka
from app.core.auth import Klientregister, Tokenverifierare
from app.core.crashpoints import Krascher
from app.core.crypto import Krypto
from app.core.database import Databas
from app.core.feed_notice import Flodesbud
from app.core.filestore import Filarkiv
from app.core.idempotency import Pagaende
from app.core.quota import Kvotvakt
from app.core.unit_of_work import Transaktioner
from app.settings import Settings


@dataclass
class Tjanster:
    """The services of one app instance; lives in ``app.state.tjanster``."""

    settings: Settings
    klocka: Klocka
    databas: Databas
    krypto: Krypto
    register: Klientregister
    verifierare: Tokenverifierare
    transaktioner: Transaktioner
    krascher: Krascher
    kvotvakt: Kvotvakt
    pagaende: Pagaende = field(default_factory=Pagaende)
    flodesbud: Flodesbud = field(default_factory=Flodesbud)

    @property
    def filarkiv(self) -> Filarkiv:
        """The files of documents."""
        return Filarkiv(self.settings.dokumentmapp, self.krypto)
