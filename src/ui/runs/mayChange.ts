/** Whether a command may run here and now. */
import { workspace } from 'vscode';
import { err, ok } from '../../base/result.ts';
import type { Outcome } from '../../model/failure.ts';
import type { Shell } from '../shell.ts';

/** What a command needs: to change something, or to run a program or contents of a file on this computer. */
export interface Need {
  readonly changes?: true;
  readonly runs?: 'program' | 'file';
}

export function mayRun({ settings }: Shell, { changes, runs }: Need): Outcome<void> {
  if (runs && !workspace.isTrusted) return err({ kind: 'untrusted', runs });
  return changes && settings.isReadOnly ? err({ kind: 'readOnly' }) : ok(undefined);
}
