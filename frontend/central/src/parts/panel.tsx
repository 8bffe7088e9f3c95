import type { ComponentChildren, JSX } from "preact";
import type { Resource } from "@rms/shared/resource";
import { FileLink, type File } from "../list/csv";
import { Skeleton } from "./basics";
import { Failure } from "./failure";

interface Props<T> {
  id: string;
  title: string;
  note?: string;
  tools?: ComponentChildren;
  /** Where its list is served as a file. */
  file?: File | undefined;
  resource: Resource<T>;
  rows: number;
  children: (data: T) => JSX.Element;
}

/** A part of the page: reading, failed, or its data; old data stays beside a failure. */
export function Panel<T>({ id, title, note, tools, file, resource, rows, children }: Props<T>): JSX.Element {
  const data = resource.data.value;
  return (
    <section class={`panel panel--${id}`} aria-labelledby={`${id}-title`}>
      <header class="panel__head">
        <h2 class="panel__title" id={`${id}-title`} tabIndex={-1}>{title}</h2>
        {note === undefined ? null : <span class="panel__note">{note}</span>}
        {tools}
        {file === undefined ? null : <FileLink of={file} title={title} />}
      </header>
      <Failure failure={resource.failure.value} old={data !== undefined} again={() => void resource.refresh()} />
      {data === undefined ? resource.failure.value === undefined ? <Skeleton rows={rows} /> : null : children(data)}
    </section>
  );
}
