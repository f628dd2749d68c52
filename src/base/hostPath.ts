/** Paths on the extension's host. */

/** Absolute path on the extension's host. */
export type Path = string;

/** Expands home folder paths like a shell. Accepts `~`, `~/…` and, as typed on Windows, `~\…`. */
export function expandHome(path: string, home: string): string {
  return /^~($|[/\\])/.test(path) ? home + path.slice(1) : path;
}
