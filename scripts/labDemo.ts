// placeholder
import type { Demo } from './demo.ts';
export interface LabDemoOptions {
  readonly orchestration: 'classic' | 'swarm-mode';
  readonly isEmpty: boolean;
  readonly fault: readonly string[] | undefined;
  readonly signal: AbortSignal;
  readonly log: (line: string) => void;
}
export function startLabDemo(_options: LabDemoOptions): Promise<Demo> {
  return Promise.reject(new Error('not yet'));
}
