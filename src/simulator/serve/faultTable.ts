/** All faults by their command-line name: those of one host, and those that affect more than one host or need more input. */
import { X509Certificate } from 'node:crypto';
import { makeCertificate } from '../machine/certificates.ts';
import { restartEngine } from '../world/engineLife.ts';
import type { Choice, Question } from '../world/choices.ts';
import { FaultRefused, faults, secondsIn, type Fault } from '../world/faults.ts';
import type { CreateFault, Host } from '../world/nouns.ts';
import { isUp, type World } from '../world/world.ts';
import { lineOf, stages } from './stages.ts';

/** A fault of the whole world; all its parameters are strings. */
export interface WordedFault extends Pick<Fault, 'takes' | 'tells' | 'label' | 'shows'> {
  /** Whether the fault can strike anything now. */
  readonly isPossible: (world: World) => boolean;
  /** The question after these arguments; undefined if they are complete. */
  readonly asks: (world: World, words: readonly string[]) => Question | undefined;
  readonly strike: (world: World, words: readonly string[]) => void;
  readonly mend: (world: World, words: readonly string[]) => void;
  /** The arguments of each active occurrence. */
  readonly inForce: (world: World) => readonly (readonly string[])[];
}

const day = 86_400_000;

/** The last argument is the authority's key: the world itself reads no files. */
const expireCertificate: Fault = {
  takes: 'MACHINE',
  tells: 'the engine shows a certificate that has expired',
  label: 'Expired certificate',
  shows: 'connections to its engine fail; fix it with Regenerate Certificates in its menu',
  canBefall: ({ world, host }) => isUp(host) && host.engine.certificate !== undefined && !hasExpired(world, host),
  strike: ({ world, host, words }) => {
    certify(world, host, words[0] ?? '', true);
  },
  mend: ({ world, host, words }) => {
    certify(world, host, words[0] ?? '', false);
  },
  inForce: ({ world, host }) => (hasExpired(world, host) ? [[]] : []),
};

function hasExpired(world: World, { engine: { certificate } }: Host): boolean {
  return (
    certificate !== undefined && Date.parse(new X509Certificate(certificate.certificate).validTo) < world.time.now()
  );
}

/** Gives the engine a certificate of the same authority, either expired or valid. */
function certify(world: World, host: Host, authorityKey: string, isExpired: boolean): void {
  const { certificate } = host.engine;
  if (!certificate) throw new FaultRefused(`${host.hostname} has no certificate`);
  const now = world.time.now();
  const fresh = makeCertificate({
    organisation: host.hostname,
    authority: { certificate: certificate.authority, key: authorityKey },
    servers: ['localhost', host.address],
    from: new Date(now - (isExpired ? 400 : 1) * day),
    to: new Date(now + (isExpired ? -30 : 400) * day),
  });
  host.engine.certificate = { authority: certificate.authority, ...fresh };
  // A listener keeps its certificate; a restarted engine uses the new one.
  restartEngine(world, host);
}

/** Any machine that is created next. */
const any = '*';

function ofCreate(
  texts: Pick<WordedFault, 'takes' | 'tells' | 'label' | 'shows'>,
  isOurs: (fault: CreateFault) => boolean,
  asksLast: readonly Choice[],
  faultOf: (words: readonly string[]) => Pick<CreateFault, 'says' | 'seconds'>,
): WordedFault {
  const nameOf = (machine = any): string => (machine === any ? '' : machine);
  const keepOthers = (world: World, machine: string | undefined): void => {
    world.state.createFaults = world.state.createFaults.filter(
      (each) => !isOurs(each) || each.machine !== nameOf(machine),
    );
    world.changed();
  };
  return {
    ...texts,
    isPossible: () => true,
    asks: ({ state }, words) => {
      switch (words.length) {
        case 0:
          return {
            title: 'Which machine, when it is made the next time?',
            choices: [
              { words: [any], label: 'Every machine' },
              ...state.hosts.map(({ hostname }) => ({ words: [hostname], label: hostname })),
            ],
          };
        case 1:
          return {
            title: 'At which stage?',
            choices: stages.map(({ name, line }) => ({ words: [name], label: line, description: name })),
          };
        case 2:
          return asksLast.length > 0 ? { title: 'How much longer?', choices: asksLast } : undefined;
        default:
          return undefined;
      }
    },
    strike: (world, [machine, at = '', ...rest]) => {
      // Parse everything first: a fault is rejected as a whole or not at all.
      const fault = { machine: nameOf(machine), at: lineOf(at), ...faultOf(rest) };
      keepOthers(world, machine);
      world.state.createFaults.push(fault);
      world.changed();
    },
    mend: (world, [machine]) => {
      keepOthers(world, machine);
    },
    inForce: ({ state }) => state.createFaults.filter(isOurs).map(({ machine }) => [machine || any]),
  };
}

