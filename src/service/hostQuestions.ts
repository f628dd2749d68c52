/**
 * What only docker-machine can tell of a machine: asked when its engine falls silent or a person looks anew, and never over and over,
 * as each question is a process and may hang.
 */
import { limit, sleep } from '../base/async.ts';
import { seconds, type Milliseconds } from '../base/units.ts';
import { observePower, observeReach, observeRefusedFlag, observeRoom } from '../cluster/observe.ts';
import type { Group } from '../cluster/recognise.ts';
import { knowsClusterStore } from '../model/engine.ts';
import { isRegistered } from '../model/registration.ts';
import type { StoreState } from '../model/keyValueStore.ts';
import type { Failure } from '../model/failure.ts';
import { engineFlag, livesOnAfterRemoval, type Machine } from '../model/machine.ts';
import { lastOf, type Seen } from '../model/seen.ts';
import type { Watching } from './watching.ts';

/** How long a look waits for a driver's word on whether a machine runs, and then on where: a cloud may take its time. */
const longestWord: Milliseconds = seconds(5);
const longestAddress: Milliseconds = seconds(15);
/**
 * An engine ends before its machine does, and until then the driver says Running; nothing tells of that end, as records are often
 * written as they were. Asked again after these times, and no more.
 */
const askedAgain: readonly Milliseconds[] = [seconds(2), seconds(15)];
/** Measuring from the hosts of a larger cluster whose store is down would be one ssh after the other. */
const mostMeasured = 16;

export class HostQuestions {
  readonly #watching: Watching;
  /** docker-machine is a process of its own each time. */
  readonly #gate = limit(4);
  /** Machines whose way to the store is to be measured once, if the store does not list them. */
  readonly #toMeasure = new Set<string>();
  /** Machines whose host's journal has been read since their engine answered last. */
  readonly #journalRead = new Set<string>();
  /** Machines whose engines have just fallen silent: one that comes and goes is asked about no more often. */
  readonly #ending = new Set<string>();
  /** Machines whose address the driver was asked for since their record changed, their engine answered last or a refresh. */
  readonly #addressAsked = new Set<string>();
  /** By machine that its driver calls running: how the driver could not tell the address. */
  readonly #untoldAddresses = new Map<string, Failure>();
  /** What is being asked, by what it is and the machine's name. */
  readonly #asked = new Map<string, Promise<void>>();

  constructor(watching: Watching) {
    this.#watching = watching;
  }

  /** Its engine has begun to answer, its record has changed or a person looks anew: what was asked may be asked once more. */
  renew(machine: string): void {
    this.#toMeasure.add(machine);
    this.#journalRead.delete(machine);
    this.#addressAsked.delete(machine);
  }

  forget(machine: string): void {
    this.#toMeasure.delete(machine);
    this.#journalRead.delete(machine);
    this.#addressAsked.delete(machine);
    this.#untoldAddresses.delete(machine);
  }

  /** For one whose engine does not answer. Nobody waits for a docker-machine that hangs as long as it may take. */
  async awaitPower(machine: Machine, tell: (failure: Failure) => void): Promise<void> {
    const { findings, over } = this.#watching;
    const { name, address, isAddressFromDriver } = machine;
    const asked = address === undefined ? this.askAddress(machine, tell) : this.askPower(machine);
    // Of what its record keeps an address, the record tells by itself when it is stopped, or nothing depends on that.
    if (address !== undefined && !isAddressFromDriver && !mayLookIncomplete(findings.engines.get(name))) return;
    // The driver's word keeps a machine that is stopped, or runs, from being taken for one that was never finished.
    await Promise.race([asked, sleep(longestWord, over)]);
    if (address === undefined && findings.powers.get(name) === 'running')
      await Promise.race([asked, sleep(longestAddress, over)]);
  }

  /**
   * Its record has no address: the driver says whether the machine runs, and then where. `tell`: the address is still unknown. A driver
   * that cannot say (yet) whether it runs is asked twice more.
   */
  async followAddress(machine: Machine, tell: (failure: Failure) => void): Promise<void> {
    const { findings, over } = this.#watching;
    const { name, driver } = machine;
    // What its engine said before holds no longer; of one that never answered nothing is said before its driver has.
    if (findings.engines.has(name) || livesOnAfterRemoval(driver)) tell(withoutAddress(machine));
    if (livesOnAfterRemoval(driver)) return;
    for (const pause of [0, ...askedAgain]) {
      await sleep(pause, over);
      if (!this.#isRecorded(machine)) return;
      await this.askAddress(machine, tell);
      if ((findings.powers.get(name) ?? 'unknown') !== 'unknown') return;
    }
  }

  /** Once; see `followAddress`. */
  async askAddress(machine: Machine, tell: (failure: Failure) => void): Promise<void> {
    const { name } = machine;
    await this.askPower(machine);
    if (!this.#isRecorded(machine)) return;
    tell(this.#untoldAddresses.get(name) ?? withoutAddress(machine));
  }

  /** Whether this is still what its record says. */
  #isRecorded(machine: Machine): boolean {
    const { findings, over } = this.#watching;
    return !over.aborted && findings.contents.entries.some((entry) => 'machine' in entry && entry.machine === machine);
  }

  /** Whether the driver says that it still runs. */
  askPower(machine: Machine): Promise<void> {
    const { name, driver } = machine;
    // These drivers say Running of anything, and know no other state.
    if (livesOnAfterRemoval(driver)) return Promise.resolve();
    const { doors, findings, over, changed } = this.#watching;
    return this.#once(`power ${name}`, async () => {
      const power = await observePower(doors.tool, name, over);
      if (findings.engines.get(name)?.state === 'seen' || over.aborted) return;
      findings.powers.set(name, power);
      if (power === 'running') await this.#resolveAddress(machine);
      else this.#untoldAddresses.delete(name);
      changed();
    });
  }

