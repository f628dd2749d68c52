/** Locates the tool's file and checks whether it can be executed. */
import { constants } from 'node:fs';
import { access, open, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { delimiter, isAbsolute, join, resolve } from 'node:path';
import { err, ok } from '../base/result.ts';
import type { Outcome } from '../model/failure.ts';
import type { Path } from '../base/hostPath.ts';

export const isWindows = process.platform === 'win32';

export const missing = (path: string): Outcome<never> => err({ kind: 'toolMissing', path });

/** Finds the program's file like a shell, to distinguish a missing program from one that is not executable. */
export async function findProgram(tool: string, environment: Readonly<Record<string, string>>): Promise<Outcome<Path>> {
  if (tool === '') return missing(tool);
  if (/[/\\]/.test(tool)) return mayRun(isAbsolute(tool) ? tool : resolve(homedir(), tool));
  // Windows also tries extensions and the current folder, which execa handles.
  if (isWindows) return ok(tool);
  let denied: Outcome<Path> | undefined;
  for (const folder of (environment['PATH'] ?? '').split(delimiter)) {
    if (folder === '' || !isAbsolute(folder)) continue;
    const found = await mayRun(join(folder, tool));
    if (found.ok) return found;
    if (found.error.kind === 'toolNotExecutable') denied ??= found;
  }
  return denied ?? missing(tool);
}

export async function mayRun(path: Path): Promise<Outcome<Path>> {
  try {
    if ((await stat(path)).isDirectory()) return err({ kind: 'toolNotExecutable', path, said: 'Is a directory' });
    await access(path, isWindows ? constants.F_OK : constants.X_OK);
    return ok(path);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'ENOENT' || code === 'ENOTDIR') return missing(path);
    return err({ kind: 'toolNotExecutable', path, said: error instanceof Error ? error.message : String(error) });
  }
}

/**
 * Whether the file is not a program for this computer: the system then runs it in a shell, which reports this error. A file
 * with a `#!` line is a program, whatever it did.
 */
export async function isNoProgram(file: Path, exitCode: number, stderr: string): Promise<boolean> {
  const isShellTalking = stderr.split('\n').some((line) => line.startsWith(`${file}: `));
  if (!isShellTalking || ![2, 126, 127].includes(exitCode)) return false;
  const beginning = await beginningOf(file, 2);
  return beginning !== undefined && beginning.toString('latin1') !== '#!';
}

/** The first bytes of ELF and Mach-O files: one architecture in either byte order, or several in one file. */
const nativeBeginnings = new Set(['7f454c46', 'cffaedfe', 'cefaedfe', 'feedfacf', 'feedface', 'cafebabe']);

/** Whether the file is a native program: neither a script nor, under WSL, a Windows program. */
export async function isNativeProgram(file: Path): Promise<boolean> {
  const beginning = await beginningOf(file, 4);
  return beginning !== undefined && nativeBeginnings.has(beginning.toString('hex'));
}

/** Returns up to `count` first bytes of the file; undefined if it cannot be read. */
async function beginningOf(file: Path, count: number): Promise<Buffer | undefined> {
  try {
    const handle = await open(file);
    try {
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(count), 0, count, 0);
      return buffer.subarray(0, bytesRead);
    } finally {
      await handle.close();
    }
  } catch {
    return undefined;
  }
}
