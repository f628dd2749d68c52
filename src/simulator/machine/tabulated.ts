/** Rows as Go's tabwriter lays them out: three blanks behind the longest of a column, which is no narrower than `least`. */
export function tabulated(rows: readonly (readonly string[])[], least: number): string {
  const widths = (rows[0] ?? [])
    .slice(0, -1)
    .map((_, column) => Math.max(least, ...rows.map((row) => (row[column]?.length ?? 0) + 3)));
  return rows.map((row) => `${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('')}\n`).join('');
}
