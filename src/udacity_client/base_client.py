"""What the blocking and the asynchronous client share: options, siblings, domains.

Imports neither httpx nor pydantic (start-up).
"""

from __future__ import annotations

from types import ModuleType
from typing import TYPE_CHECKING, Generic, NoReturn, Self, TypeVar, cast

from udacity_client.auth.credentials import ClientCredentials
from udacity_client.errors import ClosedError, ConfigurationError
from udacity_client.runtime.unset import UNSET, UnsetType
from udacity_client.system.fork_safety import ForkSafeLock, wait_before_fork
from udacity_client.system.option_kinds import describe, names_options

if TYPE_CHECKING:
    from collections.abc import Callable

    from udacity_client.options import CallOptions, ClientOptions
    from udacity_client.runtime import DriftEvent

ClientT = TypeVar("ClientT")
HttpClientT = TypeVar("HttpClientT")
TransportT = TypeVar("TransportT")


class BaseClient(Generic[HttpClientT, TransportT]):
    """A client without its calls: `Udacity` and `AsyncUdacity` add these.

    All private attributes are here, because editors offer those of a subclass before
    the public ones of its base.

    Args:
        options: The options of the client.
        http_client: The caller's client of httpx, if there is one.
        make_transport: Makes the transport; the first call runs it, because it imports
            httpx.
    """

    def __init__(
        self,
        options: ClientOptions,
        http_client: HttpClientT | None,
        make_transport: Callable[[ClientOptions, HttpClientT | None], TransportT],
    ) -> None:
        from udacity_client.options import NO_OVERRIDES  # noqa: PLC0415 - start-up

        # Here and not in the first call: another thread may fork during that.
        wait_before_fork()
        if http_client is not None:
            self._require_fitting(http_client)
            _require_no_transport(options)
        self._options = options
        self._http_client = http_client
        self._make_transport = make_transport
        self._call_options = NO_OVERRIDES
        self._closed = False
        self._lock = ForkSafeLock()
        self._domain_clients: dict[object, object] = {}
        self._transport: TransportT | None = None
        self._parent: Self | None = None

    @names_options
    def with_options(
        self,
        *,
        deadline: float | UnsetType = UNSET,
        on_event: Callable[[DriftEvent], None] | None | UnsetType = UNSET,
    ) -> Self:
        """Return a sibling with other defaults; what is left out stays as it is here.

        It shares connections, tokens, concurrency, limits and the retry quota with this
        client, costs next to nothing, and ends when this client is closed. Closing the
        sibling ends the sibling alone.

        Args:
            deadline: Seconds that a call may take, retries and waiting included.
            on_event: Called once with each thing in the answers to the sibling that
                the schema did not know; `None` for nobody.

        Raises:
            ConfigurationError: An option cannot work.
        """
        return self._sibling(
            self._call_options.merged(deadline=deadline, on_event=on_event)
        )

    def for_company(self, company_id: str) -> Self:
        """Return a sibling whose tokens are scoped to *company_id*.

        It shares all but the tokens with this client, as that of `with_options` does;
        siblings for the same company share theirs. The `tokens` domain, which acts for
        a `UserToken`, is not scoped by it.

        Raises:
            CredentialsError: The client has a user token only.
            ConfigurationError: The client has a `StaticToken`, whose scope is fixed.
        """
        return self._sibling(self._call_options.for_company(company_id, self._options))

    @property
    def base_url(self) -> str:
        """Where the API is called."""
        return self._options.endpoints.base_url

    @property
    def company_id(self) -> str | None:
        """The company that tokens are scoped to, if one was named."""
        if self._call_options.company_id is not None:
            return self._call_options.company_id
        service = self._options.resolved.service
        return service.company_id if isinstance(service, ClientCredentials) else None

    def __repr__(self) -> str:
        # A traceback shows also a client whose creation failed.
        if "_options" not in self.__dict__:
            return f"{type(self).__name__}(not made)"
        company = "" if self.company_id is None else f", company {self.company_id}"
        return f"{type(self).__name__}({self.base_url}{company})"

    def __reduce__(self) -> NoReturn:
        message = (
            f"{type(self).__name__} holds a credential and connections and is not "
            "pickled; make one in each process."
        )
        raise TypeError(message)

    def _require_fitting(self, http_client: object) -> None:
        """Refuse the other client's kind of http_client; each would fail much later.

        Raises:
            ConfigurationError: It is of the other kind, or no client at all.
        """
        from udacity_client.transport.engine import kinds_of  # noqa: PLC0415 - start-up

        own, other, needed = type(self).__name__, "AsyncUdacity", "httpx.Client"
        fits, fits_other = kinds_of(http_client)
        if hasattr(self, "aclose"):
            other, needed = "Udacity", "httpx.AsyncClient"
            fits, fits_other = fits_other, fits
        name, given = type(http_client).__name__, describe(http_client)
        if not (fits or fits_other):
            problem = f"http_client is {given}, which is not a client of httpx."
        elif not fits:
            problem = f"http_client is of the type {name}, which is for {other}."
        else:
            return
        message = f"{problem} {own} needs one such as {needed}()."
        raise ConfigurationError(message)

    def _open(self) -> TransportT:
        """Return the transport, which the first call makes.

        Raises:
            ClosedError: This client was closed.
        """
        self._require_open()
        if self._parent is not None:
            return self._parent._open()  # noqa: SLF001 - its own class
        with self._lock.lock:
            if self._transport is None:
                self._transport = self._make_transport(self._options, self._http_client)
        # Once more: its imports take long, and another thread may have closed this.
        self._require_open()
        return self._transport

    def _require_open(self) -> None:
        if self._closed:
            name = type(self).__name__
            message = f"This client was closed. Make a new {name}()."
            raise ClosedError(message)

    def _end(self) -> None:
        """Refuse all further calls."""
        self._closed = True

    def _domain_client(self, kind: Callable[[Self], ClientT]) -> ClientT:
        """Return the one client of its kind, so what a test patches there stays."""
        client = self._domain_clients.get(kind)
        if client is None:
            # Another thread may have made one meanwhile.
            client = self._domain_clients.setdefault(kind, kind(self))
        return cast("ClientT", client)

    def _sibling(self, call_options: CallOptions) -> Self:
        sibling = object.__new__(type(self))
        own: dict[str, object] = {
            "_call_options": call_options,
            "_domain_clients": {},
            # Not this client if it is a sibling itself: it may be closed earlier.
            "_parent": self._parent or self,
            "_transport": None,
        }
        sibling.__dict__.update(self.__dict__, **own)
        return sibling


