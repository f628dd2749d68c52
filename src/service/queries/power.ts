/**
 * Whether a machine runs, and where, by its driver: asked when its engine falls silent, its record has no address or the user refreshes,
 * and never over and over, as each question is a process and may hang.
 */
import { seconds, type Milliseconds } from '../../base/units.ts';
import { observePower } from '../../cluster/observe.ts';
import { recordsOf } from '../../cluster/observations.ts';
import { err } from '../../base/result.ts';
import type { Failure } from '../../model/failure.ts';
import { livesOnAfterRemoval, type Machine } from '../../model/machine.ts';
import type { Seen } from '../../model/seen.ts';
import type { HostRow, QueryContext } from '../query.ts';

/** How long a refresh waits for a driver's word on whether a machine runs, and then on where: a cloud may take its time. */
const longestWord: Milliseconds = seconds(5);
const longestAddress: Milliseconds = seconds(15);
/**
 * An engine ends before its machine does, and until then the driver says Running; nothing tells of that end, as records are often
 * written as they were. Asked again after these times, and no more.
 */
const askedAgain: readonly Milliseconds[] = [seconds(2), seconds(15)];

export const power: HostRow = (machine, context) => {
  const { name, driver, address, isAddressFromDriver } = machine;
  const { doors, observed, over } = context;
  /** The driver was asked for the address since that was renewed. One that it has told is no reason to ask again. */
  let isAddressAsked = isAddressFromDriver === true;
  const isSeen = (): boolean => observed.host(name).engine?.state === 'seen';
  /** What its record says by now: it may have changed while the driver was asked. */
  const recorded = (): Machine | undefined =>
    over.aborted ? undefined : recordsOf(observed).find((each) => each.name === name);
  const word = (): string => observed.host(name).power ?? 'unknown';

  /** The address that its record lacks; one that its driver has told before may have changed with the machine's power. */
  const resolveAddress = async (): Promise<void> => {
    if ((address !== undefined && !isAddressFromDriver) || isAddressAsked) return;
    isAddressAsked = true;
    const again = address !== undefined || observed.host(name).untoldAddress !== undefined;
    const told = await doors.store.resolveAddress(machine, { signal: over, again });
    const isTold = told.ok || told.error.kind === 'cancelled';
    observed.updateHost(name, { untoldAddress: isTold ? undefined : told.error });
  };

  const askPower = async (): Promise<void> => {
    // These drivers say Running of anything, and know no other state.
    if (livesOnAfterRemoval(driver)) return;
    const said = await observePower(doors.tool, name, over);
    if (isSeen() || !recorded()) return;
    observed.updateHost(name, { power: said, ...(said !== 'running' && { untoldAddress: undefined }) });
    if (said === 'running') await resolveAddress();
  };

  return [
    {
      key: `power ${name}`,
      slot: 'tool',
      isOnDemand: true,
      atRefresh: () => address === undefined || observed.host(name).engine?.state === 'failed',
      ask: async () => {
        await askPower();
        const current = recorded();
        if (current && current.address === undefined) tellUntold(current, context);
      },
      // A driver that cannot say (yet) whether a machine without an address runs is asked again, as is one that says Running.
      follow: { pauses: askedAgain, isWanted: () => word() === (address === undefined ? 'unknown' : 'running') },
      // The driver's word keeps a machine that is stopped, or runs, from being taken for one that was never finished. Of what its record
      // keeps an address, the record tells by itself when it is stopped, or nothing depends on that.
      patience: (waited) => {
        if (address !== undefined && !isAddressFromDriver && !mayLookIncomplete(observed.host(name).engine)) return 0;
        if (waited < longestWord) return longestWord - waited;
        return address === undefined && word() === 'running' ? longestWord + longestAddress - waited : 0;
      },
      invalidated: ({ when }) => {
        if (when === 'renewed') isAddressAsked = false;
      },
    },
  ];
};

/** The address of a machine is not known: says so in its engine's place. */
export function tellUntold(machine: Machine, { observed }: Pick<QueryContext, 'observed'>): void {
  const { name, notAsked } = machine;
  const failure: Failure =
    observed.host(name).untoldAddress ??
    (notAsked
      ? { kind: 'engineNotAsked', machine: name, url: notAsked.url, why: notAsked.kind }
      : { kind: 'addressUnknown', machine: name });
  observed.answerEngine(name, err(failure));
}

/** Certificates are missing: of a machine that runs or is stopped, or of one that was never finished. */
const mayLookIncomplete = (engine: Seen<unknown> | undefined): boolean =>
  engine?.state === 'failed' && engine.failure.kind === 'certificateMissing';
