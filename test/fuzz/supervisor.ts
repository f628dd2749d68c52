// A thread that reads cases, watched: one that hangs is ended and followed by another behind the case. Every finding can be had again,
// by its seed and number or by the input that is kept below out/fuzz.
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { Worker } from 'node:worker_threads';
import { seedOf } from './random.ts';

/** What a thread is to read. */
export interface Order {
  readonly target: string;
  readonly seed: number;
  readonly from: number;
  readonly to: number;
  /** After so many findings the rest is not read. */
  readonly most: number;
  /** Shared with the supervisor: the case at hand, and a number that grows with every step. */
  readonly at: SharedArrayBuffer;
  /** A kept input, instead of cases. */
  readonly input?: Uint8Array | undefined;
}

export interface Finding {
  readonly index: number;
  readonly sample: string;
  readonly changes: readonly string[];
  /** What was thrown, or what did not hold. */
  readonly words: string;
}

/** What a thread tells. */
export type Told =
  { readonly kind: 'found'; readonly finding: Finding; readonly input: Uint8Array } | { readonly kind: 'done' };

export interface Job {
  readonly target: string;
  readonly cases: number;
  readonly seed: number;
  /** Only this case. */
  readonly index?: number | undefined;
  readonly input?: Uint8Array | undefined;
}

export interface Ran {
  readonly target: string;
  readonly cases: number;
  readonly seconds: number;
  /** In words, each with how to have it again. */
  readonly findings: readonly string[];
}

/** Milliseconds without a step after which a case hangs, however busy the computer is. */
const hangs = 30_000;
/** Heap of one thread in MiB: an input that needs more ends it, and is told. */
const heapLimit = 768;
/** Who fails in so many ways is looked at first. */
const mostFindings = 5;

const root = path.resolve(import.meta.dirname, '../..');
const keptInputs = path.join(root, 'out/fuzz');

/** One thread, which takes one job after the other. */
export class Supervisor {
  #worker: Worker | undefined;
  readonly #hangs: number;
  readonly #most: number;

  /** After `most` findings a job ends. */
  constructor(options: { readonly hangs?: number; readonly most?: number } = {}) {
    this.#hangs = options.hangs ?? hangs;
    this.#most = options.most ?? mostFindings;
  }

  /** Runs one job to its end. */
  async run(job: Job): Promise<Ran> {
    const began = performance.now();
    const findings: string[] = [];
    const start = job.index ?? 0;
    const end = job.input !== undefined || job.index !== undefined ? start + 1 : job.cases;
    for (let from = start; from < end && findings.length < this.#most;) {
      const order = { ...job, from, to: end, most: this.#most - findings.length, at: new SharedArrayBuffer(8) };
      const death = await this.#read(order, (finding, input) => {
        findings.push(wordsOf(job, finding, Buffer.from(input)));
      });
      if (death === undefined) break;
      const index = new Int32Array(order.at)[0]!;
      findings.push(wordsOf(job, { index, sample: '?', changes: ['?'], words: death }, undefined));
      from = index + 1;
    }
    return { target: job.target, cases: end - start, seconds: (performance.now() - began) / 1000, findings };
  }

  async close(): Promise<void> {
    await this.#worker?.terminate();
    this.#worker = undefined;
  }

  /** Resolves with what ended the thread, or undefined when it came to the end of its order. */
  #read(order: Order, onFinding: (finding: Finding, input: Uint8Array) => void): Promise<string | undefined> {
    const worker = (this.#worker ??= new Worker(new URL('worker.ts', import.meta.url), {
      resourceLimits: { maxOldGenerationSizeMb: heapLimit },
      // The flags of who started us are not for this thread.
      execArgv: [],
    }));
    const at = new Int32Array(order.at);
    return new Promise((resolve) => {
      let last = -1;
      let since = Date.now();
      const over = (why: string | undefined): void => {
        clearInterval(watch);
        // Not all at once: the thread has listeners of its own.
        for (const event of ['message', 'error', 'exit']) worker.removeAllListeners(event);
        if (why !== undefined) {
          this.#worker = undefined;
          // What it still has to say on its way out is known.
          worker.on('error', () => undefined);
          void worker.terminate();
        }
        resolve(why);
      };
      const watch = setInterval(() => {
        const step = Atomics.load(at, 1);
        if (step !== last) since = Date.now();
        else if (Date.now() - since > this.#hangs) over(`hangs: no end after ${this.#hangs / 1000} s`);
        last = step;
      }, 250);
      worker.on('message', (told: Told) => {
        if (told.kind === 'found') onFinding(told.finding, told.input);
        else over(undefined);
      });
      worker.on('error', (error) => {
        over(error instanceof Error ? (error.stack ?? error.message) : String(error));
      });
      worker.on('exit', (code) => {
        over(`the thread ended with ${code}`);
      });
      worker.postMessage(order);
    });
  }
}

function wordsOf(job: Job, { index, sample, changes, words }: Finding, input: Buffer | undefined): string {
  const again = [`npm run fuzz -- ${job.cases} ${job.seed} --target ${job.target} --case ${index}`];
  if (input !== undefined && input.length > 0) {
    mkdirSync(keptInputs, { recursive: true });
    const file = path.join(keptInputs, `${job.target}-${seedOf(input).toString(16)}.input`);
    writeFileSync(file, input);
    again.push(`npm run fuzz -- --target ${job.target} --input ${path.relative(root, file)}`);
  }
  return [
    `${job.target}: ${words}`,
    `  sample ${sample}, changed by ${changes.join(', ') || 'nothing'}, seed ${job.seed}, case ${index}`,
    ...again.map((line) => `  again: ${line}`),
    ...(input && input.length > 0 && input.length < 400 ? [`  smallest: ${JSON.stringify(input.toString())}`] : []),
  ].join('\n');
}
