/** Where docker-machine keeps its store: the setting, else MACHINE_STORAGE_PATH, else `.docker/machine` of the home folder. */
import * as path from 'node:path';
import { expandHome } from '../base/homePath.ts';
import type { Path } from '../model/failure.ts';

export function storagePath(setting: string, environment: string | undefined, home: Path): Path {
  const chosen = setting.trim() || environment?.trim();
  if (!chosen) return path.join(home, '.docker', 'machine');
  return path.resolve(home, expandHome(chosen, home));
}
