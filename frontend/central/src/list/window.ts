/** Which rows of a long list are in the page: those that are seen and some around them, whatever the length. */
export interface Span {
  from: number;
  to: number;
}

const around = 20;

export function spanOf(scroll: number, height: number, row: number, rows: number): Span {
  const first = Math.floor(Math.max(0, scroll) / row);
  const seen = Math.ceil(height / row) + 1;
  // Steps of ten: the page is drawn anew every tenth row, and not at every pixel.
  const from = Math.max(0, Math.floor((first - around) / 10) * 10);
  return { from: Math.min(from, Math.max(0, rows - seen)), to: Math.min(rows, Math.ceil((first + seen + around) / 10) * 10) };
}

/** Whether the end of what was read is near. */
export function nearEnd(scroll: number, height: number, row: number, rows: number): boolean {
  return scroll + 2 * height > rows * row;
}
