import type { ComponentChildren, JSX } from "preact";
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import type { Key } from "../i18n/words";
import { Link } from "../nav/link";
import type { To } from "../nav/router";
import { Cut, Skeleton } from "../parts/basics";
import { Failure, isForbidden } from "../parts/failure";
import { Icon } from "../parts/icons";
import { Forbidden } from "../parts/page";
import { useHere, useLooks, useRouter, useWords } from "../state/context";
import { rowHeight } from "../state/looks";
import type { Choice } from "./choice";
import type { List, Row } from "./list";
import { nearEnd, spanOf } from "./window";

export interface Column<R> {
  id: string;
  title: Key;
  cell: (row: R) => ComponentChildren;
  /** A share of the width, or a length. */
  width?: string;
  right?: boolean;
  /** 1 stands always; 2, 3, 4 only in lists that are wide enough. */
  rank?: 1 | 2 | 3 | 4;
  /** The word of the query `sort` by which central orders the list; "-" before it turns it round. */
  sort?: string;
}

interface Props<R extends Row> {
  /** What is listed, for who does not see it. */
  label: string;
  list: List<R>;
  columns: readonly Column<R>[];
  /** Where a row leads. Its first column is the link. */
  to: (row: R) => To;
  /** The row whose details are open. */
  open?: string;
  /** Shown when there is no row at all. */
  empty: ComponentChildren;
  /** Where rows can be chosen, to do something with them at once. */
  choice?: { of: Choice; name: (row: R) => string } | undefined;
}

/** A table of any length: of 100,000 rows those are in the page that are seen, and some around them. */
export function Table<R extends Row>({ label, list, columns, to, open, empty, choice }: Props<R>): JSX.Element {
  const words = useWords();
  const looks = useLooks();
  const scroller = useRef<HTMLDivElement>(null);
  const [view, setView] = useState({ scroll: list.scroll, height: 900 });
  const rows = list.rows.value;
  const failure = list.failure.value;
  const row = looks.compact.value ? rowHeight.compact : rowHeight.normal;

  useLayoutEffect(() => {
    const box = scroller.current;
    if (box === null) return;
    box.scrollTop = list.scroll; // back where it was left
    const measure = (): void => {
      if (box.clientHeight === 0) return; // hidden behind a detail
      list.scroll = box.scrollTop;
      setView({ scroll: box.scrollTop, height: box.clientHeight });
    };
    measure();
    const watch = new ResizeObserver(() => {
      if (box.clientHeight > 0 && Math.abs(box.scrollTop - list.scroll) > 1) box.scrollTop = list.scroll;
      measure();
    });
    watch.observe(box);
    box.addEventListener("scroll", measure, { passive: true });
    return () => {
      watch.disconnect();
      box.removeEventListener("scroll", measure);
    };
  }, [list, rows === undefined]);

  const more = list.more.value;
  useEffect(() => {
    if (rows !== undefined && more && failure === undefined && nearEnd(view.scroll, view.height, row, rows.length)) void list.grow();
  }, [view, rows, more]);

  if (isForbidden(failure)) return <Forbidden />;
  const problem = <Failure failure={failure} old={rows !== undefined} again={() => void list.refresh()} />;
  if (rows === undefined) return <div class="sheet">{failure === undefined ? <Skeleton rows={12} /> : problem}</div>;
  if (rows.length === 0) return <div class="sheet">{problem}{empty}</div>;
  const order = rows.map((r) => r.id);
  const span = spanOf(view.scroll, view.height, row, rows.length);
  return (
    <div class="sheet">
      {problem}
      <div class="sheet__scroll" ref={scroller} data-list>
        <table class="table" aria-label={label} aria-rowcount={more ? -1 : rows.length + 1}>
          <thead>
            <tr>
              {choice === undefined ? null : <ChooseAll choice={choice.of} order={order} />}
              {columns.map((c) => <Heading key={c.id} column={c} />)}
            </tr>
          </thead>
          <tbody>
            <Gap height={span.from * row} />
            {rows.slice(span.from, span.to).map((r, i) => <Line key={r.id} row={r} at={span.from + i} columns={columns} to={to(r)} open={r.id === open}
              choose={choice === undefined ? undefined : <Choose choice={choice.of} id={r.id} name={choice.name(r)} order={order} />} />)}
            <Gap height={(rows.length - span.to) * row} />
          </tbody>
        </table>
        {more && nearEnd(view.scroll, view.height, row, rows.length) ? <p class="sheet__more" role="status">{words.t("list.reading_more")}</p> : null}
      </div>
    </div>
  );
}

