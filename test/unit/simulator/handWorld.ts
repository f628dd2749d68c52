// A simulated world without sockets and without waiting: its time goes on when somebody sleeps, or by hand.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { runMachineCommand } from '../../../src/simulator/machine/command.ts';
import { containerRequest } from '../../../src/simulator/serve/api/requestBodies.ts';
import { beat } from '../../../src/simulator/world/beat.ts';
import { ClassicManagers } from '../../../src/simulator/world/classicManager.ts';
import { createContainer, startContainer } from '../../../src/simulator/world/containers.ts';
import { addImage } from '../../../src/simulator/world/images.ts';
import type { Host } from '../../../src/simulator/world/nouns.ts';
import type { Time } from '../../../src/simulator/world/time.ts';
import { newWorldState, World } from '../../../src/simulator/world/world.ts';

export class HandTime implements Time {
  #now = Date.now();

  now(): number {
    return this.#now;
  }

  scaled(milliseconds: number): number {
    return milliseconds;
  }

  async sleep(milliseconds: number): Promise<void> {
    this.#now += milliseconds;
    await Promise.resolve();
  }

  pass(milliseconds: number): void {
    this.#now += milliseconds;
  }
}

/** Whoever sleeps wakes only when all of the party sleep: they go on in step. */
export class CommonTime extends HandTime {
  #party: number;
  #asleep: (() => void)[] = [];

  constructor(party: number) {
    super();
    this.#party = party;
  }

  override sleep(): Promise<void> {
    return new Promise((wake) => {
      this.#asleep.push(wake);
      this.#wakeAll();
    });
  }

  /** One has nothing more to do. */
  leave(): void {
    this.#party -= 1;
    this.#wakeAll();
  }

  #wakeAll(): void {
    if (this.#asleep.length < this.#party) return;
    for (const wake of this.#asleep.splice(0)) wake();
  }
}

export interface Ran {
  readonly stdout: string;
  readonly stderr: string;
  readonly exitCode: number;
}

/** Hosts are 10.99.0.11, 10.99.0.12 …, as in the records of the real tools. */
export class HandWorld {
  readonly time: HandTime;
  readonly world: World;
  readonly managers: ClassicManagers;
  readonly folder = mkdtempSync(path.join(tmpdir(), 'hand-world-'));
  readonly store = path.join(this.folder, 'store');

  constructor(time = new HandTime()) {
    this.time = time;
    this.world = new World(newWorldState('10.99'), time);
    this.managers = new ClassicManagers(this.world);
  }

  host(name: string): Host {
    const found = this.world.state.hosts.find(({ hostname }) => hostname === name);
    if (!found) throw new Error(`no host ${name}`);
    return found;
  }

  async machine(
    words: readonly string[],
    environment: Readonly<Record<string, string>> = {},
    lines: string[] = [],
  ): Promise<Ran> {
    let stdout = '';
    let stderr = '';
    const exitCode = await runMachineCommand(
      this.world,
      { words, environment: { MACHINE_STORAGE_PATH: this.store, SHELL: '/bin/bash', ...environment }, directory: '/' },
      {
        print: (text) => (stdout += text),
        complain: (text) => (stderr += text),
        ask: (prompt) => {
          stdout += prompt;
          return Promise.resolve(lines.shift());
        },
        signal: new AbortController().signal,
        settle: () => Promise.resolve(),
      },
    );
    return { stdout, stderr, exitCode };
  }

  /** A machine `kvstore` with a consul on it that answers. @returns its URL */
  async openStore(): Promise<string> {
    await this.machine(['create', '-d', 'virtualbox', 'kvstore']);
    const kvstore = this.host('kvstore');
    addImage(this.world, kvstore, 'consul:1.20.6');
    const body = { Image: 'consul:1.20.6', HostConfig: { PortBindings: { '8500/tcp': [{ HostPort: '8500' }] } } };
    startContainer(this.world, kvstore, createContainer(this.world, kvstore, containerRequest(body, 'consul')));
    this.goOn(10_000);
    return `consul://${kvstore.address}:8500`;
  }

  /** Beats of a quarter of a second until so much time has passed. */
  goOn(milliseconds: number): void {
    for (let left = milliseconds; left > 0; left -= 250) {
      this.time.pass(250);
      beat(this.world, this.managers);
    }
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}
