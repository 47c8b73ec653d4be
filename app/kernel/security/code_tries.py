"""One-time codes as typed, written down before they are compared (lần thử mã xác thực)."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import BigInteger, DateTime, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from app.kernel.db import Base
from app.kernel.row_security.functions import Function
from app.kernel.row_security.grants import NOTHING, PURGE, Granted


class CodeTry(Base):
    """A one-time code as typed, written down before it is compared (lần thử mã xác thực).

    Committed beside the transaction of the page, so that no rollback undoes it
    (``mc_note_code_try``).
    """

    __tablename__ = "code_try"
    __without_rows__ = (
        "written and read by the database's functions; digests of codes that are over"
    )
    __granted__ = Granted(web=NOTHING, worker=PURGE)

    about: Mapped[str] = mapped_column(String(50), primary_key=True)
    """An account, or a code that was sent."""
    n: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    """Number of the try within the day; rows of an earlier day are used again."""
    on_day: Mapped[date]
    """In UTC."""
    guess: Mapped[bytes] = mapped_column(LargeBinary)
    at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    xact: Mapped[int] = mapped_column(BigInteger)
    """The transaction that wrote it."""


FUNCTIONS = (
    Function(
        "mc_note_code_try",
        "(of_what text, code text) returns boolean language plpgsql volatile",
        """
declare
  today date := clock_timestamp() at time zone 'UTC';
  most integer := case when of_what like 'account %' then 50 else 5 end;
begin  -- false when there were too many; a number is taken once a day, whatever a snapshot shows
  if session_user = 'mc_public' and of_what not like 'code %' then
    raise exception 'no code of the public surface' using errcode = 'insufficient_privilege';
  end if;
  perform pg_advisory_xact_lock(hashtext('code_try'), hashtext(of_what));
  insert into code_try as t (about, n, on_day, guess, at, xact)
  select of_what, count(*) + 1, today, sha256(convert_to(code, 'UTF8')), clock_timestamp(),
    pg_current_xact_id()::text::bigint
  from code_try c where c.about = of_what and c.on_day = today having count(*) < most
  on conflict (about, n) do update
    set on_day = excluded.on_day, guess = excluded.guess, at = excluded.at, xact = excluded.xact
    where t.on_day < excluded.on_day;
  return found;
end
""",
        guarded=True,
    ),
    Function(
        "mc_check_noted",
        "(of_what text, code text) returns void language plpgsql stable",
        """
begin
  if not exists (
    select from code_try t
    where t.about = of_what and t.guess = sha256(convert_to(code, 'UTF8'))
      and t.at > clock_timestamp() - interval '1 minute'
      and t.xact <> pg_current_xact_id()::text::bigint  -- so another one wrote and committed it
  ) then
    raise exception 'this try was not written down' using errcode = 'insufficient_privilege';
  end if;
end
""",
        guarded=True,
        closed=True,
    ),
)
