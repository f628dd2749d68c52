/**
 * Whether a machine runs, and its address, according to its driver. Queried only when its engine stops answering, its record has no address
 * or the user refreshes: each query is a process and may hang.
 */
import { seconds, type Milliseconds } from '../../base/units.ts';
import { observePower } from '../../cluster/observe.ts';
import { recordsOf } from '../../cluster/observations.ts';
import { err } from '../../base/result.ts';
import type { Failure } from '../../model/failure.ts';
import { livesOnAfterRemoval, type Machine } from '../../model/machine.ts';
import type { Seen } from '../../model/seen.ts';
import type { HostRow, QueryContext } from '../query.ts';

/** How long a refresh waits for a driver to report whether a machine runs, and then for its address: a cloud may take its time. */
const longestWord: Milliseconds = seconds(5);
const longestAddress: Milliseconds = seconds(15);
/**
 * An engine stops before its machine does, and until then the driver reports Running. Nothing reports the machine's stop, as its record
 * often stays the same. The driver is queried again after these pauses only.
 */
const askedAgain: readonly Milliseconds[] = [seconds(2), seconds(15)];

export const power: HostRow = (machine, context) => {
  const { name, driver, address, isAddressFromDriver } = machine;
  const { doors, observed, over } = context;
  /** The driver was asked for the address since the query was renewed. An address from the driver counts as asked. */
  let isAddressAsked = isAddressFromDriver === true;
  const isSeen = (): boolean => observed.host(name).engine?.state === 'seen';
  /** The current record: it may have changed while the driver was queried. */
  const recorded = (): Machine | undefined =>
    over.aborted ? undefined : recordsOf(observed).find((each) => each.name === name);
  const word = (): string => observed.host(name).power ?? 'unknown';

  /** Gets an address that the record lacks. An address from the driver may have changed when the machine was restarted. */
  const resolveAddress = async (): Promise<void> => {
    if ((address !== undefined && !isAddressFromDriver) || isAddressAsked) return;
    isAddressAsked = true;
    const again = address !== undefined || observed.host(name).untoldAddress !== undefined;
    const told = await doors.store.resolveAddress(machine, { signal: over, again });
    const isTold = told.ok || told.error.kind === 'cancelled';
    observed.updateHost(name, { untoldAddress: isTold ? undefined : told.error });
  };

  const askPower = async (): Promise<void> => {
    // These drivers report Running for every machine, and know no other state.
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
      // Repeat if the driver reports Running or, for a machine without an address, cannot report its state yet.
      follow: { pauses: askedAgain, isWanted: () => word() === (address === undefined ? 'unknown' : 'running') },
      // Without the driver's answer a stopped or running machine may look incomplete. If the record keeps the address, either the record
      // shows that the machine is stopped, or nothing depends on it.
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

/** Records in the engine's place that the machine's address is unknown. */
export function tellUntold(machine: Machine, { observed }: Pick<QueryContext, 'observed'>): void {
  const { name, notAsked } = machine;
  const failure: Failure =
    observed.host(name).untoldAddress ??
    (notAsked
      ? { kind: 'engineNotAsked', machine: name, url: notAsked.url, why: notAsked.kind }
      : { kind: 'addressUnknown', machine: name });
  observed.answerEngine(name, err(failure));
}

/** Certificates are missing: the machine may be running, stopped or incomplete. */
const mayLookIncomplete = (engine: Seen<unknown> | undefined): boolean =>
  engine?.state === 'failed' && engine.failure.kind === 'certificateMissing';
