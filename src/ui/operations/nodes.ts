/** Actions on a swarm node. */
import { commands } from 'vscode';
import { err, ok } from '../../base/result.ts';
import type { Outcome } from '../../model/failure.ts';
import { clusterOf } from '../../model/snapshot.ts';
import type { NodeForesight, NodeReference, NodeSteered, NodeVerb } from '../../model/steering.ts';
import type { SwarmNode } from '../../model/swarmMode.ts';
import { t } from '../localise.ts';
import type { Shell } from '../shell.ts';
import { textOf } from '../targets/argument.ts';
import { pickNode, pickSwarm, seenSwarm } from '../targets/pickInSwarm.ts';
import { tell, type Button } from '../tell.ts';
import { nodeDetail, nodeEnd, nodeVerbs } from './nodeTexts.ts';
import { looking, type Operation } from './runOperation.ts';
import { progressWords } from './serviceTexts.ts';

interface Target {
  readonly cluster: string;
  readonly reference: NodeReference;
}

interface Preview {
  readonly cluster: string;
  readonly foresight: NodeForesight;
}

export const nodeOperation = (verb: NodeVerb): Operation<Target, Preview, NodeSteered> => ({
  resolve: (shell, argument) => resolve(shell, verb, argument),
  preview: (shell, target) => preview(shell, verb, target),
  question: ({ foresight }) =>
    foresight.isSo || verb === 'activate'
      ? undefined
      : {
          text: nodeVerbs[verb].question(foresight.node.hostname, t),
          detail: nodeDetail(foresight, t),
          button: nodeVerbs[verb].button(t),
        },
  title: ({ foresight }) => nodeVerbs[verb].title(foresight.node.hostname, t),
  run: ({ current }, { cluster, foresight }, { signal, report }) =>
    // By ID: another node may have the name by now.
    current.swarms.steerNode(cluster, { node: foresight.node.id }, verb, {
      signal,
      onProgress: (progress) => {
        report({ message: progressWords(progress, t) });
      },
    }),
  report: (shell, steered) => {
    tell(shell, 'info', nodeEnd(steered, t), endButtons(steered));
  },
});

async function resolve(shell: Shell, verb: NodeVerb, argument: unknown): Promise<Outcome<Target>> {
  const { snapshot } = shell.current.clusters;
  const { which, command } = nodeVerbs[verb];
  const node = textOf(argument, 'node');
  const machine = textOf(argument, 'machine');
  const cluster =
    textOf(argument, 'cluster') ??
    (machine === undefined ? undefined : clusterOf(snapshot, machine)?.name) ??
    (await pickSwarm(snapshot, which(t)));
  if (cluster === undefined) return err({ kind: 'cancelled', what: command(t) });
  if (node !== undefined || machine !== undefined) return ok({ cluster, reference: { node, machine } });
  const chosen = await pickNode(seenSwarm(shell, cluster), which(t), (each) => changes(verb, each));
  return chosen.ok ? ok({ cluster, reference: { node: chosen.value } }) : chosen;
}

function changes(verb: NodeVerb, { availability, role }: SwarmNode): boolean {
  switch (verb) {
    case 'drain':
      return availability !== 'drain';
    case 'pause':
      return availability !== 'pause';
    case 'activate':
      return availability !== 'active';
    case 'promote':
      return role === 'worker';
    case 'demote':
      return role === 'manager';
    case 'remove':
      return true;
  }
}

/** If several nodes share a name, the user chooses one. */
async function preview(
  { current: { swarms } }: Shell,
  verb: NodeVerb,
  { cluster, reference }: Target,
): Promise<Outcome<Preview>> {
  const look = async (meant: NodeReference): Promise<Outcome<Preview>> => {
    const foreseen = await looking(cluster, () => swarms.foreseeNode(cluster, meant, verb));
    return foreseen.ok ? ok({ cluster, foresight: foreseen.value }) : foreseen;
  };
  const foreseen = await look(reference);
  if (foreseen.ok || foreseen.error.kind !== 'nodeAmbiguous') return foreseen;
  const chosen = await pickNode(swarms.view(cluster), nodeVerbs[verb].which(t), foreseen.error.ids);
  return chosen.ok ? look({ node: chosen.value }) : chosen;
}

function endButtons({ verb, undo, cluster, id }: NodeSteered): readonly Button[] {
  const undoing = undo && {
    title: nodeVerbs[undo].command(t),
    press: () => commands.executeCommand(`dockerOverlay.${undo}Node`, { cluster, node: id }),
  };
  const joining = {
    title: t('Copy Join Command'),
    press: () => commands.executeCommand('dockerOverlay.copyJoinCommand', { cluster }),
  };
  return undoing ? [undoing] : verb === 'remove' ? [joining] : [];
}
