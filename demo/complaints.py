"""What citizens of the demonstration wrote about their dossiers, and what they were answered."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select

from app.complaints.operations import complaints
from app.complaints.vocabulary import ComplaintKind, ComplaintState
from app.dossiers.models.dossier import Dossier
from app.dossiers.workflow import State
from app.kernel import clock
from app.kernel.db import db
from demo.people import Town

UNFAIR = (
    "Tôi đã gửi đủ giấy tờ như trang hướng dẫn nhưng vẫn bị từ chối tiếp nhận. Tôi đề nghị xem lại"
    " quyết định này và cho biết tôi phải làm gì."
)
ANSWER = (
    "Cha, mẹ của trẻ đều không cư trú tại xã nên việc từ chối tiếp nhận là đúng (Điều 13 Luật Hộ"
    " tịch năm 2014). Thông báo gửi ông/bà chưa ghi rõ nơi cần đến; Ủy ban nhân dân xã xin lỗi và"
    " đã nhắc cán bộ tiếp nhận.\n"
    "Ông/bà nộp hồ sơ tại Ủy ban nhân dân xã nơi cha hoặc mẹ cư trú."
)
UNHEARD = (
    "Giấy hẹn ghi trả kết quả trong buổi sáng, tôi đến bốn lần mới nhận được và không ai báo trước."
    " Đề nghị xử lý việc để dân đi lại nhiều lần."
)
PRAISE = (
    "Nhận kết quả nhanh hơn giấy hẹn. Đề nghị xã kê thêm ghế ở chỗ ngồi chờ và mở thêm một buổi"
    " sáng thứ Bảy."
)


def tell(town: Town, days: Sequence[date]) -> None:
    """A late complaint, one with its letter, and fresh feedback; ``days`` run backwards."""
    refused = _ended(town, State.NOT_ACCEPTED)[-1]
    early, *_between, latest = _ended(town, State.RETURNED)
    with clock.frozen(clock.at(days[10], 20)):
        complaints.send(early, ComplaintKind.COMPLAINT, UNHEARD)
    with clock.frozen(clock.at(days[4], 19)):
        complaint = complaints.send(refused, ComplaintKind.COMPLAINT, UNFAIR)
        db.session.flush()
    leader = town.actors["chutich"]
    with clock.frozen(clock.at(days[3], 9)):
        complaints.accept(complaint, is_complex=False, by=leader)
    with clock.frozen(clock.at(days[1], 16)):
        complaints.close(complaint, ComplaintState.ANSWERED, ANSWER, by=leader)
    with clock.frozen(clock.at(days[1], 20)):
        complaints.send(latest, ComplaintKind.FEEDBACK, PRAISE)


def _ended(town: Town, state: State) -> Sequence[Dossier]:
    query = select(Dossier).where(
        Dossier.commune_id == town.commune.id,
        Dossier.state == state,
        Dossier.is_rehearsal.is_(False),
    )
    return db.session.scalars(query.order_by(Dossier.submitted_at, Dossier.code)).all()
