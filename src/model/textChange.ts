/** One change of a file's text. */
export interface TextChange {
  /** Offsets in UTF-16 units from the file's start; equal ones: `text` is put in. */
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

export function changed(text: string, change: TextChange): string {
  return text.slice(0, change.start) + change.text + text.slice(change.end);
}
