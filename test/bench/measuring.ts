// What every part of the benchmarks needs: the product's services on a lab, a clock, and the middle of several values.
import path from 'node:path';
import { silentLog } from '../../src/base/log.ts';
import { english } from '../../src/base/text.ts';
import { defaultImages } from '../../src/model/images.ts';
import { createServices } from '../../src/service/createServices.ts';
import type { Config, Services } from '../../src/service/services.ts';
import type { Lab } from '../lab/lab.ts';

/** A measured quantity against its bound: ratios, since machines are noisy. */
export interface Row {
  readonly what: string;
  readonly measured: string;
  readonly bound: string;
  readonly holds: boolean;
}

export async function bringUp({ runs }: Services, file: string): Promise<void> {
  const { spec, problems } = await runs.readSpec(file, 'overlay-cluster.yaml');
  if (!spec) throw new Error(JSON.stringify(problems));
  const plan = await runs.planUp(spec);
  if (!plan.ok) throw new Error(JSON.stringify(plan.error));
  const done = await runs.run(plan.value, { signal: new AbortController().signal, onEvent: () => undefined });
  if (!done.ok) throw new Error(JSON.stringify(done.error));
  if (done.value.summary.failed.length > 0) throw new Error(JSON.stringify(done.value.summary));
}

/** The product's services as VS Code would make them, without VS Code. */
export function servicesFor(
  lab: Pick<Lab, 'tools' | 'dir'>,
  storagePath: string,
  environment: Readonly<Record<string, string>> = {},
): Services {
  const config: Config = {
    machinePath: lab.tools.dockerMachine,
    storagePath,
    environment: () => Promise.resolve(environment),
    probeTimeout: 5,
    parallelism: 0,
    onFailure: 'keep',
    images: defaultImages,
    journalPath: path.join(lab.dir, 'journal'),
    sharedPath: path.join(lab.dir, 'shared'),
  };
  return createServices(() => config, silentLog, english);
}

/** Seconds. */
export async function timed(work: () => Promise<unknown>): Promise<number> {
  const begin = performance.now();
  await work();
  return (performance.now() - begin) / 1000;
}

export function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;
}

export function text(value: number | undefined): string {
  return String(Number((value ?? NaN).toPrecision(3)));
}
