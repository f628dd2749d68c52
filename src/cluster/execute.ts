/**
 * Runs a plan's step graph: independent steps run in parallel, dependents of failed steps are skipped, and none starts after a cancel. It
 * makes no other decisions; `perform` defines what each step does.
 */
import { equal } from '../base/equal.ts';
import { inOrder } from '../base/graph.ts';
import type { Log } from '../base/log.ts';
import { err } from '../base/result.ts';
import { createStages, type CreateStage, type Failure, type Outcome } from '../model/failure.ts';
import type { MachineIdentity } from '../model/machine.ts';
import type { Action, Plan, Step } from '../model/plan.ts';
import { becauseCancelled, type RunSummary, type StepEvent } from '../model/runEvents.ts';
import { noPlace, type Leave, type Places, type Waiting } from './places.ts';

/** Passed to a running step: the cancel signal and callbacks for progress. */
export interface Telling {
  readonly signal: AbortSignal;
  /** A stage began: docker-machine's `CreateStage` for a create, otherwise text. */
  readonly stage: (stage: string) => void;
  /** A line of tool output, or a message about what the step waits for. */
  readonly said: (line: string) => void;
  /** Identity of a machine that was created. Reported again only if it changes. */
  readonly made?: (machine: string, identity: MachineIdentity) => void;
  /** A container, network or swarm node was created; its ID. */
  readonly madeObject?: (id: string) => void;
}

export type Perform = (action: Action, telling: Telling) => Promise<Outcome<void>>;

export interface ExecuteOptions {
  readonly perform: Perform;
  readonly places: Places;
  readonly signal: AbortSignal;
  readonly onEvent: (event: StepEvent) => void;
  readonly log: Log;
}

/** From these docker-machine stages on the VM exists, so another may be created while this one is provisioned. */
const afterCreating: ReadonlySet<string> = new Set(createStages.slice(createStages.indexOf('creating') + 1));

type End =
  | { readonly kind: 'done' }
  | { readonly kind: 'failed'; readonly failure: Failure }
  | { readonly kind: 'skipped'; readonly because: string };

/** Runs the plan to its end. Every step is in exactly one list of the summary. */
export async function execute(plan: Plan, options: ExecuteOptions): Promise<RunSummary> {
  const ordered = inOrder(plan.steps.map((step) => ({ id: step.id, step, after: comesAfter(step) })));
  if (!ordered) throw new Error('a plan with a circle, or with a step after one that is not there');
  const ends = new Map<string, Promise<End>>();
  const made = new Map<string, MachineIdentity>();
  const madeObjects = new Map<string, string>();
  const milestones = new Map(plan.steps.map(({ id }) => [id, new Milestones()]));
  for (const { step } of ordered) {
    // In this order all dependencies of a step are already in the map.
    const before = comesAfter(step).flatMap((id) => {
      const end = ends.get(id);
      return end ? [{ id, end, until: reached(step, id, milestones) }] : [];
    });
    const own = milestones.get(step.id);
    const end = runStep(step, before, plan, { ...options, made, madeObjects, onStage: (stage) => own?.tell(stage) });
    ends.set(
      step.id,
      end.finally(() => own?.end()),
    );
  }
  const ended = await Promise.all(plan.steps.map(async ({ id }) => ({ step: id, end: await ends.get(id) })));
  const done = ended.flatMap(({ step, end }) => (end?.kind === 'done' ? [step] : []));
  return {
    verb: plan.verb,
    cluster: plan.cluster,
    done,
    failed: ended.flatMap(({ step, end }) => (end?.kind === 'failed' ? [{ step, failure: end.failure }] : [])),
    skipped: ended.flatMap(({ step, end }) => (end?.kind === 'skipped' ? [{ step, because: end.because }] : [])),
    isCancelled: options.signal.aborted && done.length < plan.steps.length,
    made: Object.fromEntries(made),
    madeObjects: Object.fromEntries(madeObjects),
  };
}

const comesAfter = ({ after, afterStage }: Step): readonly string[] => [
  ...after,
  ...(afterStage && !after.includes(afterStage.step) ? [afterStage.step] : []),
];

/** A step to wait for, until its end or until a stage. */
interface Awaited {
  readonly id: string;
  readonly end: Promise<End>;
  /** Whether the stage was reached; undefined: wait for the end. */
  readonly until: Promise<boolean> | undefined;
}

function reached(
  { after, afterStage }: Step,
  id: string,
  milestones: ReadonlyMap<string, Milestones>,
): Promise<boolean> | undefined {
  return afterStage?.step === id && !after.includes(id) ? milestones.get(id)?.reach(afterStage.stage) : undefined;
}

/** Progress of a create, for steps that wait only for a stage of it. */
class Milestones {
  #last = -1;
  #isOver = false;
  #waiting: (() => void)[] = [];

  tell(stage: string): void {
    this.#last = Math.max(this.#last, createStages.indexOf(stage as CreateStage));
    this.#wake();
  }

  end(): void {
    this.#isOver = true;
    this.#wake();
  }

