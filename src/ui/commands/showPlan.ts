/** Shows what bringing a cluster up would do, beside what is there. */
import { workspace } from 'vscode';
import { err } from '../../base/result.ts';
import { t } from '../localise.ts';
import type { ShownPlan } from '../plan/openPlan.ts';
import { command } from './command.ts';
import { fileOf, pickClusterFile } from './pickClusterFile.ts';

export const showPlan = command<ShownPlan>('showPlan', async (shell, argument) => {
  // Planning asks the hosts and drivers that the file names.
  if (!workspace.isTrusted) return err({ kind: 'untrusted', runs: 'file' });
  const file = fileOf(argument) ?? (await pickClusterFile(t('Show Plan')));
  if (!file) return err({ kind: 'cancelled', what: t('Showing a plan') });
  const { planAndOpen } = await import('../authoring.ts');
  return planAndOpen(shell, file);
});
