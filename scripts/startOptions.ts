// Parses the options of `npm start -- …`; pure.
import { parseArgs } from 'node:util';

export type Start =
  | { readonly kind: 'folder'; readonly folder: string }
  | {
      readonly kind: 'simulated';
      readonly world: 'article' | 'swarm-mode' | 'empty' | 'machines';
      /** With `machines`: how many. */
      readonly machines: number;
      readonly fault: readonly string[] | undefined;
    }
  | {
      readonly kind: 'lab';
      readonly orchestration: 'classic' | 'swarm-mode';
      /** Hosts only, without a cluster. */
      readonly isEmpty: boolean;
      readonly fault: readonly string[] | undefined;
    };

/** @throws if the arguments are unknown or contradict each other; the message is for the user */
export function readStart(argv: readonly string[]): Start {
  const { values, positionals } = parseArgs({
    args: [...argv],
    allowPositionals: true,
    options: {
      empty: { type: 'boolean', default: false },
      'swarm-mode': { type: 'boolean', default: false },
      machines: { type: 'string' },
      fault: { type: 'string' },
      lab: { type: 'boolean', default: false },
    },
  });
  const [folder, ...more] = positionals;
  if (folder !== undefined) {
    const given = Object.entries(values).find(([, value]) => value !== false);
    if (given) throw new Error(`${folder} is opened with the docker-machine of this computer: no --${given[0]} there`);
    if (more.length > 0) throw new Error(`one folder, not ${String(positionals.length)}`);
    return { kind: 'folder', folder };
  }
  const fault = faultOf(values);
  if (values.lab) {
    if (values.machines !== undefined) throw new Error('--machines is of simulated clusters: the lab has 4 or 5 hosts');
    const orchestration = values['swarm-mode'] ? 'swarm-mode' : 'classic';
    return { kind: 'lab', orchestration, isEmpty: values.empty, fault };
  }
  const machines = Number(values.machines ?? 0);
  if (values.machines === undefined)
    return {
      kind: 'simulated',
      world: values.empty ? 'empty' : values['swarm-mode'] ? 'swarm-mode' : 'article',
      machines,
      fault,
    };
  if (!(Number.isInteger(machines) && machines >= 3 && machines <= 1000))
    throw new Error(`--machines ${values.machines}: a number from 3 to 1000`);
  for (const other of ['empty', 'swarm-mode'] as const)
    if (values[other]) throw new Error(`--machines makes a classic cluster: no --${other} there`);
  return { kind: 'simulated', world: 'machines', machines, fault };
}

/** The arguments of a fault for the program that injects it. Without a machine, the fault applies to the first one that it fits. */
function faultOf(
  given: Readonly<Record<'empty' | 'swarm-mode', boolean>> & { readonly fault?: string },
): readonly string[] | undefined {
  const words = given.fault?.split(/\s+/).filter((word) => word !== '');
  if (words?.join(' ') !== 'node-frozen') return words;
  if (given.empty) throw new Error('--fault node-frozen: there is no node with --empty');
  // Neither a manager nor the machine of the key-value store: a node, of which a cluster has others.
  return ['freeze', given['swarm-mode'] ? 'cloud-worker1' : 'swarm-node1'];
}
