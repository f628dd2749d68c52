// The picture of the article's four machines against `docker-machine ls`.
import { now } from '../../src/model/seen.ts';
import { genericClusterFile } from '../lab/genericCluster.ts';
import { openLab, openVirtualboxLab, run, type Lab } from '../lab/lab.ts';
import { bringUp, median, servicesFor, text, timed, type Row } from './measuring.ts';

/** The whole picture of four machines against `docker-machine ls`: the article's driver, then generic hosts, alive and with one frozen. */
export async function measureObserve(): Promise<readonly Row[]> {
  return [...(await measureVirtualbox()), ...(await measureGeneric())];
}

async function measureVirtualbox(): Promise<readonly Row[]> {
  const lab = await openVirtualboxLab({ prefix: 'lb', net: '10.96.0' });
  const services = servicesFor(lab, lab.storagePath, lab.environment);
  try {
    await bringUp(services, `name: demo\nengine:\n  registryMirrors: ["${lab.registry}"]\n`);
    const { ours, theirs, ratio } = await pairs(
      9,
      () => services.clusters.refresh(),
      () => list(lab),
    );
    return [
      {
        what: `whole picture of the article's 4 machines (virtualbox) against \`docker-machine ls\`: ${text(ours * 1000)} ms / ${text(theirs * 1000)} ms`,
        measured: text(ratio),
        bound: '≤ 0.3',
        holds: ratio <= 0.3,
      },
    ];
  } finally {
    services.dispose();
    await lab.down();
  }
}

async function measureGeneric(): Promise<readonly Row[]> {
  const lab = await openLab({ prefix: 'lb', net: '10.96.0', hosts: 4 });
  const services = servicesFor(lab, lab.storagePath);
  try {
    await bringUp(services, genericClusterFile(lab));
    const living = await pairs(
      9,
      () => services.clusters.refresh(),
      () => list(lab),
    );
    await lab.freeze(4);
    const frozen = await pairs(
      3,
      () => livingSeen(lab),
      () => list(lab),
    );
    return [
      {
        // The hosts are processes of this computer: each engine runs two programs to answer `/info`, 13 ms on the cores we are timed on.
        what: `for comparison, on generic hosts, where \`ls\` asks no hypervisor: ${text(living.ours * 1000)} ms / ${text(living.theirs * 1000)} ms`,
        measured: text(living.ratio),
        bound: '≤ 0.6',
        holds: living.ratio <= 0.6,
      },
      {
        what: `the living three of 4 machines, one host frozen, from nothing, against \`docker-machine ls\`: ${text(frozen.ours * 1000)} ms / ${text(frozen.theirs)} s`,
        measured: text(frozen.ratio),
        bound: '≤ 0.05',
        holds: frozen.ratio <= 0.05,
      },
    ];
  } finally {
    services.dispose();
    await lab.thaw(4).catch(() => undefined);
    await lab.down();
  }
}

/** From nothing until three of the four machines' engines have been seen. */
async function livingSeen(lab: Lab): Promise<void> {
  const services = servicesFor(lab, lab.storagePath);
  const seen = Promise.withResolvers<void>();
  const listening = services.clusters.onDidChange(({ machines }) => {
    if (machines.filter(({ engine }) => now(engine)).length >= 3) seen.resolve();
  });
  void services.clusters.refresh();
  await seen.promise;
  listening.dispose();
  services.dispose();
}

function list(lab: Pick<Lab, 'tools' | 'environment'>): Promise<unknown> {
  return run([lab.tools.dockerMachine, 'ls'], { environment: lab.environment, anyExit: true });
}

/** Two ways in turn; seconds as medians, and the median of the pairs' ratios. */
async function pairs(
  count: number,
  ours: () => Promise<unknown>,
  theirs: () => Promise<unknown>,
): Promise<{ ours: number; theirs: number; ratio: number }> {
  await ours();
  await theirs();
  const a: number[] = [];
  const b: number[] = [];
  for (let n = 0; n < count; n++) {
    a.push(await timed(ours));
    b.push(await timed(theirs));
  }
  return { ours: median(a), theirs: median(b), ratio: median(a.map((time, index) => time / (b[index] ?? NaN))) };
}
