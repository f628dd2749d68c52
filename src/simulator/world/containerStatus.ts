/** A container's status in docker's words. */
import type { Container } from './nouns.ts';

/** "Up 3 minutes", as in lists of containers. */
export function statusOf({ state, startedAt, finishedAt, exitCode }: Container, now: number): string {
  switch (state) {
    case 'created':
      return 'Created';
    case 'running':
      return `Up ${ago(now - startedAt)}`;
    case 'paused':
      return `Up ${ago(now - startedAt)} (Paused)`;
    case 'exited':
      return `Exited (${String(exitCode)}) ${ago(now - finishedAt)} ago`;
  }
}

/** A duration such as "3 minutes". */
function ago(milliseconds: number): string {
  const seconds = Math.floor(Math.max(0, milliseconds) / 1000);
  const minutes = Math.round(seconds / 60);
  const hours = Math.round(seconds / 3600);
  if (seconds < 1) return 'Less than a second';
  if (seconds === 1) return '1 second';
  if (seconds < 60) return `${String(seconds)} seconds`;
  if (minutes === 1) return 'About a minute';
  if (minutes < 60) return `${String(minutes)} minutes`;
  if (hours === 1) return 'About an hour';
  if (hours < 48) return `${String(hours)} hours`;
  return `${String(Math.round(hours / 24))} days`;
}
