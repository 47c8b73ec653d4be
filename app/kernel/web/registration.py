"""What every page needs: choices in forms, the health check, settings of the process."""

from flask_babel import lazy_gettext as _

from app.kernel import clock, public_urls
from app.kernel.files import storage
from app.kernel.security import encryption
from app.kernel.web.forms.lookup import LookupView
from app.kernel.web.health_check import health
from app.kernel.web.package import Package
from config import Config


def _configure(settings: Config) -> None:
    clock.pretend_today_is(settings.demo_today)
    storage.use(settings.files_dir, settings.clamd)
    public_urls.use(settings.portal, settings.office_url)
    encryption.use(settings.secret_key, *settings.secret_key_fallbacks)


PACKAGE = Package(
    name="kernel",
    pages=(LookupView,),
    nouns={
        "Lookup": _("Choices in forms"),
    },
    blueprints=(health,),
    configure=_configure,
)
