/** Every command that changes a node: which one, what comes of it, confirm, do, tell what takes it back. */
import { commands, ProgressLocation } from 'vscode';
import { err, ok } from '../../base/result.ts';
import type { Outcome } from '../../model/failure.ts';
import { clusterOf } from '../../model/snapshot.ts';
import type { NodeForesight, NodeReference, NodeSteered, NodeVerb } from '../../model/steering.ts';
import { textOf } from '../targets/argument.ts';
import { pickNode, pickSwarm } from '../targets/pickInSwarm.ts';
import { t } from '../localise.ts';
import { withCancel } from '../runs/runPlan.ts';
import type { Shell } from '../shell.ts';
import { tell, type Button } from '../tell.ts';
import {
  nodeCommandWords,
  nodeDetail,
  nodeEnd,
  nodeQuestion,
  nodeTitle,
  nodeVerbWords,
  whichNode,
} from './nodeWords.ts';
import { seenSwarm } from '../targets/pickInSwarm.ts';
import { progressWords } from './serviceWords.ts';
import { window } from '../surface/window.ts';

export async function steerNode(verb: NodeVerb, shell: Shell, argument: unknown): Promise<Outcome<NodeSteered>> {
  const meant = await meantNode(shell, verb, argument);
  if (!meant.ok) return meant;
  const { cluster, reference } = meant.value;
  const foreseen = await foresee(shell, cluster, reference, verb);
  if (!foreseen.ok) return foreseen;
  const { node, isSo } = foreseen.value;
  // What takes nothing away needs no asking.
  if (!isSo && verb !== 'activate' && !(await confirm(foreseen.value)))
    return err({ kind: 'cancelled', what: nodeTitle(verb, node.hostname, t) });
  const { current } = shell;
  const steered = await withCancel(nodeTitle(verb, node.hostname, t), (signal, report) =>
    // By its id: another node may have the name by now.
    current.swarms.steerNode(cluster, { node: node.id }, verb, {
      signal,
      onProgress: (progress) => {
        report({ message: progressWords(progress, t) });
      },
    }),
  );
  if (steered.ok) tell(shell, 'info', nodeEnd(steered.value, t), endButtons(steered.value));
  return steered;
}

/** The node that the argument names, or that a person chooses. */
async function meantNode(
  shell: Shell,
  verb: NodeVerb,
  argument: unknown,
): Promise<Outcome<{ readonly cluster: string; readonly reference: NodeReference }>> {
  const { snapshot } = shell.current.clusters;
  const node = textOf(argument, 'node');
  const machine = textOf(argument, 'machine');
  const cluster =
    textOf(argument, 'cluster') ??
    (machine === undefined ? undefined : clusterOf(snapshot, machine)?.name) ??
    (await pickSwarm(snapshot, whichNode(verb, t)));
  if (cluster === undefined) return err({ kind: 'cancelled', what: nodeCommandWords(verb, t) });
  if (node !== undefined || machine !== undefined) return ok({ cluster, reference: { node, machine } });
  const chosen = await pickNode(seenSwarm(shell, cluster), whichNode(verb, t), verb);
  return chosen.ok ? ok({ cluster, reference: { node: chosen.value } }) : chosen;
}

/** A name that several nodes have is asked about. */
async function foresee(
  shell: Shell,
  cluster: string,
  reference: NodeReference,
  verb: NodeVerb,
): Promise<Outcome<NodeForesight>> {
  const look = (meant: NodeReference): Promise<Outcome<NodeForesight>> =>
    Promise.resolve(
      window.withProgress({ location: ProgressLocation.Window, title: t('Checking {0}', cluster) }, () =>
        shell.current.swarms.foreseeNode(cluster, meant, verb),
      ),
    );
  const foreseen = await look(reference);
  if (foreseen.ok || foreseen.error.kind !== 'nodeAmbiguous') return foreseen;
  const chosen = await pickNode(shell.current.swarms.view(cluster), whichNode(verb, t), foreseen.error.ids);
  return chosen.ok ? look({ node: chosen.value }) : chosen;
}

async function confirm(foresight: NodeForesight): Promise<boolean> {
  const verb = nodeVerbWords(foresight.verb, t);
  const options = { modal: true, detail: nodeDetail(foresight, t) };
  return (await window.showWarningMessage(nodeQuestion(foresight, t), options, verb)) === verb;
}

function endButtons({ verb, undo, cluster, id }: NodeSteered): readonly Button[] {
  if (undo)
    return [
      {
        title: nodeCommandWords(undo, t),
        press: () => commands.executeCommand(`dockerOverlay.${undo}Node`, { cluster, node: id }),
      },
    ];
  return verb === 'remove'
    ? [
        {
          title: t('Copy Join Command'),
          press: () => commands.executeCommand('dockerOverlay.copyJoinCommand', { cluster }),
        },
      ]
    : [];
}
