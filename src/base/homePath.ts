/** Paths of the home folder, as a shell reads them. */
import { homedir } from 'node:os';
import { join } from 'node:path';

/** `~`, `~/…` and, as it is typed on Windows, `~\…`. */
export function expandHome(path: string, home = homedir()): string {
  if (path === '~') return home;
  return /^~[/\\]/.test(path) ? join(home, path.slice(2)) : path;
}
