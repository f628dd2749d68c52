/** Lists every problem with its remedy; choosing one does what helps. */
import { QuickPickItemKind, ThemeIcon, window, type QuickPickItem } from 'vscode';
import { ok } from '../../base/result.ts';
import { machineInfo, sentence, type RemedyAction } from '../explain/explanation.ts';
import { problemList, type ListedProblem, type ProblemGroup } from '../health/problemList.ts';
import { t } from '../localise.ts';
import { doAction } from '../tell.ts';
import { command } from './command.ts';

type Choice = QuickPickItem & { readonly action?: RemedyAction | undefined };

export const showHealth = command('showHealth', ({ current, log }) => {
  const groups = problemList(current.clusters.snapshot, t);
  // The list stays open as long as the person likes; whoever called the command has the answer at once.
  pick(groups).catch((error: unknown) => {
    log.error('showHealth', error);
  });
  return Promise.resolve(
    ok(
      groups.map(({ cluster, level, healthy, of, problems }) => ({
        cluster,
        level,
        healthy,
        of,
        problems: problems.map(({ kind, machine, what, why, remedy }) => ({ kind, machine, what, why, remedy })),
      })),
    ),
  );
});

async function pick(groups: readonly ProblemGroup[]): Promise<void> {
  const count = groups.reduce((sum, { problems }) => sum + problems.length, 0);
  const chosen = await window.showQuickPick(choices(groups), {
    title: t('Cluster Health'),
    placeHolder: count === 0 ? t('No problems') : count === 1 ? t('1 problem') : t('{0} problems', count),
    matchOnDescription: true,
    matchOnDetail: true,
  });
  if (chosen?.action) await doAction(chosen.action);
}

function choices(groups: readonly ProblemGroup[]): readonly Choice[] {
  if (groups.length === 0) return [{ label: t('There is no cluster.') }];
  return groups.flatMap((group): readonly Choice[] => [
    { label: group.cluster ?? t('Other machines'), kind: QuickPickItemKind.Separator },
    ...group.problems.map(problemChoice),
    ...(group.cluster === undefined || group.problems.length > 0 ? [] : [wellChoice(group, group.cluster)]),
  ]);
}

const problemChoice = ({ what, why, remedy, short, actions, machine }: ListedProblem): Choice => ({
  label: machine ?? short,
  description: machine === undefined ? '' : short,
  // One line that is cut at its end: what helps comes first.
  detail: `${remedy} ${sentence({ what, why, remedy: '' })}`,
  iconPath: new ThemeIcon('warning'),
  action: actions[0] ?? (machine === undefined ? undefined : machineInfo(machine, t)),
});

const wellChoice = ({ healthy, of, level }: ProblemGroup, cluster: string): Choice => ({
  label: t('{0} of {1} nodes healthy', healthy, of),
  iconPath: new ThemeIcon(level === 'healthy' ? 'pass' : 'question'),
  action: { title: t('Show Docker Info'), command: 'dockerOverlay.showDockerInfo', args: [{ cluster }] },
});
