/** Choices for `showHealth`: each problem with its actions, most likely first. Pure. */
import type { Translate } from '../../base/text.ts';
import { onMachine } from '../../checks/remedy.ts';
import { sentence, type RemedyAction } from '../explain/explanation.ts';
import { remedyAction } from '../explain/remedyAction.ts';
import { severityIcons } from '../tree/row.ts';
import type { ListedProblem, ProblemGroup } from './problemList.ts';

/** Separator with a cluster's name above its problems. */
export interface Heading {
  readonly heading: string;
}

export interface Choice {
  readonly label: string;
  readonly description: string;
  readonly detail: string;
  /** A codicon's name. */
  readonly icon: string;
  /** Enter runs the first; each is a button. None: text only. */
  readonly actions: readonly RemedyAction[];
}

export function problemChoices(groups: readonly ProblemGroup[], t: Translate): readonly (Heading | Choice)[] {
  return groups.flatMap((group): readonly (Heading | Choice)[] => {
    const { cluster, problems } = group;
    if (cluster === undefined)
      return [
        // docker-machine and its store are not machines.
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
    // VS Code truncates this line at its end, so the remedy comes first.
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

/** Shows what Enter does, so that the user does not start it by accident. */
function withEnter(text: string, [first]: readonly RemedyAction[], t: Translate): string {
  return [first && t('Enter: {0}', first.title), text].filter(Boolean).join(' · ');
}
