"""A crew on other machines: the workers of a Dask scheduler."""

from collections.abc import Iterator
from concurrent.futures import Future
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from threading import Thread
from time import monotonic
from typing import Any

from experiments.running.crew import Crew, CrewLostError

ANSWERS_WITHIN_S = 15.0
"""How long a scheduler may take to answer at first [s]."""

ASKED_EVERY_S = 1.0
"""How often it is asked how many workers it has [s]."""

SAYS_WITHIN_S = 5.0
"""How long it may take to say so [s]."""

ENDS_WITHIN_S = 1.0
"""How long it may take to say good-bye [s]."""

SILENT_S = 30.0
"""How long a scheduler may be silent before it is held for lost [s]."""

INSTALL = "it comes with the extra `cluster`: pip install 'headroom[cluster]'"


@dataclass(frozen=True)
class Keys:
    """Files of certificates and keys, as PEM; none where the net is trusted.

    Parameters
    ----------
    authority, certificate, key
        Certificate of who signs, own certificate, own key.
    """

    authority: Path | None = None
    certificate: Path | None = None
    key: Path | None = None

    def security(self) -> Any:
        """Return what Dask needs to know of them; None where there are none."""
        from distributed import Security

        if self.authority is None:
            return None
        return Security(tls_ca_file=str(self.authority), tls_client_cert=str(self.certificate),
                        tls_client_key=str(self.key), require_encryption=True)


class _Scheduler:
    def __init__(self, client: Any, address: str) -> None:
        self._client, self._address = client, address
        self._asked, self._places = 0.0, 0
        self._heard = monotonic()

    def places(self) -> int:
        """Return how many batches the workers can take at once now."""
        if monotonic() - self._asked > ASKED_EVERY_S:
            self._asked = monotonic()
            try:
                # Without an end to its patience a client would wait for ever for a scheduler that is frozen.
                self._places = sum(self._client.nthreads(callback_timeout=SAYS_WITHIN_S).values())
                self._heard = monotonic()
            except (OSError, TimeoutError, ValueError):
                self._places = 0
        return self._places

    def check(self) -> None:
        """Raise when the scheduler is gone."""
        if self._client.status in ("running", "connecting") and monotonic() - self._heard < SILENT_S:
            return
        raise CrewLostError(f"{self._address}: the scheduler does not answer any more; what is finished is kept: start "
                            "it again and give the same command")


@contextmanager
def on_cluster(address: str, keys: Keys) -> Iterator[Crew]:
    """Give a crew of all workers that a scheduler has, and of those that come later.

    Parameters
    ----------
    address
        The scheduler's.
    keys
        For an encrypted connection.

    Raises
    ------
    CrewLostError
        If nobody answers there, or Dask is not installed.
    """
    if find_spec("distributed") is None:
        raise CrewLostError(f"--scheduler needs Dask: {INSTALL}")
    from distributed import Client

    security = keys.security()
    try:
        client = Client(address, timeout=ANSWERS_WITHIN_S, security=security, set_as_default=False)
    except (OSError, TimeoutError, ValueError, TypeError) as error:
        raise CrewLostError(f"--scheduler {address}: no scheduler answers there ({type(error).__name__}: {error}); "
                            "`headroom scheduler` starts one") from error
    scheduler = _Scheduler(client, address)
    # A batch that kills its workers is set aside here, not tried on one worker after the other there.
    executor = client.get_executor(retries=0, pure=False)
    try:
        yield Crew(executor, scheduler.places, abandon=_abandon, check=scheduler.check)
    finally:
        # With its client the scheduler forgets all that it was asked; to call it off would wait for an answer.
        with suppress(TimeoutError):
            client.close(timeout=ENDS_WITHIN_S)


def _abandon(future: Future[Any]) -> None:
    # Beside the run, for a scheduler that is frozen never says that it has heard.
    Thread(target=future.cancel, daemon=True).start()