  /** The address that its record lacks; one that its driver has told before may have changed with the machine's power. */
  async #resolveAddress(machine: Machine): Promise<void> {
    const { name, address, isAddressFromDriver } = machine;
    if ((address !== undefined && !isAddressFromDriver) || this.#addressAsked.has(name)) return;
    this.#addressAsked.add(name);
    const { doors, over } = this.#watching;
    const again = address !== undefined || this.#untoldAddresses.has(name);
    const told = await doors.store.resolveAddress(machine, { signal: over, again });
    if (told.ok || told.error.kind === 'cancelled') this.#untoldAddresses.delete(name);
    else this.#untoldAddresses.set(name, told.error);
  }

  /** Its engine has ceased to answer: whether its machine has, too, or will in a moment. */
  async askWhetherItEnds(machine: Machine): Promise<void> {
    const { findings, over } = this.#watching;
    const { name } = machine;
    // See `followAddress`.
    if (machine.address === undefined || this.#ending.has(name)) return;
    this.#ending.add(name);
    await this.askPower(machine);
    for (const time of askedAgain) {
      await sleep(time, over);
      // It has answered since, or is known to be stopped.
      if (over.aborted || findings.powers.get(name) !== 'running') break;
      await this.askPower(machine);
    }
    this.#ending.delete(name);
  }

  /** Whether an engine that refuses died of a flag: those from 23.0 do not know one that their records were made with. */
  askRefusedFlag(machine: Machine): void {
    const { doors, findings, over, changed } = this.#watching;
    const { name, driver } = machine;
    const isRefusing = (): boolean => {
      const engine = findings.engines.get(name);
      return engine?.state === 'failed' && engine.failure.kind === 'engineRefused';
    };
    if (driver === 'none' || engineFlag(machine, 'cluster-store') === undefined) return;
    if (!isRefusing() || this.#journalRead.has(name)) return;
    const seen = findings.engines.get(name);
    const last = seen && lastOf(seen)?.value.engine;
    // One that has answered with it before is stopped for another reason.
    if (last && knowsClusterStore(last.version)) return;
    this.#journalRead.add(name);
    void this.#once(`journal ${name}`, async () => {
      const flag = await observeRefusedFlag(doors.tool, name, over);
      if (flag === undefined || !isRefusing()) return;
      findings.refusedFlags.set(name, flag);
      changed();
    });
  }

  /** Whether a host whose disk was full has room again. Where it cannot be asked, the engine will say so when it has not. */
  async askForRoom({ name, driver }: Machine): Promise<void> {
    const { doors, findings, over, changed } = this.#watching;
    if (!findings.fullDisks.has(name)) return;
    const engine = findings.engines.get(name);
    const directory = (engine && lastOf(engine)?.value.engine.rootDirectory) ?? '';
    await this.#once(`room ${name}`, async () => {
      const hasRoom = driver === 'none' || (await observeRoom(doors.tool, name, directory, over)) !== false;
      if (hasRoom && findings.fullDisks.delete(name)) changed();
    });
  }

  /** Lets those hosts try the store that it does not list although their engine answers. */
  measureReach(group: Group, state: Seen<StoreState>, machineOf: (name: string) => Machine | undefined): void {
    const url = group.store?.parsed;
    if (!url || (state.state === 'failed' && group.members.length > mostMeasured)) return;
    const { doors, findings, over, changed } = this.#watching;
    for (const { machine: name, role } of group.members) {
      const machine = machineOf(name);
      if (role === 'keyValueStore' || !machine) continue;
      const engine = findings.engines.get(name);
      if (engine?.state !== 'seen') continue;
      const { clusterAdvertise } = engine.value.engine;
      if (state.state === 'seen' && isRegistered(machine, state.value.engines, clusterAdvertise)) {
        findings.reach.delete(name);
        this.#toMeasure.delete(name);
      } else if (this.#toMeasure.delete(name) && machine.driver !== 'none') {
        void this.#once(`reach ${name}`, async () => {
          const reach = await observeReach(doors.tool, name, url, over);
          if (!reach || findings.engines.get(name)?.state !== 'seen') return;
          findings.reach.set(name, reach);
          changed();
        });
      }
    }
  }

  #once(what: string, ask: () => Promise<void>): Promise<void> {
    const known = this.#asked.get(what);
    if (known) return known;
    const asked = this.#gate(async () => {
      if (!this.#watching.over.aborted) await ask();
    })
      .catch(this.#watching.bug)
      .finally(() => this.#asked.delete(what));
    this.#asked.set(what, asked);
    return asked;
  }
}

/** Certificates are missing: of a machine that runs or is stopped, or of one that was never finished. */
const mayLookIncomplete = (engine: Seen<unknown> | undefined): boolean =>
  engine?.state === 'failed' && engine.failure.kind === 'certificateMissing';

const withoutAddress = ({ name, notAsked }: Machine): Failure =>
  notAsked
    ? { kind: 'engineNotAsked', machine: name, url: notAsked.url, why: notAsked.kind }
    : { kind: 'addressUnknown', machine: name };
