/** The server said no, by a problem document (RFC 9457). Each page's own error bears the document's type as its API gives it. */
export class RefusedError<Problem extends { title: string; detail?: string }> extends Error {
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(problem.detail ?? problem.title);
    this.name = "ProblemError";
    this.problem = problem;
  }
}

/** No answer at all, or none that the server would give: whether it was done is not known; ask again by the same id or key. */
export class LostError extends Error {
  constructor(cause: unknown) {
    super("no answer", { cause });
    this.name = "LostError";
  }
}

/** Asking, or reading an answer: what fails there leaves no answer. */
export async function orLost<T>(reading: Promise<T>): Promise<T> {
  try {
    return await reading;
  } catch (cause) {
    throw new LostError(cause);
  }
}

/** What an answer that is not ok says: a problem document, or nothing that the server would say. */
export async function refusalOf<Problem>(response: Response, refused: new (problem: Problem) => Error): Promise<Error> {
  const type = response.headers.get("Content-Type") ?? "";
  if (!type.startsWith("application/problem+json")) return new LostError(`status ${response.status}, ${type}`);
  try {
    return new refused((await response.json()) as Problem);
  } catch (cause) {
    return new LostError(cause);
  }
}
