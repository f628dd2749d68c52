/** The verbs of machines, what each of them stops or loses, and how it ended. Pure. */
import { listed, named, paragraph, type Translate } from '../../base/text.ts';
import type { Failure } from '../../model/failure.ts';
import type { MachineStakes } from '../../model/stakes.ts';
import type { MachineAction, MachineChange } from '../../service/actions.ts';
import { explainFailure } from '../explain/explainFailure.ts';
import { isPassing } from '../../model/trouble.ts';
import { explainTrouble } from '../explain/explainTrouble.ts';
import { sentence } from '../explain/explanation.ts';
import { roleWords } from '../tree/machineRow.ts';
import { commonVerbs, type VerbTexts } from './verbTexts.ts';

/** What a command gives back: each machine once, in `done` or in `failed`. */
export interface MachinesReport {
  readonly verb: MachineAction;
  readonly done: readonly MachineChange[];
  readonly failed: readonly { readonly machine: string; readonly failure: Failure }[];
  /** The first of them; undefined: nothing went wrong. */
  readonly failure?: Failure;
}

export const machineVerbs: Readonly<Record<MachineAction, VerbTexts>> = {
  ...commonVerbs,
  regenerateCertificates: {
    button: (t) => t('Regenerate Certificates'),
    question: (what, t) => t('Make new certificates for {0}?', what),
    progress: (what, t) => t('Making new certificates for {0}', what),
    done: (what, t) => t('New certificates: {0}.', what),
  },
  forget: {
    button: (t) => t('Forget'),
    question: (what, t) => t('Forget {0}?', what),
    progress: commonVerbs.remove.progress,
    done: (what, t) => t('Forgotten: {0}.', what),
  },
};

/** `what`: the machine's name, or how many there are. */
export function machinesWords(names: readonly string[], t: Translate): string {
  const [only = '', ...more] = names;
  return more.length === 0 ? only : t('{0} machines', names.length);
}

/** Of more than these each is named in a line of its own where it goes, and elsewhere it is said how many more there are. */
const mostParagraphs = 12;

/** A paragraph per machine, and the warnings at its end. */
export function stakesWords(verb: MachineAction, stakes: readonly MachineStakes[], t: Translate): string {
  const general =
    verb === 'regenerateCertificates'
      ? [t('Its engine is restarted, which stops its containers; those without a restart policy stay stopped.')]
      : verb === 'forget'
        ? [t('docker-machine forgets it. What its driver could not take down goes on, and may go on to cost money.')]
        : [];
  const words = stakes.map((each) => stakeWords(verb, each, t));
  const more = words.length - mostParagraphs;
  if (more > 0 && isForGood(verb)) return [...general, words.join('\n')].join('\n\n');
  return [...general, ...words.slice(0, mostParagraphs), ...(more > 0 ? [t('And {0} more.', more)] : [])].join('\n\n');
}

function stakeWords(verb: MachineAction, stakes: MachineStakes, t: Translate): string {
  const { machine, role, cluster } = stakes;
  const first =
    role && cluster !== undefined ? t('{0} ({1} of {2})', machine, roleWords(role, undefined, t), cluster) : machine;
  return [whatGoes(first, verb, stakes, t), ...warnings(verb, stakes, t).map((each) => `⚠ ${each}`)].join('\n');
}

function whatGoes(machine: string, verb: MachineAction, stakes: MachineStakes, t: Translate): string {
  const { containers = [], hostLivesOn, folder } = stakes;
  if (isForGood(verb) && folder !== undefined)
    return t('{0}: its folder {1} is deleted. What its driver made keeps running.', machine, folder);
  if (!isForGood(verb) || containers.length === 0 || hostLivesOn) return `${machine}: ${otherStake(verb, stakes, t)}`;
  const all = named(containers, t);
  return verb === 'remove'
    ? t('{0} is removed, and with it its containers and their data: {1}.', machine, all)
    : t(
        '{0} is forgotten. If its driver can take it down, its containers and their data go with it: {1}.',
        machine,
        all,
      );
}

const isForGood = (verb: MachineAction): boolean => verb === 'remove' || verb === 'forget';

