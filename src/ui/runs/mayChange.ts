/** Whether anything may be changed here at all. */
import { workspace } from 'vscode';
import { err, ok } from '../../base/result.ts';
import type { Outcome } from '../../model/failure.ts';
import type { Shell } from '../shell.ts';

/** For every command that changes something; `readOnly` also hides them. */
export function mayChange({ settings }: Shell): Outcome<void> {
  return settings.isReadOnly ? err({ kind: 'readOnly' }) : ok(undefined);
}

/** For what a file of the workspace asks for: it is not run before a person trusts the workspace. */
export function mayRunFile(shell: Shell): Outcome<void> {
  return workspace.isTrusted ? mayChange(shell) : err({ kind: 'untrusted', runs: 'file' });
}

/** For what runs a program on this computer for the person: docker-machine, ssh. */
export function mayRunProgram(shell: Shell): Outcome<void> {
  return workspace.isTrusted ? mayChange(shell) : err({ kind: 'untrusted', runs: 'program' });
}
