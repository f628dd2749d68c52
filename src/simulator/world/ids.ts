/** Identifiers in Docker's format, drawn at random so that no two worlds share one. */
import { randomBytes, randomUUID } from 'node:crypto';

/** Containers, local networks, endpoints: 64 hexadecimal digits. */
export const hexId = (): string => randomBytes(32).toString('hex');

/** Engines before 24: twelve groups of four base32 letters, the fingerprint of a key. Newer engines have a UUID. */
export function engineId(major: number): string {
  if (major >= 24) return randomUUID();
  const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
  const drawn = [...randomBytes(48)].map((byte) => letters[byte % 32] ?? 'A').join('');
  return (drawn.match(/.{4}/g) ?? []).join(':');
}

/** Swarm mode's nodes, services, tasks, networks: 25 base36 digits. */
export function swarmId(): string {
  const digits = '0123456789abcdefghijklmnopqrstuvwxyz';
  return [...randomBytes(25)].map((byte, index) => digits[index === 0 ? 10 + (byte % 26) : byte % 36] ?? '0').join('');
}

/** A join token: a digest of the swarm's authority, then the secret. */
export function joinToken(authority: string): string {
  return `SWMTKN-1-${authority}-${swarmId()}`;
}

/** A random name in docker's style, for unnamed containers. */
export function containerName(): string {
  const pick = (words: readonly string[]): string => words[randomBytes(1).readUInt8() % words.length] ?? '';
  return `${pick(adjectives)}_${pick(surnames)}${String(randomBytes(1).readUInt8() % 10)}`;
}

const adjectives = ['brave', 'clever', 'eager', 'gentle', 'happy', 'jolly', 'keen', 'quiet', 'sharp', 'zen'];
const surnames = ['archimedes', 'babbage', 'curie', 'darwin', 'euler', 'hopper', 'lovelace', 'noether', 'turing'];
