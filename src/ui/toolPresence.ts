/** Whether docker-machine is there at all, without starting it. */
import { access, constants } from 'node:fs/promises';
import * as path from 'node:path';

/** `command` is a path, or a name that is looked for on PATH. */
export async function isToolFound(
  command: string,
  searchPath: string = process.env['PATH'] ?? '',
  platform: NodeJS.Platform = process.platform,
): Promise<boolean> {
  const endings = platform === 'win32' ? ['', '.exe', '.cmd', '.bat'] : [''];
  const isPath = command.includes('/') || (platform === 'win32' && command.includes('\\'));
  const folders = isPath ? [''] : searchPath.split(path.delimiter).filter(Boolean);
  for (const folder of folders) {
    for (const ending of endings) {
      try {
        await access(path.join(folder, command) + ending, constants.X_OK);
        return true;
      } catch {
        // Not here: the next place.
      }
    }
  }
  return false;
}
