"""What is wrong with an address or with keys, told before anything is begun."""

import argparse
import ssl
from pathlib import Path
from urllib.parse import urlsplit

SCHEMES = ("tcp", "tls")


def address_mistakes(address: str) -> list[str]:
    """Return what is wrong with the address of a scheduler, one line, or nothing."""
    place = urlsplit(address)
    try:
        is_whole = place.scheme in SCHEMES and bool(place.hostname) and bool(place.port)
    except ValueError:
        is_whole = False
    return [] if is_whole else [
        f"{address!r} is no address of a scheduler; give it as tcp://host:8786 or tls://host:8786"]


def key_mistakes(arguments: argparse.Namespace, address: str | None) -> list[str]:
    """Return what is wrong with the keys that are given, a line each.

    Parameters
    ----------
    arguments
        Of the command.
    address
        The scheduler's; None for whoever is one himself, where keys alone say that he encrypts.
    """
    files: dict[str, Path | None] = {
        "--tls-ca": arguments.tls_ca, "--tls-cert": arguments.tls_cert, "--tls-key": arguments.tls_key}
    given = {option: file for option, file in files.items() if file is not None}
    encrypts = bool(given) if address is None else address.startswith("tls:")
    if not encrypts:
        return [f"{', '.join(given)}: only an address that begins with tls:// takes keys"] if given else []
    mistakes = [f"{option}: is needed too for an encrypted connection" for option in files if option not in given]
    mistakes += [f"{option} {file}: no such file" for option, file in given.items() if not file.is_file()]
    return mistakes or _misfits(files)


def _misfits(files: dict[str, Path | None]) -> list[str]:
    authority, certificate, key = (str(file) for file in files.values())
    try:
        ssl.create_default_context(cafile=authority).load_cert_chain(certificate, key)
    except (ssl.SSLError, OSError) as error:
        return [f"--tls-ca {authority}, --tls-cert {certificate}, --tls-key {key}: are not a certificate of who signs, "
                f"an own certificate and its key, as PEM ({error})"]
    return []