/** Adapts a host's fault to the table and adds the choice of the machine. */
function ofHost(fault: Fault): WordedFault {
  const { takes, tells, label, shows } = fault;
  return {
    ...{ takes, tells, label, shows },
    isPossible: (world) => world.state.hosts.some((host) => fault.canBefall({ world, host })),
    asks: (world, words) => {
      const [machine] = words;
      if (machine !== undefined)
        return words.length === 1 ? fault.asks?.({ world, host: hostNamed(world, machine) }) : undefined;
      const hosts = world.state.hosts.filter((host) => fault.canBefall({ world, host }));
      return {
        title: 'Which machine?',
        choices: hosts.map(({ hostname, address }) => ({ words: [hostname], label: hostname, description: address })),
      };
    },
    strike: (world, [machine = '', ...words]) => {
      fault.strike({ world, host: hostNamed(world, machine), words });
    },
    mend: (world, [machine = '', ...words]) => {
      fault.mend({ world, host: hostNamed(world, machine), words });
    },
    inForce: (world) =>
      world.state.hosts.flatMap((host) => fault.inForce({ world, host }).map((words) => [host.hostname, ...words])),
  };
}

function hostNamed(world: World, name: string): Host {
  const host = world.state.hosts.find(({ hostname }) => hostname === name);
  if (!host) throw new FaultRefused(`no machine ${name}`);
  return host;
}

export const faultTable: Readonly<Record<string, WordedFault>> = {
  ...Object.fromEntries(Object.entries(faults).map(([name, fault]) => [name, ofHost(fault)])),
  'expire-certificate': ofHost(expireCertificate),
  'create-fails': ofCreate(
    {
      takes: 'MACHINE STAGE [WORDS]',
      tells: 'docker-machine create ends at that stage, saying so; * is every machine',
      label: 'Create that fails',
      shows: 'bring the cluster down and up again: docker-machine fails at that stage and leaves an incomplete machine',
    },
    ({ says }) => says !== undefined,
    [],
    (words) => ({ says: words.join(' ') || 'the simulator was asked to let this fail', seconds: 0 }),
  ),
  'create-slow': ofCreate(
    {
      takes: 'MACHINE STAGE SECONDS',
      tells: 'that stage takes so much longer',
      label: 'Create that is slow',
      shows: 'bring the cluster down and up again: the create hangs at that stage and can be cancelled',
    },
    ({ says }) => says === undefined,
    [
      { words: ['30'], label: 'Half a minute' },
      { words: ['300'], label: 'Five minutes' },
      { words: ['3600'], label: 'One hour' },
    ],
    ([seconds]) => ({ says: undefined, seconds: secondsIn(seconds) }),
  ),
};

/** @throws FaultRefused for an unknown name */
export function faultNamed(name: string): WordedFault {
  const fault = faultTable[name];
  if (!fault) throw new FaultRefused(`no fault ${name}; there are ${Object.keys(faultTable).join(', ')}`);
  return fault;
}

/** Returns the active faults, each with the arguments of `mend` that fix it. */
export function brokenNow(world: World): readonly { readonly fault: WordedFault; readonly words: readonly string[] }[] {
  return Object.entries(faultTable).flatMap(([name, fault]) =>
    fault.inForce(world).map((words) => ({ fault, words: [name, ...words] })),
  );
}
