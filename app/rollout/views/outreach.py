"""Pages of outreach: posters, notices, assisted points, channels of dossiers."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Any

from flask import Response, current_app, redirect, request, url_for
from flask_appbuilder import BaseView

from app.kernel import clock
from app.kernel.errors import NotFound
from app.kernel.i18n.formatting import phone
from app.kernel.printing import pdf
from app.kernel.printing.qr import qr
from app.kernel.text.parsing import InvalidInput, control_day
from app.kernel.web.current_actor import current_actor
from app.kernel.web.routes import route
from app.kernel.web.template_globals import NO_SUPPORT_PHONE
from app.organisation.models import Unit
from app.rollout import posters
from app.rollout.models.outreach import Duty
from app.rollout.queries import channels, outreach
from app.rollout.rules.outreach import CHANNELS, PLACES, week_of

MONTHS_SHOWN = 6


class Outreach(BaseView):
    """Outreach of one commune, and of all of a user's communes (tuyên truyền)."""

    route_base = "/can-bo/tuyen-truyen"
    default_view = "communes"
    class_permission_name = "Outreach"

    @route("/", verb="read")
    def communes(self) -> Any:
        """One line a commune of a district; one line a district while none is chosen."""
        actor = current_actor()
        districts = outreach.districts_near(actor)
        chosen = _chosen(districts)
        found = outreach.communes_near(actor, chosen.id) if chosen else ()
        if len(found) == 1 == len(districts):
            return redirect(url_for("Outreach.commune", code=found[0].code))
        return self.render_template(
            "rollout/outreach.html",
            communes=found,
            districts=districts,
            district=chosen,
            reached=outreach.reached(actor, chosen.id if chosen else None),
            kinds=PLACES,
        )

    @route("/<code>", verb="read")
    def commune(self, code: str) -> Any:
        """Posters to print, current notices, assisted points, channels."""
        actor = current_actor()
        unit = outreach.commune_near(actor, code)
        reads = actor.may_read(unit.id)
        address = posters.short_address(unit)
        standing = outreach.standing(unit.id)
        posted = {each.kind for each in standing}
        return self.render_template(
            "rollout/outreach_commune.html",
            commune=unit,
            postings=standing,
            missing=[label for kind, label in PLACES.items() if kind not in posted],
            kinds=PLACES,
            points=outreach.points([unit.id]),
            address=address,
            code_to_scan=qr(address),
            reads=reads,
            lines=_months(unit) if reads else (),
            channels=CHANNELS,
            works_here=unit.id in outreach.worked_in(actor),
        )

    @route("/<code>/ap-phich.pdf", verb="print")
    def poster(self, code: str) -> Response:
        """The poster of the commune, A4 or A3."""
        unit = outreach.commune_near(current_actor(), code)
        return _printed([unit], f"ap-phich-{unit.code}")

    @route("/<code>/to-roi.pdf", verb="print")
    def leaflet(self, code: str) -> Response:
        """The leaflet of the commune: four on a sheet A4, to be cut."""
        return _handed_out(code, posters.Kind.LEAFLET, "to-roi")

    @route("/<code>/bai-phat-thanh.pdf", verb="print")
    def broadcast(self, code: str) -> Response:
        """The text that the loudspeakers of the commune read out."""
        return _handed_out(code, posters.Kind.BROADCAST, "bai-phat-thanh")

    @route("/ap-phich.pdf", verb="print")
    def posters(self) -> Response:
        """The posters of all of the user's communes in a district, one a page."""
        actor = current_actor()
        district = _chosen(outreach.districts_near(actor))
        if district is None:
            raise NotFound
        found = outreach.communes_near(actor, district.id)
        return _printed(found, f"ap-phich-huyen-{district.code}")


class OutreachDuties(BaseView):
    """Who helps at which point on which day of a week (lịch trực tuần)."""

    route_base = "/can-bo/tuyen-truyen"
    class_permission_name = "Duty"

    @route("/<code>/lich-truc", verb="read")
    def week(self, code: str) -> Any:
        """The week around a day, by default today."""
        actor = current_actor()
        unit = outreach.commune_near(actor, code)
        days = week_of(_day(request.args.get("tuan", "")))
        points = outreach.points([unit.id])
        found = outreach.duties([each.id for each in points], days[0], days[-1])
        return self.render_template(
            "rollout/duty_roster.html",
            commune=unit,
            days=days,
            today=clock.today(),
            points=points,
            duties={day: [each for each in found if _begins_on(each, day)] for day in days},
            before=(days[0] - timedelta(days=7)).isoformat(),
            after=(days[0] + timedelta(days=7)).isoformat(),
            works_here=unit.id in outreach.worked_in(actor),
        )


def _begins_on(duty: Duty, day: date) -> bool:
    begins = duty.during.lower
    return begins is not None and clock.local(begins).date() == day


def _printed(communes: Sequence[Unit], name: str) -> Response:
    size = posters.Size.A3 if request.args.get("kho") == "a3" else posters.Size.A4
    made = posters.printed(communes, size, _hotline())
    return Response(made, headers=pdf.headers(f"{name}-{size}.pdf"))


def _handed_out(code: str, kind: posters.Kind, name: str) -> Response:
    unit = outreach.commune_near(current_actor(), code)
    made = posters.handed_out(unit, kind, _hotline())
    return Response(made, headers=pdf.headers(f"{name}-{unit.code}.pdf"))


def _hotline() -> str:
    """The telephone of technical support; nothing as long as none is configured."""
    number = current_app.config["SUPPORT_PHONE"]
    return "" if number == NO_SUPPORT_PHONE else phone(number)


def _chosen(districts: Iterable[Unit]) -> Unit | None:
    """The district in the query string; the only one if there is only one."""
    found = [*districts]
    if len(found) == 1:
        return found[0]
    wanted = request.args.get("huyen", "")
    return next((each for each in found if each.code == wanted), None)


def _months(unit: Unit) -> list[channels.Came]:
    """A commune's channels in the last months, newest first."""
    last = clock.today()
    first = last.replace(day=1)
    for _n in range(MONTHS_SHOWN - 1):
        first = (first - timedelta(days=1)).replace(day=1)
    lines = channels.came(current_actor(), first, last, unit_id=unit.id)
    return sorted(lines, key=lambda line: line.month or first, reverse=True)


def _day(typed: str) -> date:
    try:
        return control_day(typed)
    except InvalidInput:
        return clock.today()
