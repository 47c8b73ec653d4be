"""What every page needs: choices in forms, the health check, settings of the process."""

from flask_babel import lazy_gettext as _

from app.kernel import clock, public_urls
from app.kernel.files import storage
from app.kernel.printing import electronic_seal
from app.kernel.printing.electronic_seal import SealSettings
from app.kernel.security import encryption, key_files, signed_codes
from app.kernel.web.forms.lookup import LookupView
from app.kernel.web.health_check import health
from app.kernel.web.package import Package
from config import CONTENT, VAR, Config


def _configure(settings: Config) -> None:
    clock.pretend_today_is(settings.demo_today)
    storage.use(settings.files_dir, settings.clamd, settings.remote_store)
    public_urls.use(settings.portal, settings.office_url)
    encryption.use(settings.secret_key, *settings.secret_key_fallbacks)
    if settings.surface != CONTENT:
        _use_paper_keys(settings)


def _use_paper_keys(settings: Config) -> None:
    """The keys of seal and codes; those of development are made once, beside the database."""
    given = settings.paper_keys
    own = key_files.development_keys(VAR) if not settings.production else {}
    electronic_seal.use(
        SealSettings(
            key=given.seal or own.get("seal", ""),
            timestamps=given.timestamps or own.get("timestamps", ""),
            token=given.seal_token,
            pin=given.seal_pin,
        )
    )
    signed_codes.use(given.codes or own.get("codes", ""))


PACKAGE = Package(
    name="kernel",
    pages=(LookupView,),
    nouns={
        "Lookup": _("Choices in forms"),
    },
    blueprints=(health,),
    configure=_configure,
)
