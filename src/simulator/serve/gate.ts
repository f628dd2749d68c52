/** Whether requests have to wait: the engine is frozen, or its host has a pulled cable or no power. */
import type { Host } from '../world/nouns.ts';

export const isUnheard = (host: Host): boolean => host.cable === 'pulled' || host.isDark;
export const isDumb = (host: Host): boolean => isUnheard(host) || host.engine.state === 'frozen';
