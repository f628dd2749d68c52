/** Whether a program is there at all, without starting it. */
import { access, constants } from 'node:fs/promises';
import { homedir } from 'node:os';
import * as path from 'node:path';

export async function isToolFound(command: string, searchPath?: string, platform?: NodeJS.Platform): Promise<boolean> {
  return (await findTool(command, searchPath, platform)) !== undefined;
}

/** Where it is. `command` is a path, from the home folder on where it is not absolute, or a name that is looked for on PATH. */
export async function findTool(
  command: string,
  searchPath: string = process.env['PATH'] ?? '',
  platform: NodeJS.Platform = process.platform,
): Promise<string | undefined> {
  const endings = platform === 'win32' ? ['', '.exe', '.cmd', '.bat'] : [''];
  const isPath = command.includes('/') || (platform === 'win32' && command.includes('\\'));
  const folders = isPath ? [''] : searchPath.split(path.delimiter).filter(Boolean);
  for (const folder of folders) {
    for (const ending of endings) {
      const file = (isPath ? path.resolve(homedir(), command) : path.join(folder, command)) + ending;
      try {
        await access(file, constants.X_OK);
        return file;
      } catch {
        // Not here: the next place.
      }
    }
  }
  return undefined;
}
