/**
 * The journal of our own runs: one file per run, with a line of JSON per entry (the plan, its events, its end). A run without an end was
 * interrupted when VS Code closed. Keeps the last fifty runs, each under 1 MB; leaves out anything that looks secret; only the user can
 * read it.
 */
import { randomUUID } from 'node:crypto';
import { appendFile, chmod, mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';
import type { Log } from '../base/log.ts';
import { pause } from '../docker/slices.ts';
import type { Bytes } from '../base/units.ts';
import { readRegularFile } from '../docker/regularFile.ts';
import type { Failure } from '../model/failure.ts';
import type { Path } from '../base/hostPath.ts';
import type { Action, OptionValue, Plan } from '../model/plan.ts';
import { becauseCancelled, type RunSummary, type StepEvent } from '../model/runEvents.ts';
import { conceal } from '../model/redaction.ts';
import { isSecret } from '../model/secretOptions.ts';
import { clipped, kept, type TextOf } from './journalBounds.ts';
import { failureSchema, planSchema, timeSchema } from './journalShape.ts';
import { livenessOf, ownMark, processMarkSchema, type ProcessMark } from './processMark.ts';

export interface Journal {
  /** Opens the entry of a new run. */
  begin(plan: Plan): Promise<JournalEntry>;
  /** All kept runs, newest first. Unreadable parts of a file are ignored. */
  runs(): Promise<readonly JournalRun[]>;
  /** Runs without an end whose process has ended, newest first. */
  unfinishedRuns(isHeld?: IsHeld): Promise<readonly JournalRun[]>;
  /** Writes the end of an unfinished run, so that it is not found again. */
  settle(run: JournalRun): Promise<void>;
}

export interface JournalEntry {
  readonly id: string;
  /** Writes in call order and never fails: a full disk must not end a run. */
  event(event: StepEvent): void;
  end(summary: RunSummary): Promise<void>;
}

export interface JournalRun {
  readonly id: string;
  readonly process: ProcessMark;
  readonly began: Date;
  /** As written, without secrets: for reading and for `rollback`, not for running again. */
  readonly plan: Plan;
  readonly events: readonly StepEvent[];
  readonly summary: RunSummary | undefined;
}

const runsKept = 50;
/** Largest file to read; ours are smaller. */
const largestRead: Bytes = 2 * 1024 * 1024;

type Line =
  | { readonly kind: 'begin'; readonly process: ProcessMark; readonly plan: Plan }
  | StepEvent
  | { readonly kind: 'end'; readonly at: Date; readonly summary: RunSummary };

export function createJournal(folder: Path, log: Log): Journal {
  const fileOf = (id: string): Path => join(folder, `${id}.jsonl`);

  async function runs(): Promise<readonly JournalRun[]> {
    const read: JournalRun[] = [];
    for (const id of await ids()) {
      const run = await readRun(id, fileOf(id));
      if (run) read.push(run);
    }
    return read;
  }

  /** Newest first: names begin with the time. */
  async function ids(): Promise<string[]> {
    const names = await readdir(folder).catch((): string[] => []);
    return names
      .filter((name) => name.endsWith('.jsonl'))
      .map((name) => name.slice(0, -'.jsonl'.length))
      .sort()
      .reverse();
  }

  async function forgetOld(): Promise<void> {
    for (const id of (await ids()).slice(runsKept)) await rm(fileOf(id), { force: true });
  }

  /** Appends lines to a run's file, one at a time. */
  function writer(id: string): (text: string) => Promise<void> {
    let written: Promise<void> = Promise.resolve();
    return (text) => {
      written = written
        .then(() => appendFile(fileOf(id), `${text}\n`, { mode: 0o600 }))
        .catch((error: unknown) => {
          log.warn(`journal: ${error instanceof Error ? error.message : String(error)}`);
        });
      return written;
    };
  }

  return {
    runs,
    begin: async (plan) => {
      const id = `${new Date().toISOString().replaceAll(':', '-')}-${randomUUID().slice(0, 8)}`;
      const write = writer(id);
      const lines = kept(concealer(plan));
      await mkdir(folder, { recursive: true, mode: 0o700 })
        // An earlier version may have created it readable by others.
        .then(() => chmod(folder, 0o700))
        .then(forgetOld)
        .catch((error: unknown) => {
          log.warn(`journal: ${error instanceof Error ? error.message : String(error)}`);
        });
      await write(lines.step({ kind: 'begin', process: await ownMark(), plan }));
      return {
        id,
        event: (event) => {
          const text = mayBeLeftOut.has(event.kind) ? lines.said(event) : lines.step(event);
          if (text !== undefined) void write(text);
        },
        end: (summary) => {
          const missing = (count: number): Line => ({
            kind: 'said',
            step: '',
            line: `… ${String(count)} lines are left out …`,
            at: new Date(),
          });
          for (const text of lines.rest(missing)) void write(text);
          return write(lines.step({ kind: 'end', at: new Date(), summary }));
        },
      };
    },
    unfinishedRuns: async (isHeld = () => Promise.resolve(false)) => {
      const all = await runs();
      const underWay = await runsUnderWay(all, isHeld);
      return all.filter((run) => run.summary === undefined && !underWay.has(run));
    },
    settle: (run) =>
      // An interrupted write leaves a line without an end: the blank line before ours ends it.
      appendFile(
        fileOf(run.id),
        `\n${JSON.stringify({ kind: 'end', at: new Date(), summary: summaryOf(run) } satisfies Line)}\n`,
      ).catch((error: unknown) => {
        log.warn(`journal: ${error instanceof Error ? error.message : String(error)}`);
      }),
  };
}

/** Whether the lock of that cluster is held: runs whose process cannot be checked from here count as running while it is. */
export type IsHeld = (cluster: string) => Promise<boolean>;

/** The runs in progress, in any window. */
export async function runsUnderWay(runs: readonly JournalRun[], isHeld: IsHeld): Promise<ReadonlySet<JournalRun>> {
  const open = runs.filter(({ summary }) => summary === undefined);
  const held = new Map<string, Promise<boolean>>();
  const alive = await Promise.all(
    open.map(async ({ process, plan }) => {
      const liveness = await livenessOf(process);
      if (liveness !== 'unknown') return liveness === 'alive';
      const answer = held.get(plan.cluster) ?? isHeld(plan.cluster);
      held.set(plan.cluster, answer);
      return answer;
    }),
  );
  return new Set(open.filter((_, index) => alive[index]));
}

/** Progress events; they do not tell how a step ended. */
const mayBeLeftOut: ReadonlySet<StepEvent['kind']> = new Set(['waiting', 'stage', 'said']);
/** Plus events that are always kept, as rollback needs the created objects. */
const tellsNoEnd: ReadonlySet<StepEvent['kind']> = new Set([...mayBeLeftOut, 'made', 'madeObject']);

/**
 * Derives a run's summary from its events: steps without an end were cut off, unless the run is live; steps that never began were skipped.
 */
export function summaryOf(
  run: Pick<JournalRun, 'plan' | 'events' | 'summary'>,
  { isLive = false }: { readonly isLive?: boolean } = {},
): RunSummary {
  if (run.summary) return run.summary;
  const last = new Map<string, StepEvent>();
  for (const event of run.events) if (!tellsNoEnd.has(event.kind)) last.set(event.step, event);
  const ends = run.plan.steps.map(({ id }) => ({ step: id, event: last.get(id) }));
  const cutOff = (what: string): Failure => ({ kind: 'cancelled', what });
  return {
    verb: run.plan.verb,
    cluster: run.plan.cluster,
    done: ends.flatMap(({ step, event }) => (event?.kind === 'done' ? [step] : [])),
    failed: ends.flatMap(({ step, event }) => {
      if (event?.kind === 'failed') return [{ step, failure: event.failure }];
      return event?.kind === 'began' && !isLive ? [{ step, failure: cutOff(step) }] : [];
    }),
    skipped: ends.flatMap(({ step, event }) => {
      if (event?.kind === 'skipped') return [{ step, because: event.because }];
      return event === undefined ? [{ step, because: becauseCancelled }] : [];
    }),
    isCancelled: ends.some(({ event }) => event?.kind !== 'done'),
    made: Object.fromEntries(
      run.events.flatMap((event) => (event.kind === 'made' ? [[event.machine, event.identity] as const] : [])),
    ),
    madeObjects: Object.fromEntries(
      run.events.flatMap((event) => (event.kind === 'madeObject' ? [[event.step, event.id] as const] : [])),
    ),
  };
}

// --- reading

const summarySchema = v.looseObject({
  verb: v.picklist(['up', 'down', 'rollback']),
  cluster: v.string(),
  done: v.array(v.string()),
  failed: v.array(v.looseObject({ step: v.string(), failure: failureSchema })),
  skipped: v.array(v.object({ step: v.string(), because: v.string() })),
  isCancelled: v.boolean(),
});
const ofStep = { step: v.string(), at: timeSchema };
const lineSchema = v.variant('kind', [
  v.object({
    kind: v.literal('begin'),
    process: processMarkSchema,
    plan: planSchema,
  }),
  v.looseObject({ kind: v.picklist(['waiting', 'began', 'stage', 'done']), ...ofStep }),
  v.looseObject({ kind: v.literal('said'), ...ofStep, line: v.string() }),
  v.looseObject({ kind: v.literal('made'), ...ofStep, machine: v.string(), identity: v.looseObject({}) }),
  v.looseObject({ kind: v.literal('madeObject'), ...ofStep, id: v.string() }),
  v.looseObject({ kind: v.literal('failed'), ...ofStep, failure: failureSchema }),
  v.looseObject({ kind: v.literal('skipped'), ...ofStep, because: v.string() }),
  v.object({ kind: v.literal('end'), summary: summarySchema }),
]);

async function readRun(id: string, file: Path): Promise<JournalRun | undefined> {
  const text = await readRegularFile(file, largestRead).then(String, () => '');
  const events: StepEvent[] = [];
  let begin: { readonly process: ProcessMark; readonly plan: Plan } | undefined;
  let summary: RunSummary | undefined;
  for (const each of text.split('\n')) {
    const next = pause();
    if (next) await next;
    const line = v.safeParse(v.pipe(v.string(), v.parseJson(), lineSchema), each);
    if (!line.success) continue;
    const { output } = line;
    if (output.kind === 'begin') begin ??= { process: output.process, plan: output.plan as unknown as Plan };
    else if (output.kind === 'end') summary = output.summary as unknown as RunSummary;
    else events.push(output as unknown as StepEvent);
  }
  const began = new Date(begin?.process.at ?? Number.NaN);
  return begin && !Number.isNaN(began.getTime())
    ? { id, process: begin.process, began, plan: begin.plan, events, summary }
    : undefined;
}

// --- keeping secrets out

/** Options use dashes; variables use underscores and capitals. */
function soundsSecret(name: string): boolean {
  return isSecret(name.toLowerCase().replaceAll('_', '-'));
}

const concealed = '•••';

/**
 * Writes a line without the plan's secrets, including where they recur in argv or tool output. Replaces in values instead of the finished
 * text, so that a secret such as "end" does not break the line.
 */
function concealer(plan: Plan): TextOf<Line> {
  const secrets = [...new Set(plan.steps.flatMap(({ action }) => secretsOf(action)))]
    // Longest first, so that no part of a longer secret remains.
    .sort((a, b) => b.length - a.length);
  return (line, longest) =>
    JSON.stringify(line, (key, value: unknown) => {
      // Clip last: half a secret is still secret.
      if (typeof value === 'string')
        return soundsSecret(key) && value !== '' ? concealed : clipped(without(value, secrets), longest);
      return typeof value === 'number' && soundsSecret(key) ? concealed : value;
    });
}

function without(text: string, secrets: readonly string[]): string {
  let rest = text;
  for (const secret of secrets) {
    if (rest === secret) return concealed;
    // Short secrets also occur by chance, but not after an equals sign.
    if (secret.length >= 6) rest = rest.replaceAll(secret, concealed);
    else if (rest.endsWith(`=${secret}`)) rest = rest.slice(0, -secret.length) + concealed;
  }
  // User name and password in a URL, such as a proxy's in the environment.
  return conceal(rest.replace(/(\w:\/\/)[^/@\s":]+:[^/\s"]+@/g, `$1${concealed}@`), []);
}

function secretsOf(action: Action): readonly string[] {
  const named: (readonly [string, OptionValue])[] = [];
  if (action.kind === 'createMachine') {
    const { options, environment, engineOptions } = action.machine;
    named.push(...Object.entries(options), ...Object.entries(environment), ...engineOptions.flatMap(assignments));
  }
  if (action.kind === 'runContainer') named.push(...action.container.environment.flatMap(assignments));
  return named
    .filter(([name]) => soundsSecret(name))
    .flatMap(([, value]) => (typeof value === 'object' ? value : [String(value)]))
    .filter((value) => value !== '' && value !== 'true' && value !== 'false');
}

/** `log-opt=splunk-token=x` assigns a value under two names. */
function assignments(text: string): readonly (readonly [string, string])[] {
  return [...text.matchAll(/=/g)].map(({ index }) => [
    text.slice(text.lastIndexOf('=', index - 1) + 1, index),
    text.slice(index + 1),
  ]);
}
