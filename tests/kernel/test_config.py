"""Settings: nothing to export in development, nothing unsafe in production."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from app.kernel.security import key_files
from config import VAR, Config, UnsafeSetting

KEY = "0Zk3vJ8mQx1nTr5wYb7cLd9fGh2jPs4uVe6aXi"
PAPER_KEYS = key_files.development_keys(VAR)
SAFE = {
    "ENVIRONMENT": "production",
    "SECRET_KEY": KEY,
    "DATABASE_URL": "postgresql://mc_web:word@db.example/mot_cua",
    "TRUSTED_HOSTS": "dichvucong.example.vn",
    "CLAMD": "/run/clamav/clamd.ctl",
    "PROXIES": "1",
    "SEALS_DIR": "/srv/elsewhere/seals",
    # those of the other applications of this process, which has one of each
    "SEAL_KEY": PAPER_KEYS["seal"],
    "SEAL_TSA": PAPER_KEYS["timestamps"],
    "CODE_KEY": PAPER_KEYS["codes"],
}


def test_a_newcomer_exports_nothing() -> None:
    config = Config.from_environment({})
    assert (config.host, config.port, config.production) == ("127.0.0.1", 8080, False)
    assert len(config.secret_key) >= 32


def test_the_secret_of_development_outlives_a_restart() -> None:
    assert Config.from_environment({}).secret_key == Config.from_environment({}).secret_key


def test_safe_settings_go_into_production() -> None:
    config = Config.from_environment(SAFE)
    assert config.production
    assert config.trusted_hosts == ("dichvucong.example.vn",)
    assert config.proxies == 1
    assert config.database_url.startswith("postgresql+psycopg://")


def test_a_log_that_prints_the_settings_tells_no_secret() -> None:
    config = Config.from_environment(SAFE)
    for settings in (config, config.paper_keys, config.notices):
        assert not any(secret in repr(settings) for secret in (KEY, "PRIVATE KEY", "word@"))


def test_in_production_the_cookie_belongs_to_this_host_and_goes_over_tls_only() -> None:
    flask = Config.from_environment(SAFE).flask()
    assert flask["SESSION_COOKIE_NAME"].startswith("__Host-")
    assert flask["SESSION_COOKIE_SECURE"]
    assert Config.from_environment({}).flask()["SESSION_COOKIE_NAME"] == "mot_cua"


def test_no_value_of_a_statement_reaches_a_log_by_way_of_an_error() -> None:
    options = Config.from_environment({}).flask()["SQLALCHEMY_ENGINE_OPTIONS"]
    assert options["hide_parameters"]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SECRET_KEY", ""),
        ("SECRET_KEY", "short"),
        ("SECRET_KEY", "a" * 64),
        ("SECRET_KEY", "abcdefgh12345678" * 4),
        ("SECRET_KEY", "thisismyscretkey-thisismyscretkey-0123456789"),
        ("SECRET_KEY", "for tests alone, long enough, and no secret at all"),
        ("SECRET_KEY_FALLBACKS", "short"),
        ("DATABASE_URL", ""),
        ("DATABASE_URL", "postgresql://postgres:word@db.example/mot_cua"),
        ("DATABASE_URL", "postgresql://mc_loader:word@db.example/mot_cua"),
        ("DATABASE_URL", "postgresql://mc_migrate:word@db.example/mot_cua"),
        ("DATABASE_URL", "postgresql://mc_owner:word@db.example/mot_cua"),
        ("DEMO_TODAY", "2016-11-21"),
        ("DEBUG", "1"),
        ("TRUSTED_HOSTS", ""),
        ("CLAMD", ""),
        ("CLAMD", "somewhere"),
        ("TWO_FACTOR", "offered"),
        ("TRUSTED_HOSTS", "*"),
        ("TRUSTED_HOSTS", ".example.vn"),
        ("PROXIES", ""),
        ("PROXIES", "0"),
        ("SEALS_DIR", ""),
        ("ROLLOUT", "over"),
        ("SEAL_KEY", ""),
        ("SEAL_TSA", ""),
        ("CODE_KEY", ""),
    ],
)
def test_production_names_the_unsafe_setting(name: str, value: str) -> None:
    with pytest.raises(UnsafeSetting, match=name):
        Config.from_environment({**SAFE, name: value})


def test_all_faults_are_told_at_once() -> None:
    with pytest.raises(UnsafeSetting) as refusal:
        Config.from_environment({"ENVIRONMENT": "production", "DEBUG": "true"})
    told = str(refusal.value)
    names = ("SECRET_KEY", "DATABASE_URL", "DEBUG", "TRUSTED_HOSTS", "PROXIES", "SEALS_DIR")
    assert [name for name in names if name not in told] == []


def test_a_secret_may_lie_in_a_file_that_nobody_else_reads(tmp_path: Path) -> None:
    file = tmp_path / "secret_key"
    file.write_text(KEY + "\n")
    file.chmod(0o400)
    named = {**SAFE, "SECRET_KEY": "", "SECRET_KEY_FILE": str(file)}
    assert Config.from_environment(named).secret_key == KEY
    file.chmod(0o444)
    with pytest.raises(UnsafeSetting, match="SECRET_KEY_FILE may be read by others"):
        Config.from_environment(named)


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    with pytest.raises(UnsafeSetting, match="SECRET_KEY_FILE cannot be read"):
        Config.from_environment({"SECRET_KEY_FILE": str(tmp_path / "nothing")})


def test_keys_of_before_are_still_read() -> None:
    old = KEY[::-1]
    config = Config.from_environment({**SAFE, "SECRET_KEY_FALLBACKS": old})
    assert config.flask()["SECRET_KEY_FALLBACKS"] == [old]


@pytest.mark.parametrize(
    ("host", "trusted"),
    [
        ("", ("localhost", "127.0.0.1", "[::1]")),
        ("192.168.1.7", ("localhost", "127.0.0.1", "[::1]", "192.168.1.7")),
        ("fd00::7", ("localhost", "127.0.0.1", "[::1]", "[fd00::7]")),
        ("0.0.0.0", ()),
        ("::", ()),
    ],
)
def test_in_development_the_hosts_are_those_of_this_machine(
    host: str, trusted: tuple[str, ...]
) -> None:
    assert Config.from_environment({"HOST": host}).trusted_hosts == trusted


def test_business_time_may_be_shifted_for_a_demonstration() -> None:
    assert Config.from_environment({"DEMO_TODAY": "2016-11-21"}).demo_today == date(2016, 11, 21)


def test_a_day_that_is_none_is_refused_with_an_example() -> None:
    with pytest.raises(UnsafeSetting, match="2016-11-21"):
        Config.from_environment({"DEMO_TODAY": "21/11/2016"})
