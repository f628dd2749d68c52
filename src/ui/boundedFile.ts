/** Reads a file that the user chose: regular files only, up to a size limit. */
import { FileType, workspace, type Uri } from 'vscode';
import { err, ok } from '../base/result.ts';
import type { Bytes } from '../base/units.ts';
import type { Outcome } from '../model/failure.ts';

export async function readBoundedFile(file: Uri, most: Bytes): Promise<Outcome<string>> {
  const failed = (said: string): Outcome<string> => err({ kind: 'fileUnreadable', path: file.fsPath, said });
  try {
    const { type, size } = await workspace.fs.stat(file);
    // VS Code reports no type for pipes and devices, and reading them may never end.
    if ((type & FileType.File) === 0) return failed('not a file');
    if (size > most) return failed(`${String(size)} bytes, more than the ${String(most)} that are read`);
    return ok(new TextDecoder().decode(await workspace.fs.readFile(file)));
  } catch (error) {
    return failed(error instanceof Error ? error.message : String(error));
  }
}
