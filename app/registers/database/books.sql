-- What a civil-status book takes, and how it is locked.

create function mc_refuse_entry_of_book() returns trigger language plpgsql as $$
declare
  book record;
begin  -- whoever locks the book waits for this entry, or this entry sees the lock
  select * into book from register_book where id = new.book_id for share;
  if book.locked_on is not null then
    raise exception 'register_book %: locked, it takes no entry', book.code
      using errcode = 'insufficient_privilege';
  end if;
  if (book.unit_id, book.kind, book.year) is distinct from (new.unit_id, new.kind, new.year)
     or book.year <> extract(year from new.registered_on) or new.number < book.first_number then
    raise exception 'register_entry %/%: not of this book', new.number, new.year
      using errcode = 'check_violation';
  end if;
  return new;
end
$$;

create function mc_refuse_unrecorded_lock() returns trigger language plpgsql security definer as $$
begin
  if exists (
    select from book_event e
    where e.book_id = new.id and age(e.xmin) <= 0  -- written by this transaction
      and e.action = case when new.locked_on is null
                     then '{BookAction.REOPEN}' else '{BookAction.CLOSE}' end
  ) then
    return null;
  end if;
  raise exception 'register_book %: locked or reopened without a record of it', new.code
    using errcode = 'insufficient_privilege';
end
$$;

create function mc_refuse_wrong_closure() returns trigger language plpgsql as $$
declare
  book record;
  prepared record;
  wrong text;
begin
  select * into book from register_book where id = new.book_id for update;
  select * into prepared from book_event where book_id = new.book_id order by id desc limit 1;
  if (book.locked_on is not null) <> (new.action = '{BookAction.REOPEN}') then
    wrong := 'the book is locked already, or is not locked';
  elsif new.action in ('{BookAction.CLOSE}', '{BookAction.SEND_BACK}')
        and prepared.action is distinct from '{BookAction.PREPARE}' then
    wrong := 'no minutes are prepared';
  elsif new.action = '{BookAction.CLOSE}' and prepared.staff_id = new.staff_id then
    wrong := 'prepared by the same person';
  elsif new.action = '{BookAction.CLOSE}' and
        (prepared.entries, prepared.first, prepared.last, prepared.pages, prepared.errors)
        is distinct from (new.entries, new.first, new.last, new.pages, new.errors) then
    wrong := 'other minutes than those that were prepared';
  elsif new.action in ('{BookAction.CLOSE}', '{BookAction.PREPARE}') and
        (select (count(*)::integer, min(number), max(number)) from register_entry e
         where e.book_id = new.book_id) is distinct from (new.entries, new.first, new.last) then
    wrong := 'the minutes do not count the entries of the book';
  end if;
  if wrong is not null then
    raise exception 'register_book %, %: %', book.code, new.action, wrong
      using errcode = 'insufficient_privilege';
  end if;
  return new;
end
$$;
