"""The seal covers the whole file, needs its time, and may lie in a token."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

import pikepdf
import pytest
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from app.kernel import clock
from app.kernel.printing.electronic_seal import Seal, SealSettings
from app.kernel.security import key_files
from app.kernel.security.signed_codes import CodeKeys

TOKEN, PIN, LABEL = "motcua", "1234", "dau"
SOFTHSM = Path("/usr/lib/softhsm/libsofthsm2.so")


@pytest.fixture(scope="module")
def keys() -> SealSettings:
    return SealSettings(
        key=key_files.new_seal_key("Một Cửa"), timestamps=key_files.new_timestamp_key("Giờ")
    )


class HangingAuthority:
    """An authority that takes requests and never answers."""

    def __init__(self, server: socket.socket) -> None:
        self.server = server
        self.address = f"http://127.0.0.1:{server.getsockname()[1]}/tsa"

    def times_asked(self) -> int:
        """Since the last time this was called."""
        for n in count():
            try:
                self.server.accept()[0].close()
            except BlockingIOError:
                return n
        raise AssertionError


@contextmanager
def hanging_authority() -> Iterator[HangingAuthority]:
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.setblocking(False)
        yield HangingAuthority(server)


@pytest.fixture(scope="module")
def paper(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    path = tmp_path_factory.mktemp("paper") / "paper.pdf"
    made = pikepdf.new()
    made.add_blank_page()
    made.save(path)
    return path.read_bytes()


def test_the_seal_covers_the_whole_file_and_leaves_its_bytes(
    keys: SealSettings, paper: bytes
) -> None:
    seal = Seal.of(keys)
    sealed = seal.put_on(paper)
    assert sealed.startswith(paper)
    assert seal.is_whole(sealed)
    assert not seal.is_whole(paper)
    assert not seal.is_whole(sealed + b"\n%")
    assert not seal.is_whole(b"no PDF")


def test_the_seal_of_another_office_is_not_ours(keys: SealSettings, paper: bytes) -> None:
    other = SealSettings(key=key_files.new_seal_key("Một Cửa"), timestamps=keys.timestamps)
    assert not Seal.of(keys).is_whole(Seal.of(other).put_on(paper))
    assert not Seal.of(keys).is_named_in(Seal.of(other).put_on(paper))


def test_a_former_seal_is_recognised_by_its_certificate(keys: SealSettings, paper: bytes) -> None:
    (former,) = key_files.blocks(keys.key, "CERTIFICATE")
    renewed = key_files.new_seal_key("Một Cửa") + former.decode()
    today = Seal.of(SealSettings(key=renewed, timestamps=keys.timestamps))
    assert today.is_whole(Seal.of(keys).put_on(paper))


def test_without_an_authority_the_paper_is_sealed_without_its_time(
    keys: SealSettings, paper: bytes
) -> None:
    seal = Seal.of(SealSettings(key=keys.key, timestamps="http://127.0.0.1:9/tsa"))
    sealed = seal.put_on(paper)
    assert seal.is_whole(sealed)
    assert not seal.is_whole(sealed + b"\n%")


def test_an_authority_that_hangs_is_waited_for_once(keys: SealSettings, paper: bytes) -> None:
    with hanging_authority() as hanging:
        seal = Seal.of(SealSettings(key=keys.key, timestamps=hanging.address))
        for _n in range(3):
            assert seal.is_whole(seal.put_on(paper))
        assert hanging.times_asked() == 1
        assert seal.authority is not None
        seal.authority.shut_until = clock.real_now()
        seal.put_on(paper)
        assert hanging.times_asked() == 1  # it is asked again after a while


@pytest.mark.skipif(not SOFTHSM.exists(), reason="SoftHSM is not installed (softhsm2)")
def test_the_key_may_lie_in_a_token(
    keys: SealSettings, paper: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "tokens").mkdir()
    (tmp_path / "conf").write_text(f"directories.tokendir = {tmp_path}/tokens\n")
    monkeypatch.setenv("SOFTHSM2_CONF", str(tmp_path / "conf"))
    (private,) = key_files.blocks(keys.key, "PRIVATE KEY")
    (certificate,) = key_files.blocks(keys.key, "CERTIFICATE")
    (tmp_path / "key.pem").write_bytes(private)
    program = shutil.which("softhsm2-util")
    assert program
    for step in (
        ("--init-token", "--free", "--label", TOKEN, "--so-pin", PIN, "--pin", PIN),
        ("--import", str(tmp_path / "key.pem"), "--token", TOKEN, "--label", LABEL, "--id", "01",
         "--pin", PIN),
    ):  # fmt: skip
        subprocess.run([program, *step], check=True, capture_output=True, env=os.environ)
    seal = Seal.of(
        SealSettings(
            key=certificate.decode(),
            timestamps=keys.timestamps,
            token=f"{SOFTHSM}:{TOKEN}:{LABEL}",
            pin=PIN,
        )
    )
    assert seal.is_whole(seal.put_on(paper))
    assert Seal.of(keys).is_whole(seal.put_on(paper))


def test_a_retired_code_key_is_still_read_and_another_kind_refused() -> None:
    former, now = key_files.new_code_key(), key_files.new_code_key()
    public = CodeKeys.from_pem(former).signing
    assert public
    retired = public.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    keys = CodeKeys.from_pem(now + retired.decode())
    assert {*CodeKeys.from_pem(former).public, *CodeKeys.from_pem(now).public} == {*keys.public}
    assert CodeKeys.from_pem(retired.decode()).signing is None
    with pytest.raises(ValueError, match="CODE_KEY"):
        CodeKeys.from_pem(key_files.new_seal_key("Một Cửa"))


def test_a_key_is_made_once_and_never_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "var" / "codes.pem"
    made = key_files.kept(path, key_files.new_code_key)
    assert key_files.kept(path, key_files.new_code_key) == made
    assert path.stat().st_mode & 0o077 == 0
    with pytest.raises(FileExistsError):
        key_files.write(path, "other")
