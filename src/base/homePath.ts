/** Paths of the home folder, as a shell reads them. */

/** `~`, `~/…` and, as it is typed on Windows, `~\…`. */
export function expandHome(path: string, home: string): string {
  return /^~($|[/\\])/.test(path) ? home + path.slice(1) : path;
}
