/** Where docker-machine keeps its store: the setting, else MACHINE_STORAGE_PATH, else `.docker/machine` of the home folder. */
import * as path from 'node:path';
import type { Path } from '../model/failure.ts';

export function storagePath(setting: string, environment: string | undefined, home: Path): Path {
  const chosen = setting.trim() || environment?.trim();
  if (!chosen) return path.join(home, '.docker', 'machine');
  return path.resolve(home, expandHome(chosen, home));
}

/** `~` and `~/…` as a shell reads them. */
export function expandHome(text: string, home: Path): string {
  return text === '~' || text.startsWith('~/') ? path.join(home, text.slice(1)) : text;
}
