/** Verbs of machines, their impact and their results. Pure. */
import { listed, named, paragraph, type Translate } from '../../base/text.ts';
import type { Failure } from '../../model/failure.ts';
import type { MachineStakes } from '../../model/stakes.ts';
import type { MachineAction, MachineChange } from '../../service/actions.ts';
import { explainFailure } from '../explain/explainFailure.ts';
import { isInfo } from '../../checks/health.ts';
import { explainFinding } from '../explain/explainFinding.ts';
import { sentence } from '../explain/explanation.ts';
import { roleWords } from '../tree/machineRow.ts';
import { commonVerbs, type VerbTexts } from './verbTexts.ts';

/** Result of a command: each machine once, in `done` or in `failed`. */
export interface MachinesReport {
  readonly verb: MachineAction;
  readonly done: readonly MachineChange[];
  readonly failed: readonly { readonly machine: string; readonly failure: Failure }[];
  /** The first failure. Undefined if everything succeeded. */
  readonly failure?: Failure;
}

export const machineVerbs: Readonly<Record<MachineAction, VerbTexts>> = {
  ...commonVerbs,
  regenerateCertificates: {
    button: (t) => t('Regenerate Certificates'),
    question: (what, t) => t('Regenerate the certificates of {0}?', what),
    progress: (what, t) => t('Regenerating the certificates of {0}', what),
    done: (what, t) => t('Certificates regenerated: {0}.', what),
  },
  forget: {
    button: (t) => t('Forget'),
    question: (what, t) => t('Forget {0}?', what),
    progress: commonVerbs.remove.progress,
    done: (what, t) => t('Forgotten: {0}.', what),
  },
};

/** `what`: the machine's name, or the number of machines. */
export function machinesWords(names: readonly string[], t: Translate): string {
  const [only = '', ...more] = names;
  return more.length === 0 ? only : t('{0} machines', names.length);
}

/** Beyond this, machines to be removed are named in one line each; for other verbs only the count of the rest is shown. */
const mostParagraphs = 12;

/** A paragraph per machine, then the warnings. */
export function stakesWords(verb: MachineAction, stakes: readonly MachineStakes[], t: Translate): string {
  const general =
    verb === 'regenerateCertificates'
      ? [t('Its engine restarts, which stops its containers. Those without a restart policy stay stopped.')]
      : verb === 'forget'
        ? [
            t(
              'Removes it from docker-machine only. Resources the driver could not delete keep running and may cost money.',
            ),
          ]
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
    return t('{0}: its folder {1} is deleted. Resources created by its driver keep running.', machine, folder);
  if (!isForGood(verb) || containers.length === 0 || hostLivesOn) return `${machine}: ${otherStake(verb, stakes, t)}`;
  const all = named(containers, t);
  return verb === 'remove'
    ? t('{0} is removed with its containers and their data: {1}.', machine, all)
    : t(
        '{0} is removed from docker-machine. If its driver can delete it, its containers and their data are deleted too: {1}.',
        machine,
        all,
      );
}

const isForGood = (verb: MachineAction): boolean => verb === 'remove' || verb === 'forget';

function otherStake(verb: MachineAction, stakes: MachineStakes, t: Translate): string {
  const { containers, running, hostLivesOn, driver, isIncomplete } = stakes;
  if (isForGood(verb)) {
    // A create that failed late leaves a running engine: if it has containers, those matter.
    if (isIncomplete && !containers?.length)
      return verb === 'remove'
        ? t('it is incomplete; its record and the resources its driver created are removed.')
        : t('it is incomplete; its record is removed, with all resources its driver can delete.');
    if (hostLivesOn)
      return t('only its record is removed; the host and what runs there are kept (driver {0}).', driver);
    if (containers === undefined)
      return verb === 'remove'
        ? t('its contents are unknown because its engine has not answered; all of it is deleted.')
        : t(
            'its contents are unknown because its engine has not answered; all of it is deleted if its driver can delete it.',
          );
    return t('it has no containers.');
  }
  if (containers === undefined) return t('what runs there is unknown because its engine has not answered.');
  return running.length === 0 ? t('no container runs there.') : t('these containers stop: {0}.', listed(running, t));
}

function warnings(verb: MachineAction, stakes: MachineStakes, t: Translate): readonly string[] {
  const cluster = stakes.cluster ?? '';
  const isGoing = isForGood(verb);
  return [
    stakes.holdsStore
      ? isGoing
        ? t(
            'It runs the key-value store of {0}: removing it deletes the cluster’s record of its nodes and networks.',
            cluster,
          )
        : t(
            'It runs the key-value store of {0}: until it is back, no network can be created and no container can join one.',
            cluster,
          )
      : undefined,
    stakes.isLastManager
      ? isGoing
        ? t('It is the last manager of {0}: the other machines are left without one.', cluster)
        : t('It is the only manager of {0}: until it is back, nothing can be started or changed through it.', cluster)
      : undefined,
    stakes.breaksMajority && !stakes.isLastManager
      ? isGoing
        ? t('Without it, the managers of {0} lose quorum: nothing can be changed there any more.', cluster)
        : t('Until it is back, the managers of {0} have no quorum: nothing can be changed there.', cluster)
      : undefined,
    stakes.staysListed && isGoing
      ? t('The swarm keeps listing it as down. To remove it cleanly, remove the node first.')
      : undefined,
  ].filter((each) => each !== undefined);
}

/** The result in one paragraph. */
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

/** Changes beyond what was requested. */
function newsWords(change: MachineChange, t: Translate): readonly string[] {
  const { verb, machine, isThere, address, addressBefore, ended, findings } = change;
  if (!isThere) return [];
  const first = findings.find(({ kind }) => !(verb === 'stop' && kind === 'machineStopped'));
  return [
    addressBefore === undefined
      ? undefined
      : t(
          'The address of {0} changed from {2} to {1}. Its certificate and other records still contain the old address.',
          machine,
          address ?? '',
          addressBefore,
        ),
    ended.length > 0 ? t('On {0} these containers no longer run: {1}.', machine, listed(ended, t)) : undefined,
    isForGood(verb) ? t('{0} is still in the machine store.', machine) : undefined,
    // A transient finding needs no action, but explains why the machine is not healthy yet.
    first &&
      sentence({
        ...explainFinding(first, t),
        remedy: isInfo(first) ? '' : explainFinding(first, t).remedy,
      }),
  ].filter((each) => each !== undefined);
}

/** Whether there is nothing bad to report. */
export function isWell({ done, failed }: MachinesReport): boolean {
  return (
    failed.length === 0 &&
    done.every(
      ({ verb, isThere, findings, ended, addressBefore }) =>
        (isForGood(verb) ? !isThere : isThere) &&
        ended.length === 0 &&
        addressBefore === undefined &&
        findings.every((finding) => isInfo(finding) || (verb === 'stop' && finding.kind === 'machineStopped')),
    )
  );
}
