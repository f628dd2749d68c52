// The product's services on a lab, as VS Code would make them, without VS Code; and what tests ask of them again and again.
import { readFile, readdir } from 'node:fs/promises';
import path from 'node:path';
import { silentLog, type Log } from '../../src/base/log.ts';
import { english } from '../../src/base/text.ts';
import type { Seconds } from '../../src/base/units.ts';
import type { Doors } from '../../src/docker/doors.ts';
import type { Outcome } from '../../src/model/failure.ts';
import { defaultImages, type Images } from '../../src/model/images.ts';
import type { Plan } from '../../src/model/plan.ts';
import type { StepEvent } from '../../src/model/runEvents.ts';
import { createDoors, createServices } from '../../src/service/createServices.ts';
import type { Config, Run, Services } from '../../src/service/services.ts';
import type { Lab, LabTools } from './lab.ts';

/** What services need of a place to be made in; a simulated world has it too. */
export type ServicePlace = Pick<Lab, 'storagePath' | 'dir'> & { readonly tools: Pick<LabTools, 'dockerMachine'> };

export interface ServicesOnLab {
  /** Default: docker-machine. */
  readonly tool?: string;
  /** Default: the lab's. */
  readonly storagePath?: string;
  /** Where runs and locks are kept: windows of one user share it. */
  readonly journalPath?: string;
  /** What the user adds to docker-machine's environment. */
  readonly environment?: Readonly<Record<string, string>>;
  readonly images?: Partial<Images>;
  readonly log?: Log;
}

/** One window's services on the lab. */
export function servicesOn(lab: ServicePlace, own: ServicesOnLab = {}): Services {
  const config = {
    ...configOn(lab),
    ...(own.tool === undefined ? {} : { machinePath: own.tool }),
    ...(own.storagePath === undefined ? {} : { storagePath: own.storagePath }),
    ...(own.journalPath === undefined ? {} : { journalPath: own.journalPath }),
    environment: () => Promise.resolve(own.environment ?? {}),
    images: { ...defaultImages, ...own.images },
  };
  return createServices(() => config, own.log ?? silentLog, english);
}

/** The doors alone, with no services behind them. */
export function doorsOn(lab: ServicePlace, probeTimeout: Seconds = 5): Doors {
  const config = { ...configOn(lab), probeTimeout };
  return createDoors(() => config, silentLog);
}

function configOn({ tools, storagePath, dir }: ServicePlace): Config {
  return {
    machinePath: tools.dockerMachine,
    storagePath,
    environment: () => Promise.resolve({}),
    probeTimeout: 5,
    parallelism: 0,
    onFailure: 'keep',
    images: defaultImages,
    journalPath: path.join(dir, 'journal'),
    sharedPath: path.join(dir, 'shared'),
  };
}

export function value<T>(outcome: Outcome<T>): T {
  if (!outcome.ok) throw new Error(JSON.stringify(outcome.error, undefined, 1));
  return outcome.value;
}

export async function planUp({ runs }: Services, file: string): Promise<Outcome<Plan>> {
  const { spec, problems } = await runs.readSpec(file, 'overlay-cluster.yaml');
  if (!spec) throw new Error(JSON.stringify(problems, undefined, 1));
  return runs.planUp(spec);
}

/** Runs a plan; `onEvent` may end it by `cancel`. */
export async function run(
  { runs }: Services,
  plan: Plan,
  onEvent: (event: StepEvent, cancel: () => void) => void = () => undefined,
): Promise<Run> {
  const controller = new AbortController();
  const cancel = (): void => {
    controller.abort();
  };
  return value(
    await runs.run(plan, {
      signal: controller.signal,
      onEvent: (event) => {
        onEvent(event, cancel);
      },
    }),
  );
}

/** Plans and runs; throws unless every step is done. */
export async function up(services: Services, file: string): Promise<Run> {
  return allDone(await run(services, value(await planUp(services, file))));
}

export async function down(services: Services, cluster: string, removeVolumes = false): Promise<Run> {
  const { keepsData, removesData } = value(await services.runs.planDown(cluster));
  return allDone(await run(services, removeVolumes ? removesData : keepsData));
}

function allDone(ended: Run): Run {
  const { failed, skipped } = ended.summary;
  if (failed.length > 0 || skipped.length > 0) throw new Error(JSON.stringify({ failed, skipped }, undefined, 1));
  return ended;
}

/** Processes of docker-machine (and its drivers' plugins) that work on this store, as pid and argv. */
export async function toolsRunning(storagePath: string): Promise<string[]> {
  const found = [];
  for (const pid of (await readdir('/proc')).filter((name) => /^\d+$/.test(name))) {
    const read = (file: string): Promise<string> => readFile(`/proc/${pid}/${file}`, 'utf8').catch(() => '');
    const [argv, environment] = await Promise.all([read('cmdline'), read('environ')]);
    if (/^\S*(docker|rancher)-machine/.test(argv) && environment.includes(`MACHINE_STORAGE_PATH=${storagePath}`))
      found.push(`${pid} ${argv.replaceAll('\0', ' ')}`);
  }
  return found;
}
