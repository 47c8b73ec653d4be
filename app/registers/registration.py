"""Pages and handlers of the civil-status books."""

from flask_babel import lazy_gettext as _

from app.dossiers.operations.transitions import effects
from app.dossiers.views.desk.panels import Panel, panels
from app.dossiers.workflow import Effect
from app.kernel.web.package import Package
from app.registers.operations import (
    closure_reminders,
    personal_numbers,
    registration,
    residence_notices,
)
from app.registers.rules import use_volume_size
from app.registers.views import closures, proposals
from app.registers.views.closures import Closures
from app.registers.views.copies import Copies
from app.registers.views.earlier_entries import EarlierEntries
from app.registers.views.extracts import ExtractSteps
from app.registers.views.overprint import Overprints
from app.registers.views.panel import entry_panel
from app.registers.views.preview import Previews
from app.registers.views.proposals import Proposals
from app.registers.views.scanned_pages import ScannedPages
from app.registers.views.search import SEARCHED
from app.registers.views.verification import verification
from app.residents.operations.import_apply import AfterImport, after_import
from config import Config


def _configure(settings: Config) -> None:
    use_volume_size(settings.volume_entries)


PACKAGE = Package(
    name="registers",
    pages=(
        Previews,
        Copies,
        Closures,
        EarlierEntries,
        ExtractSteps,
        Overprints,
        Proposals,
        ScannedPages,
    ),
    blueprints=(verification,),
    nouns={"Entry": _("Entries in civil-status books")},
    counters=(*closures.COUNTERS, *proposals.COUNTERS),
    searched=SEARCHED,
    handlers=(
        effects.handlers(
            {
                Effect.NUMBER_ENTRY: registration.register,
                Effect.NOTIFY_RESIDENCE: residence_notices.notify,
            }
        ),
        panels.handlers({Panel.ENTRY: entry_panel}),
        after_import.handlers({AfterImport.NUMBERS: personal_numbers.ask_for_numbers}),
    ),
    jobs=(closure_reminders, personal_numbers, registration),
    configure=_configure,
)