  /** Resolves as soon as it is known whether the stage was reached. */
  async reach(stage: CreateStage): Promise<boolean> {
    const wanted = createStages.indexOf(stage);
    while (this.#last < wanted && !this.#isOver) await new Promise<void>((woken) => this.#waiting.push(woken));
    return this.#last >= wanted;
  }

  #wake(): void {
    for (const woken of this.#waiting.splice(0)) woken();
  }
}

async function runStep(
  step: Step,
  before: readonly Awaited[],
  plan: Plan,
  options: ExecuteOptions & {
    readonly onStage: (stage: string) => void;
    readonly made: Map<string, MachineIdentity>;
    /** By step. */
    readonly madeObjects: Map<string, string>;
  },
): Promise<End> {
  const { signal, log } = options;
  const tell = (event: StepEvent): void => {
    try {
      options.onEvent(event);
    } catch (error) {
      log.error('a listener of the run threw', error);
    }
  };
  const skip = (because: string): End => {
    tell({ kind: 'skipped', step: step.id, because, at: new Date() });
    return { kind: 'skipped', because };
  };

  const because = await blockedBy(before, plan);
  if (because !== undefined) return skip(because);
  const leave = await enterPlaces(step.action, options.places, {
    signal,
    behind: (machine) => {
      tell({ kind: 'waiting', step: step.id, behind: machine, at: new Date() });
    },
  });
  try {
    // Check last, as waiting for dependencies and slots takes long.
    if (signal.aborted) return skip(becauseCancelled);
    tell({ kind: 'began', step: step.id, at: new Date() });
    const outcome = await orUnexpected(step, log, () =>
      options.perform(step.action, {
        signal,
        stage: (stage) => {
          if (afterCreating.has(stage)) void leave.creating();
          options.onStage(stage);
          tell({ kind: 'stage', step: step.id, stage, at: new Date() });
        },
        said: (line) => {
          tell({ kind: 'said', step: step.id, line, at: new Date() });
        },
        made: (machine, identity) => {
          if (equal(options.made.get(machine), identity)) return;
          options.made.set(machine, identity);
          tell({ kind: 'made', step: step.id, machine, identity, at: new Date() });
        },
        madeObject: (id) => {
          options.madeObjects.set(step.id, id);
          tell({ kind: 'madeObject', step: step.id, id, at: new Date() });
        },
      }),
    );
    if (outcome.ok) {
      tell({ kind: 'done', step: step.id, at: new Date() });
      return { kind: 'done' };
    }
    tell({ kind: 'failed', step: step.id, failure: outcome.error, at: new Date() });
    return { kind: 'failed', failure: outcome.error };
  } finally {
    await leave.creating();
    await leave.machine();
  }
}

async function orUnexpected(step: Step, log: Log, work: () => Promise<Outcome<void>>): Promise<Outcome<void>> {
  try {
    return await work();
  } catch (error) {
    log.error(`${step.id} threw`, error);
    return err({ kind: 'unexpected', said: error instanceof Error ? error.message : String(error) });
  }
}

/** Waits for dependencies to end or reach their stage; returns the failed step that blocks this one, directly or through skipped ones. */
async function blockedBy(before: readonly Awaited[], plan: Plan): Promise<string | undefined> {
  const ended = await Promise.all(
    before.map(async ({ id, end, until }) => ((await until) ? undefined : { id, end: await end })),
  );
  for (const each of ended) {
    if (each?.end.kind === 'skipped') return each.end.because;
    if (each?.end.kind === 'failed' && !plan.steps.find((step) => step.id === each.id)?.mayFail) return each.id;
  }
  return undefined;
}

/** Only operations on whole machines take slots: calls to engines are cheap, and a waiting step must not hold up others. */
async function enterPlaces(
  action: Action,
  places: Places,
  waiting: Omit<Waiting, 'machine'>,
): Promise<{ readonly machine: Leave; readonly creating: Leave }> {
  switch (action.kind) {
    case 'createMachine': {
      const { name: machine, driver } = action.machine;
      const who = { machine, ...waiting };
      if (driver !== 'virtualbox') return { creating: noPlace, machine: await places.machine(who) };
      // Acquire the window's VM slot first, so that VMs waiting for it take no slots from other drivers, and the slot shared with other
      // windows last.
      const leaveHere = await places.virtualBoxHere(who);
      const leaveMachine = await places.machine(who);
      const leaveAnywhere = await places.virtualBoxAnywhere(who);
      const creating = async (): Promise<void> => {
        await leaveAnywhere();
        await leaveHere();
      };
      return { creating, machine: leaveMachine };
    }
    case 'removeMachine':
    case 'startMachine':
      return { creating: noPlace, machine: await places.machine({ machine: action.machine, ...waiting }) };
    case 'checkEngineVersion':
    case 'probeStore':
    case 'pullImage':
    case 'runContainer':
    case 'startContainer':
    case 'removeContainer':
    case 'removeVolume':
    case 'restoreEngine':
    case 'awaitStore':
    case 'awaitNodes':
    case 'introduceEngine':
    case 'initSwarm':
    case 'joinSwarm':
    case 'leaveSwarm':
    case 'updateNode':
    case 'removeNode':
    case 'awaitSwarm':
    case 'createNetwork':
    case 'removeNetwork':
      return { creating: noPlace, machine: noPlace };
  }
}
