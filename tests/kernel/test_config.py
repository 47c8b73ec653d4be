"""Settings: nothing to export in development, nothing unsafe in production."""

from __future__ import annotations

from datetime import date

import pytest

from config import Config, UnsafeSetting

SAFE = {
    "ENVIRONMENT": "production",
    "SECRET_KEY": "0Zk3vJ8mQx1nTr5wYb7cLd9fGh2jPs4uVe6aXi",
    "DATABASE_URL": "postgresql://mc_web:word@db.example/mot_cua",
    "TRUSTED_HOSTS": "dichvucong.example.vn",
    "CLAMD": "/run/clamav/clamd.ctl",
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
    assert config.flask()["SESSION_COOKIE_SECURE"]
    assert config.flask()["TRUSTED_HOSTS"] == ["dichvucong.example.vn"]
    assert config.database_url.startswith("postgresql+psycopg://")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SECRET_KEY", ""),
        ("SECRET_KEY", "short"),
        ("SECRET_KEY", "a" * 64),
        ("DATABASE_URL", ""),
        ("DATABASE_URL", "postgresql://postgres:word@db.example/mot_cua"),
        ("DATABASE_URL", "postgresql://mc_loader:word@db.example/mot_cua"),
        ("DATABASE_URL", "postgresql://mc_migrate:word@db.example/mot_cua"),
        ("DEMO_TODAY", "2016-11-21"),
        ("DEBUG", "1"),
        ("TRUSTED_HOSTS", ""),
        ("CLAMD", ""),
        ("CLAMD", "somewhere"),
        ("TWO_FACTOR", "offered"),
    ],
)
def test_production_names_the_unsafe_setting(name: str, value: str) -> None:
    with pytest.raises(UnsafeSetting, match=name):
        Config.from_environment({**SAFE, name: value})


def test_all_faults_are_told_at_once() -> None:
    with pytest.raises(UnsafeSetting) as refusal:
        Config.from_environment({"ENVIRONMENT": "production", "DEBUG": "true"})
    told = str(refusal.value)
    assert all(name in told for name in ("SECRET_KEY", "DATABASE_URL", "DEBUG", "TRUSTED_HOSTS"))


def test_business_time_may_be_shifted_for_a_demonstration() -> None:
    assert Config.from_environment({"DEMO_TODAY": "2016-11-21"}).demo_today == date(2016, 11, 21)


def test_a_day_that_is_none_is_refused_with_an_example() -> None:
    with pytest.raises(UnsafeSetting, match="2016-11-21"):
        Config.from_environment({"DEMO_TODAY": "21/11/2016"})
