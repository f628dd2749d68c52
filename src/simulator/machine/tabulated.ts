/** Lays out rows like Go's tabwriter: three spaces after the longest cell of a column, which is at least `least` wide. */
export function tabulated(rows: readonly (readonly string[])[], least: number): string {
  const widths = (rows[0] ?? [])
    .slice(0, -1)
    .map((_, column) => Math.max(least, ...rows.map((row) => (row[column]?.length ?? 0) + 3)));
  return rows.map((row) => `${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('')}\n`).join('');
}
