/** A text edit in a file. */
export interface TextChange {
  /** Offsets in UTF-16 units from the file's start; equal ones insert `text`. */
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

export function changed(text: string, change: TextChange): string {
  return text.slice(0, change.start) + change.text + text.slice(change.end);
}
