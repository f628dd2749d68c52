/** Reads files of the machine store and maps read errors to failures. */
import { constants } from 'node:fs';
import { access, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { err, ok } from '../base/result.ts';
import type { Bytes } from '../base/units.ts';
import { visible } from '../base/visible.ts';
import type { Outcome } from '../model/failure.ts';
import type { Path } from '../base/hostPath.ts';
import { readRegularFile } from './regularFile.ts';

/** Files open at once: enough for hundreds of machines, few enough for any limit on open files. */
export const filesAtOnce = 32;

/** Far larger than any record; larger files are not read into memory. */
const largestRecord: Bytes = 4 * 1024 * 1024;

/** Returns the sorted names of the machines' folders, as docker-machine lists them: no links and no names that start with a dot. */
export async function machineFolders(path: Path): Promise<Outcome<readonly string[]>> {
  try {
    const entries = await readdir(join(path, 'machines'), { withFileTypes: true });
    const names = entries.filter((each) => each.isDirectory() && !each.name.startsWith('.')).map((each) => each.name);
    return ok(names.sort((a, b) => (a < b ? -1 : 1)));
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') return err({ kind: 'storeUnreadable', path, said: wordsOf(error) });
    // A machine store may have no machines, but without a folder it does not exist.
    return stat(path).then(
      () => ok([]),
      (why: unknown) =>
        err(
          codeOf(why) === 'ENOENT'
            ? { kind: 'storeMissing', path }
            : { kind: 'storeUnreadable', path, said: wordsOf(why) },
        ),
    );
  }
}

export async function authorityExists(path: Path): Promise<boolean> {
  const files = await Promise.all(['ca.pem', 'cert.pem'].map((name) => isFilled(join(path, 'certs', name))));
  return files.every(Boolean);
}

const isFilled = (path: Path): Promise<boolean> =>
  stat(path).then(
    (found) => found.isFile() && found.size > 0,
    () => false,
  );

export async function readRecord(directory: Path, name: string): Promise<Outcome<string>> {
  const path = join(directory, 'config.json');
  const broken = (said: string): Outcome<string> => err({ kind: 'recordBroken', machine: name, path, said });
  try {
    return ok((await readRegularFile(path, largestRecord)).toString());
  } catch (error) {
    const code = codeOf(error);
    if (code === 'ENOENT' || code === 'ENOTDIR') return err({ kind: 'recordMissing', machine: name, path });
    return broken(wordsOf(error));
  }
}

export const exists = (path: Path): Promise<boolean> =>
  access(path, constants.F_OK).then(
    () => true,
    () => false,
  );

export function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}

export const wordsOf = (error: unknown): string => visible(error instanceof Error ? error.message : String(error));
