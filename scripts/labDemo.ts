// The demo on real hosts: a lab of its own (test/lab), docker-machine built by the lab, and a cluster created by the product's own services
// before VS Code opens. Everything is removed when the demo ends.
import { readFileSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { english } from '../src/base/text.ts';
import { stepName } from '../src/model/planRows.ts';
import { openLab, type Lab } from '../test/lab/lab.ts';
import { planUp, servicesOn, value } from '../test/lab/labServices.ts';
import { tellControl, type Demo } from './demo.ts';
import { writeDemoFolder } from './demoFolder.ts';
import { labClusterFile, machineNames } from './labClusterFile.ts';
import type { LabFacts } from './labControl.ts';
import { checkLabFault, type LabMachine } from './labFaults.ts';
import { root } from './runProgram.ts';

export interface LabDemoOptions {
  readonly orchestration: 'classic' | 'swarm-mode';
  /** Start the hosts only, without a cluster. */
  readonly isEmpty: boolean;
  /** `freeze swarm-node2` and the like. */
  readonly fault: readonly string[] | undefined;
  /** Aborts the setup: what was started is taken down before the promise rejects. */
  readonly signal: AbortSignal;
  readonly log: (line: string) => void;
}

const prefix = 'demo';
const net = '10.71.0';
const mgmt = '10.70.0';

/** @throws if another demo uses the lab, if the lab or the cluster cannot be created, and at the signal */
export async function startLabDemo(options: LabDemoOptions): Promise<Demo> {
  const { orchestration, isEmpty, fault, signal, log } = options;
  const machines = machineNames[orchestration].map((name, index) => ({
    name,
    host: index + 1,
    address: `${net}.${String(11 + index)}`,
  }));
  if (fault) checkLabFault(fault, machines);
  const dir = await takeLab();
  log(`booting ${String(machines.length)} hosts (the first time their systems are built, which takes minutes)`);
  const suite = orchestration === 'classic' ? 'bullseye' : 'trixie';
  const lab = await openLab({ prefix, net, mgmt, dir, hosts: machines.length, suite, signal });
  const home = await mkdtemp(path.join(tmpdir(), 'docker-overlay-demo-'));
  const stop = async (): Promise<void> => {
    log('taking the hosts down');
    await lab.down();
    await rm(home, { recursive: true, force: true });
  };
  try {
    const folder = path.join(home, 'demo');
    const file = labClusterFile({ orchestration, machines, key: lab.key, registry: lab.registry });
    const factsFile = path.join(home, 'lab.json');
    await writeFile(factsFile, JSON.stringify({ prefix, dir, machines } satisfies LabFacts));
    const control = [process.execPath, path.join(root, 'scripts/labControl.ts'), factsFile];
    await writeDemoFolder(folder, {
      clusterFile: file,
      machinePath: lab.tools.dockerMachine,
      storagePath: lab.storagePath,
      control,
    });
    if (!isEmpty) {
      await makeCluster(lab, file, options);
      await (orchestration === 'classic' ? runContainers(lab, machines) : runService(lab));
    }
    if (fault) await tellControl(control, ['fault', ...fault]);
    return {
      folder,
      about: `The hosts in it are real: network namespaces ${prefix}-m1 to ${prefix}-m${String(machines.length)} of this computer.`,
      control: control.join(' '),
      tell: (...words) => tellControl(control, words),
      stop,
    };
  } catch (error) {
    await stop();
    throw signal.aborted ? signal.reason : error;
  }
}

/** Each user of this computer can run one lab demo at a time. A demo cleans up what a killed one left. */
async function takeLab(): Promise<string> {
  const dir = path.join(tmpdir(), `docker-overlay-${prefix}`);
  const taken = path.join(dir, 'demo.pid');
  const owner = readIfThere(taken);
  if (owner !== '' && /(start|screenshots)\.ts/.test(readIfThere(`/proc/${owner}/cmdline`)))
    throw new Error(`another demo has the lab: process ${owner}`);
  await mkdir(dir, { recursive: true });
  await writeFile(taken, String(process.pid));
  return dir;
}

function readIfThere(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

/** The same as Bring Up in VS Code. */
async function makeCluster(lab: Lab, file: string, { signal, log }: LabDemoOptions): Promise<void> {
  const services = servicesOn(lab);
  try {
    const plan = value(await planUp(services, file));
    const actions = new Map(plan.steps.map(({ id, action }) => [id, action]));
    const { summary } = value(
      await services.runs.run(plan, {
        signal,
        onEvent: (event) => {
          const action = actions.get(event.step);
          if (event.kind === 'began' && action) log(`  ${stepName(action, english)}`);
        },
      }),
    );
    signal.throwIfAborted();
    if (summary.failed.length > 0) throw new Error(`the cluster was not made: ${JSON.stringify(summary.failed)}`);
  } finally {
    services.dispose();
  }
}

/** Two containers per node, all on the overlay network. */
async function runContainers(lab: Lab, machines: readonly LabMachine[]): Promise<void> {
  const nodes = machines.filter(({ name }) => name.startsWith('swarm-node'));
  const words = ['--net', 'my-net', '--restart', 'unless-stopped', 'busybox:1.36', 'sleep', '86400'];
  for (const [index, name] of ['c1', 'c2', 'c3', 'c4'].entries()) {
    const node = nodes[index % nodes.length];
    if (node) await lab.enter(node.host, ['docker', 'run', '-d', '--name', name, ...words]);
  }
}

async function runService(lab: Lab): Promise<void> {
  // The process ignores the stop signal: keep the wait short.
  const grace = ['--stop-grace-period', '1s'];
  const words = ['--name', 'web', '--replicas', '3', '--network', 'my-net', ...grace, 'busybox:1.36', 'sleep', '86400'];
  await lab.enter(1, ['docker', 'service', 'create', '-d', ...words]);
}
