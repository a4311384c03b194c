"""Keys in PEM files, for signing entries: Ed25519, ECDSA and RSA, as securesystemslib takes them."""

import os
import stat
from pathlib import Path

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.serialization import load_pem_private_key, load_pem_public_key
from securesystemslib.signer import CryptoSigner, SSlibKey

from glueline.refusal import Refused

SIZE = 64 * 1024
MAKE = "openssl genpkey -algorithm ed25519 -out key.pem; openssl pkey -in key.pem -pubout -out public.pem"


def signer(file: Path) -> CryptoSigner:
    """The signer of a private key without a passphrase, in a file that nobody else may read. Raises Refused by name."""
    content = _read(file)
    if os.name == "posix" and file.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
        raise Refused(f"{file}: others may read this private key; chmod 600 {file}")
    try:
        return CryptoSigner(load_pem_private_key(content, password=None))
    except TypeError:
        raise Refused(f"{file}: the key has a passphrase; sign with one that has none, and keep it to yourself") from None
    except (ValueError, UnsupportedAlgorithm):
        raise Refused(f"{file}: no private key in PEM that can sign; make one: {MAKE}") from None


def public_key(file: Path) -> SSlibKey:
    """A public key. Raises Refused by name, for a private one too."""
    try:
        return SSlibKey.from_crypto(load_pem_public_key(_read(file)))
    except (ValueError, UnsupportedAlgorithm):
        raise Refused(f"{file}: no public key in PEM; from a private one: openssl pkey -in {file} -pubout") from None


def _read(file: Path) -> bytes:
    try:
        with file.open("rb") as opened:
            return opened.read(SIZE)
    except OSError as error:
        raise Refused(f"{file}: {error.strerror}; name a key file") from None