def _require_no_transport(options: ClientOptions) -> None:
    """Refuse to choose what a caller's client sends over.

    Raises:
        ConfigurationError: Another transport than the default was asked for.
    """
    if options.transport != "httpx":
        message = (
            "Both http_client and transport were given, but an http_client needs no "
            "transport. Give one of them."
        )
        raise ConfigurationError(message)


def require_domain(package: object, name: str) -> None:
    """Refuse what is not the generated package of one domain.

    Args:
        package: What `using` was given.
        name: Its class for this client, `Client` or `AsyncClient`.

    Raises:
        ConfigurationError: It has no such class. The message names the domains in it.
    """
    kind: object = getattr(package, name, None)
    # Found by name: to import a base class takes long if *package* is not generated.
    bases = kind.__mro__ if isinstance(kind, type) else ()
    if any(
        base.__name__ == f"{name.removesuffix('Client')}DomainClient" for base in bases
    ):
        return
    own = package.__name__ if isinstance(package, ModuleType) else ""
    given = f"the module {own}" if own else describe(package)
    domains = _domains_in(package) or ["program_progress"]
    parent = own.rpartition(".")[2] if hasattr(package, "__path__") else "udacity_ops"
    example = " or ".join(f"{parent}.{domain}" for domain in domains)
    message = (
        f"using() needs the package of one domain, which `udacity generate` made, and "
        f"was given {given}. Pass one domain, such as {example}."
    )
    raise ConfigurationError(message)


def _domains_in(package: object) -> list[str]:
    """Return the generated packages that are directly below *package*."""
    from pathlib import Path  # noqa: PLC0415 - only for an error

    return sorted(
        file.parent.name
        for folder in getattr(package, "__path__", ())
        for file in Path(folder).glob("*/client.py")
    )
