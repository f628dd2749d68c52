/** Finishes an incomplete machine by bringing up the cluster file that it was created for. */
import { commands, workspace, type Uri } from 'vscode';
import { err, ok } from '../../base/result.ts';
import type { Outcome } from '../../model/failure.ts';
import type { Bytes } from '../../base/units.ts';
import { clusterLabel } from '../../model/cluster.ts';
import { isIncomplete } from '../../model/incomplete.ts';
import { clusterOf, findMachine, machineOf } from '../../model/snapshot.ts';
import { readBoundedFile } from '../boundedFile.ts';
import { clusterFileGlob } from '../clusterFileName.ts';
import { t } from '../localise.ts';
import type { Shell } from '../shell.ts';
import { textOf } from '../targets/argument.ts';
import { pickMachine } from '../targets/pickTarget.ts';

export async function finishMachine(shell: Shell, argument: unknown): Promise<Outcome<unknown>> {
  const { snapshot } = shell.current.clusters;
  const machine = textOf(argument, 'machine') ?? (await pickMachine(snapshot, isIncomplete));
  if (machine === undefined) return err({ kind: 'cancelled', what: t('Finishing a machine') });
  const seen = findMachine(shell.current.clusters.snapshot, machine);
  if (!seen) return err({ kind: 'machineUnknown', machine });
  const cluster = machineOf(seen)?.engineLabels[clusterLabel] ?? clusterOf(snapshot, machine)?.name;
  const file = cluster === undefined ? undefined : await fileOfCluster(shell, cluster);
  // Without a file of that name the command asks the user for one.
  return ok(await commands.executeCommand('dockerOverlay.bringClusterUp', file && { file }));
}

/** Larger files are refused as cluster files. */
const largestFile: Bytes = 256 * 1024;

/** The only file in the workspace that describes the cluster. Undefined if there is none, or more than one. */
async function fileOfCluster({ current }: Shell, cluster: string): Promise<Uri | undefined> {
  const files = await workspace.findFiles(clusterFileGlob, '**/node_modules/**', 100);
  const named = await Promise.all(
    files.map(async (file) => {
      const text = await readBoundedFile(file, largestFile);
      if (!text.ok) return [];
      const { spec } = await current.runs.readSpec(text.value, file.fsPath);
      return spec?.name === cluster ? [file] : [];
    }),
  );
  const [only, ...more] = named.flat();
  return more.length === 0 ? only : undefined;
}
