import type { JSX } from "preact";
import { Silhouette, isDrawing, type Drawing } from "@rms/shared/silhouettes";
import type { Answer, Subject } from "../api/types";

/** What is drawn for a subject. Never an empty box. */
function drawingOf(subject: Subject, kind?: Answer["kind"]): Drawing {
  if (subject.kind === "item" || subject.kind === "type") {
    return subject.category !== undefined && isDrawing(subject.category) ? subject.category : "other";
  }
  if (subject.kind === "order" || subject.kind === "job") return "order";
  if (subject.kind === "place" || subject.kind === "person") return subject.kind;
  return kind === "command" || kind === "question" ? "command" : "unknown";
}

export function Picture({ subject, kind, class: extra = "" }: { subject: Subject; kind?: Answer["kind"]; class?: string }): JSX.Element {
  return <Silhouette name={drawingOf(subject, kind)} class={`picture ${extra}`} />;
}
