/** Units that numbers carry in their type's name. */
export type Milliseconds = number;
export type Seconds = number;
export type Bytes = number;

export const seconds = (n: number): Milliseconds => n * 1000;
export const minutes = (n: number): Milliseconds => n * 60_000;
