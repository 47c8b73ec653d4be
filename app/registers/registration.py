"""Pages and handlers of the civil-status books."""

from flask_babel import lazy_gettext as _

from app.dossiers.operations.transitions import effects
from app.dossiers.views.desk.panels import Panel, panels
from app.dossiers.workflow import Effect
from app.kernel.web.package import MenuEntry, Package
from app.registers.operations import personal_numbers, registration
from app.registers.views.admin import BookView, EntryView
from app.registers.views.blanks import BlankBatchView, Blanks, BlankUseView
from app.registers.views.copies import Copies
from app.registers.views.panel import entry_panel
from app.registers.views.preview import Previews
from app.registers.views.verification import verification
from app.residents.operations.import_apply import AfterImport, after_import

PACKAGE = Package(
    name="registers",
    menu={
        "Records": (
            MenuEntry(60, EntryView, "Entries", _("Entries in civil-status books"), "edit"),
            MenuEntry(70, BookView, "Books", _("Civil-status books"), "book"),
            MenuEntry(72, BlankBatchView, "BlankBatches", _("Batches of blanks"), "copy"),
            MenuEntry(74, BlankUseView, "BlankUses", _("Used and spoiled blanks"), "copy"),
            MenuEntry(76, Blanks, "BlankCount", _("Count of blanks"), "check"),
        ),
    },
    pages=(Previews, Copies),
    blueprints=(verification,),
    handlers=(
        effects.handlers({Effect.NUMBER_ENTRY: registration.register}),
        panels.handlers({Panel.ENTRY: entry_panel}),
        after_import.handlers({AfterImport.NUMBERS: personal_numbers.ask_for_numbers}),
    ),
    jobs=(personal_numbers, registration),
)