function otherStake(verb: MachineAction, stakes: MachineStakes, t: Translate): string {
  const { containers, running, hostLivesOn, driver, isIncomplete } = stakes;
  if (isForGood(verb)) {
    // A create that failed late leaves an engine that answers: with containers there, these are what counts.
    if (isIncomplete && !containers?.length)
      return verb === 'remove'
        ? t('it was never finished; its record goes, and what its driver has made for it.')
        : t('it was never finished; its record goes, and what its driver can take down of it.');
    if (hostLivesOn) return t('only its record goes; the host and what runs there live on (driver {0}).', driver);
    if (containers === undefined)
      return verb === 'remove'
        ? t('what it holds is not known, its engine has not answered; all of it goes.')
        : t('what it holds is not known, its engine has not answered; all of it goes if its driver can take it down.');
    return t('it has no containers.');
  }
  if (containers === undefined) return t('what runs there is not known: its engine has not answered.');
  return running.length === 0 ? t('no container runs there.') : t('these containers stop: {0}.', listed(running, t));
}

function warnings(verb: MachineAction, stakes: MachineStakes, t: Translate): readonly string[] {
  const cluster = stakes.cluster ?? '';
  const isGoing = isForGood(verb);
  return [
    stakes.holdsStore
      ? isGoing
        ? t('It holds the key-value store of {0}: with it go the cluster’s memory of its nodes and networks.', cluster)
        : t(
            'It holds the key-value store of {0}: until it is back no network can be made and no container join one.',
            cluster,
          )
      : undefined,
    stakes.isLastManager
      ? isGoing
        ? t('It is the last manager of {0}: the other machines are left without one.', cluster)
        : t('It is the only manager of {0}: until it is back nothing can be started or changed through it.', cluster)
      : undefined,
    stakes.breaksMajority && !stakes.isLastManager
      ? isGoing
        ? t('Without it the managers of {0} have no majority: nothing can be changed there any more.', cluster)
        : t('Until it is back the managers of {0} have no majority: nothing can be changed there.', cluster)
      : undefined,
    stakes.staysListed && isGoing
      ? t('The swarm goes on listing it as down. To leave it in order, remove the node first.')
      : undefined,
  ].filter((each) => each !== undefined);
}

/** How it ended, in one paragraph. */
export function endWords({ verb, done, failed }: MachinesReport, t: Translate): string {
  const what = machinesWords(
    done.map(({ machine }) => machine),
    t,
  );
  const parts = [
    done.length > 0 ? machineVerbs[verb].done(what, t) : undefined,
    ...done.flatMap((change) => newsWords(change, t)),
    ...failed.map(({ machine, failure }) => t('{0}: {1}', machine, sentence(explainFailure(failure, t)))),
  ];
  return paragraph(parts);
}

/** What is different now beside what was asked for. */
function newsWords(change: MachineChange, t: Translate): readonly string[] {
  const { verb, machine, isThere, address, addressBefore, ended, troubles } = change;
  if (!isThere) return [];
  const first = troubles.find(({ kind }) => !(verb === 'stop' && kind === 'machineStopped'));
  return [
    addressBefore === undefined
      ? undefined
      : t(
          '{0} has another address now: {1}, before it was {2}. Its certificate and what others remember of it still name the old one.',
          machine,
          address ?? '',
          addressBefore,
        ),
    ended.length > 0 ? t('On {0} these containers do not run any more: {1}.', machine, listed(ended, t)) : undefined,
    isForGood(verb) ? t('{0} is still in the machine store.', machine) : undefined,
    // Of what is only late a person need not do anything, but shall know why it does not look well yet.
    first &&
      sentence({
        ...explainTrouble(first, t),
        remedy: isPassing(first) ? '' : explainTrouble(first, t).remedy,
      }),
  ].filter((each) => each !== undefined);
}

/** Whether the end is good news only. */
export function isWell({ done, failed }: MachinesReport): boolean {
  return (
    failed.length === 0 &&
    done.every(
      ({ verb, isThere, troubles, ended, addressBefore }) =>
        (isForGood(verb) ? !isThere : isThere) &&
        ended.length === 0 &&
        addressBefore === undefined &&
        troubles.every((trouble) => isPassing(trouble) || (verb === 'stop' && trouble.kind === 'machineStopped')),
    )
  );
}
