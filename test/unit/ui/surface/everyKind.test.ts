// Whatever a failure, finding, problem, warning or piece of evidence carries from elsewhere: where VS Code shows it, it is text.
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { english } from '../../../../src/base/text.ts';
import type { Failure } from '../../../../src/model/failure.ts';
import type { Plan } from '../../../../src/model/plan.ts';
import { evidence, failures, problems, findings, warnings } from '../explain/everyKind.ts';
import { madeOfLabel, madeOfMarkdown } from './reading.ts';

interface Shown {
  readonly text: string;
  readonly detail: string;
  readonly buttons: readonly string[];
}

const { shown, reports } = vi.hoisted(() => ({ shown: [] as Shown[], reports: [] as string[] }));

vi.mock('vscode', () => {
  const show = (text: string, ...rest: readonly (string | { readonly detail?: string })[]): Promise<undefined> => {
    const options = rest.find((each) => typeof each === 'object');
    shown.push({ text, detail: options?.detail ?? '', buttons: rest.filter((each) => typeof each === 'string') });
    return Promise.resolve(undefined);
  };
  class Marked {
    readonly value: string;
    constructor(value: string) {
      this.value = value;
    }
  }
  return {
    l10n: { t: english },
    window: {
      showErrorMessage: show,
      showInformationMessage: show,
      showWarningMessage: show,
      withProgress: (
        { title }: { readonly title: string },
        work: (progress: { report: (step: { readonly message?: string }) => void }, token: object) => unknown,
      ) => {
        reports.push(title);
        const report = ({ message = '' }: { readonly message?: string }): void => void reports.push(message);
        return work({ report }, { onCancellationRequested: () => ({ dispose: () => undefined }) });
      },
    },
    ProgressLocation: { Notification: 15 },
    commands: {},
    Uri: {},
    MarkdownString: Marked,
    DiagnosticSeverity: { Error: 0 },
    Diagnostic: class {
      readonly message: string;
      constructor(_range: unknown, message: string) {
        this.message = message;
      }
    },
    ThemeColor: Marked,
    ThemeIcon: Marked,
    TreeItemCollapsibleState: {},
    TreeItem: class {
      readonly label: string;
      constructor(label: string) {
        this.label = label;
      }
    },
  };
});

const { DiagnosticSeverity } = await import('vscode');
const { tellFailure } = await import('../../../../src/ui/tell.ts');
const { confirmPlan } = await import('../../../../src/ui/runs/confirm.ts');
const { withCancel } = await import('../../../../src/ui/runs/runPlan.ts');
const { newDiagnostic } = await import('../../../../src/ui/surface/items.ts');
const { treeItem, tooltip } = await import('../../../../src/ui/tree/treeItem.ts');
const { explainFinding } = await import('../../../../src/ui/explain/explainFinding.ts');
const { explainProblem } = await import('../../../../src/ui/explain/explainProblem.ts');

const evil =
  '[x](command:evil) ![p](https://127.0.0.1/p) \u001b\u0007\u202e$(flame)\n\nNothing else is removed. www.a.b <img>';

/** Words of ours in fields that others do not write. */
const ours = new Set([
  'check',
  'kind',
  'severity',
  'whose',
  'stage',
  'verb',
  'mode',
  'has',
  'runs',
  'of',
  'command',
  'role',
  'state',
  'part',
  'id',
]);
const faults = new Set(['empty', 'characters', 'tooLong', 'localSocket']);

/** The value with all that others may have written replaced. */
function poisoned<T>(value: T, key = ''): T {
  if (typeof value === 'string') return (ours.has(key) || faults.has(value) ? value : evil) as T;
  if (Array.isArray(value)) return value.map((each: unknown) => poisoned(each, key)) as T;
  if (typeof value !== 'object' || value === null || value instanceof Date) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, each]: [string, unknown]) => [name, poisoned(each, name)]),
  ) as T;
}

const each = <V extends object>(table: Readonly<Record<string, V>>): [string, V, V][] =>
  Object.entries(table).map(([kind, value]) => [kind, poisoned(value), value]);

/** Signs of ours in a tooltip. */
const icons = /\$\((error|warning|sync~spin)\) /g;
const linesOf = (text: string): number => text.split('\n').length;

const log = { error: () => undefined, warn: () => undefined, info: () => undefined } as never;

beforeEach(() => {
  shown.length = 0;
  reports.length = 0;
});

function expectPlain(): void {
  for (const { text, detail, buttons } of shown) {
    for (const words of [text, ...buttons]) expect(madeOfLabel(words), words).toEqual([]);
    expect(madeOfLabel(detail, { mayHaveLines: true }), detail).toEqual([]);
  }
}

test('the fields that are replaced would be more than text', () => {
  expect(madeOfLabel(evil)).toEqual(['link', 'icon', 'unseen']);
  expect(madeOfMarkdown(evil)).toEqual(['link', 'address', 'html', 'icon', 'unseen']);
});

describe('a failure', () => {
  test.each(each<Failure>(failures))('%s as a notification', (_, failure) => {
    tellFailure({ log }, failure);
    expect(shown).toHaveLength(failure.kind === 'cancelled' ? 0 : 1);
    expectPlain();
  });
});

describe('a finding', () => {
  test.each(each(findings))('%s as a row with its tooltip', (_, finding) => {
    const { short, what, why, remedy, actions } = explainFinding(finding, english);
    for (const action of actions) expect(madeOfLabel(action.title)).toEqual([]);
    const row = {
      id: evil,
      label: evil,
      description: short,
      icon: undefined,
      context: ['message'],
      spoken: what,
      tooltip: { title: evil, facts: [[evil, evil]], problems: [{ what, why, remedy }] },
      target: {},
      opening: 'leaf',
    } as const;
    const item = treeItem(row);
    expect(madeOfLabel(item.label as string)).toEqual([]);
    expect(madeOfLabel(item.description as string)).toEqual([]);
    const hover = tooltip(row);
    expect(madeOfMarkdown(typeof hover === 'string' ? hover : hover.value, icons)).toEqual([]);
  });
});

test.each(each(problems))('the problem %s of a file as a diagnostic', (_, problem) => {
  const { message } = newDiagnostic({} as never, explainProblem(problem, english), DiagnosticSeverity.Error);
  expect(madeOfLabel(message)).toEqual([]);
});

const plan = (values: Partial<Plan>): Plan =>
  ({ verb: 'down', cluster: 'demo', steps: [], warnings: [], ...values }) as unknown as Plan;

test.each(each(warnings))(
  'the warning %s in the dialog before a plan: no line more than it has',
  async (_, evilOne, good) => {
    await confirmPlan(evil, plan({ warnings: [good] }), ['Yes']);
    await confirmPlan(evil, plan({ warnings: [evilOne] }), [evil]);
    expectPlain();
    const [before, after] = shown.map(({ detail }) => linesOf(detail));
    expect(after).toBe(before);
  },
);

test.each(each(evidence))('the evidence %s there', async (_, evilOne, good) => {
  const conditions = [good, evilOne].map((proof) => ({ id: 'enginesAnswer', verdict: 'broken', evidence: [proof] }));
  for (const condition of conditions) await confirmPlan('', plan({ conditions: [condition] as never }), ['Yes']);
  expectPlain();
  const [before, after] = shown.map(({ detail }) => linesOf(detail));
  expect(after).toBe(before);
});

test('the title of a progress and its lines', async () => {
  await withCancel(evil, (_, report) => {
    report({ message: evil });
    return Promise.resolve();
  });
  expect(reports).toHaveLength(2);
  for (const words of reports) expect(madeOfLabel(words)).toEqual([]);
});
