/** Moments as Docker writes them. */

export const iso = (moment: number): string =>
  moment === 0 ? '0001-01-01T00:00:00Z' : new Date(moment).toISOString().replace('Z', '000000Z');

/** "3 minutes", as docker's own words have it. */
export function ago(milliseconds: number): string {
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
