/** Whether a program is installed, without running it. */
import { access, constants, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import * as path from 'node:path';
import type { Failure } from '../model/failure.ts';

export async function isToolFound(command: string, searchPath?: string, platform?: NodeJS.Platform): Promise<boolean> {
  return (await findTool(command, searchPath, platform)) !== undefined;
}

/** Why it cannot be run, judging by its file. Undefined if it can. */
export async function toolFault(command: string, searchPath?: string): Promise<Failure | undefined> {
  if (await isToolFound(command, searchPath)) return undefined;
  for (const file of places(command, searchPath)) {
    try {
      const said = (await stat(file)).isDirectory() ? 'Is a directory' : 'Permission denied';
      return { kind: 'toolNotExecutable', path: file, said };
    } catch {
      // Not here: try the next folder.
    }
  }
  return { kind: 'toolMissing', path: command };
}

/** Its path. `command` is a path, relative to the home folder unless absolute, or a name to look up on PATH. */
export async function findTool(
  command: string,
  searchPath?: string,
  platform?: NodeJS.Platform,
): Promise<string | undefined> {
  for (const file of places(command, searchPath, platform)) {
    try {
      await access(file, constants.X_OK);
      // Folders have the same permission bit, so skip them.
      if (!(await stat(file)).isDirectory()) return file;
    } catch {
      // Not here: try the next folder.
    }
  }
  return undefined;
}

function places(
  command: string,
  searchPath: string = process.env['PATH'] ?? '',
  platform: NodeJS.Platform = process.platform,
): readonly string[] {
  const endings = platform === 'win32' ? ['', '.exe', '.cmd', '.bat'] : [''];
  const isPath = command.includes('/') || (platform === 'win32' && command.includes('\\'));
  const folders = isPath ? [''] : searchPath.split(path.delimiter).filter(Boolean);
  return folders.flatMap((folder) =>
    endings.map((ending) => (isPath ? path.resolve(homedir(), command) : path.join(folder, command)) + ending),
  );
}
