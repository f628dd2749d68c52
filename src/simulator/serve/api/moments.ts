/** Timestamps in Docker's format. */

export const iso = (moment: number): string =>
  moment === 0 ? '0001-01-01T00:00:00Z' : new Date(moment).toISOString().replace('Z', '000000Z');