/** Holds the place of rows that are not in the page. */
function Gap({ height }: { height: number }): JSX.Element | null {
  return height <= 0 ? null : <tr class="gap" aria-hidden="true" style={{ height: `${height}px` }} />;
}

const classOf = <R,>(c: Column<R>): string => `rank-${c.rank ?? 1}${c.right === true ? " right" : ""}`;

function Heading<R>({ column }: { column: Column<R> }): JSX.Element {
  const words = useWords();
  const router = useRouter();
  const { query } = useHere();
  const title = words.t(column.title);
  const width = column.width === undefined ? {} : { style: { width: column.width } };
  const { sort } = column;
  if (sort === undefined) return <th scope="col" class={classOf(column)} {...width}><Cut text={title} /></th>;
  const now = query["sort"] === sort ? "ascending" : query["sort"] === `-${sort}` ? "descending" : "none";
  const next = now === "ascending" ? `-${sort}` : now === "descending" ? "" : sort;
  const hint = now === "none" ? title : words.t(now === "ascending" ? "list.sort_up" : "list.sort_down", { name: title });
  return (
    <th scope="col" class={classOf(column)} aria-sort={now} {...width}>
      <button type="button" class="sorter" title={hint} onClick={() => router.alter({ sort: next })}>
        <Cut text={title} />{now === "none" ? null : <Icon name={now === "ascending" ? "up" : "down"} />}
      </button>
    </th>
  );
}

interface LineProps<R> {
  row: R;
  at: number;
  columns: readonly Column<R>[];
  to: To;
  open: boolean;
  choose: JSX.Element | undefined;
}

function Line<R extends Row>({ row, at, columns, to, open, choose }: LineProps<R>): JSX.Element {
  const router = useRouter();
  return (
    // The link inside is the row's target for keys; a pointer may hit any cell.
    <tr class={open ? "row row--open" : "row"} aria-rowindex={at + 2} onClick={() => router.go(to, open ? "replace" : "push")}>
      {choose}
      {columns.map((c, i) => (
        <td key={c.id} class={classOf(c)}>
          {i === 0 ? <Link to={to} class="row__link" data-walk {...(open ? { "aria-current": "true" as const } : {})}>{c.cell(row)}</Link> : c.cell(row)}
        </td>
      ))}
    </tr>
  );
}

function Choose({ choice, id, name, order }: { choice: Choice; id: string; name: string; order: readonly string[] }): JSX.Element {
  const words = useWords();
  return (
    <td class="choose rank-2">
      <input type="checkbox" aria-label={words.t("list.choose", { name })} checked={choice.ids.value.has(id)}
        onClick={(e) => (e.stopPropagation(), choice.set(id, e.currentTarget.checked, e.shiftKey, order))} />
    </td>
  );
}

/** Chooses all rows that were read, or none. */
function ChooseAll({ choice, order }: { choice: Choice; order: readonly string[] }): JSX.Element {
  const words = useWords();
  const all = order.length > 0 && order.every((id) => choice.ids.value.has(id));
  return (
    <th scope="col" class="choose rank-2">
      <input type="checkbox" aria-label={words.t("list.choose_all", { n: order.length })} checked={all} onClick={() => choice.only(all ? [] : order)} />
    </th>
  );
}

/** "312", "100 and more", "100 of 100,000": what the head of a page says of a list. */
export function Count<R extends Row>({ list }: { list: List<R> }): JSX.Element {
  const words = useWords();
  const rows = list.rows.value;
  const total = list.total.value;
  if (rows === undefined) return <></>;
  if (!list.more.value) return <>{words.t("list.count", { n: rows.length })}</>;
  return <>{total === undefined ? words.t("list.at_least", { n: rows.length }) : words.t("list.some", { n: rows.length, m: total })}</>;
}
