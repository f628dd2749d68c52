/** Who keeps requests waiting: a frozen engine, a host behind a pulled cable or without power. */
import type { Host } from '../world/nouns.ts';

export const isUnheard = (host: Host): boolean => host.cable === 'pulled' || host.isDark;
export const isDumb = (host: Host): boolean => isUnheard(host) || host.engine.state === 'frozen';
