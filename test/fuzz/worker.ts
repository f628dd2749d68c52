// Reads cases of one target in a thread of its own, so that one that hangs can be ended. Tells its supervisor which case it is at.
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { parentPort } from 'node:worker_threads';
import { caseOf, type Case } from './cases.ts';
import { causeOf, judge, longestRead } from './judge.ts';
import { shrink } from './shrink.ts';
import type { Order, Told } from './supervisor.ts';
import type { Target } from './target.ts';
import { targetNamed } from './targets/index.ts';

const tell = (told: Told): void => {
  parentPort!.postMessage(told);
};

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

/** What is still held after all garbage is gone. */
function held(): number {
  collect();
  collect();
  return process.memoryUsage().heapUsed;
}

/** As much may be kept by caches and compiled code. */
const mostKept = 64 * 1024 * 1024;
/** By then everything is loaded and compiled once. */
const warm = 300;
/** Milliseconds of `steepFrom`: below that a ratio of times says nothing. */
const measurable = 150;

let loose: unknown;
process.on('unhandledRejection', (reason) => {
  loose = reason;
});

parentPort!.on('message', (order: Order) => {
  read(order).then(
    () => {
      tell({ kind: 'done' });
    },
    (error: unknown) => {
      // A mistake of the fuzz itself ends the thread, which is told.
      setImmediate(() => {
        throw error;
      });
    },
  );
});

async function read(order: Order): Promise<void> {
  const target = targetNamed(order.target);
  const at = new Int32Array(order.at);
  const close = await target.open?.();
  const causes = new Set<string>();
  let before: number | undefined;
  for (let index = order.from; index < order.to && causes.size < order.most; index += 1) {
    Atomics.store(at, 0, index);
    Atomics.add(at, 1, 1);
    const made = order.input === undefined ? caseOf(target, order.seed, index) : kept(order.input);
    const { took, thrown } = await judge(target, made.input);
    const isSlow = made.isGrown && took > (target.steepFrom ?? measurable);
    const words =
      thrown ?? looseWords() ?? (isSlow ? await tooSteep({ target, seed: order.seed, at }, index, took) : undefined);
    if (words !== undefined && !causes.has(causeOf(words))) {
      causes.add(causeOf(words));
      const input = order.input === undefined ? await smallest(target, made.input, words, at) : made.input;
      tell({ kind: 'found', finding: { index, sample: made.sample, changes: made.changes, words }, input });
    }
    if (index === order.from + warm) before = held();
  }
  const grown = before === undefined ? 0 : held() - before;
  if (grown > mostKept) {
    const words = `keeps ${Math.round(grown / 1024 / 1024)} MiB after ${order.to - order.from} inputs`;
    tell({ kind: 'found', finding: { index: order.to, sample: '', changes: [], words }, input: Buffer.alloc(0) });
  }
  await close?.();
}

const kept = (input: Uint8Array): Case => ({
  sample: 'a kept input',
  changes: [],
  input: Buffer.from(input),
  isGrown: false,
});

/** What a promise that nobody holds was rejected with since the last time. */
function looseWords(): string | undefined {
  if (loose === undefined) return undefined;
  const reason = loose;
  loose = undefined;
  return `rejected and nobody waited: ${reason instanceof Error ? (reason.stack ?? reason.message) : JSON.stringify(reason)}`;
}

interface Steps {
  readonly target: Target;
  readonly seed: number;
  readonly at: Int32Array;
}

/** Four times as much may take four times as long and a little more; sixteen times would be the square. */
async function tooSteep({ target, seed, at }: Steps, index: number, took: number): Promise<string | undefined> {
  const part = caseOf(target, seed, index, 0.25);
  const whole = caseOf(target, seed, index);
  const wholes = [took];
  const parts = [];
  for (let time = 0; time < 3; time += 1) {
    Atomics.add(at, 1, 1);
    parts.push((await judge(target, part.input)).took);
    wholes.push((await judge(target, whole.input)).took);
  }
  const [less, all] = [Math.min(...parts), Math.min(...wholes)];
  const larger = whole.input.length / Math.max(1, part.input.length);
  if (larger < 2 || all < (target.steepFrom ?? measurable) || all / Math.max(1, less) <= larger * 2.2) return undefined;
  const lengths = [part.input.length, whole.input.length] as const;
  return `grows faster than its input: ${lengths[0]} bytes in ${less.toFixed(0)} ms, ${lengths[1]} in ${all.toFixed(0)} ms`;
}

async function smallest(target: Target, input: Buffer, words: string, at: Int32Array): Promise<Buffer> {
  if (/^(took|grows)/.test(words)) return input;
  const cause = causeOf(words);
  const fails = async (candidate: Buffer): Promise<boolean> => {
    Atomics.add(at, 1, 1);
    const { thrown, took } = await judge(target, candidate);
    return took <= longestRead && thrown !== undefined && causeOf(thrown) === cause;
  };
  return shrink(input, fails, Date.now() + 5000);
}
