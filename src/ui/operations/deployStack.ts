/** Deploys a compose file as a stack, through the docker command in a terminal that targets a manager. */
import * as path from 'node:path';
import { commands, workspace, type Uri } from 'vscode';
import { err, ok } from '../../base/result.ts';
import { listed } from '../../base/text.ts';
import type { Bytes } from '../../base/units.ts';
import type { Outcome } from '../../model/failure.ts';
import type { ManagerEndpoint, StackDeployed } from '../../model/steering.ts';
import { readBoundedFile } from '../boundedFile.ts';
import { t } from '../localise.ts';
import { withCancel } from '../runs/runPlan.ts';
import { dockerEnvironment, hasCredentials } from './dockerCommand.ts';
import { runTask } from './runTask.ts';
import { progressWords } from './serviceTexts.ts';
import { isStackName, registryAuth, stackCommand, suggestedStackName } from './stackCommand.ts';
import type { Shell } from '../shell.ts';
import { tell } from '../tell.ts';
import { findTool } from '../toolPresence.ts';
import { textOf } from '../targets/argument.ts';
import { fileOf, pickFile } from '../targets/pickFile.ts';
import { pickSwarm } from '../targets/pickInSwarm.ts';
import { window } from '../surface/window.ts';

export async function deployStack(shell: Shell, argument: unknown): Promise<Outcome<StackDeployed>> {
  if (!workspace.isTrusted) return err({ kind: 'stackUntrusted' });
  const docker = await findTool('docker');
  if (docker === undefined) return err({ kind: 'dockerMissing' });
  const { current } = shell;
  const cancelled = err({ kind: 'cancelled', what: t('Deploying a stack') } as const);
  const cluster =
    textOf(argument, 'cluster') ?? (await pickSwarm(current.clusters.snapshot, t('Deploy a stack to which cluster?')));
  if (cluster === undefined) return cancelled;
  const composeFile = fileOf(argument) ?? (await pickComposeFile(cluster));
  if (composeFile === undefined) return cancelled;
  const file = composeFile.fsPath;
  const text = await readBoundedFile(composeFile, largestFile);
  if (!text.ok) return text;
  const stack = textOf(argument, 'stack') ?? (await askName(cluster, suggestedStackName(file, text.value)));
  if (stack === undefined) return cancelled;
  if (!isStackName(stack)) return err({ kind: 'stackNameInvalid', stack });
  const args = stackCommand(file, stack, { text: text.value, hasCredentials: await hasCredentials() });
  const swarm = await current.swarms.find(cluster);
  if (!swarm.ok) return swarm;
  const verb = t('Deploy');
  const question = t('Deploy the stack {0} to {1}?', stack, cluster);
  const detail = [
    ['docker', ...args.with(args.indexOf(file), path.basename(file))].join(' '),
    ...(args.includes(registryAuth)
      ? [t('The nodes get this computer’s registry credentials to pull its images.')]
      : []),
    t('Existing services of that stack are changed to match the file.'),
  ].join('\n\n');
  if ((await window.showInformationMessage(question, { modal: true, detail }, verb)) !== verb) return cancelled;
  const deployed = await withCancel(t('Deploying {0} to {1}', stack, cluster), (signal, report) => {
    const run = async (manager: ManagerEndpoint): Promise<Outcome<void>> => {
      const words = ['docker', ...args].join(' ');
      const began = performance.now();
      shell.log.info(`${words}: began`);
      const exitCode = await runTask(
        {
          name: t('Deploy {0} to {1}', stack, cluster),
          file: docker,
          args,
          folder: path.dirname(file),
          environment: dockerEnvironment(manager),
        },
        signal,
      );
      shell.log.info(`${words}: ${exitCode ?? 'ended'} after ${Math.round(performance.now() - began)} ms`);
      if (exitCode === 0) return ok(undefined);
      return signal.aborted ? cancelled : err({ kind: 'stackFailed', stack, exitCode });
    };
    return current.swarms.deployStack(swarm.value, stack, run, {
      signal,
      onProgress: (progress) => {
        report({ message: progressWords(progress, t) });
      },
    });
  });
  if (!deployed.ok) return deployed;
  const { running, desired, isConverged, services } = deployed.value;
  tell(
    shell,
    'info',
    isConverged
      ? t('{0} is deployed to {1}: {2} of {3} tasks run ({4}).', stack, cluster, running, desired, listed(services, t))
      : t('{0} is deployed to {1}. Its tasks continue to start in the background.', stack, cluster),
    [{ title: t('Show Cluster Health'), press: () => commands.executeCommand('dockerOverlay.showHealth') }],
  );
  return deployed;
}

/** Larger than any real compose file. */
const largestFile: Bytes = 1024 * 1024;

/** The names that docker itself looks for, and common names for swarm stacks. */
const composeFile = /(^|\/)((docker-)?compose|(docker-)?stack)([.-][^/]*)?\.ya?ml$/;
const composeGlob = '**/{compose,docker-compose,docker-stack,stack}*.{yaml,yml}';

function pickComposeFile(cluster: string): Promise<Uri | undefined> {
  return pickFile({
    title: t('Deploy Stack to {0}', cluster),
    placeHolder: t('Which compose file?'),
    glob: composeGlob,
    isMeant: (path) => composeFile.test(path),
    browseTitle: t('Choose a Compose File'),
    filter: t('Compose files'),
  });
}

async function askName(cluster: string, suggested: string): Promise<string | undefined> {
  const name = await window.showInputBox({
    title: t('Deploy Stack to {0}', cluster),
    prompt: t('Name of the stack? Existing services of that stack are changed.'),
    value: suggested,
    validateInput: (given) =>
      isStackName(given.trim())
        ? undefined
        : t('Use letters, digits, dashes and underscores, starting with a letter or digit.'),
  });
  return name?.trim();
}
