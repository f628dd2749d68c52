/** What `showHealth` offers to choose from: each problem with what helps, the likeliest first. Pure. */
import type { Translate } from '../../base/text.ts';
import { onMachine } from '../../checks/remedy.ts';
import { sentence, type RemedyAction } from '../explain/explanation.ts';
import { remedyAction } from '../explain/remedyAction.ts';
import { severityIcons } from '../tree/row.ts';
import type { ListedProblem, ProblemGroup } from './problemList.ts';

/** The name that stands above a cluster's problems. */
export interface Heading {
  readonly heading: string;
}

export interface Choice {
  readonly label: string;
  readonly description: string;
  readonly detail: string;
  /** A codicon's name. */
  readonly icon: string;
  /** Enter does the first, each is a button; none: there is only something to read. */
  readonly actions: readonly RemedyAction[];
}

export function problemChoices(groups: readonly ProblemGroup[], t: Translate): readonly (Heading | Choice)[] {
  return groups.flatMap((group): readonly (Heading | Choice)[] => {
    const { cluster, problems } = group;
    if (cluster === undefined)
      return [
        // docker-machine and its store are no machines.
        ...headed(
          t('This computer'),
          problems.filter(({ machine }) => machine === undefined),
          t,
        ),
        ...headed(
          t('Other machines'),
          problems.filter(({ machine }) => machine !== undefined),
          t,
        ),
      ];
    return problems.length > 0 ? headed(cluster, problems, t) : [{ heading: cluster }, wellChoice(group, cluster, t)];
  });
}

const headed = (heading: string, problems: readonly ListedProblem[], t: Translate): readonly (Heading | Choice)[] =>
  problems.length === 0 ? [] : [{ heading }, ...problems.map((problem) => problemChoice(problem, t))];

function problemChoice(problem: ListedProblem, t: Translate): Choice {
  const { remedy, short, actions, machine, severity } = problem;
  const offered =
    actions.length === 0 && machine !== undefined ? [remedyAction(onMachine('showDockerInfo', machine), t)] : actions;
  return {
    label: machine ?? short,
    description: machine === undefined ? '' : short,
    // One line that is cut at its end: what helps comes first.
    detail: withEnter(`${remedy} ${sentence({ ...problem, remedy: '' })}`.trim(), offered, t),
    icon: severityIcons[severity],
    actions: offered,
  };
}

function wellChoice({ counted, isChecking, level }: ProblemGroup, cluster: string, t: Translate): Choice {
  const actions: readonly RemedyAction[] = [
    { title: t('Show Docker Info'), command: 'dockerOverlay.showDockerInfo', args: [{ cluster }] },
  ];
  return {
    label: counted,
    description: '',
    detail: withEnter('', actions, t),
    icon: level === 'healthy' ? 'pass' : isChecking ? 'sync~spin' : 'question',
    actions,
  };
}

/** Nobody shall press Enter to read, and have started something. */
function withEnter(text: string, [first]: readonly RemedyAction[], t: Translate): string {
  return [first && t('Enter: {0}', first.title), text].filter(Boolean).join(' · ');
}
